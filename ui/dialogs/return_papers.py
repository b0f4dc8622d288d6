"""The other papers of a return: the week's pack, the quarter's, the board's pages, and the return for outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.errors import Cancelled
from ehcp_desk.domain.suppressing import USUAL_THRESHOLD
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.oversight.return_writing import Written, write_board, write_pack, write_published
from ehcp_desk.services.oversight.spans import Span, holding
from ehcp_desk.services.oversight.spans import words as span_words
from ui.context import PageContext
from ui.dialogs.fields import Field, NumberLine, choice, chosen
from ui.dialogs.files import Files
from ui.dialogs.frame import DeskDialog
from ui.tasks import Job
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.text import label

WEEK, QUARTER, BOARD, PUBLISHED = "week", "quarter", "board", "published"
PAPERS = (
    (WEEK, "Weekly pack"),
    (QUARTER, "Quarterly pack"),
    (BOARD, "Board pack"),
    (PUBLISHED, "Published return"),
)
ABOUT = {
    WEEK: "The figures of one week, Monday to Sunday, with the cases behind each. For the team.",
    QUARTER: "The figures of a calendar quarter, with the cases behind each.",
    BOARD: "The main figures of the month, why any is out of line, and their runs. No case is named.",
    PUBLISHED: "For outside. Small numbers are left out, and others with them, so that nobody can work them out. No list of "
    "cases, no notes.",
}
LEAST, MOST = 3, 20
SPANS = {WEEK: Span.WEEK, QUARTER: Span.QUARTER}
Write = Callable[[Path, Progress], Written]


class ReturnPapers(DeskDialog):
    """One paper at a time.  It is counted from the record as it stands, with a way to stop it, and kept as issued."""

    def __init__(self, context: PageContext, parent: QWidget | None, month: date, files: Files | None = None) -> None:
        super().__init__(context, "Packs and published return", parent, QSize(620, 400))
        self._month, self._files = month, files or Files()
        self._job: Job | None = None
        self.paper = choice(list(PAPERS))
        self.paper.currentIndexChanged.connect(lambda _place: self._turned())
        self.paper_field = Field("&Paper", self.paper)
        self.form.addWidget(self.paper_field)
        self.about = label("", "second", wrap=True)
        self.form.addWidget(self.about)
        today = context.desk.today()
        self.day = DateField(today, "A day in it", min(today, holding(Span.MONTH, month)[1]))
        self.day.bound(None, today, "It has not begun yet; choose a day up to today.")
        self.day.changed.connect(lambda _day: self._say_stretch())
        self.day_field = Field("A &day in it", self.day, focus_on=self.day.line)
        self.form.addWidget(self.day_field)
        self.threshold = NumberLine(LEAST, MOST, USUAL_THRESHOLD)
        self.threshold_field = Field("Numbers &under this are small", self.threshold, "Usually 5.")
        self.form.addWidget(self.threshold_field)
        self.stretch = label("", Role.STRONG, wrap=True)
        self.form.addWidget(self.stretch)
        self.form.addStretch(1)
        self.set_primary("Choose a folder and write")
        self._turned()
        self.paper.setFocus()

    def _turned(self) -> None:
        paper = chosen(self.paper)
        self.about.setText(ABOUT[paper])
        self.day_field.setVisible(paper in SPANS)
        self.threshold_field.setVisible(paper == PUBLISHED)
        self._say_stretch()

    def _say_stretch(self) -> None:
        span, day = SPANS.get(chosen(self.paper), Span.MONTH), self._day
        the = "the " if span is Span.WEEK else ""
        self.stretch.setText(f"For {the}{span_words(span, holding(span, day)[0])}." if day is not None else "")

    @property
    def _day(self) -> date | None:
        return self.day.day if chosen(self.paper) in SPANS else self._month

    def problems(self) -> list[tuple[Field, str]]:
        """A week or quarter needs a day that lies in it, a published return a threshold."""
        if self._day is None:
            return [(self.day_field, "Give a day of the week or quarter it is for.")]
        wrong = self.threshold.why_not if chosen(self.paper) == PUBLISHED else ""
        return [(self.threshold_field, wrong)] if wrong else []

    def submit(self) -> None:
        """Ask for the folder, then count and write; the dialog stays until it is done or stopped."""
        folder, words = self._files.folder(self, "Where to write it"), self.paper.currentText()
        if folder is None:
            return
        write = self._writer()
        self._set_busy(True)
        self.note.setText("Counting. Cancel stops it; nothing is left half written.")
        self._job = self.context.dispatcher.read(
            self, lambda progress: write(folder, progress), lambda made: self._written(words, folder, made), self._stopped,
            lambda _done, _of, what: self.note.setText(f"{what}."), title=f"{words}, {self.stretch.text()}".rstrip("."),
        )  # fmt: skip

    def _writer(self) -> Write:
        desk, month, paper = self.context.desk, self._month, chosen(self.paper)
        day, threshold = self._day or month, self.threshold.number or USUAL_THRESHOLD
        if paper == BOARD:
            return lambda folder, progress: write_board(desk, month, folder, progress)
        if paper == PUBLISHED:
            return lambda folder, progress: write_published(desk, month, folder, threshold, progress)
        return lambda folder, progress: write_pack(desk, day, folder, SPANS[paper], progress)

    def _written(self, words: str, folder: Path, made: Written) -> None:
        gone = f" {so_many(made.left_out, 'figure is', 'figures are')} left out of it." if made.left_out else ""
        self.finished_with()
        self.context.messages.done(f"{words}: {so_many(len(made.files), 'file')} in {folder}.{gone}")

    def _stopped(self, error: Exception) -> None:
        self._job = None
        self._set_busy(False)
        self.note.setText("Stopped. Nothing was written." if isinstance(error, Cancelled) else "")
        self.say_error(error)

    def cancel(self) -> None:
        """While it counts, stop it; otherwise leave."""
        if self._job is None:
            super().cancel()
            return
        self._job.cancel()
        self.note.setText("Stopping…")

    def reject(self) -> None:
        """Esc: stop what is under way, and close."""
        if self._job is not None:
            self._job.cancel()
        super().reject()


def make(context: PageContext, parent: QWidget | None = None, month: date | None = None) -> ReturnPapers:
    """The dialog for a month; the one the desk is in where none is given."""
    return ReturnPapers(context, parent, month or context.desk.today().replace(day=1))
