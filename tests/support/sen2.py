"""Made-up cases for the tests of SEN2: facts in a line each, a sound Person, and a record to return."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from db.store import open_store
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.sen2 import Finding, Node, Person, Sen2Settings
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.return_facts import Limits
from ehcp_desk.services.oversight.sen2.checks.whole import Checker
from ehcp_desk.services.oversight.sen2.profiles import load_points, load_profile
from ehcp_desk.services.oversight.sen2.reading import person
from ehcp_desk.services.oversight.sen2.requests import Year
from ehcp_desk.services.oversight.sen2.settings import change_settings

CHOICES = {name: point.default for name, point in load_points().items()}
LIMITS = Limits(Ruleset.load())
SETTINGS = Sen2Settings("330", "Y", "R", "Y", "001", CHOICES)
ROWAN = Child(1, "Sample", "Rowan", date(2016, 5, 4), "F", "P330400121017", ethnicity="WBRI")
FactLine = tuple[str, str] | tuple[str, str, dict[str, str]]


def year_of(year: int = 2026, **choices: str) -> Year:
    settings = Sen2Settings("330", "Y", "R", "Y", "001", CHOICES | choices)
    return Year.of(load_profile(year), settings, lambda told: "relief_claimed" in told.by, LIMITS)


def rows_of(*facts: FactLine) -> list[tuple[str, str, str | None, int, int]]:
    return [
        (fact[0], fact[1], json.dumps(fact[2]) if len(fact) > 2 else None, number, 1)
        for number, fact in enumerate(facts, 1)
    ]


def told(*facts: FactLine, child: Child = ROWAN, year: Year | None = None) -> Person | None:
    """What these facts of one case come to in the return of a year."""
    return person(child, [(1, "SEN/1", rows_of(*facts))], year or year_of())


def request(*facts: FactLine, year: Year | None = None) -> Node:
    """The one Requests element these facts come to."""
    found = told(*facts, year=year)
    assert found is not None
    (only,) = found.node["Requests"]
    return dict(only)


SOUND: Node = {
    "Surname": "Sample", "Forename": "Rowan", "PersonBirthDate": "2016-05-04", "Sex": "F", "Ethnicity": "WBRI",
    "PostCode": "ZZ99 3WZ", "UPN": "P330400121017",
    "Requests": [{
        "ReceivedDate": "2025-03-03", "RequestSource": "2", "RYA": "0", "RequestOutcomeDate": "2025-04-10",
        "RequestOutcome": "Y", "RequestMediation": "0", "RequestTribunal": "0",
        "Assessment": {
            "AssessmentOutcome": "Y", "AssessmentOutcomeDate": "2025-07-18", "AssessmentMediation": "0",
            "AssessmentTribunal": "0", "OtherMediation": "0", "OtherTribunal": "0", "Week20": "0",
            "NamedPlan": {
                "StartDate": "2025-07-18", "PB": "0",
                "PlanDetail": [{"URN": "100001", "PlacementRank": "1", "SENunitIndicator": "0",
                                "ResourcedProvisionIndicator": "1"}],
            },
        },
        "ActivePlans": {
            "PlacementDetail": [{"URN": "100001", "PlacementRank": "1", "EntryDate": "2025-09-03",
                                 "SENunitIndicator": "0", "ResourcedProvisionIndicator": "1"}],
            "SENneed": [{"SENtype": "SLCN", "SENtypeRank": "1"}],
        },
    }],
}  # fmt: skip
"""The first person of the reference's sample, in words of our own (sen2.md 2)."""


def changed(*changes: Callable[[Node], object]) -> Node:
    """The sound Person with something changed."""
    node: Node = copy.deepcopy(SOUND)
    for change in changes:
        change(node)
    return node


def at(node: Node, *path: str | int) -> Any:
    """What stands at a path of tags and places."""
    here: Any = node
    for step in path:
        here = here[step]
    return here


def findings(*nodes: Node, year: int = 2026, settings: Sen2Settings = SETTINGS) -> list[Finding]:
    """What the rules find on these people, and on the return they make."""
    checker = Checker(load_profile(year), settings)
    found = []
    for node in nodes:
        count = max(1, len(node.get("Requests", ())))
        found += checker.person(Person(node, ("SEN/1",) * count, (1,) * count))
    return found + checker.whole()


def empty_desk(path: Path, today: date = date(2026, 2, 10)) -> Desk:
    """A desk on a new, empty record, set up for the return."""
    open_store(str(path), create=True).close()
    desk = open_desk(str(path), "Data officer", today)
    change_settings(desk, {"la": "999", "dmo": "Y", "dco": "N", "dsco": "R"})
    return desk
