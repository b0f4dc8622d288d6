"""The rows of the Plan tab: a line, a gap, an amendment request, a step towards the placement, an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.dates import in_words, short
from ehcp_desk.domain.plan_content import PlanLine, PlanVersion
from ehcp_desk.domain.plan_contributors import of_section
from ehcp_desk.domain.plan_gaps import Gap, advisers_in, flags_of, not_said_in
from ehcp_desk.domain.plan_history import Amendment, PlaceStep
from ehcp_desk.domain.plan_sections import OUTCOMES, PARTS, PROVISION, SECTIONS
from ehcp_desk.domain.terms import body_words
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.records.plan_view import PlanView
from ui.models.cells import StateCell, TwoLine
from ui.models.row_source import Group

_SAID_APART = ("who", "often", "long")


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the plan."""

    id: int
    line: PlanLine
    words: TwoLine
    given: str
    state: StateCell | None


@dataclass(frozen=True, slots=True)
class GapRow:
    """One thing a line leaves open."""

    id: int
    gap: Gap


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """One amendment asked for."""

    id: int
    asked: Amendment
    when: str
    answer: StateCell


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One step towards section I."""

    id: int
    step: PlaceStep
    when: str


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome of the newest version, or of an earlier one, and what reviews found."""

    id: int
    name: str
    words: TwoLine
    target: str
    result: StateCell | None
    before: str


def line_rows(plan: PlanView, number: int) -> tuple[list[LineRow], list[Group]]:
    """The lines of a version under the headings of their sections."""
    lines = plan.lines(number)
    gaps: dict[str, list[Gap]] = {}
    for gap in plan.gaps(number):
        gaps.setdefault(gap.line.id, []).append(gap)
    rows = [
        LineRow(n, line, _words(line), given_words(line), _look(line, gaps.get(line.id, [])))
        for n, line in enumerate(lines, 1)
    ]
    groups, contributed = [], plan.contributors(number)
    for section in SECTIONS.values():
        ids = [row.id for row in rows if row.line.section == section.id]
        if ids:
            by = of_section(contributed, section.id)
            groups.append(Group(f"Section {section.id}: {section.title}{f' · {by}' if by else ''}", ids, noun="line"))
    return rows, groups


def given_words(line: PlanLine) -> str:
    """``a teaching assistant, each school day, 20 minutes``; a dash where nothing is said apart."""
    said = [line.part(part) for part in _SAID_APART if line.part(part)]
    if line.section in OUTCOMES:
        said = [f"by {in_words(date.fromisoformat(line.part('target')))}"] if line.part("target") else []
    return ", ".join(said) or "–"


def _words(line: PlanLine) -> TwoLine:
    apart = (*_SAID_APART, "target") if line.section in (*PROVISION, *OUTCOMES) else ()
    said = [f"{PARTS[name].title}: {_said(name, words)}" for name, words in sorted(
        line.parts.items(), key=lambda part: list(PARTS).index(part[0])) if name not in apart]  # fmt: skip
    return TwoLine(line.text, " · ".join(said))


def _said(name: str, words: str) -> str:
    return ", ".join(body_words(body) for body in advisers_in(words)) if name == "advice" else words


def _look(line: PlanLine, gaps: list[Gap]) -> StateCell | None:
    if not gaps:
        return StateCell(Mark.MET, "nothing open") if line.section in PROVISION else None
    missing = not_said_in(flags_of(line))
    first = f"not said: {', '.join(missing)}" if missing else _SHORT.get(gaps[0].kind.name, gaps[0].kind.value)
    more = f"and {len(gaps) - 1} more" if len(gaps) > 1 else ""
    return StateCell(Mark.UNKNOWN, first, more)


_SHORT = {"NEED": "no provision", "OUTCOME": "no provision", "MEASURE": "not measurable", "VAGUE": "vague",
          "ADVICE": "no current advice", "LINK": "names a line gone", "SETTING": "setting not met"}  # fmt: skip


def gap_rows(plan: PlanView, number: int) -> list[GapRow]:
    """Everything a version leaves open."""
    return [GapRow(n, gap) for n, gap in enumerate(plan.gaps(number), 1)]


def amendment_rows(plan: PlanView) -> list[AmendmentRow]:
    """What was asked for: what nobody answered first, then the newest."""
    listed = sorted(plan.amendments, key=lambda a: (not a.open, -a.on.toordinal(), a.fact_id))
    return [AmendmentRow(a.fact_id, a, short(a.on, plan.as_at), _answer(a, plan.as_at)) for a in listed]


def _answer(asked: Amendment, as_at: date) -> StateCell:
    if asked.answered_on is None:
        return StateCell(Mark.DUE_SOON, "not answered")
    words = said_words("amendment_answered", "answer", asked.answer).lower()
    return StateCell(Mark.MET, words, short(asked.answered_on, as_at))


def place_rows(plan: PlanView) -> tuple[list[PlaceRow], list[Group]]:
    """The story of section I under the setting it is about, each heading saying how far that setting is; what is about
    no setting under consideration stands last.  Within a heading the newest is last, as it is told."""
    logs = {log.setting.casefold(): log for log in plan.settings}
    filed: dict[str, list[PlaceRow]] = {key: [] for key in logs}
    other: list[PlaceRow] = []
    for step in plan.place:
        filed.get(step.setting.casefold(), other).append(PlaceRow(step.fact_id, step, short(step.on, plan.as_at)))
    groups = [
        Group(f"{log.setting}: {log.words}", [row.id for row in filed[key]], noun="step") for key, log in logs.items()
    ]
    if other:
        groups.append(Group("Decisions and places", [row.id for row in other], noun="step"))
    return [row for rows in (*filed.values(), other) for row in rows], groups


_RESULT_MARKS = {"met": Mark.MET, "part": Mark.MET_LATE, "not_met": Mark.OVERDUE, "not_relevant": Mark.ENDED}


def outcome_rows(plan: PlanView) -> list[OutcomeRow]:
    """Every outcome of the newest version, and those of earlier ones that a review judged."""
    known: dict[str, PlanLine] = {}
    for version in plan.versions:
        known.update({line.id: line for line in plan.lines(version.number) if line.section in OUTCOMES})
    newest = {line.id for line in plan.lines(plan.versions[-1].number)} if plan.versions else set()
    judged = {result.outcome for result in plan.results}
    names = [name for name in known if name in newest or name in judged]
    return [_outcome(n, known[name], plan, name in newest) for n, name in enumerate(names, 1)]


def _outcome(number: int, line: PlanLine, plan: PlanView, still: bool) -> OutcomeRow:
    found = [result for result in plan.results if result.outcome == line.id]
    last = found[-1] if found else None
    cell = None
    if last is not None:
        words = said_words("outcome_result", "result", last.result).lower()
        cell = StateCell(_RESULT_MARKS[last.result], words, short(last.on, plan.as_at))
    before = ", ".join(
        f"{said_words('outcome_result', 'result', r.result).lower()} {short(r.on, plan.as_at)}" for r in found[:-1]
    )
    target = line.part("target")
    measure = line.part("measure") or "no measure"
    return OutcomeRow(number, line.id, TwoLine(line.text, measure if still else f"{measure} · in an earlier version"),
                      in_words(date.fromisoformat(target)) if target else "not said", cell, before or "–")  # fmt: skip


def version_words(version: PlanVersion) -> str:
    """``Version 2, draft, being written``."""
    if version.signed is not None:
        return f"{version.title}, signed off by {version.signed.by}"
    return f"{version.title}, {'being written' if version.open else 'not signed off'}"
