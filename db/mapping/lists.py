"""Summaries, rows of lists, deadlines and saved views."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from db.folding import natural
from db.mapping.cases import name_folded
from db.shape import Shape, day
from ehcp_desk.clock.model import Force
from ehcp_desk.clock.program import Base
from ehcp_desk.domain.case import OPEN_STAGES, Case, Stage
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.worklist import CaseloadRow, CaseRow, Scope, Summary

RISK_OPEN, RISK_RELIEVED, RISK_NONE = 0, 1, 2
SEPARATOR = "\x1f"
_STAGE_PLACES = {stage: place for place, stage in enumerate(Stage)}
_STAGES = {stage.value: stage for stage in Stage}
_BASES = {base.value: base for base in Base}
_FORCES = {force.value: force for force in Force}

_HEAD = (
    "case_id", "ref", "surname", "forenames", "year_offset", "setting", "team_id", "owner_id", "o.name", "owned_since",
    "unassigned_since", "psychologist", "held",
)  # fmt: skip
_DERIVED = (
    "stage", "received", "decided_on", "decided_to_assess", "no_plan_on", "draft_on", "final_on", "ended_on",
    "approximate", "next_rule", "next_due", "next_relieved", "plan_decision_due", "last_contact_on", "awaiting",
    "awaiting_since", "relieved_rules",
)  # fmt: skip
ROW_SQL = ", ".join(name if "." in name else f"s.{name}" for name in (*_HEAD, *_DERIVED))
"""The columns of a line, of the summary ``s`` and its owner ``o``."""

_HEADS = len(_HEAD)
CASELOAD_SQL = (
    "case_id, owner_id, unassigned_since, stage, received, next_rule, next_due, next_relieved, plan_decision_due, awaiting, "
    "relieved_rules"
)
DEADLINE = Shape("case_id rule subject due:day base met_on:day force actor ruleset")


def scope_of(kept: Summary) -> Scope:
    """The list a case belongs to: by its stage, but open wherever the council still has a limit to keep.  After a refusal
    there are mediation, an appeal and what the Tribunal orders; a move announced ahead ends nothing before its day."""
    if kept.stage is Stage.PLAN:
        return Scope.PLANS
    return Scope.OPEN if kept.stage in OPEN_STAGES or kept.next_due is not None else Scope.CLOSED


def joined(parts: Iterable[str]) -> str:
    """Several short texts in one column, each between separators so that one can be looked for whole."""
    held = tuple(parts)
    return SEPARATOR + SEPARATOR.join(held) + SEPARATOR if held else ""


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[str, ...]:
    """The other way round."""
    return tuple(text[1:-1].split(SEPARATOR)) if text else ()


def case_row(row: Sequence[Any]) -> CaseRow:
    """A line of a list from ``ROW_SQL`` as PostgreSQL's driver gives it."""
    stage, received, decided, assess, no_plan, draft, final, ended, about, *rest = row[_HEADS:]
    rule, due, relieved, week_16, contact, awaiting, since, lifted = rest
    kept = Summary(
        _STAGES[stage], received, decided, assess, no_plan, draft, final, ended, about,
        rule, due, relieved, week_16, contact, split(awaiting), since, split(lifted),
    )  # fmt: skip
    values: tuple[Any, ...] = (*row[:_HEADS], kept)
    return CaseRow(*values)


def file_case_row(row: Sequence[Any]) -> CaseRow:
    """The same as SQLite's driver gives it: days as text, truth as 0 or 1."""
    (number, ref, surname, forenames, year, setting, team, owner, name, owned, unassigned, psychologist, held,
     stage, received, decided, assess, no_plan, draft, final, ended, about,
     rule, due, relieved, week_16, contact, awaiting, since, lifted) = row  # fmt: skip
    kept = Summary(
        _STAGES[stage], received and day(received), decided and day(decided),
        None if assess is None else bool(assess), no_plan and day(no_plan), draft and day(draft), final and day(final),
        ended and day(ended), bool(about), rule, due and day(due), bool(relieved), week_16 and day(week_16),
        contact and day(contact), split(awaiting), since and day(since),
        split(lifted),
    )  # fmt: skip
    return CaseRow(
        number, ref, surname, forenames, year, setting, team, owner, name, owned and day(owned),
        unassigned and day(unassigned), psychologist, held, kept,
    )  # fmt: skip


