"""What a child's record says for lists 1 and 2, by the keys of ``rules/annex_a/lists.toml``.

Plans, needs, numbers and places are those of the SEN2 return as at the day; what SEN2 does not ask for is read here.
What nobody recorded is left empty: a list never says no where the record says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.amounts import amount_in, as_number
from ehcp_desk.domain.annex_a import Definitions
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.people_kinds import UNKNOWN_UPN
from ehcp_desk.domain.schools import School
from ehcp_desk.domain.sen2 import Node, Person
from ehcp_desk.services.oversight.schools import NO_SCHOOLS
from ehcp_desk.services.oversight.sen2.plans import placements
from ehcp_desk.services.oversight.sen2.reading import needs_of
from ehcp_desk.services.oversight.sen2.requests import Year
from ehcp_desk.services.oversight.sen2.runs import requests_told
from ehcp_desk.services.oversight.sen2.told import KINDS, Row, Told, attrs

OWN_KINDS = frozenset({"exclusion", "attendance", "education_status", "care_status", "safeguarding", "disability",
                       "pupil_premium", "permanently_excluded"})  # fmt: skip
LIST_KINDS = KINDS | OWN_KINDS
_OF_THE_CHILD = OWN_KINDS | {"no_longer", "told_in_return"}
Values = dict[str, str]
Cases = Iterable[tuple[int, str, list[Row]]]
_AT_HOME_BY_CHOICE = "home"
_MARKS = ("need", "protection", "ended")
"""What a safeguarding marker says of children's social care; a concern passed on says nothing of it."""
_KNOWN_TO = frozenset({"in_care", "child_in_need", "protection_plan", "disabled_childrens_team", "care_leaver"})


@dataclass(frozen=True, slots=True)
class Ground:
    """The day and what the lists are made by; ``since`` is the first day of the window for what is counted, ``urns`` the
    schools of the register by name in small letters."""

    year: Year
    as_at: str
    since: str
    made_by: Definitions
    urns: Mapping[str, str]

    @classmethod
    def of(cls, year: Year, as_at: date, made_by: Definitions, schools: Mapping[str, School] = NO_SCHOOLS) -> Ground:
        """The ground of a day.  A name that two schools of the register have says nothing, and is left out."""
        named = Counter(school.name.strip().casefold() for school in schools.values())
        urns = {name: s.urn for s in schools.values() if named[name := s.name.strip().casefold()] == 1}
        since = add_months(as_at, -made_by.window_months) + timedelta(days=1)
        return cls(year, as_at.isoformat(), since.isoformat(), made_by, urns)


def list_rows(child: Child, cases: Cases, person: Person, ground: Ground) -> Iterator[tuple[str, int, str, Values]]:
    """(kind of row, case number, reference, values) of one child: each plan in place, or the latest open request."""
    by_case = {case_id: rows for case_id, _, rows in cases}
    requests = person.node["Requests"]
    # Of several requests of one case only the last can have its plan in place or be open.
    last = {case_id: place for place, case_id in enumerate(person.cases)}
    told_of = {case_id: requests_told(case_id, by_case[case_id], ground.as_at)[-1] for case_id in last}
    live = [place for place in last.values() if "ActivePlans" in requests[place]]
    asked = [last[case_id] for case_id, told in told_of.items() if not told.ended]
    if not live and not asked:
        return
    about = _about(child, person, by_case.values(), ground)
    for place in live or asked[-1:]:
        case_id = person.cases[place]
        told = told_of[case_id]
        need = next((n["SENtype"] for n in needs_of(told, child) if n["SENtypeRank"] == "1"), "")
        values = (
            about
            | {"ref": person.refs[place], "need": need}
            | _where(told, requests[place], child, ground, about["home"])
        )
        if live:
            values |= _plan_days(told)
        yield "plan" if live else "asked", case_id, person.refs[place], values


def _about(child: Child, person: Person, rows: Iterable[list[Row]], ground: Ground) -> Values:
    """What is so of the child, whichever of its cases it was written on."""
    words, node = ground.made_by.words, person.node
    told = Told(0, (row for one in rows for row in one if row[0] in _OF_THE_CHILD), ground.as_at)
    disability, premium = _stands(told, "disability", ground), _stands(told, "pupil_premium", ground)
    unknown = node.get("UPNunknown", "")
    values = {
        "upn": child.upn, "uln": child.uln, "upn_unknown": unknown if unknown in UNKNOWN_UPN else "",
        "born": node.get("PersonBirthDate", ""), "gender": words.get(child.sex, ""), "ethnicity": child.ethnicity,
        "disability": words.get(disability.get("has", ""), ""), "premium": words.get(premium.get("eligible", ""), ""),
        "home": _home(told, words),
    }  # fmt: skip
    return values | _school_life(told, ground) | _social_care(told, ground)


def _stands(told: Told, kind: str, ground: Ground) -> Mapping[str, str]:
    """What the last entry of a kind says, where it has not ended by the day."""
    entry = told.last(kind)
    if entry is None or entry[1] in told.over():
        return {}
    said = attrs(entry)
    return {} if "" < said.get("to", "") < ground.as_at else said


