"""Whom a field filled in by hand means: ``Mum and her partner``, ``dad``, ``Mr Harrow``, ``birth family``.

Words are held whole against names and relations: ``mother`` is no part of ``grandmother``.  A part of the field with a word
that is nobody's is not understood, and what is not understood is never taken for the one person who may read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.recipients import Recipient, is_parent, plays
from ehcp_desk.domain.redaction_rules import Audience, rule_book
from ehcp_desk.domain.redaction_text import name_parts, plain

_APART = re.compile(r"[,;/&+()\n]|\band\b|\bor\b")
_FILLERS = frozenset({"the", "her", "his", "their", "both", "birth", "adoptive", "child's", "own", "with", "from"})
_AUDIENCES = {Audience.SCHOOL: {"school", "setting", "college", "nursery"}, Audience.TRIBUNAL: {"tribunal"},
              Audience.YOUNG_PERSON: {"child", "young person"}}  # fmt: skip
_PARENTS = (Audience.MOTHER, Audience.FATHER, Audience.PARENT)


def lives_there(words: str, recipient: Recipient) -> bool:
    """True where the child is said to live with this recipient: by the whole name, or by what they are to the child."""
    if len(recipient.people) != 1:
        return False
    (person,) = recipient.people
    full = name_parts(person.name)
    for part in _parts(words):
        said = [w for w in name_parts(part) if w not in _FILLERS]
        whole = len(full) > 1 and set(full) <= set(said)
        rest = " ".join(w for w in said if w not in full) if whole else " ".join(said)
        if (whole and not rest) or _is_to_the_child(rest, person):
            return True
    return False


def kept_from(words: str, recipient: Recipient, people: Sequence[Contactable]) -> bool:
    """True where an address is hidden from this recipient: they are named, or somebody the rules do not recognise is."""
    parts = list(_parts(words))
    return not parts or any(_means(part, recipient, people) for part in parts)


def _means(part: str, recipient: Recipient, people: Sequence[Contactable]) -> bool:
    said = [w for w in name_parts(part) if w not in _FILLERS]
    named = [p for p in people if _named(said, p)]
    if named:
        fully = [p for p in named if set(name_parts(p.name)) <= set(said)]
        return _any_of(fully or named, recipient)
    words = " ".join(said)
    if words in ("parent", "parents"):
        return recipient.audience in _PARENTS or any(is_parent(p) for p in recipient.people)
    for audience in (Audience.MOTHER, Audience.FATHER):
        if _says(audience.value, words):
            return recipient.audience in (audience, Audience.PARENT) or any(
                plays(audience.value, p.relation) for p in recipient.people
            )
    for audience, known in _AUDIENCES.items():
        if words in known:
            return recipient.audience is audience
    related = [p for p in people if words and plain(p.relation) == words]
    return _any_of(related, recipient) if related else True


def _named(said: Sequence[str], person: Contactable) -> bool:
    """True where every word is of this person's name, or says what they are to the child: ``Dad Daniel``, ``Mr Harrow``."""
    names = set(name_parts(person.name))
    rest = " ".join(w for w in said if w not in names)
    return bool(names & set(said)) and (not rest or _is_to_the_child(rest, person))


def _is_to_the_child(words: str, person: Contactable) -> bool:
    if not words or plain(person.relation) == words:
        return bool(words)
    return any(_says(part, words) and plays(part, person.relation) for part in ("mother", "father"))


def _says(part: str, words: str) -> bool:
    """True where the words say mother or father and nothing else: ``mum`` does, ``mum until May`` does not."""
    known = {word for relation in rule_book().relations[part] for word in relation.split()}
    return bool(words) and set(words.split()) <= known


def _any_of(people: Sequence[Contactable], recipient: Recipient) -> bool:
    who = {plain(p.name) for p in recipient.people}
    plain_parts = [
        part.value for part in (Audience.MOTHER, Audience.FATHER) if recipient.audience in (part, Audience.PARENT)
    ]
    return any(plain(p.name) in who or any(plays(part, p.relation) for part in plain_parts) for p in people)


def _parts(words: str) -> Iterator[str]:
    yield from (part.strip() for part in _APART.split(plain(words)) if part.strip())
