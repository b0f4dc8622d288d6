"""``python -m tests.guide DIR``: the user guide as guide.html and guide.pdf, its pictures drawn by driving the desk.

The tasks are done in a window offscreen, key by key, on the fictional authority; a picture that a chapter names and
nothing draws, or that is drawn and in no chapter, fails.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPixmap

from ehcp_desk.reports import render_html, render_pdf
from tests.guide.authority import build
from tests.guide.book import document, pictures_named, texts
from tests.guide.scenes import drawn

INKS = 128


def main(words: list[str]) -> int:
    """Draw, write, and say what came of it."""
    out = Path(words[0])
    (out / "pictures").mkdir(parents=True, exist_ok=True)
    chapters = texts()
    with tempfile.TemporaryDirectory(prefix="westmarsh-") as folder:
        found = drawn(_copies(build(Path(folder)), Path(folder)), Path(folder))
    named = pictures_named(chapters)
    if strays := sorted(set(found) ^ set(named)):
        print(f"Drawn and in no chapter, or in a chapter and not drawn: {', '.join(strays)}.", file=sys.stderr)
        return 1
    pictures = {name: small(picture) for name, picture in found.items()}
    for name, content in pictures.items():
        (out / "pictures" / f"{name}.png").write_bytes(content)
    guide = document(chapters, pictures)
    (out / "guide.html").write_text(render_html(guide), encoding="utf-8")
    pages = render_pdf(guide, out / "guide.pdf")
    print(f"{len(pictures)} pictures, {pages} pages, in {out}")
    return 0


def _copies(record: Path, folder: Path) -> Iterator[Path]:
    """The record again and again, each in a folder of its own."""
    for number in count():
        (folder / str(number)).mkdir()
        yield Path(shutil.copy(record, folder / str(number) / "westmarsh.db"))


def small(picture: QPixmap) -> bytes:
    """A picture as PNG of few inks, which a desk's pictures bear well: a third of the size."""
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(held, "PNG")
    out = io.BytesIO()
    image = Image.open(io.BytesIO(bytes(held.data().data()))).convert("RGB")
    image.quantize(INKS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
