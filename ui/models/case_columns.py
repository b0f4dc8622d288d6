"""The columns lists of cases are made of, and where their rows come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ehcp_desk.clock.model import State
from ehcp_desk.domain.case import STAGE_WORDS, year_short
from ehcp_desk.domain.dates import day_count, in_words, short, with_weekday
from ehcp_desk.domain.strip import Strip, from_summary
from ehcp_desk.domain.wording import Mark
from ehcp_desk.domain.worklist import CaseQuery, Sort
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight import worklist
from ehcp_desk.services.oversight.worklist import NOBODY, WorkRow
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import DATE, Column, Kind
from ui.models.row_source import Order

SOON = 7
CHILD = 157
"""Pixels of a column of children's names, which are read whole."""


class CaseSource:
    """Answers a table's questions with the worklist service; always called on a reader thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ids(self, filter: CaseQuery, order: Order) -> Sequence[int]:
        """Ids of the cases that answer the query; the order chosen in the table's head wins over the query's own."""
        if order.key:
            filter = replace(filter, sort=Sort(order.key), descending=order.descending)
        return worklist.ids(self._desk, filter)

    def rows(self, ids: Sequence[int]) -> list[WorkRow]:
        """The rows of these cases, completed for the desk's day."""
        return worklist.rows(self._desk, ids)


def sentence(row: WorkRow) -> str:
    """One spoken sentence: name, state, duty, date, what else is due where that was read, owner."""
    due = row.next
    state = f"{due.duty}, {due.words}, due {in_words(due.due)}" if due else "no limit running"
    also = f" {row.also}." if row.also else ""
    return f"{row.case.name}: {state}.{also} Caseworker: {row.case.owner or NOBODY}."


def strip_of(row: WorkRow) -> Strip | None:
    """The clock strip of an open assessment; nothing for a plan in place or a closed case."""
    return from_summary(row.case.summary, row.as_at) if row.week is not None else None


def due_words(row: WorkRow) -> str:
    """The day the next duty falls due: with its weekday where somebody will plan by it."""
    if row.next is None:
        return ""
    soon = row.next.state is State.RUNNING and 0 < row.next.days <= SOON
    if soon:
        return with_weekday(row.next.due).removesuffix(f" {row.as_at.year}")
    return short(row.next.due, row.as_at)


def state_cell(row: WorkRow, dated: bool = False) -> StateCell:
    """The state of the next duty; ``dated`` puts its day on the second line."""
    due = row.next
    if due is None:
        return StateCell(Mark.UNKNOWN, "no limit running", STAGE_WORDS[row.case.summary.stage] if dated else "")
    second = ""
    if dated:
        second = f"was due {short(due.due, row.as_at)}" if due.state is State.RELIEVED else due_words(row)
        if row.on_the_day is not None and due.days <= SOON:
            second = f"{short(due.due, row.as_at)}: {row.on_the_day.name} is in"
    return StateCell(due.mark, due.words, second)


def owner_cell(row: WorkRow) -> StateCell | str:
    """The caseworker, or nobody yet with its mark."""
    return row.case.owner or StateCell(Mark.UNASSIGNED, NOBODY)


def since_words(since: date | None, as_at: date) -> str:
    """``3 days`` since a day, ``today``, or ``none`` where there was none."""
    if since is None:
        return "none yet"
    days = (as_at - since).days
    return "today" if days == 0 else day_count(days)


def child_two_line() -> Column[WorkRow]:
    """Name over reference."""
    return Column("child", "Child", lambda r: TwoLine(r.case.name, r.case.ref, bold=True), CHILD, Kind.TWO_LINE,
                  sort=Sort.NAME, narrow=True, spoken=sentence)  # fmt: skip


def child_surname_first(width: int = CHILD) -> Column[WorkRow]:
    """Surname first, as the Cases list sorts it."""
    return Column("child", "Child", lambda r: r.case.surname_first, width, Kind.STRONG, sort=Sort.NAME, narrow=True,
                  spoken=sentence)  # fmt: skip


def reference() -> Column[WorkRow]:
    """The case's reference."""
    return Column("ref", "Reference", lambda r: r.case.ref, 96, Kind.SECOND, sort=Sort.REF)


def year() -> Column[WorkRow]:
    """The national curriculum year, short."""
    return Column("year", "Year", lambda r: year_short(r.case.year_on(r.as_at)), 42, right=True, sort=Sort.YEAR)


def week() -> Column[WorkRow]:
    """The week of 20."""
    return Column("week", "Week", lambda r: str(r.week.ordinal) if r.week else "–", 46, right=True, sort=Sort.RECEIVED,
                  spoken=lambda r: f"week {r.week.ordinal} of 20" if r.week else "no week running")  # fmt: skip


def clock() -> Column[WorkRow]:
    """The small clock strip under its own scale."""
    return Column("strip", "", strip_of, 108, Kind.STRIP, spoken_title="20-week clock",
                  text=lambda _row: "", spoken=_strip_words)  # fmt: skip


def _strip_words(row: WorkRow) -> str:
    drawn = strip_of(row)
    return drawn.sentence if drawn is not None else "no 20-week clock running"


def duty(width: int = 163) -> Column[WorkRow]:
    """The duty that bites next."""
    return Column("duty", "Next duty", lambda r: r.next.duty if r.next else "–", width)


def due() -> Column[WorkRow]:
    """The day it falls due."""
    return Column("due", "Due", lambda r: short(r.next.due, r.as_at) if r.next else "–", DATE, right=True,
                  narrow=True)  # fmt: skip


def state() -> Column[WorkRow]:
    """Its state, in the exact words."""
    return Column("state", "State", lambda r: state_cell(r), 174, Kind.STATE, sort=Sort.RISK, narrow=True)


def owner() -> Column[WorkRow]:
    """Who holds the case."""
    return Column("owner", "Caseworker", owner_cell, 135, Kind.STATE, sort=Sort.OWNER)


def last_contact() -> Column[WorkRow]:
    """Days since anybody was last in touch."""
    return Column("last_contact", "Last contact", lambda r: since_words(r.case.summary.last_contact_on, r.as_at), 92,
                  right=True, sort=Sort.LAST_CONTACT)  # fmt: skip


def with_child() -> Column[WorkRow]:
    """Days since anybody was in touch with the child or young person (needs.md D7)."""
    return Column("with_child", "With child", lambda r: since_words(r.in_touch[0], r.as_at), 80, right=True,
                  spoken_title="Last contact with the child")  # fmt: skip


def with_family() -> Column[WorkRow]:
    """Days since anybody was in touch with the family, or anybody else about the child."""
    return Column("with_family", "With family", lambda r: since_words(r.in_touch[1], r.as_at), 84, right=True,
                  spoken_title="Last contact with the family")  # fmt: skip


def setting() -> Column[WorkRow]:
    """The school or other setting (not shown until asked for)."""
    return Column("setting", "Setting", lambda r: r.case.setting or "not known", 150, hidden=True)


def stage() -> Column[WorkRow]:
    """The stage in words (not shown until asked for)."""
    return Column("stage", "Stage", lambda r: STAGE_WORDS[r.case.summary.stage], 160, sort=Sort.STAGE, hidden=True)


def waiting() -> Column[WorkRow]:
    """What the case waits for (not shown until asked for)."""
    return Column("waiting", "Waiting for", lambda r: r.waiting_for, 200, hidden=True)
