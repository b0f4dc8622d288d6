"""When we were last in touch with the child or young person, and with the family: two different things (needs.md D7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ehcp_desk.clock.model import Fact


def with_the_child(who: str, *names: str) -> bool:
    """Whether a contact was with the child or young person, known by any of these names."""
    return who.casefold() in {name.casefold() for name in names if name}


def last_contact(contacts: Iterable[Fact], *names: str) -> tuple[date | None, date | None]:
    """The last day in touch with the child, known by any of these names, and with anybody else about them."""
    child = family = None
    for fact in contacts:
        if with_the_child(fact.attrs.get("with", ""), *names):
            child = fact.on if child is None else max(child, fact.on)
        else:
            family = fact.on if family is None else max(family, fact.on)
    return child, family
