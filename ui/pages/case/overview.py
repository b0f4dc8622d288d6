"""The overview of a case: next deadlines, promises, the newest of the timeline, advice, and people to ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ehcp_desk.clock.model import Deadline, State
from ehcp_desk.domain.advice import AdviceLine
from ehcp_desk.domain.advisers import adviser
from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.dates import day_count, in_words, short
from ehcp_desk.domain.wording import Mark, deadline_mark, deadline_words
from ehcp_desk.services.records.case_view import CaseView
from ehcp_desk.services.records.how_it_stands import next_deadlines
from ui.models.cells import Entry, StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.pages.case.columns import Columns
from ui.pages.case.deadline_words import next_entry
from ui.pages.case.lists import ShortList
from ui.pages.case.reading import CaseFile
from ui.pages.case.timeline_delegate import TimelineDelegate
from ui.pages.case.timeline_words import Happening
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role
from ui.widgets.cell_painting import MARK, MARK_GAP
from ui.widgets.key_cap import KeyCap
from ui.widgets.matter_words import matter_entry
from ui.widgets.panel import Panel
from ui.widgets.scrolled import Scrolled

NEWEST = 40
TWO_COLUMNS, ONE_COLUMN = 1000, 720
"""Pixels of content under which the panels stand in two columns, and in one."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A row with an id of its own; ``value`` is what it is about, ``entry`` what is drawn."""

    id: int
    entry: Entry
    value: object = None


def advice_cells(line: AdviceLine, as_at: date) -> tuple[str, str, StateCell]:
    """From, due and arrived of one adviser."""
    due = short(line.deadline.due, as_at) if line.deadline else "no limit" if line.received_on else "–"
    limit = line.deadline
    if line.received_on is not None:
        late = limit is not None and limit.state is State.MET_LATE
        words = f"{day_count(limit.days)} late" if late and limit is not None else short(line.received_on, as_at)
        return adviser(line.body), due, StateCell(Mark.MET_LATE if late else Mark.MET, words)
    if limit is None:
        return adviser(line.body), due, StateCell(Mark.UNKNOWN, "not asked")
    words = deadline_words(limit, as_at)
    return adviser(line.body), due, StateCell(deadline_mark(limit), words)


def person_cells(person: Contactable, view: CaseView) -> tuple[TwoLine, TwoLine, str]:
    """Somebody to ring: who they are, how to reach them and what to know before, and when we last spoke."""
    last = next((f for f in view.contacts if person.name and person.name in f.fact.attrs.get("with", "")), None)
    verb = "wrote" if last and last.fact.attrs.get("channel") in ("email", "letter") else "spoke"
    spoke = f"last {verb} {short(last.fact.on, view.as_at)}" if last else "not spoken to yet"
    reach = person.phone or person.preference or person.email or "no number"
    rests = f" ({person.rests_on})" if person.rests_on else ""
    since = f"until {in_words(person.until)}" if person.until is not None else ""
    parts = (person.relation[:1].upper() + person.relation[1:], person.agency,
             f"parental responsibility{rests}" if person.parental_responsibility else "", since)  # fmt: skip
    relation = ", ".join(part for part in parts if part)
    before = person.preference if person.phone else ""
    return TwoLine(person.name, relation), TwoLine(reach, before or spoke), spoke


