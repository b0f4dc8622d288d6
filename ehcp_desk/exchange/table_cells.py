"""The tables in a Word document or a web page, row by row: which words stand in one cell, and which cells in one row."""

from __future__ import annotations

from html.parser import HTMLParser

from ehcp_desk.exchange.archives import open_archive, parse_xml
from ehcp_desk.exchange.document_text import WORD, WORD_PARTS, decoded
from ehcp_desk.exchange.word_words import SPACE

Rows = tuple[tuple[str, ...], ...]


def table_rows(content: bytes, media_type: str) -> Rows:
    """Every row of every table as its cells; nothing of another kind of file, or of one that is damaged."""
    try:
        if media_type == "text/html":
            return _of_page(decoded(content))
        return _of_word(content) if media_type == WORD else ()
    except Exception:  # noqa: BLE001 - whoever reads its words has said that it is damaged
        return ()


def _of_word(content: bytes) -> Rows:
    found: list[tuple[str, ...]] = []
    with open_archive(content, "it") as archive:
        for name in filter(WORD_PARTS.fullmatch, archive.namelist()):
            for row in parse_xml(archive.read(name)).iter(f"{SPACE}tr"):
                found.append(tuple(_within(cell) for cell in row.iter(f"{SPACE}tc")))
    return tuple(found)


def _within(cell: object) -> str:
    paragraphs = cell.iter(f"{SPACE}p")  # type: ignore[attr-defined]
    return " ".join("".join(words.text or "" for words in one.iter(f"{SPACE}t")) for one in paragraphs)


class _Tables(HTMLParser):
    """The cells of each row; nobody need close either."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag == "tr" or (tag in ("td", "th") and not self.rows):
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        self._inside = tag in ("td", "th") or (self._inside and tag not in ("tr", "table"))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("td", "th", "tr", "table")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += f" {data}"


def _of_page(text: str) -> Rows:
    tables = _Tables()
    tables.feed(text)
    tables.close()
    return tuple(map(tuple, tables.rows))
