"""The right side of Record a contact: what to know while somebody is on the telephone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehcp_desk.domain.case import year_words
from ehcp_desk.domain.dates import short
from ehcp_desk.domain.record import CHANNELS, Promise, said
from ehcp_desk.domain.strip import Strip
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.records.case_view import CaseView
from ui.theme.appearance import current
from ui.theme.type_scale import Role
from ui.widgets.clock_strip import ClockStrip
from ui.widgets.notices import MarkIcon
from ui.widgets.panel import rule
from ui.widgets.state_chip import StateChip
from ui.widgets.strip_painter import MEDIUM_FROM, height_for
from ui.widgets.text import Link, label

MOST = 3


class WhileYouTalk(QWidget):
    """Who the child is, how the clock stands, what we wait for, what we promised, and when we last spoke."""

    kept = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(2)
        self._stack.addWidget(label("While you talk", Role.SMALL))
        self._stack.addWidget(label("Say who it is about, and what to know stands here.", "second", wrap=True))
        self._stack.addStretch(1)

    def show_case(self, view: CaseView, strip: Strip, waiting: list[str]) -> None:
        """Fill the side from a case."""
        self._clear()
        self._add_head(view)
        drawn = ClockStrip(strip, focusable=False)
        drawn.setMinimumHeight(height_for(MEDIUM_FROM, current().percent))
        self._stack.addWidget(drawn)
        self._section(
            "We are waiting for", [_sentence(words) for words in waiting[:MOST]] or ["Nobody; it is for us to act"]
        )
        self._add_promises(view)
        self._add_last(view)
        if view.case.child.before_you_ring:
            self._stack.addSpacing(6)
            self._stack.addWidget(rule())
            self._stack.addSpacing(6)
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(MarkIcon("info", 14, "fill"), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(view.case.child.before_you_ring, wrap=True), 1)
            self._stack.addLayout(line)
        self._stack.addStretch(1)

    def _add_head(self, view: CaseView) -> None:
        child, due = view.case.child, view.next
        age = child.age_on(view.as_at)
        about = [f"Age {age}" if age is not None else "", year_words(child.year_on(view.as_at)), child.setting]
        self._stack.addWidget(label("While you talk", Role.SMALL))
        self._stack.addWidget(label(child.name, Role.QUESTION, wrap=True))
        self._stack.addWidget(label(", ".join(part for part in about if part), wrap=True))
        for words in (f"Known as {child.known_as}" if child.known_as else "", _sentence(child.speaks),
                      f"Decides: {view.decider.words}" if view.decider.worth_saying else ""):  # fmt: skip
            if words:
                self._stack.addWidget(label(words, wrap=True))
        line = QHBoxLayout()
        line.setSpacing(10)
        if view.row.week is not None:
            line.addWidget(label(f"Week {view.row.week.ordinal} of 20", Role.STRONG))
        if due is not None:
            line.addWidget(StateChip(due.mark, due.words))
        line.addStretch(1)
        self._stack.addSpacing(4)
        self._stack.addLayout(line)
        self._stack.addSpacing(4)

    def _section(self, title: str, lines: list[str]) -> None:
        self._stack.addSpacing(6)
        self._stack.addWidget(rule())
        self._stack.addSpacing(6)
        self._stack.addWidget(label(title, Role.SMALL))
        for words in lines:
            self._stack.addWidget(label(words, wrap=True))

    def _add_promises(self, view: CaseView) -> None:
        open_ = [p for p in view.promises if p.kept_on is None]
        self._section("We promised", [] if open_ else ["Nothing is owed"])
        for promise in open_[:2]:
            self._stack.addWidget(label(promise.what, wrap=True))
            days = (promise.due - view.as_at).days
            late = f"overdue since {short(promise.due, view.as_at)}"
            words = "due today" if days == 0 else late if days < 0 else f"by {short(promise.due, view.as_at)}"
            mark = Mark.OVERDUE if days < 0 else Mark.DUE_SOON if days == 0 else Mark.RUNNING
            line = QHBoxLayout()
            line.addWidget(StateChip(mark, words, plain=True))
            line.addStretch(1)
            line.addWidget(self._kept_link(promise))
            self._stack.addLayout(line)

    def _kept_link(self, promise: Promise) -> Link:
        link = Link("Kept", lambda: self.kept.emit(promise))
        link.setAccessibleName(f"Kept: {promise.what}")
        return link

    def _add_last(self, view: CaseView) -> None:
        last = view.contacts[0] if view.contacts else None
        if last is None:
            self._section("Last spoke", ["Not yet"])
            return
        channel = CHANNELS.get(last.fact.attrs.get("channel", ""), fact_title("contact")).lower()
        who = last.fact.attrs.get("with", "")
        lead = f"{short(last.fact.on, view.as_at)}, {channel}{f', {who}' if who else ''}."
        self._section("Last spoke", [f"{lead} {said(last.fact)}"])

    def _clear(self) -> None:
        while (item := self._stack.takeAt(0)) is not None:
            widget, inner = item.widget(), item.layout()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
            while inner is not None and (part := inner.takeAt(0)) is not None:
                inside = part.widget()
                if inside is not None:
                    inside.hide()
                    inside.deleteLater()


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
