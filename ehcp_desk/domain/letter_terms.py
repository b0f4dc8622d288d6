"""The names of the letters, and of the parts of the council's response."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NOTICES: Mapping[str, str] = MappingProxyType({
    "refusal_to_assess": "Refusal to assess",
    "agreement_to_assess": "Agreement to assess",
    "refusal_to_issue": "Refusal to issue",
    "draft_plan": "Draft plan",
    "final_plan": "Final plan",
    "review_keep": "Review decision: keep",
    "review_amend": "Review decision: amend",
    "review_cease": "Review decision: cease",
    "amendment_notice": "Amendment notice",
    "phase_transfer": "Phase transfer",
    "transfer_in": "Transfer in",
    "unopposed_appeal": "Unopposed appeal",
    "order_compliance": "Order compliance",
})  # fmt: skip
"""Every notice in the order of a plan's life; what each must say stands in ``rules/notices``."""
RESPONSE_PARTS: Mapping[str, str] = MappingProxyType({
    "opposed": "Whether the appeal is opposed",
    "grounds": "The grounds",
    "summary": "Summary of the facts",
    "reasons": "Reasons for the decision",
    "views": "The child’s or young person’s views, or why there are none",
    "code": "Departures from the Code of Practice",
    "attainment": "Attainment",
    "behaviour": "Behaviour and attendance",
    "assessments": "Assessments",
    "provision": "Provision now",
    "travel": "Travel",
})  # fmt: skip
"""The parts of the council's response that are written, with the words of each (tribunal.md 4.2)."""
