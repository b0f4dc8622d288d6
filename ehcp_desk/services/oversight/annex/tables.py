"""The rows of the Standard Safeguarding Dataset that one Person of SEN2 comes to, by the keys of ``ssd.toml``."""

from __future__ import annotations

from collections.abc import Iterator

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.sen2 import Node, Person
from ehcp_desk.services.oversight.sen2.reading import PLACE

Made = tuple[str, int, str, Node]
"""What the row is of, the number of its case, its reference, and its values by key."""


def ssd_rows(child: Child, person: Person) -> Iterator[Made]:
    """The rows of one Person: identifiers, requests, assessments, plans and needs, each with the ids it hangs by.

    Ids are made of the reference of the case, so that they are the same every time; a second request on one case is
    told apart by its place among all of the case, those of earlier years with them.
    """
    person_id = str(child.id)
    unknown = person.node.get("UPNunknown", "")
    about = {"person_id": person_id, "upn": child.upn, "uln": child.uln, "upn_unknown": unknown}
    yield "person", person.cases[0], person.refs[0], about
    for case_id, ref, request in zip(person.cases, person.refs, person.node["Requests"], strict=True):
        request_id = f"{ref}.{request[PLACE]}" if PLACE in request else ref
        ids = {"person_id": person_id, "request_id": request_id, "assessment_id": f"{request_id}-A",
               "named_plan_id": f"{request_id}-P", "active_plan_id": f"{request_id}-E"}  # fmt: skip
        for of, node in _parts(request, request_id):
            yield of, case_id, ref, ids | node


def _parts(request: Node, request_id: str) -> Iterator[tuple[str, Node]]:
    yield "request", request
    assessment = request.get("Assessment")
    if assessment is not None:
        yield "assessment", assessment
        if "NamedPlan" in assessment:
            yield "named_plan", assessment["NamedPlan"]
    active = request.get("ActivePlans")
    if active is not None:
        yield "active_plan", active
        for need in active.get("SENneed", ()):
            yield "need", need | {"need_id": f"{request_id}-N{need['SENtypeRank']}"}
