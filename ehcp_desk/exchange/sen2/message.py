"""The message as XML: order and tags from the profile, one Person a line, written as it comes.

Written as text rather than built as a tree: the values are few and plain, and a return of half a million elements is
then made in a fifth of the time.  The schema reads the file afterwards, so what is wrong here does not stay unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ehcp_desk.domain.sen2 import Item, Node, Person, Profile

_AMP, _LESS, _MORE = "&amp;", "&lt;", "&gt;"
_ALLOWED_CONTROL = frozenset("\t\n\r")
Put = Callable[[Node, list[str]], None]


@dataclass(frozen=True, slots=True)
class Written:
    """How a message was written: the case of each Person, line by line, for what the schema may say of a line."""

    people: tuple[int, ...]
    refs: tuple[str, ...]
    faulty: frozenset[int]


def write_message(path: Path, profile: Profile, header: Node, people: Iterable[Person]) -> Written:
    """Write a whole message; OSError where the file cannot be."""
    head, person = _putter(profile, "Header"), _putter(profile, "Person")
    cases, refs, faulty = [], [], set()
    with path.open("w", encoding="utf-8", newline="\n") as out:
        parts: list[str] = []
        head(header, parts)
        out.write(f'<?xml version="1.0" encoding="utf-8"?>\n<Message>\n<Header>{"".join(parts)}</Header><Persons>\n')
        for number, one in enumerate(people):
            parts = ["<Person>"]
            person(one.node, parts)
            parts.append("</Person>\n")
            out.write("".join(parts))
            cases.append(one.cases[0])
            refs.append(one.refs[0])
            if not one.cleanly:
                faulty.add(number)
        out.write("</Persons>\n</Message>\n")
    return Written(tuple(cases), tuple(refs), frozenset(faulty))


def _putter(profile: Profile, module: str) -> Put:
    """What puts a node of a module: made once, so that nothing is looked up for every Person."""
    steps = [_step(profile, item) for item in profile.modules[module]]

    def put(node: Node, parts: list[str]) -> None:
        for tag, opened, closed, inner, many in steps:
            value = node.get(tag)
            if value is None:
                continue
            if inner is None:
                parts.append(f"{opened}{value if value.isalnum() else _safe(value)}{closed}")
            elif many:
                for child in value:
                    parts.append(opened)
                    inner(child, parts)
                    parts.append(closed)
            else:
                parts.append(opened)
                inner(value, parts)
                parts.append(closed)

    return put


def _step(profile: Profile, item: Item) -> tuple[str, str, str, Put | None, bool]:
    inner = _putter(profile, item.module) if item.module else None
    return item.tag, f"<{item.written}>", f"</{item.written}>", inner, item.most != 1


def _safe(text: str) -> str:
    """Text as XML holds it: marks escaped, what no XML can hold left out."""
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", _AMP).replace("<", _LESS).replace(">", _MORE)
    if text.isprintable():
        return text
    return "".join(c if _may_stand(c) else "" if c not in _ALLOWED_CONTROL else " " for c in text)


def _may_stand(char: str) -> bool:
    point = ord(char)
    return 0x20 <= point < 0xD800 or 0xE000 <= point < 0xFFFE or point > 0xFFFF
