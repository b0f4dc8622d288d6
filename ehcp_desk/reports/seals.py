"""Reading back what a paper this program printed carries: its seal, the digest of its words, and the words themselves."""

from __future__ import annotations

import logging
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from ehcp_desk.domain.carried import Carried, digest_of, squeezed

_STAMP = re.compile(r"content:([0-9a-f]{64}) seal:([0-9A-F]{8})?")
_SEAL = re.compile(r"Seal ([0-9A-F]{4} [0-9A-F]{4})")
_ARTIFACT = re.compile(rb"\n/Artifact BMC\n.*?\nEMC\n", re.DOTALL)
_CANNOT = "it cannot be read: it was cut short, damaged or is locked"


def carried(path: Path) -> Carried:
    """What a PDF, HTML or Word file carries.  Never raises: ``trouble`` says why one cannot be read."""
    readers = {".pdf": _pdf, ".html": _html, ".htm": _html, ".docx": _docx}
    try:
        about, lines = readers[path.suffix.lower()](path)
    except Exception:  # noqa: BLE001 - whatever a stranger's file makes a reader do, the answer is that it cannot be read
        return Carried(trouble=_CANNOT)
    stamp, printed = _STAMP.search(about), _SEAL.search(about)
    seal = f"{stamp[2][:4]} {stamp[2][4:]}" if stamp and stamp[2] else printed[1] if printed else ""
    return Carried(stamp[1] if stamp else "", seal, squeezed(lines), digest_of(lines))


def _pdf(path: Path) -> tuple[str, list[str]]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with the file is said here, in one sentence
    reader = PdfReader(path)
    about = reader.metadata
    told = f"{about.get('/Keywords', '')} {about.subject or ''}" if about is not None else ""
    return told, [_own_words(page) for page in reader.pages]


def _own_words(page: Any) -> str:
    """The words of a page without its artifacts: running heads, feet, and head rows repeated."""
    from pypdf.generic import DecodedStreamObject, NameObject

    own = DecodedStreamObject()
    own.set_data(_ARTIFACT.sub(b"\n", page.get_contents().get_data()))
    page[NameObject("/Contents")] = own
    return str(page.extract_text())


def _html(path: Path) -> tuple[str, list[str]]:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    return f"{page.keywords} {page.foot}", page.words


class _Page(HTMLParser):
    """The words of a page as they are read: not its style, its foot, nor what says a picture again."""

    _SKIPPED = frozenset({"style", "title", "footer", "svg"})
    _VOID = frozenset({"meta", "br", "hr", "path", "use", "rect", "circle", "polygon", "polyline"})
    _UNTOLD = frozenset({"unseen", "charted"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.keywords = self.foot = ""
        self.words: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and given.get("name") == "keywords":
            self.keywords = given.get("content") or ""
        untold = self._hidden or tag in self._SKIPPED or self._UNTOLD & {*(given.get("class") or "").split()}
        if untold and tag not in self._VOID:
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)
        elif "footer" in self._hidden:
            self.foot += data


def _docx(path: Path) -> tuple[str, list[str]]:
    import docx

    file = docx.Document(str(path))
    about = file.core_properties
    return f"{about.keywords} {about.subject}", paragraphs(file.element.body)


def paragraphs(body: Any) -> list[str]:
    """Every paragraph of a Word file in order, those in tables too: insertions taken, deletions left out."""
    from docx.oxml.ns import qn

    return [
        "".join(t.text or "" for t in p.iter(qn("w:t")) if not any(True for _ in t.iterancestors(qn("w:del"))))
        for p in body.iter(qn("w:p"))
    ]
