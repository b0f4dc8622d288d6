"""The council's own procedures: how many days each step of an answer may take, and from which day that holds.

Limits of the law are rules of the clock.  These are not law: every council has its own, changes them, and is held to the
ones in force on the day something came (needs.md I4, I7, J7).  The day due is worked out once, when the entry is written,
because it is what people are then told; a limit changed later moves no day that was given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from types import MappingProxyType

from ehcp_desk.clock.calendars import DayTable
from ehcp_desk.clock.counting import Period, Unit, within
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.dispute_kinds import LEVELS
from ehcp_desk.domain.errors import BadInput

SETTING = "procedures"
BREAKDOWN = "placement_ended.plan"
STEPS: Mapping[str, str] = MappingProxyType({
    "complaint.one": "Complaint, stage 1", "complaint.two": "Complaint, stage 2", "complaint.panel": "Complaint, review panel",
    **{f"challenge.{level}": f"Challenge, {words[:1].lower()}{words[1:]}" for level, words in LEVELS.items()},
    BREAKDOWN: "Manager’s note and plan after a breakdown",
})  # fmt: skip
"""What may have a limit, by kind of fact and stage."""
UNITS: Mapping[str, str] = MappingProxyType({Unit.WORKING_DAYS.value: "working day", Unit.DAYS.value: "day"})
MOST_DAYS = 366
_DUE = {
    "complaint": ("answer_by", "stage"),
    "challenge": ("due", "level"),
    "placement_ended": ("plan_by", "planned"),
}
"""Kind of entry -> the attribute with its day due, and the one which with the day of the entry decides on it."""
_OLD = timedelta(365)
"""A placement that ended longer ago than this is history: nobody owes a plan for what came after it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """From ``since`` on, a step of a procedure is to take at most ``days`` of a unit, not counting the day it begins."""

    procedure: str
    step: str
    days: int
    unit: str
    since: date

    @property
    def words(self) -> str:
        """``10 working days``."""
        return so_many(self.days, UNITS[self.unit])

    def last_day(self, begun: date, working: DayTable) -> date:
        """The last day of the step that began on a day."""
        return within(begun, Period(Unit(self.unit), self.days), working)


USUAL = (Limit("Placement breakdown", BREAKDOWN, 28, Unit.DAYS.value, date.min),)
"""What holds where the council has set nothing: a manager's note within 28 days, from the source documents (J7)."""


def limits_of(kept: str | None) -> tuple[Limit, ...]:
    """The limits the council has set, from its setting.  Raises BadInput where the setting cannot be read."""
    try:
        return tuple(Limit(**{**row, "since": date.fromisoformat(row["since"])}) for row in json.loads(kept or "[]"))
    except (TypeError, ValueError, KeyError):
        raise BadInput(f"The setting {SETTING} cannot be read; set the limits again in Settings, Procedures.") from None


def kept_words(limits: Iterable[Limit]) -> str:
    """The setting of some limits, by procedure, step and day."""
    rows = sorted(limits, key=lambda one: (one.procedure.casefold(), list(STEPS).index(one.step), one.since))
    return json.dumps([{**asdict(one), "since": one.since.isoformat()} for one in rows], ensure_ascii=False)


def check(limit: Limit) -> None:
    """Raises BadInput, in one sentence, for what cannot be a limit."""
    if not limit.procedure.strip():
        raise BadInput("A limit belongs to a procedure; give its name, such as Corporate complaints.")
    if limit.step not in STEPS:
        raise BadInput(f"There is no step called {limit.step}; there are: {', '.join(STEPS)}.")
    if limit.unit not in UNITS:
        raise BadInput(f"A limit is counted in {' or '.join(UNITS)}, not in {limit.unit}.")
    if not 1 <= limit.days <= MOST_DAYS:
        raise BadInput(f"A limit is 1 to {MOST_DAYS} days, not {limit.days}.")


def procedures(limits: Iterable[Limit], kind: str = "") -> tuple[str, ...]:
    """The names of the procedures that have a step of a kind of fact, or any step at all, each once."""
    return tuple(dict.fromkeys(one.procedure for one in limits if one.step.startswith(kind)))


def limit_on(limits: Iterable[Limit], step: str, day: date, procedure: str = "") -> Limit | None:
    """The limit of a step in force on a day, of the procedure named or of the only one there is; None where there is none.

    Raises BadInput where several procedures have such a step and none of them is named.
    """
    found = [one for one in (*USUAL, *limits) if one.step == step and one.since <= day]
    if procedure:
        found = [one for one in found if one.procedure.casefold() == procedure.casefold()]
    own = [one for one in found if one not in USUAL] or found
    names = procedures(own)
    if len(names) > 1:
        raise BadInput(f"{STEPS[step]}: say under which procedure; there are {' and '.join(names)}.")
    return max(own, key=lambda one: one.since, default=None)


def day_due_of(kind: str) -> tuple[str, str]:
    """The attribute of a kind with its day due, and the one that decides on it; two empty words for other kinds."""
    return _DUE.get(kind, ("", ""))


def given(kind: str, on: date, attrs: Mapping[str, str], limits: Iterable[Limit], working: DayTable,
          today: date) -> dict[str, str]:  # fmt: skip
    """What the procedure in force adds to an entry that does not say it: the day due, and under which procedure.

    Empty for other kinds, and where the day was given.  Raises BadInput for a complaint that then has no day to answer
    by, or where it is not clear which procedure holds.
    """
    if kind == "placement_ended":
        return _plan_by(on, attrs, limits, working, today)
    if kind not in _DUE:
        return {}
    name, stage = _DUE[kind]
    if attrs.get(name):
        return {}
    step, procedure = f"{kind}.{attrs.get(stage, '')}", attrs.get("procedure", "")
    limit = limit_on(limits, step, on, procedure) if step in STEPS else None
    if limit is not None:
        return {name: limit.last_day(on, working).isoformat(), "procedure": limit.procedure}
    if kind == "complaint":
        of = f" of {procedure}" if procedure else ""
        raise BadInput(f"{STEPS.get(step, 'Complaint')}: no limit{of} was set for {in_words(on)}; say the day the answer is due, "
                       "or set the limit under Settings, Procedures.")  # fmt: skip
    return {}


def left_empty(kind: str, on: date, attrs: Mapping[str, str], limits: Iterable[Limit], working: DayTable,
               today: date) -> tuple[str, str]:  # fmt: skip
    """(attribute, words): what a form says beneath the day due while it is empty; two empty words for other kinds."""
    name, _ = day_due_of(kind)
    try:
        found = given(kind, on, attrs, limits, working, today)
    except BadInput as trouble:
        return name, str(trouble)
    if name not in found:
        return name, ""
    of = f", {found['procedure']}" if "procedure" in found else ""
    return name, f"Left empty: {in_words(date.fromisoformat(found[name]))}{of}."


def _plan_by(
    on: date, attrs: Mapping[str, str], limits: Iterable[Limit], working: DayTable, today: date
) -> dict[str, str]:
    if attrs.get("planned") != "no" or attrs.get("plan_by") or on < today - _OLD:
        return {}
    limit = limit_on(limits, BREAKDOWN, on)
    return {"plan_by": limit.last_day(on, working).isoformat()} if limit is not None else {}
