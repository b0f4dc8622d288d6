"""Summaries, rows of lists, deadlines and saved views."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from db.folding import fold, natural
from db.mapping.cases import name_folded
from db.tables import DeadlineRecord, OfficerRecord, SummaryRecord
from db.tables.lists import RISK_NONE, RISK_OPEN, RISK_RELIEVED
from ehcp_desk.clock.model import Force
from ehcp_desk.clock.program import Base
from ehcp_desk.domain.case import OPEN_STAGES, Case, Stage
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.worklist import CaseRow, Scope, Summary

SEPARATOR = "\x1f"
_STAGE_PLACES = {stage: place for place, stage in enumerate(Stage)}
_STAGES = {stage.value: stage for stage in Stage}
_BASES = {base.value: base for base in Base}
_FORCES = {force.value: force for force in Force}

S = SummaryRecord
HEAD_COLUMNS = (
    S.case_id, S.ref, S.surname, S.forenames, S.year_group, S.setting, S.team_id, S.owner_id, OfficerRecord.name,
    S.owned_since, S.unassigned_since, S.psychologist, S.held,
)  # fmt: skip
SUMMARY_COLUMNS = (
    S.stage, S.received, S.decided_on, S.decided_to_assess, S.no_plan_on, S.draft_on, S.final_on, S.ended_on,
    S.approximate, S.next_rule, S.next_due, S.next_relieved, S.plan_decision_due, S.last_contact_on, S.awaiting,
    S.awaiting_since, S.relieved_rules,
)  # fmt: skip
ROW_COLUMNS = (*HEAD_COLUMNS, *SUMMARY_COLUMNS)
_HEAD = len(HEAD_COLUMNS)
DEADLINE_COLUMNS = (
    DeadlineRecord.case_id, DeadlineRecord.rule, DeadlineRecord.subject, DeadlineRecord.due, DeadlineRecord.base,
    DeadlineRecord.met_on, DeadlineRecord.force, DeadlineRecord.actor, DeadlineRecord.ruleset,
)  # fmt: skip


def scope_of(stage: Stage) -> Scope:
    """The list a stage belongs to."""
    if stage in OPEN_STAGES:
        return Scope.OPEN
    return Scope.PLANS if stage is Stage.PLAN else Scope.CLOSED


def joined(parts: Iterable[str]) -> str:
    """Several short texts in one column, each between separators so that one can be looked for whole."""
    held = tuple(parts)
    return SEPARATOR + SEPARATOR.join(held) + SEPARATOR if held else ""


def split(text: str) -> tuple[str, ...]:
    """The other way round."""
    return tuple(text[1:-1].split(SEPARATOR)) if text else ()


def summary(row: Sequence[Any]) -> Summary:
    """A summary from ``SUMMARY_COLUMNS``."""
    stage, *rest, awaiting, since, relieved = row
    values: tuple[Any, ...] = (_STAGES[stage], *rest, split(awaiting), since, split(relieved))
    return Summary(*values)


def case_row(row: Sequence[Any]) -> CaseRow:
    """A line of a list from ``ROW_COLUMNS``."""
    values: tuple[Any, ...] = (*row[:_HEAD], summary(row[_HEAD:]))
    return CaseRow(*values)


def summary_values(case: Case, owner: str | None, kept: Summary) -> dict[str, Any]:
    """What is stored of a line; ``owner`` is the owner's name."""
    return {**head_values(case, owner), **derived_values(kept)}


def head_values(case: Case, owner: str | None) -> dict[str, Any]:
    """The part of a line that comes from the case and its child."""
    about = case.child
    return {
        "case_id": case.id, "ref": case.ref, "ref_sort": natural(case.ref), "surname": about.surname,
        "forenames": about.forenames, "name_sort": name_folded(about.surname, about.forenames),
        "year_group": about.year_group, "setting": about.setting, "setting_folded": fold(about.setting),
        "team_id": case.team_id, "owner_id": case.owner_id, "owner_sort": None if owner is None else fold(owner),
        "owned_since": case.owned_since, "unassigned_since": case.unassigned_since,
        "psychologist": case.psychologist, "held": case.held,
    }  # fmt: skip


def derived_values(kept: Summary) -> dict[str, Any]:
    """The part of a line that comes from the facts."""
    risk = RISK_NONE if kept.next_due is None else RISK_RELIEVED if kept.next_relieved else RISK_OPEN
    return {
        "scope": scope_of(kept.stage).value, "stage": kept.stage.value, "stage_order": _STAGE_PLACES[kept.stage],
        "received": kept.received, "decided_on": kept.decided_on, "decided_to_assess": kept.decided_to_assess,
        "no_plan_on": kept.no_plan_on, "draft_on": kept.draft_on, "final_on": kept.final_on,
        "ended_on": kept.ended_on, "approximate": kept.approximate, "risk": risk, "next_rule": kept.next_rule,
        "next_due": kept.next_due, "next_relieved": kept.next_relieved, "plan_decision_due": kept.plan_decision_due,
        "last_contact_on": kept.last_contact_on, "awaiting": joined(kept.awaiting),
        "awaiting_since": kept.awaiting_since, "relieved_rules": joined(kept.relieved_rules),
    }  # fmt: skip


def deadline(row: Sequence[Any]) -> CachedDeadline:
    """A cached deadline from ``DEADLINE_COLUMNS``."""
    case_id, rule, subject, due, base, met_on, force, actor, ruleset = row
    return CachedDeadline(case_id, rule, subject, due, _BASES[base], met_on, _FORCES[force], actor, ruleset)


def deadline_values(place: int, value: CachedDeadline, case_id: int) -> dict[str, Any]:
    """What is stored of a deadline."""
    return {
        "case_id": case_id, "place": place, "rule": value.rule, "subject": value.subject, "due": value.due,
        "base": value.base.value, "met_on": value.met_on, "force": value.force.value, "actor": value.actor,
        "ruleset": value.ruleset,
    }  # fmt: skip
