"""Rules that look a school up in the register the council brought in: D-N11, D-N20, D-V14, D-V15 and D-V16.

Without a register none of them is run; the answer of a check says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from ehcp_desk.domain.schools import School
from ehcp_desk.domain.sen2 import Node
from ehcp_desk.services.oversight.sen2.checks.ground import Add, Ground

UNKNOWN = "not in the schools register"


def check_named_school(detail: Node, place: int, ground: Ground, add: Add) -> None:
    """The school a plan names: known to the register, with the unit or provision that is flagged."""
    school = _known(detail, place, ground, add)
    if school is None:
        return
    for tag, has, words in _flagged(detail, school):
        if school.special or not has:
            why = "a special school" if school.special else f"no {words}"
            add("D-N20", place, f"{school.urn} {school.name}, {why}", item=tag)


def check_placed_school(placement: Node, place: int, current: bool, ground: Ground, add: Add) -> None:
    """The school of a placement; who is placed where on census day is counted for D-V16."""
    school = _known(placement, place, ground, add)
    if school is None:
        return
    ground.tally.placed[school.urn] += current
    if school.unusual:
        add("D-V14", place, f"{school.urn} {school.name}, {school.type}")
    for tag, has, words in _flagged(placement, school):
        if not has:
            add("D-V15", place, f"{school.urn} {school.name}, no {words}", item=tag)


def fewer_than_expected(ground: Ground) -> Iterator[tuple[str, str]]:
    """(rule, words) for each school where fewer are placed than the council expects."""
    for school in ground.schools.values():
        placed = ground.tally.placed[school.urn]
        if school.expected is not None and placed < school.expected:
            yield "D-V16", f"{school.urn} {school.name}: {placed} placed, {school.expected} expected"


def _known(node: Node, place: int, ground: Ground, add: Add) -> School | None:
    urn = node.get("URN", "")
    if not urn or not ground.schools:
        return None
    school = ground.schools.get(urn)
    if school is None and urn.isascii() and urn.isdigit() and len(urn) <= 6:
        add("D-N11", place, f"{urn}, {UNKNOWN}", item="URN")
    return school


def _flagged(node: Node, school: School) -> Iterator[tuple[str, bool, str]]:
    if node.get("SENunitIndicator") == "1":
        yield "SENunitIndicator", school.unit, "SEN unit"
    if node.get("ResourcedProvisionIndicator") == "1":
        yield "ResourcedProvisionIndicator", school.resourced, "resourced provision"
