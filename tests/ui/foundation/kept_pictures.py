"""Pictures kept of every page, tab and dialog, at an eighth of their size, and what is different now.

``python -m tests.ui.foundation.kept_pictures`` (``make pictures``) draws them again; look at them before they are kept.
At that size a cell is the mean of 64 points, so edges and letters drawn a little differently weigh next to nothing,
and what has gone, moved or been cut off is a patch of cells (docs/decisions/kept-pictures.md).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageChops
from PySide6.QtWidgets import QApplication

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.screenshots import DAY, WHO, case_drawn, dialogs_drawn
from ehcp_desk.services.upkeep.demo import build_demo
from ui.screenshots import hush_platform, render
from ui.theme.appearance import Choice

ROOT = Path(__file__).parents[3]
KEPT, DIFFERS = ROOT / "tests" / "data" / "pictures", ROOT / "build" / "pictures"
CELL, SHADES, LARGER = 8, 32, 4
TOLERANCE = 12
"""Of 255, in the strongest of red, green and blue: less is the same cell."""
PATCH = 20
"""Cells that touch each other: as many as this are a fault, an area of 32 by 40 points at the least."""
STATUS = 4
"""Rows of cells left out at the foot: the status line names the folder of the record and its seal."""
RECORD = "demo.db"

Cell = tuple[int, int]


def build_record() -> None:
    """The demo record in the working folder, by a name that every run shows alike."""
    desk = open_desk(RECORD, WHO, DAY, create=True)
    build_demo(desk, 120, 1)
    desk.store.close()


def draw(folder: Path) -> dict[str, Path]:
    """Draw every scene of the record in the working folder; gives each scene's file."""
    made = render(lambda: open_desk(RECORD, WHO, DAY), folder, case_drawn, dialogs_drawn, [Choice.LIGHT])
    return {path.name.removesuffix("-light-100.png"): path for path in made}


def reduced(picture: Image.Image, cell: int = CELL) -> Image.Image:
    """An eighth of the size (``cell`` points to one), in few shades."""
    step = 256 // SHADES
    small = picture.convert("RGB").reduce(cell).point(lambda value: value // step * step + step // 2)
    return small.crop((0, 0, small.width, small.height - STATUS))


def other_cells(kept: Image.Image, now: Image.Image) -> set[Cell]:
    """The cells that are not the same; all of them where the sizes are not."""
    if kept.size != now.size:
        return {(x, y) for x in range(now.width) for y in range(now.height)}
    red, green, blue = ImageChops.difference(kept, now).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue).tobytes()
    return {(place % now.width, place // now.width) for place, level in enumerate(most) if level > TOLERANCE}


def largest_patch(cells: Iterable[Cell]) -> int:
    """How many cells the largest patch of touching cells has."""
    left, largest = set(cells), 0
    while left:
        edge, size = [left.pop()], 0
        while edge:
            x, y = edge.pop()
            size += 1
            beside = {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & left
            left -= beside
            edge.extend(beside)
        largest = max(largest, size)
    return largest


def show_difference(name: str, kept: Image.Image, now: Image.Image) -> Path:
    """Kept, now, and now with what differs in red, one under another and enlarged; gives the file."""
    marked = now.copy()
    for place in other_cells(kept, now):
        marked.putpixel(place, (255, 0, 0))
    sheet = Image.new("RGB", (max(kept.width, now.width), kept.height + 2 * now.height))
    for picture, top in ((kept, 0), (now, kept.height), (marked, kept.height + now.height)):
        sheet.paste(picture, (0, top))
    DIFFERS.mkdir(parents=True, exist_ok=True)
    path = DIFFERS / f"{name}.png"
    sheet.resize((sheet.width * LARGER, sheet.height * LARGER), Image.Resampling.NEAREST).save(path)
    return path


def fault(name: str, drawn: Path) -> str:
    """What is wrong with a picture, in one line; empty where it is as the one kept."""
    if not (KEPT / f"{name}.png").exists():
        return f"{name}: no picture is kept; make pictures draws it"
    kept, now = Image.open(KEPT / f"{name}.png").convert("RGB"), reduced(Image.open(drawn))
    patch = largest_patch(other_cells(kept, now))
    return f"{name}: {patch} cells differ; see {show_difference(name, kept, now)}" if patch >= PATCH else ""


def main() -> int:
    """Draw and keep all of them; one that has no scene any more goes."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert app is not None
    hush_platform()
    with tempfile.TemporaryDirectory(prefix="ehcp-desk-pictures-") as folder:
        os.chdir(folder)
        build_record()
        made = draw(Path(folder))
        KEPT.mkdir(parents=True, exist_ok=True)
        for old in KEPT.glob("*.png"):
            old.unlink()
        for name, path in made.items():
            reduced(Image.open(path)).save(KEPT / f"{name}.png", optimize=True)
        os.chdir(ROOT)
    sys.stdout.write(f"{len(made)} pictures are kept in {KEPT.relative_to(ROOT)}; look at what git says has changed.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
