"""What is taken out of a copy for whom, read from ``rules/redaction.toml``: rules, recipients, and words of doubt."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType


class Action(StrEnum):
    """What happens to words: taken out, left in, or a person must say."""

    REMOVE = "remove"
    LOOK = "look"
    KEEP = "keep"


class Audience(StrEnum):
    """Who a copy is for, as the rules know them; ``OTHER`` is a named person who is none of the rest."""

    MOTHER = "mother"
    FATHER = "father"
    PARENT = "parent"
    YOUNG_PERSON = "young_person"
    SCHOOL = "school"
    TRIBUNAL = "tribunal"
    FOI = "foi"
    SUBJECT_ACCESS = "subject_access"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to take words out.  ``label`` stands in their place; ``locked`` words cannot be kept by anybody."""

    id: str
    title: str
    label: str
    why: str
    source: str
    locked: bool
    actions: Mapping[Audience, Action]

    def action(self, audience: Audience) -> Action:
        """What the rule says for a recipient; what it does not name is kept."""
        return self.actions.get(audience, Action.KEEP)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every rule of one version; ``relations`` are the words that tell what somebody is to a child, ``common``
    names that are ordinary words, ``restricted`` the kinds of entry whose own words never leave the case file,
    ``not_names`` what is never looked for as a name by itself, ``callers`` what stands before the name of whoever rang."""

    version: str
    rules: Mapping[str, Rule]
    relations: Mapping[str, tuple[str, ...]]
    common: frozenset[str]
    restricted: frozenset[str]
    not_names: frozenset[str]
    callers: frozenset[str]

    def is_a(self, sort: str, relation: str) -> bool:
        """True where a relation as it was typed (``Mum``, ``Step-father``) has a word of this sort in it."""
        typed = f" {' '.join(relation.casefold().replace('-', ' ').replace('/', ' ').split())} "
        return any(f" {word} " in typed for word in self.relations[sort])


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The rules that ship with the program.  KeyError or ValueError for a file that is not as it should be."""
    data = tomllib.loads((files("ehcp_desk.rules") / "redaction.toml").read_text(encoding="utf-8"))
    if set(data["recipients"]) != {a.value for a in Audience}:
        raise ValueError("redaction.toml names other recipients than the program knows")
    rules = {}
    for entry in data["rule"]:
        actions = {Audience(name): action for action in (Action.REMOVE, Action.LOOK) for name in entry.get(action, ())}
        rules[entry["id"]] = Rule(entry["id"], entry["title"], entry["label"], entry["why"], entry["source"],
                                  bool(entry.get("locked", False)), MappingProxyType(actions))  # fmt: skip
    relations = {sort: tuple(words) for sort, words in data["relations"].items()}
    said = {word for words in relations.values() for relation in words for word in relation.split()}
    return RuleBook(
        version=data["version"],
        rules=MappingProxyType(rules),
        relations=MappingProxyType(relations),
        common=frozenset(data["names"]["common"].split()),
        restricted=frozenset(data["restricted"]),
        not_names=frozenset(data["not_names"]) | said,
        callers=frozenset(data["callers"]).union(
            *(relations[sort] for sort in ("mother", "father", "parent", "sibling"))
        ),
    )
