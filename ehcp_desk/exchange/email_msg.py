"""``.msg``: an email as Outlook saves it (MS-OXMSG), read through python-oxmsg.

Text is taken from the storage itself: the library decodes strictly, and one character a sender's Outlook got wrong
would lose the whole email.
"""

from __future__ import annotations

import email
import struct
from datetime import datetime
from email import policy
from io import BytesIO

from olefile import OleFileIO
from oxmsg.domain.encodings import encoding_from_codepage
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from ehcp_desk.domain.emails import Address, Email
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.exchange.email_eml import addresses, moment_of, words_of_head
from ehcp_desk.exchange.email_made import made_eml
from ehcp_desk.exchange.email_text import DEEPEST, Gathered, decode, tidy, words_of_html

# Property numbers of MS-OXPROPS.
_SUBJECT, _SENT, _DELIVERED, _BODY, _HTML, _RTF = 0x0037, 0x0039, 0x0E06, 0x1000, 0x1013, 0x1009
_HEADS, _MESSAGE_ID, _CODE_PAGE, _NET_CODE_PAGE = 0x007D, 0x1035, 0x3FFD, 0x3FDE
_SENDER = ((0x0C1A, (0x5D01, 0x0C1F)), (0x0042, (0x5D02, 0x0065)))  # sender, then on whose behalf: name, addresses
_PERSON, _KIND_OF_PERSON, _TO, _CC = (0x3001, (0x39FE, 0x3003)), 0x0C15, 1, 2
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _MIME, _CONTENT = 0x3707, 0x3704, 0x3001, 0x370E, 0x3701
_INNER = "__substg1.0_3701000D"
_TOP_OFFSET, _INNER_OFFSET, _PART_OFFSET = 32, 24, 8
_BROKEN = (OSError, ValueError, LookupError, struct.error, TypeError, AttributeError, AssertionError, OverflowError,
           RecursionError)  # fmt: skip


def read_msg(content: bytes, gathered: Gathered) -> Email:
    """An email from the bytes of an Outlook file.  Raises BadInput, naming the file, where they cannot be read."""
    try:
        with OleFileIO(BytesIO(content)) as opened:
            storage = Storage.from_ole(opened)
        return _message(storage, gathered, _TOP_OFFSET, 0)
    except _BROKEN as fault:
        raise BadInput(
            f"{gathered.file} cannot be read: it is not a whole Outlook email. Save it from Outlook again, "
            "or file it as a document."
        ) from fault


class _Properties:
    """What a storage says of a message, a person or an attachment; what is missing or unreadable is empty."""

    def __init__(self, storage: Storage, offset: int) -> None:
        self._storage = storage
        self._numbers = Properties(storage, offset)
        page = self.number(_NET_CODE_PAGE) or self.number(_CODE_PAGE)
        self._charset = _charset(page) if page else ""

    def text(self, *wanted: int) -> str:
        """The first of these that holds words."""
        for number in wanted:
            for kind, charset in ((0x1F, "utf-16-le"), (0x1E, self._charset)):
                found = self._stream(number, kind)
                if found:
                    return decode(found, charset).rstrip("\x00")
        return ""

    def binary(self, number: int) -> bytes:
        """Bytes."""
        return self._stream(number, 0x0102)

    def number(self, number: int) -> int | None:
        """A whole number."""
        try:
            return self._numbers.int_prop_value(number)
        except _BROKEN:
            return None

    def moment(self, *wanted: int) -> datetime | None:
        """The first of these that is a moment."""
        for number in wanted:
            try:
                found = self._numbers.date_prop_value(number)
            except _BROKEN:
                continue
            if found is not None:
                return found
        return None

    def html(self) -> str:
        """The HTML body, kept as bytes or as text."""
        kept = self.binary(_HTML)
        return decode(kept, self._charset) if kept else self.text(_HTML)

    def _stream(self, number: int, kind: int) -> bytes:
        try:
            return self._storage.property_stream_bytes(number, kind)
        except LookupError:
            return b""


def _charset(page: int) -> str:
    try:
        return encoding_from_codepage(page)
    except _BROKEN:
        return ""


def _message(storage: Storage, gathered: Gathered, offset: int, depth: int) -> Email:
    storage.properties_stream_bytes  # noqa: B018 - a storage without it is no message
    said = _Properties(storage, offset)
    heads = email.message_from_string(said.text(_HEADS), policy=policy.compat32)
    for attached in storage.iter_attachment_storages():
        _attachment(attached, gathered, depth)
    plain, html = tidy(said.text(_BODY)), said.html()
    if not plain.strip() and not html.strip() and said.binary(_RTF):
        gathered.remark(
            "The words of the email are kept only in Outlook’s rich text; open the filed email to read them."
        )
    people = [_Properties(s, _PART_OFFSET) for s in storage.iter_recipient_storages()]
    found = Email(
        message_id=(said.text(_MESSAGE_ID) or words_of_head(heads, "Message-ID")).strip(),
        sender=_sender(said) or next(iter(addresses(heads, "From")), Address("", "")),
        to=tuple(_person(p, _PERSON) for p in people if p.number(_KIND_OF_PERSON) in (_TO, None)),
        cc=tuple(_person(p, _PERSON) for p in people if p.number(_KIND_OF_PERSON) == _CC),
        subject=" ".join(said.text(_SUBJECT).split()),
        sent_at=said.moment(_SENT, _DELIVERED) or moment_of(heads),
        body=plain if plain.strip() else words_of_html(html),
        attachments=tuple(gathered.found),
        remarks=tuple(gathered.remarks),
    )
    if not any((found.sender.words, found.subject, found.sent_at, found.body, found.attachments)):
        raise ValueError("no message")
    return found


def _sender(said: _Properties) -> Address | None:
    for which in _SENDER:
        person = _person(said, which)
        if person.words:
            return person
    return None


def _person(said: _Properties, which: tuple[int, tuple[int, ...]]) -> Address:
    """A name and an internet address; Outlook's own addresses (``/O=...``) tell nobody anything."""
    name, numbers = which
    address = next((a for a in (said.text(n) for n in numbers) if "@" in a), "")
    shown = said.text(name).strip().strip("'\"")
    return Address("" if shown.casefold() == address.casefold() else shown, address.strip())


def _attachment(storage: Storage, gathered: Gathered, depth: int) -> None:
    said = _Properties(storage, _PART_OFFSET)
    inner = next((s for s in storage.storages if s.name.upper() == _INNER.upper()), None)
    name = said.text(_LONG_NAME, _SHORT_NAME, _SHOWN_NAME)
    if inner is None:
        gathered.add(name or f"attachment {len(gathered.found) + 1}.bin", said.text(_MIME), said.binary(_CONTENT))
    elif depth >= DEEPEST:
        gathered.remark(f"Emails are packed into each other more than {DEEPEST} deep; the outer email keeps the rest.")
    else:
        _inner_email(inner, name, gathered, depth)


def _inner_email(storage: Storage, name: str, gathered: Gathered, depth: int) -> None:
    """An email inside the email.  It is no file of its own in there, so it is written out as ``.eml``."""
    inside = Gathered(gathered.file)
    try:
        found = _message(storage, inside, _INNER_OFFSET, depth + 1)
    except _BROKEN:
        gathered.remark(f"{name or 'An email'} inside the email cannot be read; the outer email keeps it.")
        return
    gathered.add(f"{found.subject or name or 'Email'}.eml", "message/rfc822", made_eml(found))
    for attached in found.attachments:
        gathered.add(attached.name, attached.media_type, attached.content)
    for sentence in found.remarks:
        gathered.remark(sentence)
