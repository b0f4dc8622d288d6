"""What each notice must say, read strictly from ``rules/notices``: elements with their law, and the fields they name.

A notice is a list of required elements, each under a regulation.  An element's words stand in the notice's own file, or
in ``shared.toml`` where several notices say the same.  It is present when every field its words name has something in
it; a required element without words anywhere is a fault of the file and is refused when it is read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.reading import Place, RuleError

FIELDS, SHARED = "fields.toml", "shared.toml"
RESPONSE = "council_response"
"""The council's response to an appeal: made of the same parts, and no notice to a family."""
FRAME = ("letterhead", "signature")
"""Elements every letter has round its words, set by the paper and not among its parts."""
GOOD_PRACTICE = "good practice"
NAMED = re.compile(r"\{(\w+)\}")
_KIND_KEYS = {
    "title", "short", "law", "fact", "attrs", "also", "basis", "again", "since", "has", "has_ever", "has_ahead", "has_not",
    "lacks", "over", "limits", "about", "served", "encloses_plan", "needs_plan", "linked_only", "words", "required", "element",
}  # fmt: skip
_ELEMENT_KEYS = {"title", "heading", "text"}


class Source(StrEnum):
    """Where the words of a field come from."""

    RECORD = "record"
    SETTINGS = "settings"
    CLOCK = "clock"
    WRITTEN = "written"


class Trigger(StrEnum):
    """Which run of a rule dates a field: the one this notice starts, the one on the record, or the first or last."""

    NOTICE = "notice"
    CASE = "case"
    EARLIEST = "earliest"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Field:
    """One named field: its title, where its words come from, where to put it right (part of a sentence), and what does
    so at the command line, where that is one command.  ``rules`` are those of the clock that date it, a limb after a colon."""

    id: str
    title: str
    source: Source
    fix: str
    rules: tuple[str, ...] = ()
    trigger: Trigger = Trigger.CASE
    command: str = ""

    def place(self, rule: str) -> int:
        """Where a rule that dates it stands among them; the first there is counts."""
        return next(n for n, name in enumerate(self.rules) if name.partition(": ")[0] == rule)

    def dated_by(self, rule: str, subject: str) -> bool:
        """True for a run of one of its rules; of a rule named with a limb (``RULE: limb``) only that limb's."""
        return rule in self.rules or f"{rule}: {subject}" in self.rules


