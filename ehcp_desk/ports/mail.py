"""What the desk asks of whoever carries its email."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """One message as plain text.  ``key`` makes its Message-ID, always the same for the same message, so that a mail
    program knows a second copy for what it is."""

    to: str
    address: str
    subject: str
    body: str
    key: str


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes and whom it comes from.  ``security`` is ``starttls``, ``tls`` or ``none``; ``authority`` a file of
    certificates to trust besides the computer's own.  The password is never part of it: see ``bootstrap``."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    authority: str = ""


class NotCarried(Exception):
    """A message was not taken; the text is one sentence.  ``lasting`` says that trying it again will not help."""

    def __init__(self, sentence: str, lasting: bool = False) -> None:
        super().__init__(sentence)
        self.lasting = lasting


class Carrier(Protocol):
    """An open way to a mail server.  Raises NotCarried where a message, or the server, will not do."""

    def send(self, mail: Mail) -> None: ...
    def close(self) -> None: ...


class Mails(Protocol):
    """Makes the way to a server; nothing is opened before the first message."""

    def __call__(self, server: MailServer) -> Carrier: ...
