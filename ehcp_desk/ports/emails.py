"""What the desk asks of whoever reads emails saved from a mail program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ehcp_desk.domain.emails import Email


class Emails(Protocol):
    """Reads a ``.eml`` or ``.msg`` file.  Raises BadInput in one sentence that names the file."""

    def __call__(self, name: str, content: bytes) -> Email: ...
