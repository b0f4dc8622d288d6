"""The Persons of a return, one after another from two streams of the record: nothing is kept but who must wait.

A child with several cases is one Person with several Requests; they come where the child's last case does, so a record
made from the return gives them in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.clock.vocabulary import FACT_KINDS
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.people_kinds import NEEDS
from ehcp_desk.domain.sen2 import Node, Person
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.oversight.sen2.requests import Excused, Year, request_node
from ehcp_desk.services.oversight.sen2.runs import requests_told
from ehcp_desk.services.oversight.sen2.told import KINDS, Entry, Row, Told, attrs

EVERY = 500
SCHOOL_YEAR = "_school_year"
OTHER_NEED = "_other_need"
"""What a rule wants and the message does not hold begins with a line: no profile names it, so it is never written."""
PLACE = "_place"
"""Which of all requests of its case a later one is, by which the dataset tells them apart in every year alike."""
_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})\s*$", re.IGNORECASE)
_NEED_CODES = {words.casefold(): code for code, words in NEEDS.items()} | {code.casefold(): code for code in NEEDS}
_CARED_FOR = ("placement", "boarding")
Waiting = list[tuple[int, str, list[Row]]]


def persons(work: ReadWork, year: Year, progress: Progress | None = None) -> Iterator[Person]:
    """Every Person of the return, streamed in the order of each child's last case."""
    for child, cases in children(work, KINDS, progress):
        found = person(child, cases, year)
        if found is not None:
            yield found


def children(work: ReadWork, kinds: Iterable[str], progress: Progress | None = None) -> Iterator[tuple[Child, Waiting]]:
    """Every child with its cases and their facts of these kinds, streamed in the order of each child's last case."""
    several = dict(work.shared_children())
    waiting: dict[int, Waiting] = {}
    for place, (case_id, ref, child, rows) in enumerate(_side_by_side(work, kinds)):
        if progress and place % EVERY == 0:
            progress(place, 0, "Reading the cases")
        cases: Waiting = [(case_id, ref, rows)]
        if child.id in several:
            cases = waiting.setdefault(child.id, [])
            cases.append((case_id, ref, rows))
            if len(cases) < several[child.id]:
                continue
            del waiting[child.id]
        yield child, cases


def _side_by_side(work: ReadWork, kinds: Iterable[str]) -> Iterator[tuple[int, str, Child, list[Row]]]:
    """Each case with its facts: both streams come in order of the case's number."""
    facts = work.every_case_raw(kinds)
    at, rows = next(facts, (0, []))
    for case_id, ref, child in work.every_identity():
        while at and at < case_id:
            at, rows = next(facts, (0, []))
        yield case_id, ref, child, rows if at == case_id else []


def person(child: Child, cases: Iterable[tuple[int, str, list[Row]]], year: Year) -> Person | None:
    """One child as a Person; None where none of its requests is in this return."""
    told, requests, refs, numbers = [], [], [], []
    for case_id, ref, rows in cases:
        for place, part in enumerate(requests_told(case_id, rows, year.last), 1):
            told.append(part)
            node = request_node(part, year)
            if node is not None:
                if place > 1:
                    node[PLACE] = place
                requests.append(node)
                refs.append(ref)
                numbers.append(case_id)
                if "ActivePlans" in node and (found := needs_of(part, child)):
                    node["ActivePlans"]["SENneed"] = [_of_the_year(need, year.needs) for need in found]
    if not requests:
        return None
    node = _who(child, told)
    node["Requests"] = requests
    held = child.year_on(date.fromisoformat(year.last))
    if held is not None:
        node[SCHOOL_YEAR] = held
    return Person(node, tuple(refs), tuple(numbers))


def _who(child: Child, told: list[Told]) -> Node:
    node: Node = {}
    if child.surname:
        node["Surname"] = child.surname
    if child.forenames:
        node["Forename"] = child.forenames
    if child.born is not None:
        node["PersonBirthDate"] = child.born.isoformat()
    if child.sex:
        node["Sex"] = child.sex
    if child.ethnicity:
        node["Ethnicity"] = child.ethnicity
    postcode = _postcode(told)
    if postcode:
        node["PostCode"] = postcode
    if child.upn:
        node["UPN"] = child.upn
    elif child.uln:
        node["UniqueLearnerNumber"] = child.uln
    else:
        entry = _latest(told, "upn_unknown")
        if entry is not None:
            node["UPNunknown"] = attrs(entry).get("reason", "")
    return node


def _latest(told: list[Told], kind: str) -> Entry | None:
    found = [entry for part in told if (entry := part.last(kind)) is not None]
    return max(found, key=lambda entry: entry[:2], default=None)


def _postcode(told: list[Told]) -> str:
    """The postcode of the home the child has now; one written at the end of an address counts."""
    entries = [(entry[:2], attrs(entry)) for part in told if "address" in part.by
               for entry in part.by["address"] if entry[1] not in part.over()]  # fmt: skip
    for _, said in sorted(entries, key=lambda e: e[0], reverse=True):
        if said.get("to") or said.get("sort") in _CARED_FOR:
            continue
        written = _POSTCODE.search(said.get("address", ""))
        found = said.get("postcode") or (written.group(1) if written else "")
        if found:
            return " ".join(str(found).upper().split())
    return ""


def needs_of(told: Told, child: Child) -> list[Node]:
    """The needs recorded last; where none are, the need on the child's details where its words are one of the codes."""
    entry = told.last("needs_recorded")
    if entry is not None:
        said = attrs(entry)
        codes = [said.get("primary", ""), said.get("secondary", "")]
    else:
        codes = [_NEED_CODES.get(child.need.strip().casefold(), "")]
    return [{"SENtype": code, "SENtypeRank": str(rank)} for rank, code in enumerate(codes, 1) if code]


def _of_the_year(need: Node, codes: frozenset[str]) -> Node:
    """A need the year has no code for is not sent (DS before 2025); a rule says so of the case (D-V21)."""
    code = need["SENtype"]
    return need if code in codes else {OTHER_NEED: code, "SENtypeRank": need["SENtypeRank"]}


def excused_by(law: Ruleset, as_at: date) -> Excused:
    """Whether the clock accepts a ground against the 20 weeks: asked only where one was claimed."""
    until = as_at.isoformat()

    def accepted(told: Told) -> bool:
        if "relief_claimed" not in told.by:
            return False
        known = sorted((number, kind, on, said) for kind, entries in told.by.items() if kind in FACT_KINDS
                       for on, number, said in entries if on <= until)  # fmt: skip
        facts = [Fact(kind, date.fromisoformat(on), attrs((on, n, said)), id=n) for n, kind, on, said in known]
        return any(d.rule == "A_FINAL_PLAN" and d.relief is not None for d in compute(facts, law, as_at).deadlines)

    return accepted
