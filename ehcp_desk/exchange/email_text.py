"""Text out of emails: any character set, HTML as plain words, and what is gathered on the way."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser

from ehcp_desk.domain.documents import clean_name, clean_text
from ehcp_desk.domain.emails import EmailAttachment
from ehcp_desk.domain.errors import BadInput

DEEPEST = 10
"""Emails within emails that are unpacked; one further down is filed whole."""
MOST_ATTACHMENTS = 300
MOST_BYTES = 400 * 1024 * 1024

# What mail programs call these is a smaller set than what they then write.
_MEANT = {"iso8859-1": "cp1252", "ascii": "", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
          "euc_kr": "cp949"}  # fmt: skip
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "iframe", "svg"})
_BLOCKS = frozenset({
    "p", "div", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "br", "pre",
})  # fmt: skip


def decode(content: bytes, charset: str = "") -> str:
    """Text in the character set it says it is in, else in the one it looks to be in; never an error."""
    for wanted in (_codec(charset), "utf-8"):
        if wanted:
            try:
                return clean_text(content.decode(wanted).removeprefix("\ufeff"))
            except (UnicodeError, LookupError):
                continue
    from charset_normalizer import from_bytes

    found = from_bytes(content[:200_000]).best()
    guessed = found.encoding if found is not None else "cp1252"
    return clean_text(content.decode(guessed, "replace"))


def _codec(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    return _MEANT.get(name, name)


class _Words(HTMLParser):
    """The words of a page, a line to a block; scripts, styles and the head are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """A block begins a line; what is never read is left out."""
        if tag == "body":  # a head that was never closed does not swallow the page
            self._silent, self._inside = 0, ""
        if tag in _SILENT and not self._inside:
            self._inside = tag
        if tag == self._inside:
            self._silent += 1
        elif tag in _BLOCKS and not self._silent:
            self.pieces.append("\n- " if tag == "li" else "\n")
        elif tag == "td" and not self._silent:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A block ends a line."""
        if tag == self._inside and self._silent:
            self._silent -= 1
            if not self._silent:
                self._inside = ""
        elif tag in _BLOCKS and tag not in ("br", "li") and not self._silent:
            self.pieces.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<br/>``; a silent tag that closes itself hides nothing."""
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        """Words; a line broken in the source is only a space."""
        if not self._silent:
            self.pieces.append(re.sub(r"[ \t\r\n\f]+", " ", data))


def words_of_html(html: str) -> str:
    """An HTML body as plain text, without anything that could run."""
    reader = _Words()
    # Inside a script or a style never closed the parser would not see that the body begins.
    reader.feed(re.sub(r"(?i)<body\b", "</style></script><body", html, count=1))
    reader.close()
    lines = [" ".join(line.replace("\xa0", " ").split()) for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def tidy(text: str) -> str:
    """A plain text body with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


class Gathered:
    """The attachments of an email as they are found, within limits, and sentences about what was left as it came."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[EmailAttachment] = []
        self.remarks: list[str] = []
        self._bytes = 0

    def add(self, name: str, media_type: str, content: bytes) -> None:
        """Keep one.  Raises BadInput naming the file where there are too many, or they come to too much."""
        self._bytes += len(content)
        if len(self.found) >= MOST_ATTACHMENTS or self._bytes > MOST_BYTES:
            most = f"{MOST_ATTACHMENTS} attachments, or {MOST_BYTES // 1024 // 1024} MB of them"
            raise BadInput(f"{self.file} holds more than {most}; save those that matter and file them by themselves.")
        kept = clean_name(name)
        if not content:
            self.remark(f"{kept} came with the email and is empty, so there was nothing to file.")
            return
        if kept.casefold() == "winmail.dat":
            self.remark("winmail.dat was packed by the sender’s Outlook; it is filed as it came, not unpacked.")
        self.found.append(EmailAttachment(kept, media_type or "application/octet-stream", content))

    def remark(self, sentence: str) -> None:
        """Say something once."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)
