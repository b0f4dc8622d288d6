"""Emails from Outlook and other programs: the door the services use."""

from __future__ import annotations

from ehcp_desk.domain.documents import suffix_of
from ehcp_desk.domain.emails import Email
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.exchange.email_text import Gathered

LARGEST_EMAIL = 100 * 1024 * 1024
"""Mail servers carry less; an email is read whole, so this bounds what reading one costs."""
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_email(name: str, content: bytes) -> Email:
    """Read a ``.eml`` or ``.msg`` file, known by its bytes.  Raises BadInput with one sentence naming the file."""
    if not content.strip():
        raise BadInput(f"{name} is empty, so there is nothing to file; save the email again.")
    if len(content) > LARGEST_EMAIL:
        raise BadInput(f"{name} is larger than {LARGEST_EMAIL // 1024 // 1024} MB; file it as a document instead.")
    gathered = Gathered(name)
    if content.startswith(_OUTLOOK):
        from ehcp_desk.exchange.email_msg import read_msg

        return read_msg(content, gathered)
    if suffix_of(name) == ".msg":
        raise BadInput(f"{name} is not an Outlook email, whatever its name says. File it as a document.")
    from ehcp_desk.exchange.email_eml import read_eml

    return read_eml(content, gathered)
