"""Long work at the foot of the rail: its name, how far it is, and Stop.  The window stays usable."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui.tasks import Dispatcher, Job
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.text import label

QUIET_MS = 300
"""Work that ends sooner is never shown."""


class LongWork(QWidget):
    """Shows the titled job that started last, from 300 ms on."""

    def __init__(self, dispatcher: Dispatcher, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        line = QVBoxLayout(self)
        line.setContentsMargins(14, 6, 12, 10)
        line.setSpacing(5)
        self._title = label("", Role.SMALL_STRONG, wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress")
        self._words = label("You can keep working.", Role.SMALL, wrap=True)
        self._stop = ActionButton("Stop", self.stop, dense=True)
        for part in (self._title, self._bar, self._words, self._stop):
            line.addWidget(part)
        self.hide()
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._appear)
        dispatcher.started.connect(self._started)
        dispatcher.progressed.connect(self._progressed)
        dispatcher.ended.connect(self._ended)

    def stop(self) -> None:
        """Ask the work to stop (also Esc while it is shown)."""
        if self._job is not None:
            self._job.cancel()
            self._words.setText("Stopping.")

    def _started(self, job: Job) -> None:
        if not job.title:
            return
        self._job = job
        self._title.setText(job.title)
        self._bar.setRange(0, 0)
        self._words.setText("You can keep working.")
        self._quiet.start()

    def _appear(self) -> None:
        if self._job is not None:
            self.show()

    def _progressed(self, job: Job, done: int, total: int, what: str) -> None:
        if job is not self._job:
            return
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        count = f"{done:,} of {total:,}. " if total else ""
        self._words.setText(f"{count}{what or 'You can keep working.'}")

    def _ended(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._quiet.stop()
            self.hide()
