"""Pictures of the guide besides those of the ten tasks: where somebody is, and what they press before it is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from PySide6.QtGui import QPixmap

from ehcp_desk.services.records.case_view import case_view
from tests.guide.authority import APPEALED
from tests.guide.hands import Hands, at_the_desk
from tests.guide.steps import Steps, drive, press, see, typed
from tests.guide.tasks import CASEWORKER, MANAGER, OFFICER, REF, TEN

TRIBUNAL, PLANNED = "Cal Merriweather", "SEN/26-12401"


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture's name, who is at the desk, the room or the case and tab they are at, and what they press."""

    name: str
    who: str
    place: str
    steps: Steps = ()  # type: ignore[assignment]


SCENES = (
    Scene("advice", CASEWORKER, f"{REF}#Advice"),
    Scene("timeline", CASEWORKER, f"{REF}#Timeline"),
    Scene("plan", CASEWORKER, f"{PLANNED}#Plan", [*press("F6", "Right"), *see("A social skills group")]),
    Scene("letter", CASEWORKER, REF, [*press("Ctrl+Shift+L", "Home", *["Down"] * 4), *see("Draft EHC plan")]),
    Scene("search", CASEWORKER, "today", [*press("F3"), *typed("speech"), *press("Enter"), *see("found")]),
    Scene("palette", CASEWORKER, "cases", [*press("Ctrl+K"), *typed("re")]),
    Scene("help", CASEWORKER, "cases", press("F1")),
    Scene("contrast", CASEWORKER, "today", [*press("Ctrl+K"), *typed("high contrast"), *press("Enter")]),
    Scene("unassigned", MANAGER, "unassigned"),
    Scene("forecast", MANAGER, "forecast"),
    Scene("sen2", OFFICER, "returns?sen2"),
    Scene("inspection", OFFICER, "returns?inspection"),
    Scene("law", OFFICER, "law"),
    Scene("appeal", TRIBUNAL, f"{APPEALED}#Appeal"),
    Scene("bundle", TRIBUNAL, f"{APPEALED}#Bundle"),
    Scene("chronology", TRIBUNAL, APPEALED, [*press("Ctrl+Shift+C"), *see("lines, as at")]),
    Scene("copy", TRIBUNAL, "DEMO-T1", [*press("Ctrl+Shift+P", "Down", "Down"), *see("This copy is for the father")]),
)  # fmt: skip


def go(hands: Hands, place: str) -> None:
    """To a room (``returns?sen2`` to a view of it), or to a case and a tab (``SEN/26-1#Plan``)."""
    room, _, view = place.partition("?")
    ref, _, tab = place.partition("#")
    if room in hands.window.rooms:
        hands.window.navigate(room, **({"view": view} if view else {}))
    else:
        hands.window.navigate("case", case_id=case_view(hands.desk, ref).case.id, **({"tab": tab} if tab else {}))
    hands.window.top.search.clear()
    hands.rest()


def drawn(copies: Iterator[Path], folder: Path) -> dict[str, QPixmap]:
    """Every picture by its name: the ten tasks each on a record of its own, then the scenes person by person."""
    found: dict[str, QPixmap] = {}
    for task in TEN:
        with at_the_desk(str(next(copies)), task.who, folder) as hands:
            if task.start:
                go(hands, task.start)
            drive(hands, task.ours)
            found |= hands.pictures
    for who, scenes in groupby(SCENES, lambda scene: scene.who):
        with at_the_desk(str(next(copies)), who, folder) as hands:
            for scene in scenes:
                go(hands, scene.place)
                drive(hands, scene.steps)
                hands.draw(scene.name)
                hands.close_dialog()
            found |= hands.pictures
    return found
