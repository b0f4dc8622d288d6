"""What a case weighs: a small table of numbers the council can change, so that a caseload is more than a count.

A case weighs what its stage weighs, and more for each need it has.  The numbers are working values of this desk, no
law and no research; the council sets its own (needs.md A, N).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.appeals import TOLD_BY, is_open
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.worklist import Standing

WEIGHTS = "caseload.weights"
"""The setting they are kept under, as JSON; what is not in it has its usual number."""
USUAL: Mapping[str, float] = {
    "deciding": 0.6, "assessing": 1.0, "drafting": 1.4, "unknown": 0.6, "plan": 0.2,
    "appeal": 1.5, "not_attending": 0.8, "preference": 0.4, "review": 0.5,
}  # fmt: skip
WORDS: Mapping[str, str] = {
    "deciding": "Deciding whether to assess", "assessing": "Gathering advice", "drafting": "Writing the plan",
    "unknown": "Request date not known", "plan": "Plan in place",
    "appeal": "An appeal is open", "not_attending": "The child is not attending",
    "preference": "A setting was asked for, and the plan is not final", "review": "A review limit is due or late",
}  # fmt: skip
NEED_KINDS = (*TOLD_BY, "education_status", "setting_preferred")
"""The facts that tell what a case needs; an index of the record is made of them, so a change here needs a migration."""
REVIEW_REACH = 27
"""Days ahead, today included, in which a limit of a review makes a plan weigh more: four weeks."""
_AWAY_FROM_SCHOOL = frozenset({"not_attending", "off_rolled", "missing", "home_not_by_choice", "awaiting"})
_BEFORE_FINAL = frozenset({Stage.DECIDING, Stage.ASSESSING, Stage.DRAFTING})
_PREFERENCE, _REVIEW = frozenset({"preference"}), frozenset({"review"})
_MOST = 20.0


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers, by the keys of :data:`WORDS`."""

    numbers: Mapping[str, float]

    def of(self, stage: Stage, needs: Collection[str]) -> float:
        """What a case of this stage with these needs weighs; a closed case weighs nothing but its needs."""
        weight = self.numbers.get(stage, 0.0)
        return weight + sum(self.numbers[need] for need in needs) if needs else weight


def weights_of(setting: str | None) -> Weights:
    """The council's numbers from their setting, each usual where it has set none."""
    kept = json.loads(setting) if setting else {}
    return Weights({key: float(kept.get(key, usual)) for key, usual in USUAL.items()})


def checked(numbers: Mapping[str, float]) -> dict[str, float]:
    """Numbers somebody typed.  Raises BadInput for a key there is none of, or a number out of reason."""
    for key, number in numbers.items():
        if key not in USUAL:
            raise BadInput(f"Nothing is weighed as '{key}'; it is one of: {', '.join(USUAL)}.")
        if not 0 <= number <= _MOST:
            raise BadInput(f"{WORDS[key]}: a weight is a number from 0 to {_MOST:g}; {number:g} is not.")
    return {key: number for key, number in numbers.items() if number != USUAL[key]}


def recorded_needs(facts: Iterable[Fact]) -> frozenset[str]:
    """The needs that stand on what is recorded of a case: an open appeal, a child out of school, a setting asked for."""
    told = sorted(facts, key=lambda one: one.on)
    latest = {fact.kind: fact for fact in told}
    found = set()
    if is_open(told):
        found.add("appeal")
    status = latest.get("education_status")
    if status is not None and status.attrs.get("status") in _AWAY_FROM_SCHOOL:
        found.add("not_attending")
    if "setting_preferred" in latest:
        found.add("preference")
    return frozenset(found)


def needs_on(summary: Standing, recorded: frozenset[str], day: date) -> frozenset[str]:
    """The needs of a case on a day: those recorded that still matter, and a review that is due or late."""
    found = recorded if not recorded or summary.stage in _BEFORE_FINAL else recorded - _PREFERENCE
    due = summary.next_due
    reviewed = summary.stage is Stage.PLAN and summary.next_rule.startswith("R_")
    return found | _REVIEW if reviewed and due is not None and (due - day).days <= REVIEW_REACH else found
