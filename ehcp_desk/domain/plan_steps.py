"""Where a case stands between the decision to assess and the final plan: one step each, with a published meaning.

Two people quoted 558 and 84 for plans “waiting to be finalised” because the words had no agreed meaning (needs.md F4, X2).
Every open case whose assessment was agreed is in exactly one of these steps on any day, worked out from its entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ehcp_desk.clock.model import Fact


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its key, its name in a list, and what it means, as it is printed."""

    key: str
    title: str
    meaning: str


_STEPS = (
    Step("advice", "Advice is being gathered", "An assessment was agreed; no draft was sent, and advice is still to come."),
    Step("not_sent", "Draft not sent", "No draft was sent, though a plan was decided on or ordered, or all advice asked for "
         "has come."),
    Step("draft_sent", "Draft sent, waiting for the family", "A draft was sent; nothing was heard of it from the family, and "
         "no setting was consulted."),
    Step("response", "Response received", "The family answered the draft or met us about it; no setting has still to answer "
         "a consultation, and none was consulted since."),
    Step("consulting", "Waiting for a setting to answer", "A setting was consulted on the draft and has not answered."),
    Step("sign_off", "Waiting for sign-off", "Every setting consulted on the draft has answered, and no final plan was sent."),
)  # fmt: skip
STEPS: Mapping[str, Step] = MappingProxyType({step.key: step for step in _STEPS})
"""The steps in order.  Sending the final plan ends the last of them."""
STEP_KINDS = (
    "request_received", "became_responsible", "agreed_to_assess", "assess_decision_notified", "tribunal_order",
    "mediation_agreement", "plan_decision_notified", "advice_requested", "advice_received", "draft_plan_served",
    "representations_received", "meeting", "setting_consulted", "setting_replied",
)  # fmt: skip
"""The kinds of entry a step is told from."""
_BEGINS = ("request_received", "became_responsible")
_AGREED = ("agreed_to_assess", "assess_decision_notified", "tribunal_order", "mediation_agreement")


def step_of(facts: Iterable[Fact], day: date) -> tuple[str, date]:
    """The key of the step an agreed assessment is in on a day, and the day it came to it.

    ``facts`` are the case's standing facts of ``STEP_KINDS``; those of an earlier request do not count.
    """
    known = sorted((f for f in facts if f.on <= day), key=lambda f: f.order)
    since = max((f.on for f in known if f.kind in _BEGINS), default=date.min)
    told = [f for f in known if f.on >= since]
    drafts = _days(told, "draft_plan_served")
    return _after_draft(told, drafts[0]) if drafts else _before_draft(told, since)


def _before_draft(told: Sequence[Fact], since: date) -> tuple[str, date]:
    decided = [*_days(told, "plan_decision_notified"),
               *(f.on for f in told if "make_plan" in (f.attrs.get("order"), f.attrs.get("about")))]  # fmt: skip
    agreed = max((f.on for f in told if f.kind in _AGREED), default=since)
    asked = [f for f in told if f.kind == "advice_requested"]
    came = {f.attrs.get("body", ""): f.on for f in told if f.kind == "advice_received"}
    if asked and all(came.get(f.attrs.get("body", ""), date.min) >= f.on for f in asked):
        decided.append(max(came[f.attrs.get("body", "")] for f in asked))
    return ("not_sent", min(decided)) if decided else ("advice", agreed)


def _after_draft(told: Sequence[Fact], sent: date) -> tuple[str, date]:
    consulted = {_setting(f): f.on for f in told if f.kind == "setting_consulted" and f.on >= sent}
    replied = {_setting(f): f.on for f in told if f.kind == "setting_replied"}
    waiting = [on for setting, on in consulted.items() if replied.get(setting, date.min) < on]
    if waiting:
        return "consulting", min(waiting)
    if consulted:
        return "sign_off", max(replied[setting] for setting in consulted)
    answered = [f.on for f in told if f.on >= sent and _is_answer(f)]
    return ("response", min(answered)) if answered else ("draft_sent", sent)


def _is_answer(fact: Fact) -> bool:
    """Words of the family about the draft, or a meeting with them that was held."""
    met = fact.kind == "meeting" and (fact.attrs.get("kind"), fact.attrs.get("held")) == ("family", "held")
    return met or fact.kind == "representations_received"


def _setting(fact: Fact) -> str:
    return " ".join(fact.attrs.get("setting", "").split()).casefold()


def _days(told: Sequence[Fact], kind: str) -> list[date]:
    return [f.on for f in told if f.kind == kind]
