"""Reading the seal back from a paper this program printed."""

from __future__ import annotations

import logging
import re
from pathlib import Path

_SEAL = re.compile(r"Seal ([0-9A-F]{4} [0-9A-F]{4})")


def read_seal(path: Path) -> str:
    """The seal a PDF carries (``7F3A 91C2``); empty where it carries none or cannot be read as a PDF."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with the file is said here, in one sentence
    try:
        about = PdfReader(path).metadata
        found = _SEAL.search(str(about.subject or "")) if about is not None else None
    except (PyPdfError, OSError, ValueError, KeyError, IndexError, TypeError):
        return ""
    return found.group(1) if found else ""
