"""Words in a picture of a page, read by tesseract where it is installed on this computer."""

from __future__ import annotations

import csv
import os
import subprocess
from functools import lru_cache
from io import BytesIO, StringIO
from shutil import which
from typing import Any

LONGEST = 60
"""Seconds a page may take; a page that takes longer is for a person to look at."""
_LEAST_SURE = 25.0
ONE_THREAD = {**os.environ, "OMP_THREAD_LIMIT": "1"}
"""Tesseract alone with a page is four times faster in one thread than in several that wait for each other."""

SeenWord = tuple[str, tuple[float, float, float, float], tuple[str, ...]]
"""A word, its box in pixels (left, top, right, bottom), and the line it stands in."""


@lru_cache(maxsize=1)
def machine() -> str:
    """Where tesseract is; empty where it is not installed."""
    return which("tesseract") or ""


def words_in(image: Any) -> list[SeenWord]:
    """The words of a picture in reading order; none where there is no tesseract or it cannot read it."""
    if not machine():
        return []
    png = BytesIO()
    image.convert("L").save(png, "PNG")
    try:
        ran = subprocess.run([machine(), "-", "-", "tsv"], input=png.getvalue(), capture_output=True, timeout=LONGEST,
                             check=True, env=ONE_THREAD)  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return []
    rows = csv.DictReader(StringIO(ran.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [word for row in rows if (word := _word(row)) is not None]


def _word(row: dict[str, str]) -> SeenWord | None:
    text = (row.get("text") or "").strip()
    try:
        left, top, width, height = (float(row[name]) for name in ("left", "top", "width", "height"))
        sure = float(row["conf"])
    except (KeyError, TypeError, ValueError):
        return None
    if not text or sure < _LEAST_SURE:
        return None
    line = tuple(row.get(name) or "" for name in ("block_num", "par_num", "line_num"))
    return text, (left, top, left + width, top + height), line
