"""Numbers for a council's yearly look at its places: plans by need, year, area and distance, by type of placement (J12)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ehcp_desk.domain.people_kinds import NEEDS
from ehcp_desk.domain.profile import profile_of
from ehcp_desk.domain.sheets import Head, Line, Sheet
from ehcp_desk.domain.spreading import postcode_area
from ehcp_desk.domain.worklist import CaseRow, Scope
from ehcp_desk.services.oversight.sheets.ground import Ground
from ehcp_desk.services.oversight.sheets.placements import TYPES, places_now
from ehcp_desk.services.records.heads import COUNCIL

NOT_RECORDED = "not recorded"
_NEED_OF = {words.casefold(): words for words in NEEDS.values()} | {
    code.casefold(): words for code, words in NEEDS.items()
}
_COLUMNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "mainstream": ("Mainstream", ("mainstream",)), "resourced": ("Unit", ("resourced",)),
    "special": ("Special", ("special",)), "independent": ("Independent", ("independent",)),
    "alternative": ("AP", ("alternative",)), "early_years": ("Early years", ("early_years",)),
    "college": ("College", ("college", "special_college")), "elsewhere": ("Elsewhere", ("hospital", "eotas", "none")),
    "not_recorded": ("Not known", ("", "not_told")),
}  # fmt: skip
_COLUMN_OF = {kind: key for key, (_, kinds) in _COLUMNS.items() for kind in kinds}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan in place: its main need, the placement it is at, and where the child lives, in words."""

    row: CaseRow
    year_group: int | None
    need: str
    type: str
    setting: str
    authority: str
    distance: str
    area: str
    out: bool

    @property
    def year(self) -> str:
        """``Year 7``, ``Reception``, ``before Reception``."""
        year = self.year_group
        if year is None:
            return NOT_RECORDED
        return f"Year {year}" if year > 0 else "Reception" if year == 0 else "Before Reception"


def plan_lines(ground: Ground) -> list[PlanLine]:
    """Every plan in place, in order of reference."""
    plans = ground.cases(Scope.PLANS)
    _say(ground, 0, "Reading the plans")
    rows = ground.rows(plans)
    needs = {n: child.need for n, _, child in ground.work.every_identity() if n in plans}
    _say(ground, 1, "Reading the needs")
    for number, told in ground.told(("needs_recorded",), plans).items():
        last = max(told, key=lambda entry: entry.order)
        needs[number] = last.fact.attrs.get("primary", "")
    _say(ground, 2, "Reading the placements")
    places, areas = places_now(ground, plans), _areas(ground, plans)
    own, found = (ground.work.setting(COUNCIL) or "").casefold(), []
    for number, row in rows.items():
        place = places.get(number)
        where = place.authority if place is not None else ""
        found.append(PlanLine(
            row, row.year_on(ground.day), _NEED_OF.get(needs.get(number, "").strip().casefold(), NOT_RECORDED),
            place.type if place else "",
            place.setting if place else "", where, (place.distance if place else "") or NOT_RECORDED,
            areas.get(number, NOT_RECORDED), bool(where) and where.casefold() not in own))  # fmt: skip
    return sorted(found, key=lambda one: one.row.ref)


def _areas(ground: Ground, plans: frozenset[int]) -> dict[int, str]:
    """The first half of each child's postcode; an address that is hidden gives none."""
    found = {}
    for number, told in ground.told(("address",), plans).items():
        home = profile_of(told).newest(ground.day, "address")
        area = "" if home is None or home.hidden else postcode_area(home.attrs.get("postcode", ""))
        if area:
            found[number] = area
    return found


def _say(ground: Ground, done: int, words: str) -> None:
    if ground.progress is not None:
        ground.progress(done, 3, words)


def by_need(ground: Ground) -> Sheet:
    """Plans by main need and type of placement."""
    return tables(ground)[0]


def by_year(ground: Ground) -> Sheet:
    """Plans by year group and type of placement."""
    return tables(ground)[1]


