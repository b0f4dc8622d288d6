"""The size of a document in words."""

from __future__ import annotations


def size_words(size: int) -> str:
    """``12 KB``, ``3.4 MB``."""
    if size < 1024:
        return "1 KB"
    kilobytes = size / 1024
    return f"{round(kilobytes)} KB" if kilobytes < 1000 else f"{kilobytes / 1024:.1f} MB"
