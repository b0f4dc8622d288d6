"""``.eml``: an email as it travels (RFC 5322, MIME), read with the standard library.

The older policy of ``email`` is used on purpose: it hands heads over as they stand, where the newer one parses each on
access and raises on some that real mail programs write.  What it leaves encoded is decoded here.
"""

from __future__ import annotations

import binascii
import email
import mimetypes
import re
from datetime import UTC, datetime
from email import policy
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from ehcp_desk.domain.documents import clean_text
from ehcp_desk.domain.emails import Address, Email
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.exchange.email_text import DEEPEST, Gathered, decode, tidy, words_of_html

_HEADS = ("From", "To", "Subject", "Date", "Message-ID", "Received")
_ADDRESS = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")


def read_eml(content: bytes, gathered: Gathered) -> Email:
    """An email from its bytes.  Raises BadInput where they are not one."""
    try:
        message = email.message_from_bytes(content, policy=policy.compat32)
        if not any(message.get(name) for name in _HEADS):
            raise BadInput(
                f"{gathered.file} does not read as an email: it has no sender, date or subject. "
                "File it as a document if that is what it is."
            )
        return message_of(message, gathered)
    except RecursionError:
        raise BadInput(f"{gathered.file} is nested too deeply to be an email anybody sent; it was not read.") from None


def message_of(message: Message, gathered: Gathered) -> Email:
    """What a parsed message says."""
    plain, html = _Walk(gathered).read(message, 0)
    body = tidy(plain) if plain.strip() else words_of_html(html)
    if message.get_content_type() in ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"):
        gathered.remark("The email is encrypted, so only its head could be read; it is filed as it came.")
    senders = addresses(message, "From") or addresses(message, "Sender")
    return Email(
        message_id=" ".join(words_of_head(message, "Message-ID").split()),
        sender=senders[0] if senders else Address("", ""),
        to=addresses(message, "To"),
        cc=addresses(message, "Cc"),
        subject=words_of_head(message, "Subject"),
        sent_at=moment_of(message),
        body=body,
        attachments=tuple(gathered.found),
        remarks=tuple(gathered.remarks),
    )


class _Walk:
    """Goes through a message part by part: words are given back, everything else is gathered."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered

    def read(self, part: Message, depth: int) -> tuple[str, str]:
        """(plain text, HTML) of a part; its attachments, and those of emails inside it, are gathered."""
        kind = part.get_content_type()
        if kind in ("message/rfc822", "message/global"):
            self._inner(part, depth)
            return "", ""
        if kind.startswith("message/") and part.is_multipart():
            whole = b"\n".join(_bytes(inner) for inner in _parts(part))
            self._gathered.add(_name(part, len(self._gathered.found)), "text/plain", whole)
            return "", ""
        if part.is_multipart():
            return self._several(part, kind, depth)
        return self._leaf(part, kind)

    def _several(self, part: Message, kind: str, depth: int) -> tuple[str, str]:
        said = [self.read(inner, depth) for inner in _parts(part)]
        if kind == "multipart/alternative":  # the same words twice over: one of each is enough
            return next((p for p, _ in said if p.strip()), ""), next((h for _, h in said if h.strip()), "")
        return "\n\n".join(p for p, _ in said if p.strip()), "\n".join(h for _, h in said if h.strip())

    def _leaf(self, part: Message, kind: str) -> tuple[str, str]:
        content = payload(part)
        named = bool(_raw_name(part)) or part.get_content_disposition() == "attachment"
        if named or kind not in ("text/plain", "text/html"):
            self._gathered.add(_name(part, len(self._gathered.found)), kind, content)
            return "", ""
        text = decode(content, str(part.get_param("charset") or ""))
        return ("", text) if kind == "text/html" else (text, "")

    def _inner(self, part: Message, depth: int) -> None:
        """An email inside the email: filed whole, and what came with it filed too."""
        for inner in _parts(part):
            inner = _unwrapped(part, inner)
            name = f"{words_of_head(inner, 'Subject') or 'Email'}.eml"
            self._gathered.add(name, "message/rfc822", _bytes(inner))
            if depth < DEEPEST:
                self.read(inner, depth + 1)
            else:
                self._gathered.remark(
                    f"Emails are packed into each other more than {DEEPEST} deep; the last of them is filed whole."
                )


def _parts(part: Message) -> list[Message]:
    inside = part.get_payload()
    return [inner for inner in inside if isinstance(inner, Message)] if isinstance(inside, list) else []


def _unwrapped(part: Message, inner: Message) -> Message:
    """An email that was put in as base64, which the standard forbids and some programs do."""
    if str(part.get("Content-Transfer-Encoding", "")).strip().casefold() != "base64" or inner.is_multipart():
        return inner
    try:
        packed = binascii.a2b_base64(str(inner.get_payload()).encode("ascii", "ignore"))
    except binascii.Error:
        return inner
    return email.message_from_bytes(packed, policy=policy.compat32)


def _bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, KeyError):
        return str(message.get_payload()).encode("utf-8", "surrogateescape")


def payload(part: Message) -> bytes:
    """The content of a part, unpacked."""
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else str(part.get_payload()).encode("utf-8", "surrogateescape")


def _raw_name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        return ""


def _name(part: Message, place: int) -> str:
    name = decoded(_raw_name(part))
    if name.strip():
        return name
    kind = part.get_content_type()
    return f"attachment {place + 1}{mimetypes.guess_extension(kind) or '.bin'}"


# -- heads ----------------------------------------------------------------------------------------------------


def words_of_head(message: Message, name: str) -> str:
    """A head in words, on one line."""
    return " ".join(decoded(_raw(message, name)).split())


def _raw(message: Message, name: str) -> str:
    """A head as it stands; bytes that belong to no character set said are read as what they look like."""
    raw = next((str(value) for key, value in message.raw_items() if key.casefold() == name.casefold()), "")
    raw = decode(raw.encode("utf-8", "surrogateescape")) if not raw.isascii() else raw
    return " ".join(raw.splitlines())


def decoded(text: str) -> str:
    """``=?utf-8?q?...?=`` as the words it stands for."""
    if "=?" not in text:
        return clean_text(text)
    try:
        pieces = decode_header(text)
    except (ValueError, LookupError, email.errors.HeaderParseError):
        return clean_text(text)
    return "".join(p if isinstance(p, str) else decode(p, charset or "") for p, charset in pieces)


def addresses(message: Message, name: str) -> tuple[Address, ...]:
    """The people in a head; names are decoded after they are taken apart, so that a comma in one splits nothing."""
    return addresses_in(_raw(message, name))


def addresses_in(raw: str) -> tuple[Address, ...]:
    """The people in a line of addresses."""
    found = [(" ".join(decoded(n).split()), clean_text(a).strip()) for n, a in getaddresses([raw])]
    if not any(n or a for n, a in found):  # later Pythons give nothing at all for a line that is not quite right
        found = [("", clean_text(a)) for a in _ADDRESS.findall(raw)]
    return tuple(Address(n, a) if "@" in a else Address(n or a, "") for n, a in found if n or a)


def moment_of(message: Message) -> datetime | None:
    """When it was sent; where the head does not say, when the last server had it."""
    lines = [_raw(message, "Date")]
    lines += [str(value).rpartition(";")[2] for key, value in message.raw_items() if key.casefold() == "received"][:1]
    for line in lines:
        try:
            found = parsedate_to_datetime(line.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return None