def by_area(ground: Ground) -> Sheet:
    """Plans by the area of the home's postcode and type of placement."""
    return tables(ground)[2]


def by_distance(ground: Ground) -> Sheet:
    """Plans by distance from home and type of placement."""
    return tables(ground)[3]


def tables(ground: Ground) -> tuple[Sheet, ...]:
    """The four tables of plans by type of placement.  They count the same plans, so their last lines are one."""
    every = plan_lines(ground)
    years = ("Before Reception", "Reception", *(f"Year {n}" for n in range(1, 21)))
    miles = ("Under 3 miles", "3 to 10 miles", "10 to 20 miles", "Over 20 miles")
    return (
        _table(
            every, "plans_by_need", "Plans by need and placement", "Main need", lambda one: one.need, NEEDS.values()
        ),
        _table(every, "plans_by_year", "Plans by year group and placement", "Year group", lambda one: one.year, years),
        _table(every, "plans_by_area", "Plans by area and placement", "Area of the postcode", lambda one: one.area),
        _table(
            every, "plans_by_distance", "Plans by distance and placement", "From home", lambda one: one.distance, miles
        ),
    )


def extract(ground: Ground) -> Sheet:
    """One line for each plan, without a name: for a spreadsheet."""
    lines = tuple(Line((one.row.ref, one.need, one.year_group, type_of(one), one.setting or None, one.authority or None,
                        "out of area" if one.out else "in area" if one.authority else None, one.distance, one.area),
                       (one.row.id,)) for one in plan_lines(ground))  # fmt: skip
    heads = (Head("ref", "Reference", 120), Head("need", "Main need", 220), Head("year", "Year", 70, number=True),
             Head("type", "Type of placement", 180), Head("setting", "Placement", 200), Head("authority", "Authority", 140),
             Head("out", "In or out of area", 130), Head("distance", "From home", 120), Head("area", "Area", 80))  # fmt: skip
    return Sheet("plans", "Every plan, for sufficiency", "One line a plan, without names: need, year group, type of placement, "
                 "area and distance.", heads, lines, "No plan is in place.", children=True)  # fmt: skip


def type_of(one: PlanLine) -> str:
    """The type of placement as people say it."""
    return TYPES.get(one.type, NOT_RECORDED)


def _table(every: Sequence[PlanLine], key: str, title: str, first: str, of: Callable[[PlanLine], str],
           order: Iterable[str] = ()) -> Sheet:  # fmt: skip
    groups: dict[str, list[PlanLine]] = {}
    for one in every:
        groups.setdefault(of(one), []).append(one)
    known = [name for name in order if name in groups]
    names = [
        *known,
        *sorted(groups.keys() - {*known, NOT_RECORDED}),
        *([NOT_RECORDED] if NOT_RECORDED in groups else []),
    ]
    lines = [_line(name, groups[name]) for name in names]
    if every:
        lines.append(_line("All plans", every, total=True))
    heads = (Head("group", first, 250),
             *(Head(name, words, _wide(words), number=True, part="all") for name, (words, _) in _COLUMNS.items()),
             Head("all", "All", 60, number=True), Head("out", "Out of area", 100, number=True, within="all"))  # fmt: skip
    words = "Plans in place today by the placement they are at; AP is alternative provision. A line opens its cases."
    return Sheet(key, title, words, heads, tuple(lines), "No plan is in place.")  # fmt: skip


def _wide(words: str) -> int:
    """Room for a short heading."""
    return 28 + 7 * len(words)


def _line(name: str, some: Sequence[PlanLine], total: bool = False) -> Line:
    columns = [_COLUMN_OF.get(one.type, "not_recorded") for one in some]
    counts = (*(columns.count(column) for column in _COLUMNS), len(some), sum(one.out for one in some))
    return Line((name[:1].upper() + name[1:], *counts), tuple(one.row.id for one in some), group="all", total=total)
