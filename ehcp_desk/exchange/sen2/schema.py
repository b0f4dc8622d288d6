"""Our own schema of a year, made from its profile, and a message checked against it.

No official schema could be had (reference sen2.md 9), so this one says what the profile says: order, how often, which
codes, which forms.  What must be there of a Person is left to the rules, which name the case, the item and how grave it
is: a message with one rank missing can be loaded and is told of, where a schema would refuse all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
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
_TYPED = "The message carries a document type, which no SEN2 message has."


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

    schema: Any = etree.XMLSchema(etree.fromstring(schema_text(profile).encode()))
    with path.open("rb") as file:
        log = _checked_whole(file, schema)
    if not log or log == [_TYPED]:
        return [(-1, words) for words in log]
    found = []
    try:
        with path.open("rb") as file:
            for place, person in enumerate(_people(_reader(file, "Person"))):
                if not schema.validate(person):
                    found += [(place, _plain(entry.message)) for entry in schema.error_log]
                if len(found) >= MOST_FAULTS:
                    break
    except etree.XMLSyntaxError as wrong:
        found.append((-1, str(wrong)))
    return found[:MOST_FAULTS] or [(-1, words) for words in log[:MOST_FAULTS]]


def _checked_whole(file: BinaryIO, schema: Any) -> list[str]:
    """What is wrong with a message in one reading; nothing where it is sound to its end.

    A reader with a schema falls silent at XML that is not sound and raises nothing, so only the end of the Message proves
    that all of it was read.  Its own log is asked: the one an exception carries holds those of earlier files too.
    """
    from lxml import etree

    reader, ended = _reader(file, ("Person", "Message"), schema=schema), False
    try:
        for number, element in enumerate(_people(reader)):
            if number == 0 and element.getroottree().docinfo.doctype:
                return [_TYPED]
            ended = element.tag == "Message"
    except etree.XMLSyntaxError as wrong:
        return [_plain(entry.message) for entry in list(reader.error_log)] or [str(wrong)]
    return [] if ended else ["The message is not sound XML to its end."]


def _reader(file: BinaryIO, tag: str | tuple[str, ...], **checked: Any) -> Any:
    from lxml import etree

    return etree.iterparse(
        file, tag=tag, huge_tree=False, resolve_entities=False, no_network=True, load_dtd=False, **checked
    )


def _people(reader: Any) -> Iterator[Any]:
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
