"""Advice a case awaits: asked for in the assessment now open and not come, be that the first one or a re-assessment.

A first assessment is open by the stage of its case.  A re-assessment has no stage, for the plan stays in force beside it:
it is open by what was asked, decided, ordered or agreed, until something ends it (CFA 2014 s44).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.vocabulary import FACT_KINDS
from ehcp_desk.domain.case import OPEN_STAGES, OWED_BY, Stage

# What a kind says that decides here; of any other kind it is enough that it stands.
_SAYS = {
    **OWED_BY, "assess_decision_notified": "outcome", "reassessment_decision_notified": "outcome",
    "review_decision_notified": "outcome", "amended_plan_sent": "basis",
}  # fmt: skip
_BEGINS = frozenset({
    ("request_received", ""), ("reassessment_requested", ""), ("reassessment_decision_notified", "reassess"),
    ("reassessment_decision_notified", "assess"), ("assess_decision_notified", "assess"), ("agreed_to_assess", ""),
    *((kind, "assess") for kind in OWED_BY),
})  # fmt: skip
# As the clock ends RA_FINAL, where an amended plan that says nothing of its reason is that of the re-assessment.
_ENDS = frozenset({
    ("reassessment_decision_notified", "refuse"), ("assess_decision_notified", "refuse"), ("request_withdrawn", ""),
    ("no_plan_decision_notified", ""), ("final_plan_sent", ""), ("amended_plan_sent", ""),
    ("amended_plan_sent", "reassessment"), ("amended_plan_sent", "order"), ("plan_transferred_in", ""),
    ("plan_ceased", ""), ("plan_transferred_out", ""), ("taken_out", ""),
})  # fmt: skip
_REVIEW_AMENDS = ("review_decision_notified", "amend")
_ADVICE = frozenset({"advice_requested", "advice_received"})
TOLD_FROM = _ADVICE | {kind for kind, _ in _BEGINS | _ENDS} | {_REVIEW_AMENDS[0], "not_amending_notified"}
"""The kinds of fact it is told from."""


def advice_awaited(facts: Sequence[Fact], stage: Stage, received: date | None) -> dict[str, date]:
    """What :func:`not_come` says of the assessment now open; of all the facts of a case by day, its stage and the day of its
    newest request."""
    if stage is Stage.PLAN and not not_come(facts):  # most plans, which are not looked at twice
        return {}
    return not_come(of_the_assessment(facts, stage, received))


def not_come(facts: Iterable[Fact]) -> dict[str, date]:
    """Bodies asked for advice that has not come, longest waiting first, with the day they were asked; of facts by day."""
    asked: dict[str, date] = {}
    for fact in facts:
        if fact.kind == "advice_requested":
            asked.setdefault(fact.attrs.get("body", ""), fact.on)
        elif fact.kind == "advice_received":
            asked.pop(fact.attrs.get("body", ""), None)
    return dict(sorted(asked.items(), key=lambda item: (item[1], item[0])))


def of_the_assessment(facts: Sequence[Fact], stage: Stage, received: date | None) -> list[Fact]:
    """Those of a case's facts that are of the assessment now open, in their order; none where none is open."""
    if stage in OPEN_STAGES:
        began = received or date.min
    elif stage is not Stage.PLAN or (found := reassessed_since(facts)) is None:
        return []
    else:
        began = found
    return [fact for fact in facts if fact.on >= began]


def reassessed_since(facts: Iterable[Fact]) -> date | None:
    """The day on which the re-assessment now open began, of a case with a plan in force; None where none is open.

    A decision not to amend ends it too, but one that answers the notice after a review is about the review.
    """
    began: date | None = None
    reviewed = False
    for fact in sorted((f for f in facts if f.kind in TOLD_FROM), key=_in_the_clocks_order):
        said = (fact.kind, fact.attrs.get(_SAYS.get(fact.kind, ""), ""))
        if said in _BEGINS:
            began = began or fact.on
        elif said in _ENDS or (fact.kind == "not_amending_notified" and not reviewed):
            began = None
        reviewed = said == _REVIEW_AMENDS or (
            reviewed and fact.kind not in ("amended_plan_sent", "not_amending_notified")
        )
    return began


def _in_the_clocks_order(fact: Fact) -> tuple[date, int]:
    kind = FACT_KINDS.get(fact.kind)
    return fact.on, kind.rank if kind is not None else len(FACT_KINDS)
