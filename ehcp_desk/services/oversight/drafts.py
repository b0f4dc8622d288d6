"""Open cases by their step between the decision to assess and the final plan; every count is a list (needs.md F4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.dates import with_weekday
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.plan_steps import STEP_KINDS, STEPS, step_of
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.figure import Figure
from ehcp_desk.services.oversight.restricting import not_read, unopened
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_lists

GROUP = "From the decision to assess to the final plan"
ISSUED = "issued"
ISSUED_MEANS = "The first final plan was sent this month."


def draft_steps(desk: Desk, team_id: int | None = None, progress: Progress | None = None) -> tuple[Figure, ...]:
    """One figure a step, in order, and the plans issued this month; in each list whoever waits longest stands first."""
    day = desk.today()
    with desk.store.read() as work:
        stages = (Stage.ASSESSING, Stage.DRAFTING)
        here = work.case_ids(CaseQuery(day, Scope.OPEN, team_id=team_id, stages=stages))
        if progress is not None:
            progress(0, 2, "Reading the drafts")
        told: dict[int, list[Fact]] = {number: [] for number in here}
        for entry in work.standing_of(STEP_KINDS, list(here)):
            told[entry.case_id].append(entry.fact)
        if progress is not None:
            progress(1, 2, "Reading the plans")
        issued = _issued(work, day, team_id)
    steps: dict[str, dict[int, date]] = {key: {} for key in STEPS}
    for number, facts in told.items():
        key, since = step_of(facts, day)
        steps[key][number] = since
    figures = [Figure(key, GROUP, STEPS[key].title, _longest_first(days)) for key, days in steps.items()]
    return (*figures, Figure(ISSUED, GROUP, "Final plan issued this month", issued))


def step_named(figures: tuple[Figure, ...], key: str) -> Figure:
    """The figure of a step.  Raises BadInput, with the steps there are."""
    found = next((figure for figure in figures if figure.key == key), None)
    if found is None:
        raise BadInput(f"There is no step called {key}; there are: {', '.join(figure.key for figure in figures)}.")
    return found


def drafts_paper(desk: Desk, team_id: int | None = None) -> ListsPaper:
    """The steps with what each means and how many cases it holds, as a paper."""
    figures = draft_steps(desk, team_id)
    with desk.store.read() as work:
        head, team = paper_head(work, desk), work.staff().team_name(team_id)
    rows = tuple((f.heading, meaning(f.key), f"{len(f.cases):,}") for f in figures)
    section = ListSection(GROUP, "Every open assessment is in one step.", ("Step", "What it means", "Cases"),
                          (False, False, True), rows)  # fmt: skip
    said = f"{with_weekday(desk.today())}.{not_read(unopened(desk, team_id))}"
    paper = ListsPaper(head, "Assessments by step", said, (section,), desk.user)
    return paper.of_team(team)


def print_drafts(desk: Desk, files: Sequence[Path], team_id: int | None = None) -> ListsPaper:
    """Print the steps, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    return print_lists(desk, drafts_paper(desk, team_id), files)


def meaning(key: str) -> str:
    """What a step means, as it is published beside its count."""
    return STEPS[key].meaning if key in STEPS else ISSUED_MEANS


def _issued(work: ReadWork, day: date, team_id: int | None) -> dict[int, date | None]:
    """Cases whose first final plan was sent since the 1st of the month, the earliest first."""
    first = day.replace(day=1).isoformat()
    sent = {number: min(row[1] for row in rows) for number, rows in work.every_case_raw(("final_plan_sent",))}
    recent = {number: on for number, on in sent.items() if first <= on <= day.isoformat()}
    if team_id is not None and recent:
        query = CaseQuery(day, Scope.ALL, team_id=team_id, only=tuple(recent))
        recent = {number: recent[number] for number in work.case_ids(query)}
    return {number: date.fromisoformat(on) for number, on in sorted(recent.items(), key=lambda one: one[1])}


def _longest_first(days: dict[int, date]) -> dict[int, date | None]:
    return dict(sorted(days.items(), key=lambda one: (one[1], one[0])))
