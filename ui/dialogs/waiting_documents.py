"""Documents that wait to be filed: what each would become, read on a worker before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QImage

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.documents import IMAGE_SUFFIXES, clean_name, is_email, suffix_of, why_not_opened
from ehcp_desk.domain.emails import Email
from ehcp_desk.domain.errors import DeskError
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.casework.attaching import Attachment, OnDisk, attachment_from
from ehcp_desk.services.casework.emails import file_email, read_email
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.records.heads import local
from ui.dialogs.document_look import LARGEST_PICTURE, picture_of
from ui.widgets.sizes import size_words

Dropped = Path | Attachment


@dataclass
class Waiting:
    """One document: its name, what it becomes, and what the person says of it.  ``refused`` says why it cannot be."""

    number: int
    name: str
    attach: Attachment | None = None
    email: Email | None = None
    becomes: str = ""
    words: str = ""
    refused: str = ""
    image: QImage | None = None
    details: Details = field(default_factory=Details)


def look_at(desk: Desk, dropped: Sequence[Dropped], progress: Progress) -> list[Waiting]:
    """Look at everything that was dropped; what cannot be filed stays in the list with the reason."""
    found = []
    for number, one in enumerate(dropped, 1):
        name = clean_name(one.name if isinstance(one, Path) else one.filename)
        waiting = Waiting(number, name)
        progress(number - 1, len(dropped), f"Looking at {name}")
        try:
            waiting.attach = attachment_from(one, progress) if isinstance(one, Path) else one
            _understand(desk, waiting, waiting.attach)
        except DeskError as problem:
            waiting.refused = str(problem)
        found.append(waiting)
    return found


def _understand(desk: Desk, waiting: Waiting, attach: Attachment) -> None:
    size = attach.content.size if isinstance(attach.content, OnDisk) else len(attach.content)
    waiting.becomes = f"A document, {size_words(size)}"
    waiting.words = (
        why_not_opened(waiting.name) and "It is kept as it is; it can be saved as a copy, and is never opened."
    )
    if is_email(waiting.name):
        try:
            waiting.email = read_email(desk, attach)
        except DeskError as problem:
            waiting.words = f"{problem} It would be filed as a document, whole."
            return
        waiting.becomes, waiting.words = email_words(waiting.email)
    elif suffix_of(waiting.name) in IMAGE_SUFFIXES and size <= LARGEST_PICTURE:
        content = attach.content.path.read_bytes() if isinstance(attach.content, OnDisk) else attach.content
        waiting.image = picture_of(content)


def email_words(email: Email) -> tuple[str, str]:
    """What an email becomes in one line, and what stands in it in several."""
    day = in_words(local(email.sent_at).date()) if email.sent_at else "no day given"
    count = len(email.attachments)
    with_files = f", with {count} attachment{'s' if count != 1 else ''}" if count else ""
    lines = [f"From {email.sender.full or 'nobody named'}", f"Sent {day}", f"Subject: {email.subject or 'none'}"]
    lines += [f"Attachment: {attached.name}, {size_words(len(attached.content))}" for attached in email.attachments]
    lines += [*email.remarks, "", email.body[:600]]
    return f"A contact: email from {email.sender.words or 'nobody named'}, {day}{with_files}", "\n".join(lines)


def file_one(desk: Desk, ref: str, waiting: Waiting, progress: Progress) -> Changes:
    """File one that was not refused; an email becomes a contact."""
    assert waiting.attach is not None
    if waiting.email is not None:
        return file_email(desk, ref, waiting.attach, progress=progress)
    return file_document(desk, ref, waiting.attach, waiting.details, progress=progress)
