"""Children, people to ring and the heads of cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from db.folding import born_word, email_words, name_words, phone_words, reference_words, words
from db.shape import Shape
from ehcp_desk.domain.case import Case, Child, Contactable, YearGroup
from ehcp_desk.domain.folding import fold

_CHILD = "k.id k.surname k.forenames k.born:day? k.sex k.upn k.year_group k.year_since k.setting k.need k.before_you_ring k.uln "
_CHILD += "k.nhs k.known_as k.ethnicity k.language k.communication"
CHILD = Shape(_CHILD)
IDENTITY = Shape("c.id c.ref " + _CHILD)
_CASE = (
    "c.id c.ref c.team_id c.owner_id c.owned_since:{0} c.unassigned_since:{0} c.psychologist c.held c.version " + _CHILD
)
CASE = Shape(_CASE.format("day"))
CASE_AS_FOUND = Shape(_CASE.format("day?"))
"""The same for a check, which looks at the days by themselves: one that is no day is not known."""
CONTACTABLE = Shape(
    "id child_id name relation phone email parental_responsibility:flag preference more rests_on language "
    "interpreter address hidden:flag agency since:day until:day"
)


def name_folded(surname: str, forenames: str) -> str:
    """A name as two records of one child are matched by, and as lists sort it."""
    return f"{fold(' '.join(surname.split()))}, {fold(' '.join(forenames.split()))}"


def child(row: Sequence[Any]) -> Child:
    """A child from ``CHILD``."""
    number, surname, forenames, born, sex, upn, year, since, *rest = row
    group = None if year is None else YearGroup(year, since)
    return Child(number, surname, forenames, born, sex, upn, group, *rest)


def child_values(value: Child) -> dict[str, Any]:
    """What is stored of a child, without the id."""
    return {
        "surname": value.surname, "forenames": value.forenames,
        "name_folded": name_folded(value.surname, value.forenames), "born": value.born, "sex": value.sex,
        "upn": value.upn.strip().upper(), **year_values(value.year_group), "setting": value.setting,
        "need": value.need, "before_you_ring": value.before_you_ring, "uln": value.uln.strip(),
        "nhs": value.nhs, "known_as": value.known_as, "ethnicity": value.ethnicity, "language": value.language,
        "communication": value.communication,
    }  # fmt: skip


def year_values(said: YearGroup | None) -> dict[str, Any]:
    """What is stored of a year group."""
    return {"year_group": said and said.group, "year_since": said and said.since}


def contactable(row: Sequence[Any]) -> Contactable:
    """A person to ring from ``CONTACTABLE``."""
    return Contactable(*row)


def contactable_values(value: Contactable) -> dict[str, Any]:
    """What is stored of a person to ring, without the id."""
    return {
        "child_id": value.child_id, "name": value.name, "relation": value.relation, "phone": value.phone,
        "email": value.email, "parental_responsibility": value.parental_responsibility, "preference": value.preference,
        "more": value.more, "rests_on": value.rests_on, "language": value.language, "interpreter": value.interpreter,
        "address": value.address, "hidden": value.hidden, "agency": value.agency, "since": value.since,
        "until": value.until,
    }  # fmt: skip


def case(row: Sequence[Any]) -> Case:
    """The head of a case from ``CASE``."""
    number, ref, team, owner, owned, unassigned, psychologist, held, version, *about = row
    return Case(number, ref, child(about), team, owner, owned, unassigned, psychologist, held, version)


def case_values(value: Case) -> dict[str, Any]:
    """What is stored of the head of a case, without its id and version."""
    return {
        "ref": value.ref, "ref_folded": fold(value.ref.strip()), "child_id": value.child.id, "team_id": value.team_id,
        "owner_id": value.owner_id, "owned_since": value.owned_since, "unassigned_since": value.unassigned_since,
        "psychologist": value.psychologist, "held": value.held,
    }  # fmt: skip


def search_words(ref: str, about: Child, people: Iterable[Contactable]) -> set[str]:
    """Every word a case is found by."""
    found = {*reference_words(ref), *name_words(about.surname), *name_words(about.forenames), *words(about.setting)}
    found.update((fold(about.upn.strip()), about.uln.strip(), about.nhs, "".join(words(about.surname))))
    found.update(name_words(about.known_as))
    if about.born is not None:
        found.add(born_word(about.born))
    for person in people:
        found.update((*name_words(person.name), *phone_words(person.phone), *email_words(person.email)))
        for way in person.more.splitlines():
            found.update(email_words(way) if "@" in way else phone_words(way))
    found.discard("")
    return found
