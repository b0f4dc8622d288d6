"""The real window against the picture kept of it: the inside of its frame, as the pages are compared.

With ``EHCP_KEEP_PICTURES`` set, what stands on the screen is kept instead (``make pictures``).
"""

from __future__ import annotations

import os

from PIL import Image

from tests.e2e.desk import Desk
from tests.ui.foundation.kept_pictures import KEPT, PATCH, fault, largest_patch, other_cells, reduced


def wait_for_picture(desk: Desk, name: str) -> None:
    """Wait until the window stands as in the picture kept under this name; what differs is drawn where it never does."""
    kept = KEPT / "e2e" / f"{name}.png"
    path = desk.folder / f"{name}-inside.png"
    if os.environ.get("EHCP_KEEP_PICTURES"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        seen = [Image.new("RGB", (1, 1))]

        def at_rest() -> bool:
            seen.append(reduced(inside(desk)))
            return largest_patch(other_cells(seen[-2], seen[-1])) < PATCH

        desk.until(at_rest, "rest")
        seen[-1].save(kept, optimize=True)
        return
    said = [""]

    def as_kept() -> bool:
        inside(desk).save(path)
        said[0] = fault(f"e2e/{name}", path)
        return not said[0]

    try:
        desk.until(as_kept, f"the picture of {name}")
    except AssertionError as error:
        raise AssertionError(f"{said[0]}\n{error}") from error


def inside(desk: Desk) -> Image.Image:
    """The window without its frame, which each window manager draws in letters of its own."""
    left, top, width, height = next(one.box for one in desk.look() if one.role == "frame")
    return Image.open(desk.picture("whole")).crop((left, top, left + width, top + height))
