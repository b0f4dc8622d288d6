"""Rules about the Person: D-P01 to D-P24 and D-F07."""

from __future__ import annotations

from collections.abc import Iterator

from ehcp_desk.domain.identifiers import uln_fault, upn_fault
from ehcp_desk.domain.sen2 import Node
from ehcp_desk.services.oversight.sen2.checks.ground import POSTCODE, Add, Ground, age, number
from ehcp_desk.services.oversight.sen2.plans import MADE_ON, MOVED_IN
from ehcp_desk.services.oversight.sen2.reading import SCHOOL_YEAR

UNKNOWN_REASONS = frozenset({"UN1", "UN2", "UN3", "UN5", "UN8", "UN9", "UN10"})
SCHOOL_AGE, POST_16, OLDEST = 6, 16, 24
_YEARS_APART = 1


def check_person(node: Node, ground: Ground, add: Add) -> None:
    """Who the Person is."""
    get = node.get
    if not get("Surname"):
        add("D-P01")
    if not get("Forename"):
        add("D-P02")
    born = get("PersonBirthDate", "")
    if number(born) < 0:
        add("D-P03", detail=born)
        born = ""
    elif born > ground.last:
        add("D-P04", detail=born)
        born = ""
    live = any("ActivePlans" in request for request in get("Requests", ()))
    # A plan may be kept to the end of the school year a person turns 25 in, so 24 is the last age one is begun at; that
    # age is the one on the day before, 31 August.
    eve = f"{int(ground.last[:4]) - (ground.last[5:] < '09-01')}-08-31"
    if live and (not born or age(born, eve) > OLDEST):
        add("D-P05", detail=born)
    if get("Sex") not in ("M", "F"):
        add("D-P06", detail=get("Sex", ""))
    ethnicity = get("Ethnicity", "")
    if ethnicity not in ground.ethnicities:
        add("D-P08", detail=ethnicity)
    elif live and ethnicity in ("REFU", "NOBT"):
        ground.tally.not_stated += 1
    postcode = get("PostCode")
    if postcode and not POSTCODE.fullmatch(postcode):
        add("D-P10", detail=postcode)
    if not get("Requests"):
        add("D-P22")
    _identifiers(node, ground, add, born)
    _school_year(node, ground, add, born, live)


def _identifiers(node: Node, ground: Ground, add: Add, born: str) -> None:
    upn, uln, why = node.get("UPN", ""), node.get("UniqueLearnerNumber", ""), node.get("UPNunknown", "")
    tally = ground.tally
    if not upn and not uln and not why:
        add("D-P11")
    if why and (upn or uln):
        add("D-P12", detail=why)
    if upn:
        fault = upn_fault(upn)
        if not fault and upn[1:4] not in ground.upn_councils:
            fault = f"{upn[1:4]} is not the code of a council."
        if fault:
            add("D-P13", detail=fault)
        if upn in tally.upns:
            add("D-P14", detail=upn)
        tally.upns.add(upn)
    if uln:
        if fault := uln_fault(uln):
            add("D-P15", detail=fault)
        if uln in tally.ulns:
            add("D-P16", detail=uln)
        tally.ulns.add(uln)
    if why:
        _unknown(node, ground, add, born, why)
    who = hash((node.get("Surname", "").casefold(), node.get("Forename", "").casefold(), born))
    if born and who in tally.named and not (upn and upn == tally.named[who]):
        add("D-P23")
    tally.named[who] = upn


def _unknown(node: Node, ground: Ground, add: Add, born: str, why: str) -> None:
    if why not in UNKNOWN_REASONS:
        add("D-P17", detail=why)
    if born and why == "UN1" and age(born, ground.last) >= SCHOOL_AGE:
        add("D-P18", detail=f"aged {age(born, ground.last)}")
    if born and why == "UN9" and age(born, ground.last) < POST_16:
        add("D-P20", detail=f"aged {age(born, ground.last)}")
    requests = node.get("Requests", ())
    if why == "UN8" and any(number(ground.last) - number(day) > 7 for r in requests for day in _known_since(r)):
        add("D-P19")
    if why == "UN10" and any("Assessment" in r for r in requests):
        add("D-P21")


def _known_since(request: Node) -> Iterator[str]:
    """Days by which the council knew of the child: the request, and the day a plan came to be in place here."""
    plan = request.get("Assessment", {}).get("NamedPlan", {})
    for day in (request.get("ReceivedDate"), plan.get(MOVED_IN) or plan.get(MADE_ON) or plan.get("StartDate")):
        if day:
            yield day


def _school_year(node: Node, ground: Ground, add: Add, born: str, live: bool) -> None:
    """The school year on the record against the one the date of birth gives: a year apart is ordinary, two are not."""
    held = node.get(SCHOOL_YEAR)
    if not live or held is None or not born or age(born, ground.last) > 19:
        return
    begun = int(ground.last[:4]) - (ground.last[5:] < "09-01")
    expected = begun - int(born[:4]) - 5 + (born[5:] < "09-01")
    if abs(held - expected) > _YEARS_APART:
        add("D-F07", detail=f"year {held} on the record, {expected} by the date of birth")
