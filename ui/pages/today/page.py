"""Today: one person's work in order of statutory risk, their promises, and the weeks ahead."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ehcp_desk.domain.dates import day_count, short
from ehcp_desk.domain.matters import Matter, chased_words
from ehcp_desk.domain.profile import Statement
from ehcp_desk.domain.wording import Mark
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.oversight.my_day import Today, today
from ehcp_desk.services.oversight.overdue import Late
from ehcp_desk.services.oversight.worklist import READY, WorkRow
from ehcp_desk.services.records.sheets import print_day
from ui.commands import Command
from ui.context import PageContext
from ui.models import case_columns as columns
from ui.models.cells import Bar, Entry, StateCell, TwoLine
from ui.models.columns import TELLING, Column, Kind
from ui.models.row_model import RowModel
from ui.models.row_source import Group
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.matter_words import matter_icon, matter_state
from ui.widgets.notices import EmptyState
from ui.widgets.page import Page, put_side
from ui.widgets.panel import PAD, PageHeader, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

SIDE = 284
FOLDED = "Next 28 days"
PROMISES = 8
BANDS_SHOWN = 4
ANSWERED_SHOWN = 8
ANSWERED = "You answer for these, most urgent first"


def make(context: PageContext) -> TodayPage:
    """The page, for the window."""
    return TodayPage(context)


class TodayPage(Page):
    """My deadlines, most urgent by law first."""

    title = "Today"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__("Today", parent)
        self._context = context
        self._day: Today | None = None
        self.header = PageHeader("Today")
        self._whose = Segments(
            (("mine", "Mine"), ("cover", "Mine and those I cover")), "mine", self._reread, "Whose work"
        )
        self.header.add_action(self._whose)
        self.answered = ActionButton("All you answer for", self._open_answered, "user-circle-dashed")
        self.answered.hide()
        self.header.add_action(self.answered)
        self.header.add_action(ActionButton("Print my day", self._print, "printer", "Ctrl+P"))
        self.content.addWidget(self.header)
        self.table = self._make_table()
        self._empty = EmptyState("check-circle", "Nothing is due", "No legal limit on your cases falls in the next 28 days.",
                                 "See all cases", lambda: context.navigate("cases"), Mark.MET)  # fmt: skip
        self._new = EmptyState("download-simple", "The record holds no case yet",
                               "Bring in the tracker you have now, or open a first request with Ctrl+N.",
                               "Bring in a tracker", lambda: context.navigate("importing"))  # fmt: skip
        self._work = Panel()
        self._work.add(self.table, 1)
        for state in (self._empty, self._new):
            self._work.add(state)
            state.hide()
        self._columns = QHBoxLayout()
        self._columns.setSpacing(8)
        self._columns.addWidget(self._work, 1)
        self._side = self._make_side()
        self._columns.addWidget(self._side)
        self.content.addLayout(self._columns, 1)
        context.events.changed.connect(lambda _changed: self._reread())

    def _make_table(self) -> RowTable[WorkRow]:
        self._rows: RowModel[WorkRow] = RowModel(
            (
                columns.child_two_line(),
                Column("duty", "What is due, and what it waits for",
                       lambda r: TwoLine(r.next.duty if r.next else "–", _under(r)), kind=Kind.TWO_LINE, stretch=True,
                       least=TELLING),
                columns.week(),
                columns.clock(),
                Column("state", "Due", lambda r: columns.state_cell(r, dated=True), 182, Kind.STATE, narrow=True),
                Column("step", "Next step", lambda r: TwoLine(r.next_step, wrap=True), 126, Kind.TWO_LINE),
                replace(columns.owner(), hidden=True),
            ),
            columns.sentence,
        )  # fmt: skip
        table = RowTable(self._rows, "Today", settings=self._context.settings)
        table.opened.connect(self._context.open_case)
        return table

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(SIDE)
        line = QVBoxLayout(side)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self._promises: RowModel[tuple[Matter, str, str]] = RowModel(
            (Column("promise", "Promised and waiting", self._promise, 200, Kind.ENTRY, stretch=True),),
            row_id=lambda p: p[0].fact_id,
        )
        self._promise_panel = Panel("Promised and waiting")
        self._promise_table = RowTable(self._promises, "Promised and waiting", headed=False)
        self._promise_table.opened.connect(self._open_promise)
        self._none_promised = label("No promise, answer or signal is waiting.", "second", wrap=True)
        self._none_promised.setContentsMargins(PAD, 10, PAD, 12)
        self._promise_panel.add(self._promise_table)
        self._promise_panel.add(self._none_promised)
        line.addWidget(self._make_bands())
        line.addWidget(self._promise_panel)
        line.addWidget(self._make_reviews())
        self._weeks: RowModel[tuple[int, str, Bar]] = RowModel(
            (
                Column("week", "Week starting", lambda w: w[1], 104),
                Column("bar", "Deadlines", lambda w: w[2], 130, Kind.BAR, stretch=True),
            ),
            row_id=lambda w: w[0],
        )
        self._weeks_panel = Panel("My next four weeks", aside="deadlines")
        self._weeks_table = RowTable(self._weeks, "My next four weeks", two_line=False, headed=False, row_height=26)
        self._weeks_panel.add(self._weeks_table)
        self._away = label("", Role.SMALL, wrap=True)
        self._away.setContentsMargins(PAD, 8, PAD, 10)
        self._weeks_panel.add(self._away)
        line.addWidget(self._weeks_panel)
        line.addStretch(1)
        return side

    def _make_bands(self) -> Panel:
        """For a manager: cases that reached an age band; away where none waits for a review."""
        self._bands: RowModel[Late] = RowModel(
            (Column("case", "Case", _band, 200, Kind.ENTRY, stretch=True),),
            lambda b: f"{b.row.name}: {b.review_words}, {b.cause_words}",
        )
        self._band_panel = Panel("Manager’s reviews")
        self.band_table = RowTable(self._bands, "Manager’s reviews", headed=False)
        self.band_table.opened.connect(lambda case_id: self._context.ask("manager_review", case_id=case_id))
        self._band_panel.add(self.band_table)
        self._band_panel.hide()
        return self._band_panel

    def _make_reviews(self) -> Panel:
        """Banners whose day to be looked at again has come; away where there is none."""
        self._reviews: RowModel[tuple[Statement, str, str]] = RowModel(
            (Column("banner", "Banner", self._banner, 200, Kind.ENTRY, stretch=True),), row_id=lambda b: b[0].entry
        )
        self._review_panel = Panel("Banners to look at again")
        self._review_table = RowTable(self._reviews, "Banners to look at again", headed=False)
        self._review_table.opened.connect(self._open_banner)
        self._review_panel.add(self._review_table)
        self._review_panel.hide()
        return self._review_panel

    def arrive(self, **_kw: Any) -> None:
        """Read the day anew."""
        self._reread()

    def panes(self) -> list[QWidget]:
        """The work, then the promises."""
        sides = ((self._band_panel, self.band_table), (self._review_panel, self._review_table))
        return [self.table, self._promise_table, *(table for panel, table in sides if panel.isVisible())]

    def show_changes(self) -> None:
        """F5: read the day anew."""
        self._reread()

    def commands(self) -> list[Command]:
        """What can be done to the case in the line, and the day on paper."""
        return [
            Command("why", "Why this date", "Case", "F4", self._why),
            Command("print_day", "Print my day", "Desk", "Ctrl+P", self._print),
            Command("answered", "All you answer for", "Desk", "", self._open_answered),
        ]

    def help_words(self) -> str:
        """What this page is for."""
        return ("Your cases with a legal limit that has passed or falls in the next 28 days, most urgent by law first; under "
                "them those you answer for because nobody holds them, or whoever does is not there. "
                "Enter opens a case; F4 there shows why the date is what it is; Ctrl+P prints your day.")  # fmt: skip

    def _reread(self, _choice: str = "") -> None:
        cover = self._whose.chosen == "cover"
        desk = self._context.desk
        self._context.dispatcher.latest(self, lambda _p: today(desk, cover), self._show, self._context.messages.failed)

    def _show(self, day: Today) -> None:
        self._day = day
        groups = [
            Group(title, [r.id for r in rows], shut=title == FOLDED, foldable=title == FOLDED)
            for title, rows in day.groups
        ]
        answered = day.answered[:ANSWERED_SHOWN]
        if answered:
            groups.append(Group(ANSWERED, [r.id for r in answered], of=len(day.answered)))
        self._rows.set_rows([row for _, rows in (*day.groups, ("", answered)) for row in rows], groups)
        self.table.setVisible(bool(groups))
        self._empty.setVisible(not groups and day.any_cases)
        self.answered.setVisible(bool(answered))
        self._new.setVisible(not day.any_cases)
        if self.table.current_id() is None:
            self.table.select_row(1 if groups else 0)
        self.header.set_sentence(_counts(day), rich=True)
        self._context.shell.set_count("today", day.count)
        self._show_side(day)

    def _show_side(self, day: Today) -> None:
        self._as_at = day.as_at
        self._promises.set_rows(day.matters[:PROMISES])
        self._promise_table.fit_height(PROMISES)
        self._promise_panel.set_aside(f"{PROMISES} of {len(day.matters):,}" if len(day.matters) > PROMISES else "")
        self._promise_table.setVisible(bool(day.matters))
        self._none_promised.setVisible(not day.matters)
        self._bands.set_rows(day.bands[:BANDS_SHOWN])
        self.band_table.fit_height(BANDS_SHOWN)
        self._band_panel.set_aside(f"{BANDS_SHOWN} of {len(day.bands):,}" if len(day.bands) > BANDS_SHOWN else "")
        self._band_panel.setVisible(bool(day.bands))
        self._reviews.set_rows(day.reviews[:PROMISES])
        self._review_table.fit_height(PROMISES)
        self._review_panel.set_aside(f"{PROMISES} of {len(day.reviews):,}" if len(day.reviews) > PROMISES else "")
        self._review_panel.setVisible(bool(day.reviews))
        most = max((count for _, count in day.weeks), default=1) or 1
        self._weeks.set_rows(
            [
                (n + 1, short(start, day.as_at), Bar(count, most, words=str(count)))
                for n, (start, count) in enumerate(day.weeks)
            ]
        )
        self._weeks_table.fit_height()
        total = sum(count for _, count in day.weeks)
        self._weeks_panel.set_aside("1 deadline" if total == 1 else f"{total} deadlines")
        self._away.setText(day.away)
        self._away.setVisible(bool(day.away))

    def _promise(self, row: tuple[Matter, str, str]) -> Entry:
        matter, child, _ref = row
        under = ", ".join(part for part in (child, chased_words(matter.chased)) if part)
        return Entry(matter.what, under, matter_icon(matter), matter_state(matter, self._as_at))

    def _banner(self, row: tuple[Statement, str, str]) -> Entry:
        banner, child, _ref = row
        late = (self._as_at - (banner.review or self._as_at)).days
        words = f"{day_count(late)} ago" if late else "today"
        return Entry(banner.words, child, "flag", StateCell(Mark.DUE_SOON, words))

    def _open_banner(self, entry: int) -> None:
        day = self._day
        banner = next((b for b, _, _ in day.reviews if b.entry == entry), None) if day is not None else None
        if banner is not None:
            self._context.navigate("case", case_id=banner.case_id, tab="Child")

    def _open_promise(self, fact_id: int) -> None:
        found = self._promise_table.model()
        row = next(
            (r for i in range(found.rowCount()) if (r := self._promises.row_at(i)) and r[0].fact_id == fact_id), None
        )
        if row is not None:
            self._context.open_case(row[0].case_id)

    def _open_answered(self) -> None:
        """Every case the person answers for because nobody else is there, as a list that can be given out."""
        if self._day is not None and self._day.answered:
            only = tuple(row.id for row in self._day.answered)
            query = CaseQuery(self._day.as_at, Scope.ALL, only=only)
            self._context.navigate("cases", query=query, words="You answer for these")

    def _why(self) -> None:
        """F4: the proof of the date in the line."""
        case_id = self.table.current_id()
        if case_id is not None:
            self._context.navigate("case", case_id=case_id, tab="Clock")

    def _print(self) -> None:
        """The day's list as it stands, as a PDF where the person says."""
        name, _ = QFileDialog.getSaveFileName(self, "Save my day", "my day.pdf", "PDF (*.pdf)")
        if name and self._day is not None:
            day, desk = self._day, self._context.desk
            self._context.dispatcher.read(self, lambda _p: print_day(desk, day, Path(name)),
                                          lambda _n: self._context.messages.done(f"Your day is in {Path(name).name}."),
                                          self._context.messages.failed, title="Printing your day")  # fmt: skip

    def resizeEvent(self, event: Any) -> None:
        """The side column stands where there is room for it."""
        super().resizeEvent(event)
        put_side(self, self._columns, self._work, self._side, SIDE)


