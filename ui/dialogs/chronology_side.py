"""What stands beside the lines of a chronology: the line under the keys whole, hints on its words, and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehcp_desk.domain.chronology_marks import Stance
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.neutral_wording import Hint
from ehcp_desk.domain.papers import ChronologyLine
from ehcp_desk.services.records.issuing import gap_sentences
from ehcp_desk.services.records.looking import Look
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.theme.type_scale import Role
from ui.widgets.text import Link, label

WEEKS = [("4", "4 weeks"), ("6", "6 weeks"), ("8", "8 weeks"), ("12", "12 weeks"), ("26", "26 weeks")]
_ORDER = (Stance.DISPUTED.value, Stance.ALLEGED.value, Stance.AGREED.value)


def _when(line: ChronologyLine) -> TwoLine:
    about = "about " if line.approximate else ""
    late = f"written up {in_words(line.recorded_on)}" if line.recorded_on else ""
    return TwoLine(f"{about}{in_words(line.on)}", late)


def mark_words(line: ChronologyLine) -> str:
    """How the line stands between the parties: disputed by one is disputed; a dash where nobody has said."""
    said = {answer.mark.value for answer in line.answers}
    return next((stance.capitalize() for stance in _ORDER if stance in said), "–")


def row_sentence(line: ChronologyLine) -> str:
    """A line as it is spoken."""
    return f"{_when(line).top}: {line.event} Source: {line.source}. {mark_words(line)}"


COLUMNS: list[Column[ChronologyLine]] = [
    Column("pick", "", lambda _r: "", 34, Kind.CHECK, narrow=True, spoken_title="On the one-page version"),
    Column("no", "No.", lambda r: str(r.number), 46, Kind.SECOND, right=True, narrow=True),
    Column("when", "Date", _when, 200, Kind.TWO_LINE, narrow=True),
    Column("event", "Event", lambda r: TwoLine(r.event, wrap=True), kind=Kind.TWO_LINE, stretch=True, narrow=True),
    Column("source", "Source", lambda r: TwoLine(r.source, r.page, wrap=not r.page), 190, Kind.TWO_LINE),
    Column("mark", "Mark", mark_words, 96, narrow=True),
]


class Side(QWidget):
    """``let_in`` carries the number and words of a proposed entry that somebody wants to let in."""

    let_in = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(5)
        self._line, self._gaps = _Part(), _Part()
        self._stack.addWidget(self._line)
        self._stack.addWidget(self._gaps)
        self._stack.addStretch(1)

    def show_line(self, line: ChronologyLine | None, hints: Sequence[Hint]) -> None:
        """The line under the keys, whole, with what each party says and hints on its words."""
        self._line.clear()
        if line is None:
            return
        self._line.add(f"Line {line.number}, entry {line.entry}", Role.STRONG)
        self._line.add(line.event)
        self._line.add(f"Source: {line.source}{f', {line.page}' if line.page else ''}", Role.SMALL)
        for said in (line.limit, *(note.words for note in line.notes)):
            if said:
                self._line.add(said, Role.SMALL)
        if hints:
            self._line.add("Is it neutral?", Role.STRONG)
        for hint in hints:
            self._line.add(hint.sentence, Role.SMALL)

    def show_gaps(self, found: Look) -> None:
        """What is still open, and what the other side proposed."""
        self._gaps.clear()
        sentences = gap_sentences(found.gaps)
        self._gaps.add(f"Still open: {len(sentences)}" if sentences else "Nothing is open", Role.STRONG)
        for sentence in sentences:
            self._gaps.add(sentence, Role.SMALL)
        if found.proposed:
            self._gaps.add(f"Proposed by the other side: {len(found.proposed)}", Role.STRONG)
        for fact in found.proposed:
            words = fact.fact.attrs["says"]
            self._gaps.add(f"{in_words(fact.fact.on)}: {words}", Role.SMALL)
            self._gaps.put(Link("Let it in, or not", partial(self.let_in.emit, fact.id, words)))


class _Part(QWidget):
    """Words under one another that can be taken away and written anew."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 8)
        self._stack.setSpacing(4)

    def add(self, words: str, role: Role = Role.BODY) -> None:
        """One paragraph."""
        self.put(label(words, role, wrap=True))

    def put(self, widget: QWidget) -> None:
        """Anything else."""
        self._stack.addWidget(widget)

    def clear(self) -> None:
        """Take everything away."""
        while (item := self._stack.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
