"""Whether some groups of children wait longer, are excluded more or are placed elsewhere (needs.md L6).

Counted over the same journeys and by the same measure as K02 of the return, so that two papers never give two figures.
Small numbers are always left out: the table is about groups, and must not tell of a child.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.profile import profile_of
from ehcp_desk.domain.sheets import Head, Line, Sheet, for_outside, percent
from ehcp_desk.domain.staff_then import StaffThen
from ehcp_desk.domain.worklist import Scope
from ehcp_desk.services.oversight.definitions import load_definitions
from ehcp_desk.services.oversight.measures import plans_in_time
from ehcp_desk.services.oversight.population import Period, Population
from ehcp_desk.services.oversight.return_facts import KINDS, Limits, journey
from ehcp_desk.services.oversight.sheets.ground import Ground
from ehcp_desk.services.oversight.sheets.placements import places_now
from ehcp_desk.services.oversight.sheets.school_life import EXCLUDED

NOT_RECORDED = "Not recorded"
IN_TIME = "K02"
_SPECIALIST = frozenset({"special", "independent", "alternative", "special_college", "hospital", "eotas"})
_ETHNIC = {"W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "C": "Chinese", "O": "Other"}
_SEX = {"m": "Male", "male": "Male", "f": "Female", "female": "Female"}


def ethnic_group(child: Child) -> str:
    """The main group of an ethnicity code (its first letter in the code set); a refusal, or none, is not recorded."""
    code = child.ethnicity
    return NOT_RECORDED if code in ("", "REFU", "NOBT") else _ETHNIC.get(code[:1], NOT_RECORDED)


def sex(child: Child) -> str:
    """The child's sex."""
    return _SEX.get(child.sex.strip().casefold(), NOT_RECORDED)


def language(child: Child) -> str:
    """English or another first language."""
    said = child.language.strip()
    return NOT_RECORDED if not said else "English" if said.casefold() in ("english", "eng") else "Another language"


BY: Mapping[str, Callable[[Child], str]] = {"Ethnicity": ethnic_group, "Sex": sex, "First language": language}


@dataclass(slots=True)
class _Count:
    """What is counted of one group: plans sent and in time, plans in place, of these excluded, and placed specially."""

    sent: int = 0
    in_time: int = 0
    plans: int = 0
    excluded: int = 0
    special: int = 0

    def add(self, other: _Count) -> None:
        """Add another count to this one."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def cells(self) -> tuple[str | int, ...]:
        """The cells of a line after its two names."""
        return (self.in_time, self.sent, percent(self.in_time, self.sent), self.excluded, self.special, self.plans,
                percent(self.excluded, self.plans), percent(self.special, self.plans))  # fmt: skip


HEADS = (
    Head("by", "By", 120), Head("group", "Group", 150), Head("in_time", "In 20 weeks", 110, number=True, within="sent"),
    Head("sent", "New plans", 100, number=True),
    Head("in_time_share", "In 20 weeks, %", 130, share=("in_time", "sent")),
    Head("excluded", "Excluded", 90, number=True, within="plans"),
    Head("special", "Specialist", 100, number=True, within="plans"),
    Head("plans", "Plans", 70, number=True), Head("excluded_share", "Excluded, %", 110, share=("excluded", "plans")),
    Head("special_share", "Specialist, %", 115, share=("special", "plans")),
)  # fmt: skip


def disparity(ground: Ground) -> Sheet:
    """Plans in time, exclusions and specialist places by group, with how many have none recorded."""
    counts = _counts(ground, Period(add_months(ground.day, -12) + timedelta(days=1), ground.day, over=False))
    lines: list[Line] = []
    for title, group_of in _groups(ground).items():
        groups: dict[str, _Count] = {}
        for number, count in counts.items():
            groups.setdefault(group_of.get(number, NOT_RECORDED), _Count()).add(count)
        names = sorted(groups, key=lambda name: (name == NOT_RECORDED, name))
        lines += [Line((title, name, *groups[name].cells), group=title) for name in names]
        whole = _Count()
        for one in groups.values():
            whole.add(one)
        if groups:
            lines.append(Line((title, "All", *whole.cells), group=title, total=True))
    words = ("New plans sent in twelve months and the share in 20 weeks, exceptions counted in as in K02 of the return; of the "
             "plans in place today, children excluded in twelve months and those in specialist places. Given beside the tables "
             "of plans or the month’s return it may tell a number that one of them leaves out: give out one.")  # fmt: skip
    return for_outside(Sheet("groups", "Groups of children", words, HEADS, tuple(lines), "No plan is on the record."))


def _groups(ground: Ground) -> dict[str, dict[int, str]]:
    """By each heading the group of every case; a case without one has none recorded."""
    every = ground.watched(ground.work.every_identity(), len(ground.cases(Scope.ALL)), "Reading the children")
    children = {number: child for number, _, child in every}
    found = {title: {number: of(child) for number, child in children.items()} for title, of in BY.items()}
    said = {}
    for number, entries in ground.told(("disability",), ground.having(("disability",), Scope.ALL)).items():
        last = profile_of(entries).newest(ground.day, "disability")
        if last is not None:
            said[number] = "Disability" if last.attrs.get("has") == "yes" else "No disability"
    return {**found, "Disability": said}


def _counts(ground: Ground, year: Period) -> dict[int, _Count]:
    """What each case adds."""
    found: dict[int, _Count] = {}
    measure = next(d for d in load_definitions().every if d.code == IN_TIME)
    for case in plans_in_time(_sent_in(ground, year), year, measure).cases:
        one = found.setdefault(case.case_id, _Count())
        one.sent += 1
        one.in_time += case.counted
    plans = ground.cases(Scope.PLANS)
    places = places_now(ground, plans)
    excluded = {number for number, told in ground.told(EXCLUDED, ground.having(EXCLUDED, Scope.PLANS)).items()
                if any(year.has(entry.fact.on) for entry in told)}  # fmt: skip
    for number in plans:
        one = found.setdefault(number, _Count())
        one.plans, one.excluded = 1, int(number in excluded)
        one.special = int(number in places and places[number].type in _SPECIALIST)
    return found


def _sent_in(ground: Ground, year: Period) -> Population:
    """The journeys of the cases to which a final plan was sent in the year, whole: what the return's measure counts over."""
    work, limits, here = ground.work, Limits(ground.desk.law), ground.cases(Scope.ALL)
    sent = [number for number, rows in work.every_case_raw(("final_plan_sent",))
            if number in here and any(year.has(date.fromisoformat(row[1])) for row in rows)]  # fmt: skip
    rows = ground.rows(sent)
    told = ground.watched(work.every_case_facts(KINDS, sent) if sent else (), len(sent), "Following the plans sent")
    journeys = (journey(rows[number], facts, limits, ground.day) for number, facts in told)
    return Population((one for one in journeys if one is not None), limits, StaffThen(ground.staff))