def _under(row: WorkRow) -> str:
    """Why it is here where it is somebody else's, what else is due, and what the case waits for."""
    whose = _whose(row)
    waits = (
        "" if whose and row.waiting_for == READY else row.waiting_for
    )  # whose it is leaves no room for that nothing is awaited
    return ". ".join(filter(None, (whose, row.also, waits)))


def _whose(row: WorkRow) -> str:
    if row.case.owner_id is None:
        return "Nobody holds it"
    return "" if row.responsible.why in ("owner", "cover") else f"{row.case.owner} is not there"


def _band(late: Late) -> Entry:
    return Entry(late.row.name, late.cause_words, "flag", StateCell(Mark.DUE_SOON, f"{late.band} weeks"))


def _counts(day: Today) -> str:
    counts = {title: len(rows) for title, rows in day.groups}
    overdue, now, week = counts.get("Overdue", 0), counts.get("Due today", 0), counts.get("Next 7 days", 0)
    promised = len(day.matters)
    waits = (
        "Nothing else waits."
        if not promised
        else "1 promise or answer waits."
        if promised == 1
        else f"{promised} promises or answers wait."
    )
    first = f"<b>{overdue} overdue</b>" if overdue else "none overdue" if day.answered else "None overdue"
    whose = f"{escape(day.who)}: {'of your own, ' if day.answered else ''}"
    due = f"{whose}{first}, {now or 'none'} due today and {week or 'none'} in the next 7 days."
    return f"{due}{_answers(day)} {waits} Most urgent by law first."


def _answers(day: Today) -> str:
    """`` You answer for 130 more that nobody else is there for, 72 overdue.``; empty where there is none."""
    if not day.answered:
        return ""
    late = sum("overdue" in row.flags for row in day.answered)
    return f" You answer for <b>{len(day.answered)}</b> more that nobody else is there for{f', {late} overdue' if late else ''}."
