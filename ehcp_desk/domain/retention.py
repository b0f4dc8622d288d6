"""How long a file is kept, what holds it longer, and what is said of one that was disposed of.

The rules are data (``ehcp_desk/rules/retention.toml``): which period counts is the council's choice, in Settings.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from dateutil.relativedelta import relativedelta

from ehcp_desk.domain.access_requests import ANSWERED, REQUEST
from ehcp_desk.domain.appeals import OVER, STARTS
from ehcp_desk.domain.case import OPEN_STAGES, Stage
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.rights_kinds import HOLD_WORDS

RULE_SETTING = "retention.rule"
HOLD, LIFTED = "retention_hold", "retention_hold_lifted"
CARE = "care_status"
APPEALED, APPEAL_ENDED = STARTS, tuple(OVER)
_SIGNAL = ("signal_answered", "signal")
ENDED_BY: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType({
    HOLD: ((LIFTED, "hold"),),
    "complaint": (("complaint_answered", "complaint"), _SIGNAL),
    "pre_action_letter": (_SIGNAL,),
    "ombudsman": (_SIGNAL,),
    # To dispose of what somebody has asked to see is an offence (Data Protection Act 2018, section 173).
    REQUEST: ((ANSWERED, "request"),),
})  # fmt: skip
"""What keeps a file while it stands, and the entries that end it, each with its attribute that names it by number."""
LOOKED_AT = tuple(dict.fromkeys((CARE, "withdrawn_entry", *ENDED_BY, *(kind for ends in ENDED_BY.values() for kind, _ in ends),
                                 *APPEALED, *APPEAL_ENDED)))  # fmt: skip
"""The kinds of fact that bear on whether a file may go."""


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """A period from the date of birth; ``source`` and ``certainty`` say what it rests on."""

    id: str
    title: str
    years: int
    source: str
    certainty: str

    def due(self, born: date) -> date:
        """The first day on which the period has run out; never a day early where the 29th of February is missing."""
        day = born + relativedelta(years=self.years)
        return day if day.day == born.day else day + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """Every rule the program knows.  ``longer`` is for children of a care status, whichever rule is chosen."""

    version: str
    usual: str
    rules: Mapping[str, RetentionRule]
    longer: Mapping[str, RetentionRule]

    def chosen(self, setting: str | None) -> RetentionRule:
        """The rule the council has chosen; the usual one where it has not, or a later program's rule is not known."""
        return self.rules.get(setting or self.usual, self.rules[self.usual])

    def named(self, id_: str) -> RetentionRule:
        """A rule to choose.  BadInput, with those there are, where there is none of this id."""
        if id_ not in self.rules:
            raise BadInput(f"There is no retention rule {id_}; choose one of: {', '.join(self.rules)}.")
        return self.rules[id_]

    def for_child(self, chosen: RetentionRule, facts: Iterable[RecordedFact]) -> RetentionRule:
        """The longest period that applies to a child with these facts."""
        statuses = {f.fact.attrs.get("status", "") for f in facts if f.fact.kind == CARE and f.stands}
        return max((chosen, *(r for status, r in self.longer.items() if status in statuses)), key=lambda r: r.years)


@lru_cache(maxsize=1)
def retention_rules() -> RetentionRules:
    """The rules that ship with the program.  KeyError or ValueError for a file that is not as it should be."""
    data = tomllib.loads((files("ehcp_desk.rules") / "retention.toml").read_text(encoding="utf-8"))

    def rule(entry: Mapping[str, str | int]) -> RetentionRule:
        said = (str(entry[name]) for name in ("source", "certainty"))
        return RetentionRule(str(entry["id"]), str(entry["title"]), int(entry["years"]), *said)

    rules = {entry["id"]: rule(entry) for entry in data["rule"]}
    longer = {status: rule(entry) for entry in data["longer"] for status in entry["care_statuses"]}
    if data["usual"] not in rules:
        raise ValueError("retention.toml names a usual rule that it does not have")
    return RetentionRules(data["version"], data["usual"], MappingProxyType(rules), MappingProxyType(longer))


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a file must be kept whatever its age: ``entry`` is the number of the fact that placed it."""

    entry: int
    case_id: int
    kind: str
    since: date
    reason: str
    by: str

    @property
    def words(self) -> str:
        """What it is for, in a word or two."""
        return HOLD_WORDS.get(self.kind, self.kind)


def holds(facts: Iterable[RecordedFact]) -> tuple[Hold, ...]:
    """The holds that stand: placed, not withdrawn and not lifted."""
    return tuple(
        Hold(f.id, f.case_id, f.fact.attrs.get("for", "other"), f.fact.on, f.fact.note, f.recorded_by)
        for f in _not_ended([f for f in facts if f.stands])
        if f.fact.kind == HOLD
    )


def _not_ended(listed: Sequence[RecordedFact]) -> list[RecordedFact]:
    """What keeps a file and was ended by nothing."""
    said = {(f.fact.kind, name, number) for f in listed for name, number in f.fact.attrs.items()}
    return [f for f in listed if f.fact.kind in ENDED_BY
            and not any((kind, name, str(f.id)) in said for kind, name in ENDED_BY[f.fact.kind])]  # fmt: skip


_CALLED = {"complaint": "a complaint", "pre_action_letter": "a pre-action letter",
           "ombudsman": "an enquiry of the Ombudsman", REQUEST: "a request to see what is held"}  # fmt: skip


def unfinished(facts: Iterable[RecordedFact]) -> tuple[str, ...]:
    """What the record itself shows to be in dispute or not answered, in words: it keeps a file as a hold does."""
    listed = [f for f in facts if f.stands]
    open_ = [f"{_CALLED[f.fact.kind]} is not answered (entry {f.id})" for f in _not_ended(listed)
             if f.fact.kind in _CALLED]  # fmt: skip
    appealed, ended = _last(listed, APPEALED), _last(listed, APPEAL_ENDED)
    if appealed is not None and (ended is None or ended < appealed):
        open_.append("an appeal has no order")
    return tuple(open_)


def _last(listed: Iterable[RecordedFact], kinds: Collection[str]) -> date | None:
    return max((f.fact.on for f in listed if f.fact.kind in kinds), default=None)


class Standing(StrEnum):
    """How a file stands to its retention."""

    DUE = "due"
    HELD = "held"
    OPEN = "open"
    LATER = "later"
    UNKNOWN = "unknown"


STANDING_WORDS: Mapping[Standing, str] = MappingProxyType({
    Standing.DUE: "Due for disposal",
    Standing.HELD: "Held",
    Standing.OPEN: "Still open",
    Standing.LATER: "Kept",
    Standing.UNKNOWN: "No date of birth",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """How one case stands: the rule that counts, the day it runs out (None without a date of birth), and why not yet."""

    case_id: int
    ref: str
    name: str
    born: date | None
    rule: RetentionRule
    due: date | None
    standing: Standing
    why: str
    holds: tuple[Hold, ...] = ()


def is_closed(stage: Stage) -> bool:
    """Whether nothing is done on a case of this stage any more."""
    return stage not in OPEN_STAGES and stage is not Stage.PLAN


@dataclass(frozen=True, slots=True)
class Disposal:
    """A case that was disposed of: ``size`` is the bytes of its documents.  It names nobody but who did it."""

    case_id: int
    ref: str
    at: datetime
    by: str
    rule: str
    due: date
    reason: str
    facts: int
    documents: int
    size: int
