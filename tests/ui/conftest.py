"""No test leaves a window: one that is left is styled again with every window made and every theme chosen after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget


def windows() -> set[QWidget]:
    """Every widget that stands in no other."""
    return {widget for widget in QApplication.topLevelWidgets() if widget.parent() is None}


@pytest.fixture(autouse=True)
def no_window_is_left() -> Iterator[None]:
    """Delete what a test opened and did not delete; what its module holds stays."""
    there = windows()
    yield
    for widget in windows() - there:
        if shiboken6.isValid(widget):
            widget.deleteLater()
    if QApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
