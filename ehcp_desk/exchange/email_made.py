"""An email written out as ``.eml``: what an email inside an Outlook file becomes.  Same email, same bytes."""

from __future__ import annotations

import hashlib
from email import encoders
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime

from ehcp_desk.domain.emails import Address, Email


def made_eml(found: Email) -> bytes:
    """The email as a file any mail program opens."""
    mark = hashlib.sha256(f"{found.message_id}{found.subject}{found.body}".encode()).hexdigest()[:32]
    message = MIMEMultipart("mixed", boundary=f"=_{mark}")
    heads = (
        ("From", found.sender.full), ("To", _listed(found.to)), ("Cc", _listed(found.cc)), ("Subject", found.subject),
        ("Date", format_datetime(found.sent_at) if found.sent_at else ""), ("Message-ID", found.message_id),
    )  # fmt: skip
    for name, value in heads:
        if value:
            line = " ".join(value.split())
            message[name] = Header(line, None if line.isascii() else "utf-8").encode()
    message.attach(MIMEText(found.body, "plain", "utf-8"))
    for attached in found.attachments:
        main, _, sub = attached.media_type.partition("/")
        part = MIMEBase(
            *(("application", "octet-stream") if main in ("message", "multipart") else (main, sub or "octet-stream"))
        )
        part.set_payload(attached.content)
        encoders.encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", attached.name))
        message.attach(part)
    return message.as_bytes()


def _listed(people: tuple[Address, ...]) -> str:
    return ", ".join(person.full for person in people)
