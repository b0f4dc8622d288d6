"""Weighing the cases on the record: the council's numbers, and the needs that stand on each case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.weights import USUAL, WEIGHTS, WORDS, Weights, checked, needs_on, recorded_needs, weights_of
from ehcp_desk.domain.worklist import Standing
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.upkeep.set_together import merged

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scales:
    """What weighs a case.  ``recorded`` has every case on which a need is recorded."""

    weights: Weights
    recorded: Mapping[int, frozenset[str]]
    day: date

    def weigh(self, case_id: int, standing: Standing) -> float:
        """What one case weighs on the day."""
        return self.weights.of(standing.stage, self.needs(case_id, standing))

    def needs(self, case_id: int, standing: Standing) -> frozenset[str]:
        """What makes a case heavier on the day."""
        return needs_on(standing, self.recorded.get(case_id, _NONE), self.day)


def scales(work: ReadWork, day: date) -> Scales:
    """The council's numbers and every recorded need, from one snapshot."""
    needs = ((number, recorded_needs(facts)) for number, facts in work.need_facts())
    return Scales(weights_of(work.setting(WEIGHTS)), {number: found for number, found in needs if found}, day)


def weights(desk: Desk) -> Weights:
    """The numbers as they are set."""
    with desk.store.read() as work:
        return weights_of(work.setting(WEIGHTS))


def change_weights(desk: Desk, numbers: Mapping[str, float], seen: Mapping[str, float] | None = None) -> Changes:
    """Set some of the numbers; the others stay, and so does what is as it was ``seen``.  The journal keeps what stood
    there before.

    Raises BadInput where a key is not weighed or a number is out of reason, Conflict where somebody else changed the same
    meanwhile.
    """
    desk.need_setting(WEIGHTS)
    if not numbers:
        raise BadInput(f"Say which number to change, as one of: {', '.join(USUAL)}.")
    with desk.store.write(desk.user, desk.now()) as work:
        before = weights_of(work.setting(WEIGHTS)).numbers
        checked(numbers)
        stands = merged(desk, work, "weights_changed", {**before, **(seen or {})}, numbers, before, WORDS)
        wanted = checked(stands)
        work.set_setting(WEIGHTS, json.dumps(wanted, sort_keys=True))
        work.append(NewEntry("weights_changed", None, {"before": dict(before), "after": {**USUAL, **wanted}}))
    return Changes(frozenset({"settings", "owners"}))
