"""Copies of documents made to be read: in one folder of this run, taken away with the page or the program."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject


class Copies:
    """``folder`` is made when it is first needed."""

    def __init__(self, owner: QObject) -> None:
        self._made: list[tempfile.TemporaryDirectory[str]] = []
        owner.destroyed.connect(self.clear)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.clear)

    def folder(self) -> Path:
        """Where to put a copy."""
        if not self._made:
            self._made.append(tempfile.TemporaryDirectory(prefix="ehcp-desk-", ignore_cleanup_errors=True))
        return Path(self._made[0].name)

    def clear(self) -> None:
        """Take the copies away: a child's papers are not left lying about."""
        while self._made:
            self._made.pop().cleanup()
