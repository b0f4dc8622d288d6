"""Exclusions by setting and by child, and how children with a plan or under assessment stood in education month by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from ehcp_desk.clock.counting import add_months
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.amounts import amount_in, as_number
from ehcp_desk.domain.case import OPEN_STAGES, STAGE_FACTS, Stage, stage_of
from ehcp_desk.domain.dates import month_words
from ehcp_desk.domain.schooling import NOT_FULL_TIME
from ehcp_desk.domain.sheets import Head, Line, Sheet
from ehcp_desk.domain.worklist import Scope
from ehcp_desk.services.oversight.sheets.ground import Ground
from ehcp_desk.services.oversight.sheets.placements import CHILD, OWNER

EXCLUDED = ("exclusion", "permanently_excluded")
NO_SETTING = "Setting not recorded"
MONTHS = 13
_TYPES = ("suspension", "permanent", "sent_home", "part_time")
_SHORT = {
    "attending": "Attending", "part_time": "Part time", "not_attending": "Not attending", "awaiting": "Awaiting",
    "off_rolled": "Off roll", "home": "Home", "home_not_by_choice": "Home, no choice", "eotas": "EOTAS", "missing": "Missing",
}  # fmt: skip

# Times less children is how often it was again, a number of its own; how many children that were would tell it too.
EXCLUSION_HEADS = (
    Head("setting", "Setting", 260), Head("suspended", "Suspended", 110, number=True, part="times"),
    Head("permanent", "Permanently", 120, number=True, part="times"),
    Head("sent_home", "Sent home", 110, number=True, part="times"),
    Head("part_time", "Part-time timetable", 150, number=True, part="times"),
    Head("times", "In all", 80, number=True), Head("children", "Children", 100, number=True, within="times"),
    Head("again", "More than once", 130, number=True, inside=True),
)  # fmt: skip
# Not in full-time education is the sum of some of the other columns: what one of them leaves out, it would tell.
STATUS_HEADS = (
    Head("month", "At the end of", 160), Head("not_full_time", "Not full time", 110, number=True, inside=True),
    *(Head(key, words, 28 + 7 * len(words), number=True, part="all") for key, words in _SHORT.items()),
    Head("all", "Recorded", 86, number=True),
)  # fmt: skip


def _excluded(ground: Ground) -> Mapping[int, list[Fact]]:
    """Exclusions of the last twelve months by case, oldest first."""
    since = add_months(ground.day, -12)
    told = ground.told(EXCLUDED, ground.having(EXCLUDED, Scope.ALL))
    found = {n: sorted((e.fact for e in some if e.fact.on > since), key=lambda f: f.on) for n, some in told.items()}
    return {number: facts for number, facts in found.items() if facts}


def _type(fact: Fact) -> str:
    return "permanent" if fact.kind == "permanently_excluded" else fact.attrs.get("type", "")


def exclusions_by_setting(ground: Ground) -> Sheet:
    """Exclusions of twelve months by the setting that excluded, the most first, and how many children more than once (K3)."""
    places: dict[str, dict[int, list[str]]] = {}
    spelled: dict[str, str] = {}
    for number, facts in _excluded(ground).items():
        for fact in facts:
            setting = fact.attrs.get("setting", "").strip() or NO_SETTING
            named = spelled.setdefault(setting.casefold(), setting)
            places.setdefault(named, {}).setdefault(number, []).append(_type(fact))
    lines = []
    for setting, children in places.items():
        types = [kind for some in children.values() for kind in some]
        again = [number for number, some in children.items() if len(some) > 1]
        lines.append(Line((setting, *(types.count(kind) for kind in _TYPES), len(types), len(children), len(again)),
                          tuple(sorted(children, key=lambda n: -len(children[n])))))  # fmt: skip
    lines.sort(key=lambda line: (-int(str(line.cells[5])), str(line.cells[0])))
    return Sheet("exclusions", "Exclusions by setting", "Exclusions and children sent home in the last twelve months, by the "
                 "setting that did it. A child is counted once at each setting, however often.", EXCLUSION_HEADS,
                 tuple(lines), "No exclusion was recorded in the last twelve months.")  # fmt: skip


def excluded_again(ground: Ground) -> Sheet:
    """Children excluded or sent home more than once in twelve months, the most often first (K3)."""
    found = {number: facts for number, facts in _excluded(ground).items() if len(facts) > 1}
    rows, lines = ground.rows(found), []
    for number, facts in sorted(found.items(), key=lambda one: (-len(one[1]), one[0])):
        row = rows[number]
        where = ", ".join(dict.fromkeys(f.attrs["setting"] for f in facts if f.attrs.get("setting"))) or NO_SETTING
        days = as_number(sum((amount_in(f.attrs.get("days", "")) or Decimal(0) for f in facts), Decimal(0)))
        lines.append(Line((row.name, row.ref, where, len(facts), days or None, facts[0].on, facts[-1].on, ground.answers(row)),
                          (number,), entry=facts[-1].id))  # fmt: skip
    heads = (*CHILD, Head("setting", "Where", 260), Head("times", "Times", 80, number=True),
             Head("days", "School days", 110, number=True), Head("first", "First", 140), Head("last", "Last", 140),
             OWNER)  # fmt: skip
    return Sheet("excluded_again", "Excluded more than once", "Children and young people excluded or sent home more than once "
                 "in the last twelve months.", heads, tuple(lines), "No child was excluded more than once in twelve months.",
                 children=True)  # fmt: skip


def status_by_month(ground: Ground) -> Sheet:
    """How many stood how in education at the end of each month, of those with a plan or under assessment that day (K7)."""
    ends = [ground.day, *(_eve(ground.day, back) for back in range(MONTHS - 1))]
    stood: dict[date, dict[str, list[int]]] = {day: {} for day in ends}
    for number, facts in _told(ground):
        statuses = sorted((f for f in facts if f.kind == "education_status"), key=lambda f: f.order)
        steps = [f for f in facts if f.kind in STAGE_FACTS]
        for day in ends:
            last = next((f for f in reversed(statuses) if f.on <= day), None)
            if last is not None and _live(steps, day):
                stood[day].setdefault(last.attrs.get("status", ""), []).append(number)
    lines = [_month(day, ground.day, stood[day]) for day in ends]
    return Sheet("status_by_month", "Education status by month", "Children and young people with a plan or under assessment on "
                 "the day, by the status last recorded; whoever has none recorded is not counted. A line opens those not in "
                 "full-time education.", STATUS_HEADS, tuple(lines))  # fmt: skip


def _told(ground: Ground) -> Iterator[tuple[int, tuple[Fact, ...]]]:
    here = set(ground.having(("education_status",), Scope.ALL))
    if here:
        yield from ground.work.every_case_facts((*STAGE_FACTS, "education_status"), here)


def _live(steps: list[Fact], day: date) -> bool:
    stage = stage_of(tuple(f for f in steps if f.on <= day), day)
    return stage is Stage.PLAN or stage in OPEN_STAGES


def _eve(day: date, back: int) -> date:
    """The last day of the month ``back`` months before the last one that is over."""
    return add_months(day.replace(day=1), -back) - timedelta(days=1)


def _month(day: date, today: date, stood: Mapping[str, list[int]]) -> Line:
    out = tuple(number for status in NOT_FULL_TIME for number in stood.get(status, ()))
    words = f"{month_words(day)}, so far" if day == today else month_words(day)
    counts = [len(stood.get(status, ())) for status in _SHORT]
    return Line((words, len(out), *counts, sum(counts)), out)
