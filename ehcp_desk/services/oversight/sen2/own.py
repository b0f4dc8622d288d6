"""What the record itself returns of one case: a return read back over it holds no news where it says the same."""

from __future__ import annotations

from dataclasses import replace

from ehcp_desk.domain.sen2 import Node
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.oversight.law_of_record import law_in_force
from ehcp_desk.services.oversight.return_facts import Limits
from ehcp_desk.services.oversight.sen2.profiles import census_days, load_profile, years
from ehcp_desk.services.oversight.sen2.reading import excused_by, person
from ehcp_desk.services.oversight.sen2.requests import Year
from ehcp_desk.services.oversight.sen2.settings import read_settings
from ehcp_desk.services.oversight.sen2.told import KINDS


def year_returned(work: ReadWork, year: int) -> Year:
    """The return of a year as this record makes it; of one that has no profile, by the items of the nearest that has."""
    nearest = min(years(), key=lambda known: abs(known - year))
    profile = replace(load_profile(nearest), year=year, census=census_days()[year])
    law = law_in_force(work)
    return Year.of(profile, read_settings(work), excused_by(law, profile.census), Limits(law))


def own_return(work: ReadWork, case_id: int, year: Year) -> Node:
    """A case's Person with the Requests of that case alone; empty where the return holds none of it."""
    child = work.case(case_id).child
    refs = {case.id: case.ref for case in work.cases_of_child(child.id)}
    facts = dict(work.every_case_raw(KINDS, cases=tuple(refs)))
    found = person(child, [(n, ref, facts.get(n, [])) for n, ref in refs.items()], year)
    if found is None:
        return {}
    mine = [node for node, number in zip(found.node["Requests"], found.cases, strict=True) if number == case_id]
    return {**found.node, "Requests": mine}
