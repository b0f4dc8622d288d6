"""An email as the record wants it, whichever program saved it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """A person in an email's head; either part may be empty."""

    name: str
    address: str

    @property
    def words(self) -> str:
        """The name people know them by; the address where there is none."""
        return self.name or self.address

    @property
    def full(self) -> str:
        """Name and address, as a head shows them."""
        return f"{self.name} <{self.address}>" if self.name and self.address else self.words


@dataclass(frozen=True, slots=True)
class EmailAttachment:
    """A file that came with an email; one that is itself an email ends in ``.eml``."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Email:
    """What an email says.  ``sent_at`` has its time zone, and is None where the email does not say or cannot be read.

    ``message_id`` is the one its sender's server gave it (RFC 5322 3.6.4), empty where it has none.  ``body`` is plain
    text.  ``remarks`` are sentences about what was left as it came (packed too deep, encrypted, packed by Outlook).
    """

    message_id: str
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    sent_at: datetime | None
    body: str
    attachments: tuple[EmailAttachment, ...] = ()
    remarks: tuple[str, ...] = ()


def our_domains(addresses: Iterable[str]) -> frozenset[str]:
    """The council's own mail domains, from its officers' addresses: a government one, or one that two of them share."""
    held = Counter(_domain(a) for a in addresses if "@" in a)
    return frozenset(domain for domain, count in held.items() if count > 1 or domain.endswith(".gov.uk"))


def is_ours(sender: Address, officers: Collection[str]) -> bool:
    """True where an officer sent it, or somebody else of the council: a team's shared mailbox has no officer."""
    address = sender.address.casefold()
    return bool(address) and (address in {a.casefold() for a in officers} or _domain(address) in our_domains(officers))


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold()
