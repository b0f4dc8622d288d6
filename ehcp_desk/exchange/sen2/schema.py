"""Our own schema of a year, made from its profile, and a message checked against it.

No official schema could be had (reference sen2.md 9), so this one says what the profile says: order, how often, which
codes, which forms.  What must be there of a Person is left to the rules, which name the case, the item and how grave it
is: a message with one rank missing can be loaded and is told of, where a schema would refuse all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from ehcp_desk.domain.sen2 import Item, Need, Profile

_PATTERNS = {
    "year": "[0-9]{4}", "serial": "[0-9]{3}", "la": "[0-9]{3}|XXX", "urn": "[0-9]{1,6}", "ukprn": "[0-9]{8}",
    "upn": "[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]", "uln": "[1-9][0-9]{9}",
    "postcode": "[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}",
}  # fmt: skip
_HEAD = frozenset({"CollectionDetails", "Source"})
"""What this program fills in itself; the rest comes from what people wrote down."""
MOST_FAULTS = 200


def schema_text(profile: Profile) -> str:
    """The schema of a year as XSD 1.0."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f"<!-- SEN2 {profile.year}, written by EHCP Desk from its own profile. Not the official schema. -->",
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="unqualified">',
        '<xs:element name="Message" type="Message"/>',
        '<xs:element name="Person" type="Person"/>',
    ]
    kinds = {item.type for items in profile.modules.values() for item in items if not item.module}
    lines += [_simple(kind) for kind in sorted(kinds & (_PATTERNS.keys() | {"text", "date", "moment"}))]
    for name, items in profile.modules.items():
        lines.append(f'<xs:complexType name="{name}"><xs:sequence>')
        lines += [_element(name, item) for item in items]
        lines.append("</xs:sequence></xs:complexType>")
    lines += _codes(profile)
    return "\n".join([*lines, "</xs:schema>", ""])


def _simple(kind: str) -> str:
    base, facet = {
        "text": ("xs:string", '<xs:minLength value="1"/>'),
        "date": ("xs:date", '<xs:pattern value="[0-9]{4}-[0-9]{2}-[0-9]{2}"/>'),
        "moment": ("xs:dateTime", '<xs:pattern value="[0-9T:\\-]{19}"/>'),
    }.get(kind, ("xs:string", f'<xs:pattern value="{_PATTERNS.get(kind, "")}"/>'))
    return f'<xs:simpleType name="t_{kind}"><xs:restriction base="{base}">{facet}</xs:restriction></xs:simpleType>'


def _element(module: str, item: Item) -> str:
    if item.module:
        most = "unbounded" if item.most == 0 else item.most
        return f'<xs:element name="{item.written}" type="{item.module}" minOccurs="{item.least}" maxOccurs="{most}"/>'
    type_ = f"c_{module}_{item.tag}" if item.codes else f"t_{item.type}"
    least = 1 if item.need is Need.YES and module in _HEAD else 0
    return f'<xs:element name="{item.written}" type="{type_}" minOccurs="{least}"/>'


def _codes(profile: Profile) -> Iterator[str]:
    for module, items in profile.modules.items():
        for item in items:
            if item.codes:
                values = "".join(f"<xs:enumeration value={quoteattr(code)}/>" for code in item.codes)
                yield (f'<xs:simpleType name="c_{module}_{item.tag}"><xs:restriction base="xs:string">{values}'
                       "</xs:restriction></xs:simpleType>")  # fmt: skip


def schema_faults(path: Path, profile: Profile) -> list[tuple[int, str]]:
    """What the schema finds in a message: (place of the Person from 0, or -1 for the rest; words), 200 at most.

    The file is read as a stream and its elements are let go as they pass, so a return of any size takes the room of
    one Person.  Only where something is wrong is it read again, Person by Person, to say where.
    """
    from lxml import etree

    schema = etree.XMLSchema(etree.fromstring(schema_text(profile).encode()))
    log: list[str] = []
    try:
        for _ in _people(path, schema):
            pass
    except etree.XMLSyntaxError as wrong:
        log = [_plain(entry.message) for entry in _entries(wrong.error_log)] or [str(wrong)]
    if not log:
        return []
    found = []
    try:
        for place, person in enumerate(_people(path, None)):
            if not schema.validate(person):
                found += [(place, _plain(entry.message)) for entry in _entries(schema.error_log)]
            if len(found) >= MOST_FAULTS:
                break
    except etree.XMLSyntaxError as wrong:
        found.append((-1, str(wrong)))
    return found[:MOST_FAULTS] or [(-1, words) for words in log[:MOST_FAULTS]]


def _entries(log: Any) -> list[Any]:
    return list(log)


def _people(path: Path, schema: Any) -> Iterator[Any]:
    from lxml import etree

    checked = {} if schema is None else {"schema": schema}
    with path.open("rb") as file:
        reader: Any = etree.iterparse(
            file, tag="Person", huge_tree=False, resolve_entities=False, no_network=True, load_dtd=False, **checked
        )
        for _, person in reader:
            yield person
            person.clear()
            parent = person.getparent()
            while person.getprevious() is not None:
                del parent[0]


def _plain(message: str) -> str:
    """The parser's words without the list of every code that would have done."""
    short = message.split(" It must match", 1)[0]
    return short if len(short) < 300 else f"{short[:297]}..."
