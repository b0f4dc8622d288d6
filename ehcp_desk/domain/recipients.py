"""Who a copy is for: a word on the command line or a choice on screen, found among the people of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.redaction_rules import Audience, rule_book

WORDS = {
    Audience.MOTHER: "the mother",
    Audience.FATHER: "the father",
    Audience.PARENT: "the parents",
    Audience.YOUNG_PERSON: "the young person",
    Audience.SCHOOL: "the school or setting",
    Audience.TRIBUNAL: "the tribunal",
    Audience.FOI: "the public (freedom of information)",
    Audience.SUBJECT_ACCESS: "a subject access request",
}
ALSO = {"mum": "mother", "dad": "father", "parents": "parent", "setting": "school", "public": "foi",
        "sar": "subject_access"}  # fmt: skip
_NOT_THEMSELVES = ("step", "foster", "partner", "friend", " of ", "former", "grand", "in-law", "in law")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a copy is for.  ``short`` is how they are called inside a sentence; ``people`` are those
    on the case whom it is for, whose own details stay in it; ``large_print`` names those of them who need it."""

    audience: Audience
    short: str
    people: tuple[Contactable, ...] = ()
    large_print: str = ""

    @property
    def words(self) -> str:
        """Who it is in full: ``the father, Daniel Harrow``."""
        names = " and ".join(p.name for p in self.people)
        return f"{self.short}, {names}" if names and names != self.short else self.short


def recipient_of(word: str, people: Sequence[Contactable], child: Child) -> Recipient:
    """The recipient a word names: a part somebody plays, or the name of a person on the case.

    Raises BadInput in one sentence that lists what can be said, or where two people answer to the word.
    """
    typed = " ".join(word.casefold().replace("-", " ").replace("_", " ").split()).replace(" ", "_")
    typed = ALSO.get(typed, typed)
    if typed in {a.value for a in WORDS}:
        return _by_part(Audience(typed), people, child)
    named = [p for p in people if _same(p.name, word)]
    if len(named) == 1:
        return _by_person(named[0])
    if len(named) > 1:
        raise BadInput(
            f"{len(named)} people on the case are called {word}; put their names right first, so that each is one person."
        )
    names = ", ".join([*WORDS, *dict.fromkeys(p.name for p in people)])
    raise BadInput(f"'{word}' is nobody this copy can be for; say one of: {names}.")


def reader_of(people: Sequence[Contactable], child: Child) -> Recipient:
    """Whoever reads one letter: a person by name, several at one address together, the young person where nobody is named."""
    if not people:
        return Recipient(Audience.YOUNG_PERSON, child.name)
    return _by_person(people[0]) if len(people) == 1 else Recipient(
        Audience.PARENT, " and ".join(p.name for p in people), tuple(people)
    )  # fmt: skip


def choices(people: Sequence[Contactable]) -> list[tuple[str, str]]:
    """Every recipient to choose from, as (the word, what a person reads): the parts first, then everybody by name."""
    parts = [(a.value, words[:1].upper() + words[1:]) for a, words in WORDS.items()]
    named = [(p.name, f"{p.name}, {p.relation}" if p.relation else p.name) for p in people if p.name.strip()]
    return [*parts, *dict.fromkeys(named)]


def _by_part(audience: Audience, people: Sequence[Contactable], child: Child) -> Recipient:
    words = WORDS[audience]
    if audience in (Audience.MOTHER, Audience.FATHER):
        found = [p for p in people if _is(audience.value, p)]
        if len(found) > 1:
            names = " and ".join(p.name for p in found)
            raise BadInput(f"{len(found)} people on the case are {audience.value}: {names}; say which, by name.")
        return Recipient(audience, words, tuple(found))
    if audience is Audience.PARENT:
        return Recipient(audience, words, tuple(p for p in people if is_parent(p)))
    return Recipient(audience, f"{words}, {child.name}" if audience is Audience.YOUNG_PERSON else words)


def _by_person(person: Contactable) -> Recipient:
    audience = Audience.OTHER
    if is_parent(person):
        # A parent by name is one parent alone: what is the other's is taken out, as for a mother or a father.
        audience = Audience.FATHER if _is("father", person) else Audience.MOTHER
    elif is_professional(person):
        audience = Audience.SCHOOL
    return Recipient(audience, person.name, (person,))


def is_parent(person: Contactable) -> bool:
    """True for somebody who holds parental responsibility or is recorded as the mother or the father."""
    if is_professional(person):
        return False
    return person.parental_responsibility or _is("mother", person) or _is("father", person)


def is_professional(person: Contactable) -> bool:
    """True for somebody on the case in their work: an agency is recorded, or the relation is a profession."""
    book = rule_book()
    if any(book.is_a(sort, person.relation) for sort in ("mother", "father", "parent", "sibling")):
        return False
    return bool(person.agency.strip()) or any(book.is_a(sort, person.relation) for sort in ("school", "professional"))


def _is(part: str, person: Contactable) -> bool:
    return plays(part, person.relation)


def plays(part: str, relation: str) -> bool:
    """True where a relation says the mother or father themselves: not a step-parent, a foster carer, or a partner of one."""
    typed = relation.casefold()
    return rule_book().is_a(part, typed) and not any(word in typed for word in _NOT_THEMSELVES)


def _same(name: str, word: str) -> bool:
    return bool(word.strip()) and " ".join(name.casefold().split()) == " ".join(word.casefold().split())
