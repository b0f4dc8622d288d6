"""Words of the record shown as they are written, where Qt would read markup or the mark of a key in them."""

from __future__ import annotations

import re
from html import escape


def tip(words: str) -> str:
    """Words for a tool tip: nothing in them is taken for markup."""
    # Qt takes words for markup only where there is a tag in them; the rest stays as it is, and is read so by tests and ears.
    return f'<span style="white-space: pre-wrap">{escape(words)}</span>' if "<" in words else words


def caption(words: str) -> str:
    """Words for a button, a tab or a menu: an ``&`` in them is shown, and gives no letter with Alt."""
    return words.replace("&", "&&")


def said(text: str) -> str:
    """The words of a button, a tab or a menu as they are seen and said: without the mark of its letter."""
    return re.sub("&(&?)", r"\1", text)
