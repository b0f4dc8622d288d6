"""A Settings page over a small demo record."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.support.demo_window import at, record

__all__ = ["at", "record"]