def _home(told: Told, words: Mapping[str, str]) -> str:
    entry = told.last("education_status")
    if entry is None:
        return words.get(told.returned().get("home_education", ""), "")
    return words["yes" if attrs(entry).get("status") == _AT_HOME_BY_CHOICE else "no"]


def _school_life(told: Told, ground: Ground) -> Values:
    """Counted within the window; where nothing is, what a list told within it."""
    recent = [(e[0], attrs(e).get("type", "")) for e in told.by.get("exclusion", ()) if e[0] >= ground.since]
    # A permanent exclusion can be written as a signal, as a step, or as both: of one day it is one.
    permanent = {day for day, sort in recent if sort == "permanent"}
    permanent |= {day for day in told.days("permanently_excluded") if day >= ground.since}
    came = [e for e in told.by.get("attendance", ()) if e[0] >= ground.since]
    percent = amount_in(attrs(came[-1]).get("percent", "")) if came else None
    counts = {"suspensions": sum(sort == "suspension" for _, sort in recent), "permanent": len(permanent)}
    said = [attrs(e) for e in told.by.get("told_in_return", ()) if e[0] >= ground.since]
    found = {a["item"]: a["value"] for a in said if a.get("item") in ("suspensions", "permanent", "absence")}
    found |= {key: str(number) for key, number in counts.items() if number}
    if percent is not None and percent <= 100:
        found["absence"] = str(as_number(100 - percent))
    return found


def _social_care(told: Told, ground: Ground) -> Values:
    """Yes where a status or a marker holds; no where the last one ended; empty where none was ever written."""
    words, over = ground.made_by.words, told.over()
    statuses = [(e, attrs(e)) for e in told.by.get("care_status", ()) if attrs(e).get("status") in _KNOWN_TO]
    holds = [said for e, said in statuses if e[1] not in over and not "" < said.get("to", "") < ground.as_at]
    marks = [mark for e in told.by.get("safeguarding", ()) if (mark := attrs(e).get("marker")) in _MARKS]
    mark = marks[-1] if marks else ""
    teams = dict.fromkeys(said["team"] for said in holds if said.get("team"))
    if holds or mark in ("need", "protection"):
        return {"social_care": words["yes"], "team": "; ".join(teams)}
    if statuses or mark == "ended":
        return {"social_care": words["no"]}
    listed = told.returned()
    return {"social_care": words.get(listed.get("social_care", ""), ""), "team": listed.get("social_care_team", "")}


def _where(told: Told, request: Node, child: Child, ground: Ground, home: str) -> Values:
    """The establishments: the placements that run (of several of one rank the newest), or what section I names where none
    is recorded, or the school the child's details name, found in the register of schools."""
    placed = [p for p in placements(told, ground.year.first, ground.year.choices) if "LeavingDate" not in p]
    named = request.get("Assessment", {}).get("NamedPlan", {}).get("PlanDetail", ())
    places = placed or list(named) or _attended(child, ground)
    second = next((p for p in reversed(places) if p.get("PlacementRank") == "2"), None)
    mains = [p for p in reversed(places) if p.get("PlacementRank") != "2"]
    main: Node = next((p for p in mains if p.get("PlacementRank") == "1"), mains[0] if mains else {})
    phase, words = _phase(child, ground), ground.made_by.words
    if not home and places:
        home = words["yes" if main.get("SENsetting") == "EHE" else "no"]
    found = {"urn": main.get("URN", ""), "home": home}
    if main and "SENsetting" not in main:
        found["phase"] = phase
    if second is not None and "SENsetting" not in second:
        found["second_phase"] = phase
    return found


def _attended(child: Child, ground: Ground) -> list[Node]:
    urn = ground.urns.get(child.setting.strip().casefold())
    return [{"URN": urn, "PlacementRank": "1"}] if urn else []


def _phase(child: Child, ground: Ground) -> str:
    """The phase of the school year on the record; where none is, of the year the date of birth gives."""
    held = child.year_on(date.fromisoformat(ground.as_at))
    if held is None and child.born is not None:
        begun = int(ground.as_at[:4]) - (ground.as_at[5:] < "09-01")
        held = begun - child.born.year - 5 + (child.born.isoformat()[5:] < "09-01")
    return "" if held is None else next((words for upto, words in ground.made_by.phases if held <= upto), "")


def _plan_days(told: Told) -> Values:
    """The days of the plan: first issued (by another council where it moved in), last amended or replaced, last reviewed,
    which is the last decision on a review: a meeting whose decision is still to come takes nothing from it."""
    finals = told.days("final_plan_sent")
    moved = told.first("plan_transferred_in")
    made_on = str(attrs(moved).get("made_on", "")) if moved is not None else ""
    initial = min(filter(None, (made_on, *finals)), default="")
    updated = max((*told.days("amended_plan_sent"), *(day for day in finals if day > initial)), default="")
    decided = told.days("review_decision_notified")
    return {
        "initial": initial,
        "updated": updated,
        "reviewed": decided[-1] if decided else told.returned().get("last_review", ""),
    }
