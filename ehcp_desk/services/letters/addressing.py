"""Whom a letter goes to: whoever decides, each address by itself, and never an address that must not be disclosed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.deciding import who_decides
from ehcp_desk.domain.letters import Addressee
from ehcp_desk.domain.profile import Profile

_PARENTS = re.compile(r"\b(mother|father|mum|dad|parent|guardian|carer)", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_NEEDS = re.compile(
    r"braille|large print|easy read|audio|interpret|translat|\bsign|BSL|makaton|symbol|PECS|lip|hearing|text relay|"
    r"coloured paper|read (?:it )?aloud|large type",
    re.IGNORECASE,
)
_SHORTEST_LINE = 6


def addressees(
    child: Child, people: Sequence[Contactable], profile: Profile, day: date
) -> tuple[tuple[Addressee, ...], tuple[str, ...]]:
    """Whom a letter of this day goes to, and the sentences that say why it cannot be addressed."""
    decider = who_decides(child, profile, day).who
    if not decider:
        return (), ("The date of birth is missing, so nobody can say whether the parents or the young person decide; "
                    "write it on the Child tab.",)  # fmt: skip
    home = profile.newest(day, "address")
    lines, hidden = _lines(home.attrs.get("address", "")) if home else (), home is not None and home.hidden
    if decider in ("young_person", "representative"):
        told = profile.newest(day, "decider_recorded")
        acting = told.attrs.get("name", "") if decider == "representative" and told else ""
        one = Addressee(acting or child.name, () if hidden else lines, "", hidden)
        return (one,), () if lines else _unreachable(one.name, "an address under Child")
    parents = [p for p in people if p.acts_on(day) and (p.parental_responsibility or _PARENTS.search(p.relation))]
    if not parents:
        return (), ("Nobody on the record is a parent or has parental responsibility; add them under People.",)
    lives_with = (home.attrs.get("with", "") if home else "").casefold()
    made = _by_address(parents, lines, hidden, lives_with)
    lost = [one for one in made if not one.printed and not one.email]
    return made, tuple(
        sentence for one in lost for sentence in _unreachable(one.name, "an address or email under People")
    )


def _by_address(
    parents: Sequence[Contactable], home: tuple[str, ...], home_hidden: bool, lives_with: str
) -> tuple[Addressee, ...]:
    """One addressee an address.  The child's home stands for a parent without an address only where that is certain."""
    groups: dict[str, list[tuple[Contactable, tuple[str, ...], bool]]] = {}
    for person in parents:
        own, hidden = _lines(person.address), person.hidden
        at_home = len(parents) == 1 or (person.name.casefold() in lives_with)
        if not own and at_home:
            own, hidden = home, home_hidden or hidden
        key = _plain("".join(own)) or f"person {person.id}"
        groups.setdefault(f"{key} {hidden}", []).append((person, own, hidden))
    return tuple(
        Addressee(
            " and ".join(person.name for person, _, _ in group),
            () if group[0][2] else group[0][1],
            next((person.email for person, _, _ in group if person.email), ""),
            group[0][2],
            tuple(person.id for person, _, _ in group),
        )
        for group in groups.values()
    )


def communication_needs(child: Child, people: Iterable[Contactable], to: Iterable[Addressee]) -> tuple[str, ...]:
    """What each reader needs so as to understand a letter, in a sentence each; empty where nothing is recorded."""
    readers = {number for one in to for number in one.people}
    found = []
    if child.speaks:
        found.append(f"{child.name}: {child.speaks}.")
    for person in people:
        said = [person.speaks, person.preference if _NEEDS.search(person.preference) else ""]
        words = ", ".join(part for part in said if part)
        if person.id in readers and words:
            found.append(f"{person.name}: {words}.")
    return tuple(found)


def nowhere_to_post(to: Iterable[Addressee]) -> tuple[str, ...]:
    """For each reader without a postal address on the record, a sentence."""
    return tuple(
        f"No postal address is on the record for {one.name}; write it under People, or send the letter another way."
        for one in to if not one.printed
    )  # fmt: skip


def disclosed(text: str, people: Iterable[Contactable], profile: Profile) -> bool:
    """True where a text gives away an address that must not be disclosed: its postcode or its first line."""
    secret = [p.address for p in people if p.hidden and p.address]
    secret += [s.attrs.get("address", "") for s in profile.statements if s.kind == "address" and s.hidden]
    plain = _plain(text)
    return any(sign in plain for address in secret for sign in _signs(address))


def _signs(address: str) -> list[str]:
    lines = _lines(address)
    found = [_plain(code) for code in _POSTCODE.findall(address)]
    first = _plain(lines[0]) if lines else ""
    return [*found, *([first] if len(first) >= _SHORTEST_LINE else [])]


def _unreachable(name: str, what: str) -> tuple[str, ...]:
    return (f"There is no way to send a letter to {name}; write {what}.",)


def _lines(address: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[\n,]", address) if part.strip())


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
