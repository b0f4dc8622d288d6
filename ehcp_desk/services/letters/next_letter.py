"""Which letter the record of a case asks for next; none where it does not say which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ehcp_desk.clock.model import State, Timeline
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.document_details import FiledDocument
from ehcp_desk.domain.notice_rules import Condition, NoticeKind, load_notice_rules
from ehcp_desk.domain.orphans import SWEEP_BEFORE_LETTERS, SWEEP_DAYS
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.services.letters.compiling import notice_kinds, wrong_state
from ehcp_desk.services.letters.sweep import NOTIFIED, shown_by_letters
from ehcp_desk.services.letters.values import Round, move_ahead, round_of

_OPEN = (State.RUNNING, State.OVERDUE)
_DECIDING: dict[str, tuple[str, ...]] = {
    "A_DECIDE_ASSESS": ("refusal_to_assess", "agreement_to_assess"),
    "A_DECIDE_NOT_ISSUE": ("refusal_to_issue", "draft_plan"),
    "A_FINAL_PLAN": ("refusal_to_issue", "draft_plan", "final_plan"),
    "R_DECISION": ("review_keep", "review_amend", "review_cease"),
}
"""Limits that one of several letters keeps: which is a decision, and is asked of the record."""
_NO, _YES = ("refusal_to_assess", "refusal_to_issue"), ("agreement_to_assess",)
"""Letters that tell of a decision not to, and of a decision to assess."""
_PLANNED = {"draft": "draft_plan", "amended": "review_amend"}
_BY_ITSELF: dict[str, tuple[str, ...]] = {"R_AMEND_NOTICE": ("amendment_notice",)}
"""A decision to amend that was told without its notice asks for the notice; the letter that is both is for R_DECISION."""


def next_letter(case: Case, facts: Sequence[RecordedFact], filed: Sequence[FiledDocument], timeline: Timeline) -> str:
    """The kind of letter to write next on the day of the timeline: the newest of what the record says was notified
    without a letter, else what the limit that falls first is kept by; empty where that is for a person to say.
    """
    day = timeline.as_at
    standing = [r for r in facts if r.stands]
    entries = [r for r in standing if r.fact.on <= day]
    return _unwritten(entries, standing, day) or _due(case, entries, filed, timeline, day)


def _unwritten(entries: Sequence[RecordedFact], planned: Sequence[RecordedFact], day: date) -> str:
    """What was notified, or is told of by a letter of its own, and no letter or document on file shows.

    As far back as the sweep looks: a year where letters are written here, four weeks where none was yet.
    """
    letters = [r for r in entries if r.fact.kind == "notice_sent"]
    since, shown = day - timedelta(SWEEP_DAYS if letters else SWEEP_BEFORE_LETTERS), shown_by_letters(entries)
    told = [*NOTIFIED, *(Condition(kind.fact) for kind in notice_kinds() if kind.linked_only)]
    for entry in sorted(entries, key=lambda r: r.order, reverse=True):
        bare = entry.fact.on >= since and entry.document_id is None and entry.id not in shown
        if bare and any(condition.meets(entry.fact) for condition in told):
            kinds = [kind for kind in notice_kinds() if _is(kind, entry)]
            # A changed plan before a move between phases has its letter; any other changed plan has none of its own.
            moving = move_ahead(planned, entry.fact.on) is not None
            found = next((k.id for k in kinds if k.id != "phase_transfer" or moving), "")
            if found:
                return found
    return ""


def _is(kind: NoticeKind, entry: RecordedFact) -> bool:
    said = entry.fact.attrs
    return kind.fact == entry.fact.kind and all(said.get(name, value) == value for name, value in kind.attrs.items())


def _due(
    case: Case, entries: Sequence[RecordedFact], filed: Sequence[FiledDocument], timeline: Timeline, day: date
) -> str:
    """By the open limits, the first to fall due first: the one letter of each that the state of the case allows."""
    for limit in sorted((d for d in timeline.deadlines if d.state in _OPEN), key=lambda d: d.due):
        rounds = [round_of(case, kind, day, entries, filed, False) for kind in _keeping(limit.rule)]
        open_to = [seen for seen in rounds if not wrong_state(_unplanned(seen)) and not _given(seen)]
        if open_to:
            return open_to[0].kind.id if len(rounds) == 1 else _decided(open_to)
    return ""


def _keeping(rule: str) -> list[NoticeKind]:
    known = load_notice_rules().kinds
    if rule in _DECIDING or rule in _BY_ITSELF:
        return [known[name] for name in (*_DECIDING.get(rule, ()), *_BY_ITSELF.get(rule, ()))]
    return [kind for kind in notice_kinds() if rule in kind.limits]


def _unplanned(seen: Round) -> Round:
    """The round, asked nothing of the plan: a version that is still to be written is no reason against its letter."""
    return replace(seen, kind=replace(seen.kind, needs_plan=""))


def _given(seen: Round) -> bool:
    return any(_is(seen.kind, r) for r in seen.here)


def _decided(open_to: Sequence[Round]) -> str:
    """Which of several letters: the final plan once its draft was served, else the one that a recorded decision or a
    version of the plan asks for; empty where nobody has said."""
    names, seen = [one.kind.id for one in open_to], open_to[0]
    said = _newest_decision(seen.here)
    wanted = {"not_to": _NO, "to": _YES}.get(said, ())
    planned = _PLANNED.get(seen.plan.purpose, "") if seen.plan is not None else ""
    return next((name for name in ("final_plan", *wanted, planned) if name in names), "")


def _newest_decision(entries: Iterable[RecordedFact]) -> str:
    about = [r for r in entries if r.fact.kind == "decision" and r.fact.attrs.get("about") == "assessment"]
    newest = max(about, key=lambda r: r.order, default=None)
    return newest.fact.attrs.get("did", "") if newest is not None else ""
