"""What a case tells a return: its standing facts up to the census day, by kind and in order of day.

Days stay the ISO text the record gives: they compare as they stand, and the message wants them so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from ehcp_desk.domain.appeals import TOLD_BY, in_rounds
from ehcp_desk.domain.case import ENDED_STAGES, STAGE_FACTS, Stage

Row = tuple[str, str, str | None, int, int]
"""Kind, ISO day, attributes as JSON or None, number, the case's number: ``every_case_raw``."""
Entry = tuple[str, int, str | None]
"""A fact of a known kind: ISO day, number, attributes as JSON or None."""
Move = tuple[str, Stage]
"""An ISO day on which a fact bore on the stage, and the stage after it."""
Appeal = tuple[str, str, str]
"""The ISO day of the first fact a record has of an appeal, its kind, and which decision the appeal was registered about
(``request``, ``assessment``, ``other``; empty where that is not recorded)."""

AHEAD = frozenset({"phase_transfer_planned"})
PROCESS = frozenset({
    "request_received", "became_responsible", "assess_decision_notified", "agreed_to_assess", "plan_decision_notified",
    "no_plan_decision_notified", "final_plan_sent", "plan_transferred_in", "request_withdrawn", "told_in_return",
})  # fmt: skip
KINDS = PROCESS | AHEAD | STAGE_FACTS | {
    "amended_plan_sent", "review_meeting_held", "review_decision_notified", "amendment_notice_sent",
    "cease_decision_notified", "mediation_held", *TOLD_BY,
    "relief_claimed", "setting_closed", "absent_from_area", "placement", "placement_ended", "setting_named",
    "personal_budget", "direct_payment_started", "direct_payment_ended", "needs_recorded", "address", "upn_unknown", "no_longer",
    "reassessment_decision_notified",
}  # fmt: skip
_OF_APPEALS = frozenset(TOLD_BY)
_ABOUT = {"refusal_to_assess": "request", "refusal_to_issue": "assessment", "contents": "other", "placement": "other",
          "contents_and_placement": "other", "cease": "other"}  # fmt: skip
_NOTHING: Mapping[str, str] = {}
_DAY_THEN_NUMBER = itemgetter(0, 1)


class Told:
    """The facts of one case, or of one of its requests, that bear on the return.

    ``appeals`` are the days on which those of its own began, with what each is known by and about.
    ``moves`` are the stages it went through, ``made`` the day a plan came to be in place and ``ended`` the day the plan,
    or the request where there was none, came to its end; each empty where it did not.
    """

    __slots__ = ("appeals", "by", "case_id", "ended", "made", "moves")

    def __init__(
        self, case_id: int, rows: Iterable[Row], until: str, moves: Sequence[Move] = (), appeals: Sequence[Appeal] = ()
    ) -> None:
        self.case_id = case_id
        self.moves, self.appeals = moves, appeals
        self.made = next((on for on, stage in moves if stage is Stage.PLAN), "")
        self.ended = _plan_end(moves) if self.made else _request_end(moves)
        self.by: dict[str, list[Entry]] = {}
        by = self.by
        for kind, on, said, number, _ in rows:
            if on <= until or kind in AHEAD:
                if kind in by:
                    by[kind].append((on, number, said))
                else:
                    by[kind] = [(on, number, said)]
        for entries in by.values():
            if len(entries) > 1:
                entries.sort(key=_DAY_THEN_NUMBER)

    def first(self, kind: str) -> Entry | None:
        """The earliest fact of a kind."""
        entries = self.by.get(kind)
        return entries[0] if entries else None

    def last(self, kind: str) -> Entry | None:
        """The latest fact of a kind."""
        entries = self.by.get(kind)
        return entries[-1] if entries else None

    def day(self, kind: str) -> str:
        """The day of the earliest fact of a kind; empty where there is none."""
        entries = self.by.get(kind)
        return entries[0][0] if entries else ""

    def days(self, kind: str) -> list[str]:
        """The days of every fact of a kind, in order."""
        return [entry[0] for entry in self.by.get(kind, ())]

    def returned(self) -> Mapping[str, str]:
        """What was told in an earlier return without its day, the latest of each item."""
        if "told_in_return" not in self.by:
            return _NOTHING
        said = (attrs(entry) for entry in self.by["told_in_return"])
        return {a.get("item", ""): a.get("value", "") for a in said}

    def over(self) -> frozenset[int]:
        """The numbers of entries somebody said are so no longer."""
        if "no_longer" not in self.by:
            return frozenset()
        named = (attrs(entry).get("entry", "") for entry in self.by["no_longer"])
        return frozenset(int(number) for number in named if number.isdigit())


def _plan_end(moves: Sequence[Move]) -> str:
    end = ""
    for on, stage in moves:
        end = "" if stage is Stage.PLAN else end or on
    return end


def _request_end(moves: Sequence[Move]) -> str:
    """The day of the first of the endings it came to, since nothing after them went on with it.

    To be told of no plan is an ending of its own, though the record leaves out how a refusal to assess gave way to it.
    """
    end, before = "", Stage.UNKNOWN
    for on, stage in moves:
        if stage not in ENDED_STAGES:
            end = ""
        elif not end or (before is Stage.REFUSED and stage is Stage.NO_PLAN):
            end = on
        before = stage
    return end


def appeals_told(rows: Iterable[Row], until: str) -> list[Appeal]:
    """The appeals of a case up to a day, the oldest first: each once, whichever of its facts the record has."""
    told = [row for row in rows if row[0] in _OF_APPEALS and row[1] <= until]
    if not told:
        return []
    told.sort(key=itemgetter(1, 3))
    return [(one[0][1], one[0][0], _registered_about(one)) for one in in_rounds(told, itemgetter(0))]


def _registered_about(rows: Iterable[Row]) -> str:
    types = [_read(row[2]).get("type", "") for row in rows if row[0] == "appeal_registered" and row[2]]
    return _ABOUT.get(types[-1], "") if types else ""


def attrs(entry: Entry) -> Mapping[str, Any]:
    """What a fact says besides its day."""
    return _read(entry[2]) if entry[2] else _NOTHING


@lru_cache(maxsize=16384)
def _read(text: str) -> Mapping[str, Any]:
    """One frozen mapping for all facts with the same text: a council's words are few, its facts many."""
    return MappingProxyType(json.loads(text))
