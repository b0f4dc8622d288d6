"""The proof of the date chosen at the left: six numbered steps and the drawn calendar."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ehcp_desk.services.records.proofs import DateProof, Step
from ui.theme.appearance import current
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.page import TIGHT, room
from ui.widgets.panel import rule
from ui.widgets.proof_calendar import ProofCalendar
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import label

DISC, NARROW = 20, 700


class _Disc(QWidget):
    """The number of a step in a ring."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setFixedSize(DISC + 2, DISC + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ring and number."""
        painter, tokens = QPainter(self), current().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.control), 1.2))
        painter.drawEllipse(QRectF(1, 1, DISC, DISC))
        painter.setFont(current().font(Role.SMALL_STRONG))
        painter.setPen(QColor(tokens.ink))
        painter.drawText(QRectF(0, 0, DISC + 2, DISC + 2), Qt.AlignmentFlag.AlignCenter, str(self._number))


class _StepView(QWidget):
    """One step: ring, heading, words.  The words can be selected, and their link reached by the keys."""

    def __init__(self, number: int) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(9)
        line.addWidget(_Disc(number), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.heading = label("", Role.STRONG)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        words.addWidget(self.heading)
        words.addWidget(self.words)
        line.addLayout(words, 1)

    def show_step(self, step: Step, document: str = "") -> None:
        """Say the step; ``document`` is made a link."""
        tokens = current().tokens
        said = escape(" ".join(step.lines))
        if step.strong:
            said = said.replace(escape(step.strong), f"<b style='font-weight:600'>{escape(step.strong)}</b>")
        if document:
            link = f"<a href='document' style='color:{tokens.link}'>{escape(document)}</a>"
            said = said.replace(escape(document), link, 1)
        quiet = escape(" ".join(step.quiet))
        self.heading.setText(step.heading)
        self.words.setText(f"{said} <span style='color:{tokens.ink3}'>{quiet}</span>" if quiet else said)
        self.words.setAccessibleName(f"{step.heading}. {' '.join((*step.lines, *step.quiet))}")
        flags = Qt.TextInteractionFlag.TextSelectableByMouse
        if document:
            flags |= Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        self.words.setTextInteractionFlags(flags)


class ProofPanel(QFrame):
    """Shows a proof, or why there is none."""

    copy_asked = Signal()
    print_asked = Signal()
    document_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "panel")
        self.setAccessibleName("The proof")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addWidget(self._head())
        outer.addWidget(rule())
        self._steps = [_StepView(n) for n in range(1, 7)]
        for step in self._steps:
            step.words.linkActivated.connect(lambda _href: self.document_asked.emit())
        inside = Scrolled("surface", squeezed=True)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._line.setContentsMargins(14, 12, 14, 12)
        self._line.setSpacing(20)
        steps = QVBoxLayout()
        steps.setSpacing(11)
        for step in self._steps:
            steps.addWidget(step)
        steps.addStretch(1)
        self._line.addLayout(steps, 1)
        self.calendar = ProofCalendar()
        self._line.addWidget(self.calendar, 0, Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inside)
        self._scroll.setAccessibleName("Steps of the proof")
        outer.addWidget(self._scroll, 1)

    def _head(self) -> QWidget:
        head = QWidget()
        line = self._head_line = QBoxLayout(QBoxLayout.Direction.LeftToRight, head)
        line.setContentsMargins(14, 8, 14, 8)
        line.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = label("", Role.QUESTION)
        self.about = label("", "second", wrap=True)
        words.addWidget(self.title)
        words.addWidget(self.about)
        line.addLayout(words, 1)
        acts = self._acts_line = QHBoxLayout()
        acts.setSpacing(8)
        self.copy = ActionButton("Copy as text", self.copy_asked.emit, "copy", dense=True)
        self.paper = ActionButton("Print proof", self.print_asked.emit, "printer", dense=True)
        acts.addWidget(self.copy)
        acts.addWidget(self.paper)
        line.addLayout(acts)
        return head

    def show_proof(self, proof: DateProof) -> None:
        """Show every step and the drawing."""
        self.title.setText(proof.title)
        self.about.setText(proof.about)
        for place, (view, step) in enumerate(zip(self._steps, proof.steps, strict=True)):
            view.show_step(step, proof.document_words if place == 0 else "")
            view.show()
        self.calendar.show_days(proof.proof.heads, proof.proof.rows, proof.limit_days, proof.done_days)
        self.calendar.setVisible(bool(proof.proof.rows))
        self._scroll.verticalScrollBar().setValue(0)
        self._acts(True)

    def show_unknown(self, duty: str, why: str) -> None:
        """A date that cannot be worked out, and what is missing."""
        self.title.setText("Why is this date not known?")
        self.about.setText(duty)
        lines = (f"Not known: {why}.", "The date appears as soon as that is recorded.")
        self._steps[0].show_step(Step("What it starts with", lines))
        for view in self._steps[1:]:
            view.hide()
        self.calendar.hide()
        self._acts(False)

    def _acts(self, on: bool) -> None:
        self.copy.setEnabled(on)
        self.paper.setEnabled(on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The drawing goes below the steps, and the acts below the title, where there is no room beside them."""
        super().resizeEvent(event)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        tight = room(self) < TIGHT
        self._line.setDirection(down if self.width() < NARROW else across)
        self._head_line.setDirection(down if tight else across)
        self._acts_line.setAlignment(Qt.AlignmentFlag.AlignLeft if tight else Qt.AlignmentFlag(0))
        self.title.setWordWrap(tight)