def caseload_row(values: Sequence[Any]) -> CaseloadRow:
    """A case as somebody's load, from ``CASELOAD_SQL`` as PostgreSQL's driver gives it."""
    number, owner, unassigned, stage, received, rule, due, relieved, week_16, awaiting, lifted = values
    return CaseloadRow(
        number,
        owner,
        unassigned,
        _STAGES[stage],
        received,
        rule,
        due,
        relieved,
        week_16,
        split(awaiting),
        split(lifted),
    )


def file_caseload_row(row: Sequence[Any]) -> CaseloadRow:
    """The same as SQLite's driver gives it."""
    number, owner, unassigned, stage, received, rule, due, relieved, week_16, awaiting, lifted = row
    return CaseloadRow(
        number, owner, unassigned and day(unassigned), _STAGES[stage], received and day(received), rule, due and day(due),
        bool(relieved), week_16 and day(week_16), split(awaiting), split(lifted),
    )  # fmt: skip


def summary_values(case: Case, owner: str | None, kept: Summary) -> dict[str, Any]:
    """What is stored of a line; ``owner`` is the owner's name."""
    return {**head_values(case, owner), **derived_values(kept)}


def head_values(case: Case, owner: str | None) -> dict[str, Any]:
    """The part of a line that comes from the case and its child."""
    about = case.child
    return {
        "case_id": case.id, "ref": case.ref, "ref_sort": natural(case.ref), "surname": about.surname,
        "forenames": about.forenames, "name_sort": name_folded(about.surname, about.forenames),
        "year_offset": about.year_group and about.year_group.offset, "setting": about.setting,
        "setting_folded": fold(about.setting),
        "team_id": case.team_id, "owner_id": case.owner_id, "owner_sort": None if owner is None else fold(owner),
        "owned_since": case.owned_since, "unassigned_since": case.unassigned_since,
        "psychologist": case.psychologist, "held": case.held,
    }  # fmt: skip


def derived_values(kept: Summary) -> dict[str, Any]:
    """The part of a line that comes from the facts."""
    risk = RISK_NONE if kept.next_due is None else RISK_RELIEVED if kept.next_relieved else RISK_OPEN
    return {
        "scope": scope_of(kept).value, "stage": kept.stage.value, "stage_order": _STAGE_PLACES[kept.stage],
        "received": kept.received, "decided_on": kept.decided_on, "decided_to_assess": kept.decided_to_assess,
        "no_plan_on": kept.no_plan_on, "draft_on": kept.draft_on, "final_on": kept.final_on,
        "ended_on": kept.ended_on, "approximate": kept.approximate, "risk": risk, "next_rule": kept.next_rule,
        "next_due": kept.next_due, "next_relieved": kept.next_relieved, "plan_decision_due": kept.plan_decision_due,
        "last_contact_on": kept.last_contact_on, "awaiting": joined(kept.awaiting),
        "awaiting_since": kept.awaiting_since, "relieved_rules": joined(kept.relieved_rules),
    }  # fmt: skip


def deadline(row: Sequence[Any]) -> CachedDeadline:
    """A cached deadline from ``DEADLINE``."""
    case_id, rule, subject, due, base, met_on, force, actor, ruleset = row
    return CachedDeadline(case_id, rule, subject, due, _BASES[base], met_on, _FORCES[force], actor, ruleset)


def deadline_values(place: int, value: CachedDeadline, case_id: int) -> dict[str, Any]:
    """What is stored of a deadline."""
    return {
        "case_id": case_id, "place": place, "rule": value.rule, "subject": value.subject, "due": value.due,
        "base": value.base.value, "met_on": value.met_on, "force": value.force.value, "actor": value.actor,
        "ruleset": value.ruleset,
    }  # fmt: skip
