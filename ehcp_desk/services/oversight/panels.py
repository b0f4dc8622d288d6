"""Panels: the agenda with the case in a line, what was decided, the tasks, and how the tasks of before stand (M1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ehcp_desk.domain.case import OPEN_STAGES, STAGE_WORDS, year_words
from ehcp_desk.domain.dates import day_count, in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.matters import chased_words, times_words
from ehcp_desk.domain.panels import (
    PANEL_FACTS,
    TASK_FACTS,
    PanelMatter,
    Sitting,
    matters_of,
    on_agenda,
    sittings_of,
    tasks_set,
    to_report,
)
from ehcp_desk.domain.record import Promise, promises
from ehcp_desk.domain.responsibility import responsible_for
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope, next_deadline, week_on
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import not_opened
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_lists


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A matter with its case in one line, and whoever answers for the case."""

    matter: PanelMatter
    ref: str
    child: str
    brief: str
    owner: str

    @property
    def id(self) -> int:
        """The number of the entry that put it there."""
        return self.matter.entry

    @property
    def outcome(self) -> str:
        """What was decided, in words; that nothing is yet."""
        made = self.matter.decision
        if made is None:
            return "not decided yet"
        return made.outcome + (f", back on {in_words(made.again)}" if made.again else "")


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a panel with its case, and how it stands on the day asked about."""

    promise: Promise
    ref: str
    child: str
    owner: str
    days_late: int

    @property
    def id(self) -> int:
        """The number of the entry it comes from."""
        return self.promise.fact_id

    @property
    def words(self) -> str:
        """``done 4 October 2026``, ``overdue by 3 days, moved twice``, ``5 days left``."""
        if self.promise.kept_on is not None:
            stands = f"done {in_words(self.promise.kept_on)}"
        elif self.days_late > 0:
            stands = f"overdue by {day_count(self.days_late)}"
        else:
            stands = f"{day_count(-self.days_late)} left" if self.days_late else "due today"
        moved = f"moved {times_words(self.promise.moves)}" if self.promise.moves else ""
        return ", ".join(part for part in (stands, moved, chased_words(self.promise.chased)) if part)


@dataclass(frozen=True, slots=True)
class PanelView:
    """One sitting: its agenda, the tasks it set, the earlier tasks it looks at; and every sitting there is."""

    as_at: date
    sitting: Sitting | None
    agenda: tuple[AgendaItem, ...] = ()
    tasks: tuple[Task, ...] = ()
    progress: tuple[Task, ...] = ()
    sittings: tuple[Sitting, ...] = ()
    unopened: int = 0
    """Live restricted cases that whoever looks may see and has not opened today: whether they are before a panel is not read."""

    @property
    def left_out(self) -> str:
        """The sentence about those; empty where there is none."""
        return _left_out(self.unopened)


def panel(desk: Desk, key: str = "", progress: Progress | None = None) -> PanelView:
    """A sitting by its key, else the next one that is still to come, else the last.

    Raises BadInput where there is no such sitting, with those there are.
    """
    day = desk.today()
    with desk.store.read() as work:
        if progress is not None:
            progress(0, 2, "Looking for panels")
        cases = [number for number, _ in work.every_case_raw(PANEL_FACTS)]
        matters = matters_of(work.standing_of(PANEL_FACTS, cases))
        every = sittings_of(matters)
        shut = tuple(work.closed_cases()[1])
        unopened = work.count(CaseQuery(day, Scope.LIVE, only=shut)) if shut else 0
        sitting = _chosen(every, key, day, _left_out(unopened))
        if sitting is None:
            return PanelView(day, None, unopened=unopened)
        if progress is not None:
            progress(1, 2, "Reading the cases")
        tasks = [one for one in promises(work.standing_of(TASK_FACTS, cases)) if one.item]
        return replace(_view(work, desk, sitting, matters, tasks, every), unopened=unopened)


def _left_out(unopened: int) -> str:
    if not unopened:
        return ""
    they = "it goes" if unopened == 1 else "they go"
    left = f"left out here, whether {they} before a panel or not; who may see it opens it in the desk first."
    return f" {not_opened(unopened)} {left}"


def _chosen(every: Sequence[Sitting], key: str, day: date, left_out: str) -> Sitting | None:
    if key:
        found = next((one for one in every if one.key.casefold() == " ".join(key.split()).casefold()), None)
        if found is None:
            there = "; ".join(one.key for one in every[:8])
            words = (f"There is no panel called {key}; there are: {there}." if there else
                     "No case has been put before a panel yet; record that with: record REF panel_item.")  # fmt: skip
            raise BadInput(words + left_out)
        return found
    ahead = [one for one in every if one.day >= day]
    return ahead[-1] if ahead else next(iter(every), None)


def _view(work: ReadWork, desk: Desk, sitting: Sitting, matters: Sequence[PanelMatter], tasks: Sequence[Promise],
          every: tuple[Sitting, ...]) -> PanelView:  # fmt: skip
    listed, set_here, before = (
        on_agenda(matters, sitting), tasks_set(tasks, matters, sitting), to_report(tasks, matters, sitting))  # fmt: skip
    wanted = dict.fromkeys([*(m.case_id for m in listed), *(t.case_id for t in (*set_here, *before))])
    rows = {row.id: row for row in work.case_rows(list(wanted))}
    needs = {number: work.case(number).child for number in {m.case_id for m in listed} & rows.keys()}
    staff, day = work.staff(), desk.today()
    owners = {number: responsible_for(row.owner_id, row.team_id, staff, day).name for number, row in rows.items()}

    def task(one: Promise) -> Task:
        row = rows[one.case_id]
        return Task(one, row.ref, row.name, owners[row.id], (day - one.due).days)

    agenda = [
        AgendaItem(m, rows[m.case_id].ref, rows[m.case_id].name,
                   m.brief or brief_of(rows[m.case_id], needs[m.case_id].age_on(day), needs[m.case_id].need, desk, day),
                   owners[m.case_id])
        for m in listed if m.case_id in rows
    ]  # fmt: skip
    return PanelView(day, sitting, tuple(agenda), tuple(task(one) for one in set_here if one.case_id in rows),
                     tuple(task(one) for one in before if one.case_id in rows), every)  # fmt: skip


def brief_of(row: CaseRow, age: int | None, need: str, desk: Desk, day: date) -> str:
    """The case in a line: age, year, where taught, need, stage, week of the 20, what is due next."""
    summary = row.summary
    week = week_on(summary.received, day) if summary.stage in OPEN_STAGES else None
    due = next_deadline(summary, desk.duties, day)
    parts = (
        f"Age {age}" if age is not None else "Age not known",
        year_words(row.year_on(day)),
        row.setting or "no setting",
        need,
        STAGE_WORDS[summary.stage].lower(),
        f"week {week.ordinal} of 20" if week is not None else "",
        f"{due.duty[:1].lower()}{due.duty[1:]} due {in_words(due.due)}" if due is not None else "",
    )
    return ", ".join(part for part in parts if part)


def panel_paper(desk: Desk, key: str = "") -> ListsPaper:
    """The agenda as a paper: the cases with what is asked, what was decided, the tasks, and progress since the last time.

    Raises BadInput where no case has been put before a panel.
    """
    told = panel(desk, key)
    if told.sitting is None:
        raise BadInput(f"No case has been put before a panel yet, so there is no agenda to print.{told.left_out}")
    with desk.store.read() as work:
        head = paper_head(work, desk)
    cases = tuple((str(n), item.child, item.ref, item.brief, item.matter.asked, item.matter.by or item.owner)
                  for n, item in enumerate(told.agenda, 1))  # fmt: skip
    decided = tuple((item.child, item.ref, item.outcome, item.matter.decision.reasons, item.matter.decision.chair)
                    for item in told.agenda if item.matter.decision is not None)  # fmt: skip
    sections = (
        _section("Agenda", f"{len(cases)} to look at.", ("", "Child", "Reference", "The case in a line", "What is asked",
                                                        "Brought by"), cases),
        _section("Decisions", f"{len(decided)} of {len(cases)} decided.",
                 ("Child", "Reference", "Decision", "The reasons", "Chaired by"), decided),
        _section("Tasks set", "Each is on the action register until it is done.", _TASK_HEADS, _task_rows(told.tasks)),
        _section("Progress of earlier tasks", "Set by this panel before, and open or done since it last met.", _TASK_HEADS,
                 _task_rows(told.progress)),
    )  # fmt: skip
    return ListsPaper(
        head, told.sitting.words, f"Printed on {in_words(told.as_at)}.{told.left_out}", sections, desk.user
    )


_TASK_HEADS = ("Task", "Child", "Reference", "For", "Due", "How it stands", "Answers for it")


def _task_rows(tasks: Sequence[Task]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (t.promise.what, t.child, t.ref, t.promise.to or "–", in_words(t.promise.due), t.words, t.owner) for t in tasks
    )


def _section(title: str, sentence: str, heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> ListSection:
    return ListSection(title, sentence, heads, (False,) * len(heads), rows)


def print_panel(desk: Desk, files: Sequence[Path], key: str = "") -> ListsPaper:
    """Print the agenda, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    return print_lists(desk, panel_paper(desk, key), files)