class Overview(QScrollArea):
    """Five panels.  Signals carry what was asked for; the page does it."""

    why_asked = Signal(object)
    tab_asked = Signal(str)
    promise_asked = Signal()
    kept = Signal(object)
    entry_opened = Signal(int)
    ring_asked = Signal(object)
    chase_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Overview")
        self._build_lists()
        left = ((self.deadline_panel, 4), (self.promise_panel, 3))
        middle = ((self.timeline_panel, 1),)
        right = ((self.advice_panel, 4), (self.people_panel, 3))
        self.columns = Columns(
            three=((360, left), (400, middle), (382, right)),
            two=((1, (*left, (self.people_panel, 3))), (1, ((self.timeline_panel, 5), (self.advice_panel, 4)))),
            one=((1, (*left, *middle, *right)),),
        )
        inside = Scrolled(squeezed=True)
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.columns)
        self.setWidget(inside)

    def _build_lists(self) -> None:
        self.deadlines = _entries("Next deadlines", 46, "No date is running on this case.", lasting=True)
        self.deadlines.opened.connect(lambda _id: self._ask_why())
        self.deadlines.keyed[Qt.Key.Key_F4] = lambda _id: self._ask_why()
        self.deadline_panel = Panel("Next deadlines", aside="Why this date")
        hint_key(self.deadline_panel, "F4")
        self.deadline_panel.add(self.deadlines, 1)
        self.promises = _entries("Promised and waiting", 46, "Nothing is owed to anybody.")
        self.promises.opened.connect(lambda _id: self._keep())
        self.promise_panel = Panel("Promised and waiting", " ", link="Add", on_link=self.promise_asked.emit)
        self.promise_panel.add(self.promises, 1)
        self.timeline = ShortList[Happening](
            [Column("entry", "Timeline", lambda h: h.top, stretch=True)], "Timeline, newest first", 41,
            sentence=lambda h: h.sentence,
        )  # fmt: skip
        self._draws = TimelineDelegate(self.timeline)
        self.timeline.setItemDelegate(self._draws)
        self.timeline.opened.connect(self.entry_opened.emit)
        self.timeline_panel = Panel("Timeline", "newest first", link="All", on_link=self._all_timeline, ruled=False)
        self.timeline_panel.add(self.timeline, 1)
        self._build_right()

    def _build_right(self) -> None:
        self.advice = advice_list("Advice", 24)
        self.advice.opened.connect(lambda _id: self._chase())
        self.advice_panel = Panel("Advice", " ", link="Chase", on_link=self._chase, ruled=False)
        self.advice_panel.add(self.advice, 1)
        self.people = people_list("People to ring", 35)
        self.people.opened.connect(lambda _id: self._ring())
        self.people_panel = Panel(
            "People to ring", link="All", on_link=lambda: self.tab_asked.emit("People"), ruled=False
        )
        self.people_panel.add(self.people, 1)

    def show_case(self, file: CaseFile) -> None:
        """Fill every panel."""
        view = file.view
        rows = [Numbered(n, next_entry(view, d), d) for n, d in enumerate(next_deadlines(view), 1)]
        self.deadlines.show_rows(rows)
        kept = sum(p.kept_on is not None for p in view.promises)
        self.promise_panel.set_note(f"{kept} kept, {len(view.matters)} open")
        self.promises.show_rows([Numbered(m.fact_id, matter_entry(m, view.as_at), m) for m in view.matters])
        newest = [h for h in file.timeline[: 2 * NEWEST] if not h.promise][:NEWEST]
        self._draws.fit(newest)
        self.timeline.show_rows(newest)
        if self.timeline_panel.link is not None:
            self.timeline_panel.link.setText(f"All {len(file.timeline)}")
        show_advice(self.advice, self.advice_panel, view)
        people = view.people
        self.people.show_rows([(n, person_cells(p, view), p) for n, p in enumerate(people, 1)])
        if self.people_panel.link is not None:
            self.people_panel.link.setText(f"All {len(people)}" if people else "Add")
        self._give_room()

    def _give_room(self) -> None:
        """Each list gets room for its rows before any of them has to scroll; in one column, for all of a few."""
        beside = self.columns.shown == 3
        most = (4, 2, 3, 7, 2) if beside else (6, 2, 6, 7, 4)
        for table, limit in zip(self.lists, most, strict=True):
            rows = max(1, min(limit, table.model_of_rows.rowCount()))
            head = table.horizontalHeader().sizeHint().height() if table is self.advice else 0
            table.setMinimumHeight(rows * table.row_height() + head)

    @property
    def lists(self) -> tuple[ShortList[Any], ...]:
        """Every list, in reading order."""
        return self.deadlines, self.promises, self.timeline, self.advice, self.people

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return list(self.lists)

    def deadline_now(self) -> Deadline | None:
        """The deadline under the keys."""
        row = self.deadlines.row_now()
        return row.value if row is not None and isinstance(row.value, Deadline) else None

    def _ask_why(self) -> None:
        self.why_asked.emit(self.deadline_now())

    def _all_timeline(self) -> None:
        self.tab_asked.emit("Timeline")

    def _keep(self) -> None:
        row = self.promises.row_now()
        if row is not None:
            self.kept.emit(row.value)

    def _ring(self) -> None:
        row = self.people.row_now()
        if row is not None:
            self.ring_asked.emit(row[2])

    def _chase(self) -> None:
        row = self.advice.row_now()
        self.chase_asked.emit(row[1] if row is not None else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three columns, two or one; in one, every panel is as high as its rows."""
        super().resizeEvent(event)
        width = self.width()
        shown = 3 if width >= TWO_COLUMNS else 2 if width >= ONE_COLUMN else 1
        self.columns.arrange(shown)
        self._give_room()


def hint_key(panel: Panel, key: str) -> None:
    """Put a key cap after the words at the right of a panel's heading."""
    heading = panel.aside_label.parentWidget() if panel.aside_label is not None else None
    row = heading.layout() if heading is not None else None
    if row is not None:
        row.addWidget(KeyCap(key))


def _entries(name: str, height: int, empty: str, lasting: bool = False) -> ShortList[Numbered]:
    """A list of entries under an accessible name."""
    column: Column[Numbered] = Column("entry", name, lambda row: row.entry, kind=Kind.ENTRY, stretch=True)
    return ShortList([column], name, height, lasting=lasting, empty=empty)


AdviceRow = tuple[int, AdviceLine, tuple[str, str, StateCell]]
PersonRow = tuple[int, tuple[TwoLine, TwoLine, str], Contactable]


def advice_list(name: str, height: int) -> ShortList[AdviceRow]:
    """The advisers of an assessment: from, due, arrived."""
    columns: list[Column[AdviceRow]] = [
        Column("from", "From", lambda r: r[2][0], stretch=True, least=100, narrow=True),
        Column("due", "Due", lambda r: r[2][1], 90, Kind.SECOND),
        Column("arrived", "Arrived", lambda r: r[2][2], 110, Kind.STATE, right=True, narrow=True),
    ]
    return ShortList(columns, name, height, row_id=lambda r: r[0], headed=True, empty="None has been asked for.")


def show_advice(table: ShortList[AdviceRow], panel: Panel, view: CaseView) -> None:
    """Fill the advice list and say how much is in."""
    rows = [(n, line, advice_cells(line, view.as_at)) for n, line in enumerate(view.advice, 1)]
    table.fit_column("due", (cells[1] for _, _, cells in rows))
    table.fit_column(
        "arrived", (cells[2].words for _, _, cells in rows), Role.STRONG, grown(MARK, current().percent) + MARK_GAP
    )
    table.show_rows(rows)
    came = sum(line.received_on is not None for line in view.advice)
    panel.set_note(f"{came} of {len(view.advice)} in" if view.advice else "none asked for yet")


def people_list(name: str, height: int) -> ShortList[PersonRow]:
    """People to ring: who and how."""
    columns: list[Column[PersonRow]] = [
        Column("who", "Who", lambda r: r[1][0], kind=Kind.TWO_LINE, stretch=True),
        Column("how", "How to reach them", lambda r: r[1][1], 150, Kind.TWO_LINE, right=True),
    ]
    return ShortList(columns, name, height, row_id=lambda r: r[0], empty="Nobody is on the record yet.")
