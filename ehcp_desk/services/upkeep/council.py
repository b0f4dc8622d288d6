"""The council itself: what it is called, what a caseworker should hold, and the targets it judges its return by."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import month_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.definitions import load_definitions
from ehcp_desk.services.oversight.return_settings import TARGETS, Targets, read_settings
from ehcp_desk.services.records.heads import CAUTIOUS, COUNCIL, SERVICE
from ehcp_desk.services.upkeep.set_together import merged

CASELOAD = "caseload.limit"
"""The setting that holds the cases one full-time caseworker should hold (needs.md B2)."""
MOST_CASES, LONGEST_NAME = 500, 120
_WORDS = {"name": "name of the council", "service": "service", "caseload": "cases for a full-time caseworker",
          "cautious": "strictest reading beside each due date"}  # fmt: skip
COUNCIL_CHANGED = frozenset({"council", "settings"})


@dataclass(frozen=True, slots=True)
class Council:
    """``caseload`` is cases for one full-time post, None where the council has not said; ``cautious`` shows the
    strictest reading of a limit beside its due date (law.md J6)."""

    name: str = ""
    service: str = ""
    caseload: int | None = None
    cautious: bool = False


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One indicator that can have a target, and the one it has this month in words; empty where there is none."""

    code: str
    title: str
    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class CouncilView:
    """What Settings shows of the council, read in one go."""

    council: Council
    targets: tuple[TargetRow, ...]


def council_view(desk: Desk) -> CouncilView:
    """The council and its targets for the month the desk is in."""
    today = desk.today()
    with desk.store.read() as work:
        targets = read_settings(work).targets
        council = _council(work)
    judged = [d for d in load_definitions().on(today) if d.polarity.value]
    rows = tuple(TargetRow(d.code, d.title, d.unit, target_words(targets, d.code, today)) for d in judged)
    return CouncilView(council, rows)


def target_words(targets: Targets, code: str, month: date) -> str:
    """The target of a month as a person would type it: ``61.3`` or ``baseline``."""
    number, words = targets.on(code, month)
    return words if number is None else f"{number:f}"


def _council(work: ReadWork) -> Council:
    limit = work.setting(CASELOAD)
    cautious = work.setting(CAUTIOUS) == "on"
    return Council(work.setting(COUNCIL) or "", work.setting(SERVICE) or "", int(limit) if limit else None, cautious)


def change_council(desk: Desk, wanted: Council, seen: Council | None = None) -> Changes:
    """Name the council and its service, and say what a full-time caseworker should hold.

    The journal keeps what stood there before.  What is as it was ``seen`` is not written.  Raises BadInput for an empty
    or overlong name, or a caseload outside 1 to 500; Conflict where somebody else changed the same meanwhile.
    """
    desk.need(Act.SETTINGS)
    name, service = " ".join(wanted.name.split()), " ".join(wanted.service.split())
    if not name:
        raise BadInput("A council needs a name: it stands at the head of every paper.")
    if max(len(name), len(service)) > LONGEST_NAME:
        raise BadInput(f"A name has room for {LONGEST_NAME} characters.")
    if wanted.caseload is not None and not 1 <= wanted.caseload <= MOST_CASES:
        raise BadInput(f"A caseload is a whole number from 1 to {MOST_CASES}; leave it empty where none is agreed.")
    with desk.store.write(desk.user, desk.now()) as work:
        before = _council(work)
        mine = {**asdict(wanted), "name": name, "service": service}
        after = merged(desk, work, "council_changed", asdict(seen or before), mine, asdict(before), _WORDS)
        caseload, cautious = str(after["caseload"] or ""), "on" if after["cautious"] else "off"
        for key, value in (
            (COUNCIL, after["name"]),
            (SERVICE, after["service"]),
            (CASELOAD, caseload),
            (CAUTIOUS, cautious),
        ):
            work.set_setting(key, value)
        told = {"before": list(asdict(before).values()), "after": list(after.values())}
        work.append(NewEntry("council_changed", None, told))
    return Changes(COUNCIL_CHANGED)


def set_target(desk: Desk, code: str, typed: str) -> Changes:
    """Set what one figure of the return is judged by, from this month on; earlier months keep the target they had.

    ``typed`` is a number, ``baseline`` while one is being set, or empty to have none.  Raises BadInput otherwise.
    """
    desk.need_setting(TARGETS)
    month, words = f"{desk.today():%Y-%m}", " ".join(typed.split()).removesuffix("%").strip()
    if all(d.code != code for d in load_definitions().every):
        raise BadInput(f"The return has no indicator {code}.")
    if words.casefold() == "baseline":
        words = "baseline"
    elif words:
        words = _number(words)
    with desk.store.write(desk.user, desk.now()) as work:
        by_code = dict(read_settings(work).targets.by_code)
        before = target_words(Targets(by_code), code, desk.today())
        by_code[code] = {**_profile(by_code.get(code)), month: words or None}
        work.set_setting(TARGETS, json.dumps(by_code, ensure_ascii=False, sort_keys=True))
        since = month_words(desk.today())
        work.append(NewEntry("target_set", None, {"code": code, "from": since, "target": words, "before": before}))
    return Changes(frozenset({"returns", "settings"}))


def _number(words: str) -> str:
    try:
        number = Decimal(words)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or number < 0:
        raise BadInput(f"A target is a number such as 60 or 61.3, or the word baseline; “{words}” is neither.")
    return f"{number:f}"


def _profile(kept: Any) -> dict[str, Any]:
    """Targets by month: one that was for every month is kept from the first month there could be."""
    if isinstance(kept, dict):
        return dict(kept)
    return {} if kept is None else {"0001-01": kept}
