"""The words of a filed document as paragraphs in reading order, for a copy that is printed anew."""

from __future__ import annotations

from ehcp_desk.domain.documents import EMAIL_SUFFIXES, IMAGE_SUFFIXES, clean_text, suffix_of
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.exchange.document_text import EMAIL, WORD, decoded, without_tags, word_text


def has_pages(content: bytes, media_type: str, name: str) -> bool:
    """True for a PDF or a picture, of which a copy is made page by page."""
    pdf = content[:1024].lstrip().startswith(b"%PDF") or media_type == "application/pdf"
    return pdf or media_type.startswith("image/") or suffix_of(name) in IMAGE_SUFFIXES


def lines_of(content: bytes, media_type: str, name: str) -> tuple[str, ...]:
    """The paragraphs of a Word document, an email, a web page or plain text.  Raises BadInput for anything else."""
    try:
        text = _text(content, media_type, name)
    except BadInput:
        raise
    except Exception as fault:  # a damaged file makes its reader fail in any way there is
        raise BadInput(f"{name} is damaged or is not what its name says, so no copy can be made of it.") from fault
    return tuple(" ".join(clean_text(line).split()) for line in text.splitlines() if line.strip())


def _text(content: bytes, media_type: str, name: str) -> str:
    if media_type == EMAIL or suffix_of(name) in EMAIL_SUFFIXES:
        return _email(content, name)
    if media_type == WORD or suffix_of(name) == ".docx":
        return word_text(content)
    if media_type == "text/html":
        return without_tags(decoded(content))
    if media_type.startswith("text/"):
        return decoded(content)
    raise BadInput(
        f"No copy can be made of {name}: its words cannot be read. Save it as a PDF, file that, and make the copy of it."
    )


def _email(content: bytes, name: str) -> str:
    from ehcp_desk.exchange.emails import read_email

    mail = read_email(name, content)
    heads = [
        f"From: {mail.sender.full}",
        f"To: {', '.join(a.full for a in mail.to)}",
        f"Copy to: {', '.join(a.full for a in mail.cc)}" if mail.cc else "",
        f"Sent: {mail.sent_at:%d %B %Y, %H:%M}" if mail.sent_at else "",
        f"Subject: {mail.subject}",
        f"Attached, not in this copy: {', '.join(a.name for a in mail.attachments)}" if mail.attachments else "",
    ]
    return "\n".join([*filter(None, heads), mail.body])