@dataclass(frozen=True, slots=True)
class Element:
    """One thing a notice must say: the law that asks for it, its heading in the letter and its words with fields."""

    id: str
    title: str
    law: str
    heading: str
    text: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields its words name, in order, in small letters."""
        return tuple(dict.fromkeys(name.lower() for name in NAMED.findall(self.text)))


@dataclass(frozen=True, slots=True)
class Condition:
    """A kind of fact, with one value where that matters: ``assess_decision_notified=refuse``."""

    kind: str
    value: str = ""

    def meets(self, fact: Fact) -> bool:
        """True for a fact of the kind that says the value."""
        return fact.kind == self.kind and (not self.value or self.value in fact.attrs.values())


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice.

    ``fact`` is the clock's fact that the notice is, with ``attrs``; ``also`` a second one the same letter is.
    ``linked_only`` notices tell of a fact that must be there already.  ``since`` are the facts that begin the round a
    notice belongs to, ``over`` those that end one: what went before does not count.  ``has`` lists facts of which one must
    be there (ever, with ``has_ever``; still to come, with ``has_ahead``), ``lacks`` facts of which none may be.  ``again``
    names the fact that allows the notice to be given a second time.  ``served`` notices leave the family days that are
    counted from when they arrive.  ``about`` is which recorded decision gives the reasons, ``words`` fixed words of this
    kind for shared elements.
    """

    id: str
    title: str
    short: str
    law: str
    fact: str
    attrs: Mapping[str, str]
    also: str
    basis: bool
    again: str
    since: tuple[str, ...]
    over: tuple[Condition, ...]
    has: tuple[Condition, ...]
    has_ever: bool
    has_ahead: bool
    has_not: str
    lacks: tuple[Condition, ...]
    limits: tuple[str, ...]
    about: str
    served: bool
    encloses_plan: bool
    needs_plan: str
    linked_only: bool
    words: Mapping[str, str]
    elements: tuple[Element, ...]

    @property
    def appealable(self) -> bool:
        """True where the notice gives a right of appeal, and the time to use it."""
        return any(element.id == "appeal" for element in self.elements)

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field the notice needs, in the order of the letter."""
        named = [name for element in self.elements for name in element.fields]
        worded = [name.lower() for words in self.words.values() for name in NAMED.findall(words)]
        return tuple(dict.fromkeys(n for n in (*named, *worded) if n not in self.words))


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """Every kind of notice, and every field."""

    kinds: Mapping[str, NoticeKind]
    fields: Mapping[str, Field]


@lru_cache(maxsize=1)
def load_notice_rules() -> NoticeRules:
    """The notices that ship with the program; read once.  Raises RuleError where a file is wrong."""
    room = files("ehcp_desk.rules.notices")
    texts = {item.name: item.read_text(encoding="utf-8") for item in room.iterdir() if item.name.endswith(".toml")}
    return read_notice_rules(texts)


def read_notice_rules(texts: Mapping[str, str]) -> NoticeRules:
    """The notices in the text of their files, by file name.  Raises RuleError for the first thing that is wrong."""
    fields = _fields(_parse(FIELDS, texts))
    shared = _elements(Place(SHARED), _parse(SHARED, texts).get("element", {}))
    kinds: dict[str, NoticeKind] = {}
    for name in sorted(texts):
        if name not in (FIELDS, SHARED):
            kind = name.removesuffix(".toml")
            kinds[kind] = _kind(Place(name), kind, _parse(name, texts), shared, fields)
    return NoticeRules(MappingProxyType(kinds), MappingProxyType(fields))


def _parse(name: str, texts: Mapping[str, str]) -> Mapping[str, Any]:
    if name not in texts:
        raise RuleError(f"The notices lack the file {name}.")
    try:
        return tomllib.loads(texts[name])
    except tomllib.TOMLDecodeError as bad:
        raise RuleError(f"{name}: {bad}") from bad


def _fields(body: Mapping[str, Any]) -> dict[str, Field]:
    found = {}
    for name, given in Place(FIELDS).table(body, {"about", "field"}, ("field",))["field"].items():
        place = Place(FIELDS, name)
        row = place.table(given, {"title", "from", "fix", "rules", "trigger", "command"}, ("title", "from", "fix"))
        source = place.one_of(row, "from", Source)
        found[name] = Field(name, place.text(row, "title"), source, place.text(row, "fix"), place.words(row, "rules"),
                            place.one_of(row, "trigger", Trigger, Trigger.CASE),
                            place.text(row, "command"))  # fmt: skip
    return found


def _elements(place: Place, given: Any) -> dict[str, Element]:
    found = {}
    for name, row in given.items():
        at = Place(place.file, name)
        body = at.table(row, _ELEMENT_KEYS, ("title", "text"))
        if not at.text(body, "text"):
            raise at.wrong("the element has no words")
        found[name] = Element(name, at.text(body, "title"), "", at.text(body, "heading"), at.text(body, "text"))
    return found


def _kind(
    place: Place, kind: str, body: Mapping[str, Any], shared: Mapping[str, Element], fields: Mapping[str, Field]
) -> NoticeKind:
    table = place.table(body, _KIND_KEYS, ("title", "short", "law", "required"))
    words = {key: str(value) for key, value in table.get("words", {}).items()}
    own = {**shared, **_elements(place, table.get("element", {}))}
    rows = [*place.items(table, "required"), *({"element": name, "law": GOOD_PRACTICE} for name in FRAME)]
    elements = tuple(_required(place, row, own) for row in rows)
    made = NoticeKind(
        id=kind, title=place.text(table, "title"), short=place.text(table, "short"), law=place.text(table, "law"),
        fact=place.text(table, "fact"), attrs=MappingProxyType(dict(table.get("attrs", {}))),
        also=place.text(table, "also"), basis=place.flag(table, "basis"), again=place.text(table, "again"),
        since=place.words(table, "since"), over=_conditions(place, table, "over"),
        has=_conditions(place, table, "has"), has_ever=place.flag(table, "has_ever"),
        has_ahead=place.flag(table, "has_ahead"),
        has_not=place.text(table, "has_not"), lacks=_conditions(place, table, "lacks"),
        limits=place.words(table, "limits"), about=place.text(table, "about"), served=place.flag(table, "served"),
        encloses_plan=place.flag(table, "encloses_plan"), needs_plan=place.text(table, "needs_plan"),
        linked_only=place.flag(table, "linked_only"), words=MappingProxyType(words), elements=elements,
    )  # fmt: skip
    for name in made.fields:
        if name not in fields:
            raise place.unknown("field", name, fields)
    return made


def _required(place: Place, given: Any, known: Mapping[str, Element]) -> Element:
    row = place.table(given, {"element", "law"}, ("element", "law"))
    name = place.text(row, "element")
    if name not in known:
        raise place.unknown("element (it is required and has no words)", name, known)
    found = known[name]
    return Element(found.id, found.title, place.text(row, "law"), found.heading, found.text)


def _conditions(place: Place, table: Mapping[str, Any], key: str) -> tuple[Condition, ...]:
    return tuple(Condition(*word.partition("=")[::2]) for word in place.words(table, key))
