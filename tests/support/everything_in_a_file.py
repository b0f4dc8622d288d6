"""Every string in a web page or a Word file, so that a test can look for a word in it wherever it hides."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

from tests.support.everything_in_a_pdf import traces


def words_left(path: Path, *words: str) -> list[str]:
    """Which of these words are anywhere in a PDF, HTML or Word file: text, attributes, names of parts, metadata."""
    if path.suffix == ".pdf":
        return traces(path.read_bytes(), *words)
    every = _of_word(path) if path.suffix == ".docx" else [path.read_text(encoding="utf-8")]
    said = " ".join(
        plain for text in every for plain in (text, html.unescape(text), html.unescape(re.sub(r"<[^>]+>", "", text)))
    ).casefold()
    return [word for word in words if word.casefold() in said]


def _of_word(path: Path) -> list[str]:
    """The parts of a Word file and their names; what is no text is read as signs."""
    with zipfile.ZipFile(path) as archive:
        return [f"{part.filename} {part.comment!r} {archive.read(part).decode('utf-8', 'replace')}"
                for part in archive.infolist()]  # fmt: skip
