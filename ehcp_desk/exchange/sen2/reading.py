"""Reading a SEN2 message of any year back, without entities, document types or network.

A Person is given with its place in the file; a tag in another spelling or letter case is read as what it must mean,
and one no year knows is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.sen2 import Node
from ehcp_desk.services.oversight.sen2.profiles import census_days, load_profile, years

READ_FROM = 2023
PERSON_DEPTH = 2
YEAR_FIGURES = 4
MOST_CHARACTERS = 4000
"""No item of a return comes near it; a longer one is a file put into a field."""
_REPEATED = frozenset({"Requests", "PlanDetail", "PlacementDetail", "SENneed"})
_SINGLE = frozenset({"Assessment", "NamedPlan", "ActivePlans"})
SECOND = "_second"
"""Elements given twice where one may stand: (tag, words) of each but the first, beside the one that was read."""
_EARLIER = {"gendercurrent": "GenderCurrent", "attendancepattern": "AttendancePattern", "planwpb": "PlanWBP",
            "wpb": "WBP", "rquestsource": "RequestSource"}  # fmt: skip
"""What earlier years and mistyped readers call an item."""


class _TooLong(Exception):
    """A value no return can hold, in words."""


@dataclass(slots=True)
class ReturnRead:
    """A return as a file tells it: its year, and every Person with where it stood.  ``remarks`` are about the whole."""

    year: int
    people: list[tuple[int, Node]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def known_tags() -> dict[str, str]:
    """Every tag of every year by its folded spelling."""
    profiles = [load_profile(year) for year in years()]
    tags = {i.tag for p in profiles for items in p.modules.values() for i in items}
    return {tag.casefold(): tag for tag in tags} | _EARLIER


def looks_like_message(head: bytes) -> bool:
    """Whether a file begins as XML does, in any encoding XML begins in."""
    start = head[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
    return start.startswith(b"<") and not start[:14].lower().startswith((b"<!doctype html", b"<html"))


def read_message(path: Path) -> ReturnRead:
    """A whole message.  Raises BadInput in one sentence where it is not one, or is of a year that cannot be read."""
    tags, found, unknown = known_tags(), ReturnRead(0), set[str]()
    for place, (kind, element) in enumerate(_parts(path), 1):
        if kind == "Header":
            if found.year:
                raise BadInput(f"{path.name} has two headers; it is not a SEN2 message.")
            found.year = _year(path, element)
        elif not found.year:
            raise BadInput(f"{path.name} has people before its header; it is not a SEN2 message.")
        else:
            try:
                found.people.append((place - 1, _node(element, tags, unknown)))
            except _TooLong as fault:
                raise BadInput(f"{path.name} holds {fault}, which no SEN2 message does; it was not read.") from None
    if not found.year:
        raise BadInput(f"{path.name} has no header with a year; it is not a SEN2 message.")
    found.remarks += [f"the element {name} is of no year and was left out" for name in sorted(unknown)]
    return found


def count_message(path: Path) -> dict[str, int]:
    """How many people, requests, live plans and ended plans a message holds."""
    counts = dict.fromkeys(("persons", "requests", "live_plans", "ceased"), 0)
    for kind, element in _parts(path):
        if kind == "Person":
            counts["persons"] += 1
            counts["requests"] += len(element.findall("Requests"))
            counts["live_plans"] += len(element.findall("Requests/ActivePlans"))
            counts["ceased"] += len(element.findall("Requests/Assessment/NamedPlan/CeaseDate"))
    return counts


def _parts(path: Path) -> Iterator[tuple[str, Any]]:
    """The header and then each Person, let go as soon as the next is asked for."""
    from lxml import etree

    try:
        with path.open("rb") as file:
            yield from _elements(path, file)
    except etree.XMLSyntaxError as fault:
        where = f" at line {fault.lineno}" if fault.lineno else ""
        raise BadInput(f"{path.name} is not sound XML{where}; ask for it to be exported again.") from fault
    except OSError as fault:
        raise BadInput(f"{path.name} cannot be opened: {fault.strerror or fault}.") from fault


def _elements(path: Path, file: BinaryIO) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    reader: Any = etree.iterparse(
        file,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = 0
    for event, element in reader:
        if event == "start":
            depth += 1
            if depth == 1:
                _check_root(path, element)
            continue
        depth -= 1
        if depth > PERSON_DEPTH:
            continue
        _check_place(path, element, depth)
        if element.tag in ("Header", "Person"):
            yield element.tag, element
            element.clear()
            parent = element.getparent()
            while element.getprevious() is not None:
                del parent[0]


def _check_place(path: Path, element: Any, depth: int) -> None:
    """Refuse what stands where only a Person may: left out, a child would be missing and nobody told."""
    parent = element.getparent()
    if depth == PERSON_DEPTH and parent.tag == "Persons":
        wrong = element.tag != "Person"
    else:
        wrong = depth == 1 and element.tag not in ("Header", "Persons", "Person")
    if wrong:
        raise BadInput(f"{path.name} holds {element.tag[:60]} where a Person may stand: it is not a SEN2 message.")


def _check_root(path: Path, root: Any) -> None:
    if root.getroottree().docinfo.doctype:
        raise BadInput(f"{path.name} carries a document type, which no SEN2 message has; it was not read.")
    if root.tag != "Message":
        name = str(root.tag)[:60]
        raise BadInput(f"{path.name} begins with {name}, not with Message: it is not a SEN2 message.")


def _year(path: Path, header: Any) -> int:
    said = header.findtext("CollectionDetails/Collection", "").strip()
    year = header.findtext("CollectionDetails/Year", "").strip()
    if said != "SEN2":
        raise BadInput(f"{path.name} is of the collection {said[:40] or 'with no name'}, not of SEN2.")
    return checked_year(path.name, year)


def checked_year(name: str, year: str) -> int:
    """The year a file says it is of.  Raises BadInput where no return of it can be read back."""
    last = max(census_days())
    if not (year.isascii() and year.isdigit() and len(year) == YEAR_FIGURES) or not READ_FROM <= int(year) <= last:
        raise BadInput(
            f"{name} is of the year {year[:12] or '(none)'}; returns of {READ_FROM} to {last} can be read back."
        )
    return int(year)


def _node(element: Any, tags: dict[str, str], unknown: set[str]) -> Node:
    node: Node = {}
    for child in element:
        if not isinstance(child.tag, str):  # an entity left as it stood
            continue
        tag = tags.get(child.tag.casefold())
        if tag is None:
            unknown.add(child.tag[:40])
        elif tag in _REPEATED:
            node.setdefault(tag, []).append(_node(child, tags, unknown))
        elif tag in node:
            node.setdefault(SECOND, []).append((tag, _words(child)))
        elif tag in _SINGLE:
            node[tag] = _node(child, tags, unknown)
        else:
            text = (child.text or "").strip()
            if len(text) > MOST_CHARACTERS:
                raise _TooLong(f"{len(text):,} characters in {tag}")
            if len(child):
                unknown.update(inner.tag[:40] for inner in child if isinstance(inner.tag, str))
            if text:
                node[tag] = text
    return node


def _words(element: Any) -> str:
    return " | ".join(text for one in element.itertext() if (text := one.strip()))


def seconds(node: Node) -> Iterator[tuple[str, str]]:
    """Everything that stood twice in a node or in what is in it."""
    yield from node.get(SECOND, ())
    for tag, value in node.items():
        parts = value if isinstance(value, list) else [value]
        if tag != SECOND:
            for part in parts:
                if isinstance(part, dict):
                    yield from seconds(part)
