"""Which kinds of fact to offer first for a case, and the groups they are listed in."""

from __future__ import annotations

from collections.abc import Mapping

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.people_kinds import WRITTEN_BY_HAND
from ehcp_desk.domain.terms import fact_title

NEXT: Mapping[Stage, tuple[str, ...]] = {
    Stage.UNKNOWN: ("request_received", "became_responsible", "plan_transferred_in"),
    Stage.DECIDING: ("assess_decision_notified", "advice_requested", "advice_received", "request_withdrawn"),
    Stage.ASSESSING: (
        "advice_received",
        "advice_requested",
        "advice_chased",
        "draft_plan_served",
        "plan_decision_notified",
        "no_plan_decision_notified",
        "relief_claimed",
    ),
    Stage.DRAFTING: (
        "final_plan_sent",
        "representations_received",
        "setting_consulted",
        "setting_replied",
        "advice_received",
        "draft_plan_served",
        "relief_claimed",
    ),
    Stage.PLAN: (
        "review_meeting_held",
        "review_meeting_planned",
        "review_decision_notified",
        "amendment_notice_sent",
        "amended_plan_sent",
        "appeal_received",
    ),
    Stage.REFUSED: (
        "mediation_adviser_contacted",
        "mediation_requested",
        "agreed_to_assess",
        "appeal_received",
        "tribunal_order",
    ),
    Stage.NO_PLAN: ("mediation_adviser_contacted", "mediation_requested", "appeal_received", "tribunal_order"),
}


def groups(stage: Stage) -> list[tuple[str, list[str]]]:
    """(heading, kinds): what makes sense next, the case's own kinds, then the clock's by family, in order of time."""
    first = [kind for kind in NEXT.get(stage, ()) if kind in FACT_KINDS or kind in CASE_KINDS]
    families: dict[str, list[str]] = {}
    families["The child and the family"] = list(WRITTEN_BY_HAND)
    for own in CASE_KINDS.values():
        if own.by_hand:
            families.setdefault(str(own.group.value), []).append(own.id)
    for kind in FACT_KINDS.values():
        if kind.id != "born":
            families.setdefault(str(kind.family.value), []).append(kind.id)
    return [(title, kinds) for title, kinds in (("Next for this case", first), *families.items()) if kinds]


def kind_words(kind: str) -> str:
    """The plain title of a kind of fact."""
    return fact_title(kind)
