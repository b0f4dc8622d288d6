"""The window over a real record."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.ui.case.at_the_desk import at, westmarsh_file

__all__ = ["at", "westmarsh_file"]
