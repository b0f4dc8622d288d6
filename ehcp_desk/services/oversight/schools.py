"""The register of schools, brought in whole from a file like the national register's and kept as a setting.

The record works without it; with it the rules of SEN2 that look at schools are run, and commissioned places are counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import NewEntry, digest
from ehcp_desk.domain.schools import School, commissioned
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Changes, Desk

KEY = "schools.register"
NO_SCHOOLS: Mapping[str, School] = MappingProxyType({})


def schools_in(work: ReadWork) -> Mapping[str, School]:
    """The register by URN; empty where none was brought in."""
    text = work.setting(KEY)
    return _read(text) if text else NO_SCHOOLS


@lru_cache(maxsize=2)
def _read(text: str) -> Mapping[str, School]:
    return MappingProxyType({urn: School(urn, **said) for urn, said in json.loads(text).items()})


def bring_in_file(desk: Desk, path: Path) -> Changes:
    """Bring in the register in a CSV file.  Raises BadInput naming the row that cannot be read, and as below."""
    if desk.returns_outside is None:
        raise KnownFault("This desk cannot read a register of schools; install the whole program.")
    return bring_in(desk, desk.returns_outside.read_schools(path))


def schools_words(work: ReadWork) -> str:
    """What there is of a register, in a sentence."""
    held = schools_in(work)
    if not held:
        return "No register of schools was brought in yet, so the rules that look at schools are not run."
    places = commissioned(held).places
    said = f"{places:,} places are commissioned" if places is not None else "no places are commissioned in it"
    return f"{so_many(len(held), 'school')}; {said}."


def bring_in(desk: Desk, schools: Sequence[School]) -> Changes:
    """Keep these schools in place of those there were.  Raises BadInput where there are none, or two have one URN."""
    desk.need(Act.RETURNS)
    if not schools:
        raise BadInput("There is no school in the file; the register stays as it was.")
    twice = next((urn for urn, count in Counter(school.urn for school in schools).items() if count > 1), None)
    if twice is not None:
        raise BadInput(f"URN {twice} stands in the file twice; keep one of the rows and bring it in again.")
    text = json.dumps({s.urn: s.as_json() for s in sorted(schools, key=lambda s: s.urn)}, ensure_ascii=False)
    with desk.store.write(desk.user, desk.now()) as work:
        before = len(schools_in(work))
        work.set_setting(KEY, text)
        places = sum(school.places or 0 for school in schools)
        said = {"schools": len(schools), "before": before, "places": places, "sha256": digest(text)}
        work.append(NewEntry("schools_brought_in", None, said))
    return Changes(frozenset({"settings", "returns"}))
