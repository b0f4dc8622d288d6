"""The words of a document, for searching: PDF, Word (.docx), email (.eml), web page and plain text.

Whatever is wrong with a file ends in a sentence beside what could be read, never in a refusal to file it: the document
itself is kept whole either way.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

from ehcp_desk.domain.errors import DeskError
from ehcp_desk.domain.finding import DocumentText
from ehcp_desk.exchange.archives import open_archive, parse_xml
from ehcp_desk.exchange.cells import UnreadableFile
from ehcp_desk.exchange.word_words import NO_STYLES, SPACE, Styles, hiding_styles, standing_words
from ehcp_desk.ports.work import Progress

PAGES, SECONDS = 200, 20.0
"""How far a PDF is read; a bundle of more pages takes a minute, and filing must not."""

LARGEST, MOST_CHARACTERS = 60 * 1024 * 1024, 2_000_000
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EMAIL = "message/rfc822"
WORD_PARTS = re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml")
_KINDS = "PDF, Word (.docx), email (.eml) and plain text are"
_BROKEN = "The file is damaged or is not what its name says, so its words cannot be searched."
_BEGIN_A_LINE = frozenset({
    "p", "br", "hr", "div", "section", "blockquote", "tr", "caption", "li", "dt", "dd", "title", "option",
    "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_HEADERS = ("From", "To", "Cc", "Date", "Subject")


def document_text(content: bytes, media_type: str, progress: Progress | None = None) -> DocumentText:
    """The words of a document.  Raises nothing but what ``progress`` raises to stop it."""
    read = document_by_line(content, media_type, progress)
    return replace(read, text=read.text.replace("\n", " "), standing=read.standing.replace("\n", " "))


def document_by_line(content: bytes, media_type: str, progress: Progress | None = None) -> DocumentText:
    """The same, each line or paragraph on a line of its own."""
    if len(content) > LARGEST:
        return DocumentText(unread="The file is larger than 60 MB, so its words cannot be searched.")
    try:
        return _read(content, media_type, progress)
    except UnreadableFile:
        return DocumentText(unread=_BROKEN)
    except DeskError:
        raise
    except Exception:  # noqa: BLE001 - a damaged file makes its reader fail in any way there is
        return DocumentText(unread=_BROKEN)


def _read(content: bytes, media_type: str, progress: Progress | None) -> DocumentText:
    if content[:1024].lstrip().startswith(b"%PDF") or media_type == "application/pdf":
        return _pdf(content, progress)
    if media_type == WORD:
        return replace(_told(word_text(content)), standing=_told(word_standing(content)).text)
    if media_type == EMAIL:
        return _told(_email(content))
    if media_type == "text/html":
        return _told(without_tags(decoded(content)))
    if media_type.startswith("text/"):
        return _told(decoded(content))
    return DocumentText(unread=f"Words in this kind of file cannot be searched; {_KINDS}.")


def _told(text: str, unread: str = "") -> DocumentText:
    """Text line by line: single blanks, no blank lines, no character a database refuses, and not without end."""
    text = text.replace("\x00", " ").encode("utf-8", "ignore").decode("utf-8")
    words = "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))
    if len(words) > MOST_CHARACTERS:
        return DocumentText(words[:MOST_CHARACTERS], "Only the first part of this long document can be searched.")
    return DocumentText(words, unread)


def _pdf(content: bytes, progress: Progress | None) -> DocumentText:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said in a sentence
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return DocumentText(unread="The file is protected by a password, so its words cannot be searched.")
    total, started, pages = len(reader.pages), time.monotonic(), list[str]()
    for page in reader.pages:
        if len(pages) == PAGES or time.monotonic() - started > SECONDS:
            break
        pages.append(page.extract_text())
        if progress is not None:
            progress(len(pages), total, "Reading the document")
    text = _told("\n".join(pages))
    if len(pages) < total:
        return DocumentText(text.text, f"Only the first {len(pages)} of its {total} pages can be searched.")
    if not text.text:
        return DocumentText(
            unread="The file holds pictures of its pages and no words, so nothing in it can be searched."
        )
    return text


def word_text(content: bytes) -> str:
    """What a Word document says, a paragraph a line.  Raises what a damaged one makes its readers raise."""
    parts: list[str] = []
    with open_archive(content, "it") as archive:
        named = [part for part in archive.infolist() if WORD_PARTS.fullmatch(part.filename)]
        if not named or sum(part.file_size for part in named) > LARGEST:
            raise ValueError("no text, or one that unpacks to more than any letter holds")
        for part in sorted(named, key=lambda part: (part.filename != "word/document.xml", part.filename)):
            xml = archive.read(part)
            parts.append("".join(_said(parse_xml(xml))))
    return "\n".join(parts)


def word_standing(content: bytes) -> str:
    """What a reader finds in the body of a Word document: nothing struck out or hidden, no head, note or text box."""
    with open_archive(content, "it") as archive:
        body, styles = (archive.read(f"word/{part}.xml") if f"word/{part}.xml" in archive.namelist() else b""
                        for part in ("document", "styles"))  # fmt: skip
    return standing_words(parse_xml(body), _styles(styles), boxes=False) if body else ""


def _styles(xml: bytes) -> Styles:
    try:
        return hiding_styles(parse_xml(xml))
    except ElementTree.ParseError:  # its words can be read all the same
        return NO_STYLES


def _said(root: ElementTree.Element) -> Iterator[str]:
    """Every word there is, but what was struck out with changes tracked: whoever has the file can find the others."""
    for part in root.iter():
        if part.tag == f"{SPACE}t":
            yield part.text or ""
        elif part.tag in (f"{SPACE}p", f"{SPACE}tab", f"{SPACE}br", f"{SPACE}cr"):
            yield "\n"


def _email(content: bytes) -> str:
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(content)
    told = [str(message[name]) for name in _HEADERS if message[name]]
    if not told:
        raise MessageError("no email begins without a sender or a subject")
    body = message.get_body(("plain", "html"))
    if body is not None:
        words = str(body.get_content())
        told.append(without_tags(words) if body.get_content_subtype() == "html" else words)
    told += [name for part in message.iter_attachments() if (name := part.get_filename())]
    return "\n".join(told)


def decoded(content: bytes) -> str:
    """Plain text in whichever of the usual codings it came."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


class _Words(HTMLParser):
    """What a web page shows: no tags, no styles, no scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self._hidden += tag in ("script", "style")
        self.told.append("\n" if tag in _BEGIN_A_LINE else " ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in ("script", "style")))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.told.append(data)


def without_tags(html: str) -> str:
    """The words a web page shows."""
    words = _Words()
    words.feed(html)
    words.close()
    return "".join(words.told)
