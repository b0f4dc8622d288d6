"""A SEN2 message of somebody else that is not sound: the schema says so, and reading refuses it in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.sen2 import Person
from ehcp_desk.exchange.sen2.message import write_message
from ehcp_desk.exchange.sen2.reading import read_message
from ehcp_desk.exchange.sen2.schema import schema_faults
from ehcp_desk.services.oversight.sen2.profiles import load_profile
from ehcp_desk.services.oversight.sen2.returning import header_of
from tests.support.records import NOW
from tests.support.sen2 import SETTINGS, SOUND

NAME, ROOT, PERSON, END = b"<Surname>Sample", b"<Message>", b"<Person>", b"</Persons>"
TYPE = b'<!DOCTYPE Message [<!ENTITY a SYSTEM "file:///none">]><Message>'
NOT_SOUND: dict[str, tuple[tuple[bytes, bytes], ...]] = {
    "a mark without its name": ((NAME, b"<Surname>A & B"),),
    "a name without its end": ((NAME, b"<Surname>A &foo B"),),
    "an entity without its end": ((NAME, b"<Surname>A &amp B"),),
    "a number without its end": ((NAME, b"<Surname>A &#65 B"),),
    "a mark in the header": ((b"<SoftwareCode>", b"<SoftwareCode>&foo "),),
    "an entity nobody defined": ((NAME, b"<Surname>&eacute;"),),
    "no character of XML": ((NAME, b"<Surname>\x01"),),
    "another encoding": ((NAME, b"<Surname>Zo\xeb"),),
    "a tag that is not closed": ((b"</Surname>", b"</Surnam>"),),
    "no end": ((b"</Message>", b""),),
    "a document type": ((ROOT, TYPE),),
    "an entity of a document type": ((ROOT, TYPE), (NAME, b"<Surname>&a;")),
    "a namespace": ((ROOT, b'<Message xmlns="urn:x">'),),
    "a namespace for one": ((PERSON, b'<Person xmlns="urn:x">'),),
    "another element for one": ((PERSON, b"<Pupil/><Person>"),),
    "two headers": ((b"</Header>", b"</Header><Header><CollectionDetails/></Header>"),),
    "a year in other figures": ((b"<Year>2026", b"<Year>\xc2\xb22026"),),
    "a year in Arabic figures": ((b"<Year>2026", "<Year>٢٠٢٦".encode()),),
}


def sound(path: Path) -> bytes:
    profile = load_profile(2026)
    write_message(path, profile, header_of(profile, SETTINGS, NOW), [Person(SOUND, ("SEN/1",), (1,))] * 3)
    return path.read_bytes()


def made(path: Path, *changes: tuple[bytes, bytes]) -> Path:
    text = sound(path)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_bytes(text)
    return path


@pytest.mark.parametrize("name", NOT_SOUND)
def test_what_is_not_sound_is_said_by_the_schema_and_refused_in_reading(tmp_path: Path, name: str) -> None:
    path = made(tmp_path / "a.xml", *NOT_SOUND[name])
    assert schema_faults(path, load_profile(2026))
    with pytest.raises(BadInput) as refused:
        read_message(path)
    assert str(refused.value).startswith("a.xml ") and "\n" not in str(refused.value)


@pytest.mark.parametrize("part", [0.1, 0.4, 0.66, 0.9, 0.999])
def test_a_message_cut_anywhere_is_not_sound(tmp_path: Path, part: float) -> None:
    path = tmp_path / "a.xml"
    text = sound(path).rstrip()
    path.write_bytes(text[: int(len(text) * part)])
    assert schema_faults(path, load_profile(2026))
    with pytest.raises(BadInput, match="not sound XML"):
        read_message(path)


def test_the_faults_of_one_message_are_not_those_of_another(tmp_path: Path) -> None:
    schema_faults(made(tmp_path / "a.xml", (NAME, b"<Surname>A &foo B")), load_profile(2026))
    year = schema_faults(made(tmp_path / "b.xml", (b"<Year>2026", b"<Year>26")), load_profile(2026))
    assert len(year) == 1 and "26" in year[0][1] and "EntityRef" not in year[0][1]


def test_a_field_that_no_return_has_is_refused(tmp_path: Path) -> None:
    long = made(tmp_path / "a.xml", (NAME, b"<Surname>" + b"x" * 2_000_000))
    with pytest.raises(BadInput, match=r"^a\.xml holds 2,000,0(00|06) characters in Surname"):
        read_message(long)
    assert len(read_message(made(tmp_path / "b.xml", (NAME, b"<Surname>" + b"x" * 3994))).people) == 3


def test_an_element_inside_a_value_is_told_of(tmp_path: Path) -> None:
    read = read_message(made(tmp_path / "a.xml", (NAME, b"<Surname>Sam<b>ple</b>")))
    assert read.remarks == ["the element b is of no year and was left out"]


def test_what_is_only_written_otherwise_is_sound(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xml", (NAME, b"<Surname><![CDATA[A & B]]>"), (b"<Forename>", b"<!-- a --><Forename>"))
    assert schema_faults(path, load_profile(2026)) == []
    assert read_message(path).people[0][1]["Surname"].startswith("A & B")
    path.write_bytes(path.read_text(encoding="utf-8").replace("utf-8", "utf-16", 1).encode("utf-16"))
    assert schema_faults(path, load_profile(2026)) == [] and len(read_message(path).people) == 3
