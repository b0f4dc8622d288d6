"""Ten minutes round the desk on the fictional authority: what each room is for, and one thing to try in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ehcp_desk.domain.worklist import CaseQuery, Sort
from ehcp_desk.services.oversight import worklist
from ui.a11y import announce
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.text import label

if TYPE_CHECKING:
    from ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Stop:
    """A room, the tab where it is a case, what it is for, and what to try."""

    room: str
    words: str
    tab: str = ""


STOPS = (
    Stop("today", "This is a caseworker’s morning. The first line is the most urgent by law, not the loudest. On the right: what "
         "was promised, and the weeks ahead. Try Down and Up, then read the state of each line."),
    Stop("case", "One child, one page. At the top: the week of 20, who holds the case, what is due and what it waits for. "
         "Try Ctrl+Page Down to go through the tabs.", "Overview"),
    Stop("case", "Every date is proved: the event it counts from, the rule, the days counted, what would change it. Choose a "
         "limit and press F4.", "Clock"),
    Stop("case", "Nothing is overwritten. A late entry and a correction stay visible, which is what a tribunal will ask about. "
         "Try F2: a phone call recorded with keys alone.", "Timeline"),
    Stop("cases", "Every case. Filter, sort, choose columns, save the view. F3 finds a child by name, parent, phone or number "
         "while somebody is on the telephone."),
    Stop("unassigned", "Nobody is not an answer: who has no caseworker, longest first, with a suggestion. Choose a line and "
         "press F8."),
    Stop("team", "For the manager: what could be forgotten, what is past its date and for how long, and who carries how much. "
         "Each figure opens its cases."),
    Stop("returns", "The monthly return. Each figure opens the cases it counts, and the stages balance like an account."),
    Stop("law", "Every time limit with the regulation it comes from. A changed rule or a closed school can be tried here before "
         "anything changes."),
    Stop("importing", "When you are ready: your own tracker. Every row ends in one place, and what cannot be read is kept word "
         "for word. Ctrl+K does anything by its name; F1 helps on every page."),
)  # fmt: skip


class TourBar(QFrame):
    """One stop at a time at the foot of the page; the desk can be used all the while."""

    def __init__(self, window: MainWindow, ended: Callable[[], object]) -> None:
        super().__init__()
        self._window, self._ended, self._at = window, ended, 0
        self.setProperty("part", "banner")
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 8, 10, 8)
        line.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(1)
        self.place = label("", Role.SMALL_STRONG)
        self.words = label("", Role.BODY, wrap=True)
        words.addWidget(self.place)
        words.addWidget(self.words)
        line.addLayout(words, 1)
        self.back = ActionButton("Back", lambda: self.go(self._at - 1), dense=True)
        self.on = ActionButton("Next", lambda: self.go(self._at + 1), dense=True, kind=Kind.PRIMARY)
        self.end = ActionButton("End the tour", ended, dense=True)
        for button in (self.back, self.on, self.end):
            line.addWidget(button)

    def go(self, number: int) -> None:
        """Show a stop; after the last, the tour is over."""
        if number >= len(STOPS):
            self._ended()
            return
        self._at = max(0, number)
        stop = STOPS[self._at]
        self.place.setText(f"Tour: {self._at + 1} of {len(STOPS)}")
        self.words.setText(stop.words)
        self.setAccessibleName(f"Tour, {self._at + 1} of {len(STOPS)}")
        self.back.setEnabled(self._at > 0)
        self.on.set_words("Finish" if self._at + 1 == len(STOPS) else "Next")
        if stop.room == "case":
            self._open_case(stop.tab)
        else:
            self._window.navigate(stop.room)
        announce(self, f"{self.place.text()}. {stop.words}")

    def _open_case(self, tab: str) -> None:
        """The most urgent case of the person at the desk, or of anybody."""
        context = self._window.context
        if context is None:
            return
        desk = context.desk

        def find(_progress: object) -> int:
            with desk.store.read() as work:
                me = work.staff().named(desk.user)
            query = CaseQuery(desk.today(), sort=Sort.RISK)
            mine = (
                worklist.ids(desk, CaseQuery(desk.today(), owners=(me.id,), sort=Sort.RISK)) if me is not None else ()
            )
            found = mine or worklist.ids(desk, query)
            return found[0] if found else 0

        def show(case_id: int) -> None:
            if case_id:
                self._window.navigate("case", case_id=case_id, tab=tab)

        context.dispatcher.read(self, find, show, context.messages.failed)
