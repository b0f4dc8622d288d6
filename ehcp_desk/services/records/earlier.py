"""What a child and the people about it were called, and where they lived, before it was changed: from journal and entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ehcp_desk.domain.case import Case, Child, Contactable
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import payload_of
from ehcp_desk.domain.profile import Statement, profile_of
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.redaction_addresses import address_key
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.details import PERSON_WORDS
from ehcp_desk.services.records.as_known import put_back

_TEXTS = ("name", "phone", "email", "more", "address")


def earlier_people(work: ReadWork, cases: Iterable[Case], people: Sequence[Contactable]) -> Iterator[Contactable]:
    """Each person as they stood before a change of name, number or address.

    An earlier address is marked as it was when it was given up; one that stands today is told by today's mark alone.
    """
    now = {p.id: p for p in people}
    today = {address_key(p.address) for p in people}
    for said in _newest_first(work, cases, "person_changed"):
        person = now.get(said.get("person", 0))
        if person is None:
            continue
        before = {title: values.get("before", "") for title, values in said.get("fields", {}).items()}
        texts = {name: before[PERSON_WORDS[name]] for name in _TEXTS if PERSON_WORDS[name] in before}
        hidden = before.get(PERSON_WORDS["hidden"], "yes" if person.hidden else "no") == "yes"
        was = replace(person, **texts, hidden=hidden)
        now[person.id] = was
        if any(texts.values()):
            yield replace(was, address="") if address_key(was.address) in today else was


def earlier_children(work: ReadWork, cases: Sequence[Case], child: Child) -> Iterator[Child]:
    """The child as it was called and where it went to school before, and as one found to be this one was entered."""
    was = child
    kinds = ("child_changed", "children_merged", "children_split")
    for said in _newest_first(work, cases, *kinds):
        before = {title: values.get("before", "") for title, values in said.get("fields", {}).items()}
        was = put_back(was, {title: text for title, text in before.items() if text})
        yield was
        if "merged" in said:
            with suppress(BadInput):  # a number that another program made up
                yield work.child_row(said["merged"])


def earlier_addresses(facts: Sequence[RecordedFact]) -> Iterator[Statement]:
    """Addresses of the child that were corrected or withdrawn, where nothing that stands says the same address."""
    standing = {address_key(s.attrs.get("address", "")) for s in profile_of(facts).statements if s.kind == "address"}
    gone = [f._replace(superseded_by=None) for f in facts if f.fact.kind == "address" and not f.stands]
    for said in profile_of(gone).statements:
        if address_key(said.attrs.get("address", "")) not in standing:
            yield said


def _newest_first(work: ReadWork, cases: Iterable[Case], *kinds: str) -> Iterator[Mapping[str, Any]]:
    """What the journal keeps of these kinds for the cases of one child; what was lawfully emptied, or another program wrote,
    says nothing."""
    found = {entry.seq: entry for case in cases for kind in kinds for entry in work.journal(0, case.id, kind)}
    yield from filter(None, (payload_of(entry) for _, entry in sorted(found.items(), reverse=True)))
