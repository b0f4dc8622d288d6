"""Names that slip through: glued to something, half of them, with two letters, known from before, or given by whoever rang."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.domain.case import Child, Contactable
from ehcp_desk.domain.recipients import recipient_of
from ehcp_desk.domain.redaction import Redactor
from ehcp_desk.domain.redaction_terms import CaseInside, terms_for

CHILD = Child(1, "Tamworth", "Joel", date(2013, 5, 3), setting="St Bede's Primary School")
FATHER = Contactable(2, 1, "Daniel Harrow", "father")


def case(*names: str, **more: object) -> CaseInside:
    people = tuple(Contactable(n, 1, name, "aunt") for n, name in enumerate(names, 10))
    return CaseInside("SEN/26118", CHILD, (FATHER, *people), settings=("St Bede's Primary School",), **more)  # type: ignore[arg-type]


def found(inside: CaseInside, text: str, word: str = "father") -> list[tuple[str, str]]:
    who = recipient_of(word, [p for p in inside.people if p.id > 0], inside.child)
    return [(text[s.start : s.end], s.action.value) for s in Redactor(who, terms_for(inside, who)).spans(text)]


def left(name: str, text: str) -> str:
    for words, _ in found(case(name), text):
        text = text.replace(words, "*", 1)
    return text


@pytest.mark.parametrize(
    ("name", "written", "rest"),
    [
        ("Beatrix Quill", "see Quill2026.pdf", "see *2026.pdf"),
        ("Beatrix Quill", "see 2026Quill", "see 2026*"),
        ("Beatrix Quill", "see QuillReport.docx and ReportQuill", "see *Report.docx and Report*"),
        ("Beatrix Quill", "see BeatrixQuillReport", "see *Report"),
        ("José Núñez-Vale", "Mr Nunez; NUNEZ came, VALE too", "*; * came, * too"),
        ("Sinead O'Brien", "Sinead O Brien, OBrien and O' Brien", "*, * and *"),
        ("Sinead O Brien", "O'Brien rang", "* rang"),
        ("Sinead OBrien", "O’Brien rang", "* rang"),
        ("Jean MacDonald", "Mac Donald, McDonald, Mrs Mac Donald", "*, *, *"),
        ("Jean Mac Donald", "MacDonald rang", "* rang"),
        ("Jean McDonald", "Macdonald rang", "* rang"),
        ("Al Quill", "Al rang, and al fresco it was", "* rang, and al fresco it was"),
        ("Di Vale", "Di rang at di notte", "* rang at di notte"),
        ("Van Tran", "Van rang from a van", "* rang from a van"),
        ("Al-Hassan Diallo", "Hassan rang", "* rang"),
        ("Jo An", "an answer: An rang, jo did not", "an answer: * rang, jo did not"),
    ],
)
def test_no_part_of_a_name_is_left(name: str, written: str, rest: str) -> None:
    assert left(name, written) == rest


@pytest.mark.parametrize(
    ("name", "text"),
    [("Ann Donald", "McDonald’s"), ("Beatrix Quill", "Quillings, tranquil"), ("Al Quill", "alas, also, Alan"),
     ("Jean MacDonald", "a donald"), ("Will May-West", "the west side")],
)  # fmt: skip
def test_what_is_another_word_asks_nothing(name: str, text: str) -> None:
    assert found(case(name), text) == []


def test_what_was_not_whole_is_to_be_looked_at() -> None:
    assert found(case("José Núñez-Vale"), "Nunez") == [("Nunez", "look")]
    assert found(case("Al Quill"), "Al") == [("Al", "look")]


@pytest.mark.parametrize("name", ["Mrs O'Hara", "Mrs O’Hara", "Mr D'Arcy-Holm", "Dr Mira O'Hara"])
def test_an_unknown_name_with_an_apostrophe_after_a_title_is_looked_at(name: str) -> None:
    assert found(case(), f"and {name} came") == [(name, "look")]


def test_one_word_given_by_whoever_rang_is_looked_at_where_it_has_its_capital() -> None:
    inside = case()
    inside = replace(inside, people=(*inside.people, Contactable(-4, 0, "Rose", "neighbour")))
    assert found(inside, "Rose rang. The cost rose.") == [("Rose", "look")]


@pytest.mark.parametrize(
    "written",
    ["3rd May 2013", "3 May 2013", "03 May 2013", "the 3rd of May 2013", "May 3, 2013", "May 3rd 2013", "3rd May, 2013",
     "3 of May 2013", "3rd Sept 2013"],
)  # fmt: skip
def test_a_date_of_birth_is_found_as_people_write_it(written: str) -> None:
    inside = case()
    if "Sept" in written:
        inside = replace(inside, child=replace(CHILD, born=date(2013, 9, 3)))
    assert found(inside, f"born {written} in Ousby", "foi") == [(written, "remove")]
    assert found(inside, f"born {written} in Ousby") == []


def test_a_setting_is_found_as_it_is_called() -> None:
    assert found(case(), "He is at St Bede’s, Saint Bede's Primary School.", "foi") == [
        ("St Bede’s", "look"), ("Saint Bede's Primary School", "remove")]  # fmt: skip
    hill = replace(case(), settings=("Hill School", "Park Primary"))
    assert found(hill, "up the Hill to the Park", "foi") == []


def test_names_numbers_and_schools_of_before_are_looked_for() -> None:
    was = Contactable(10, 1, "Cressida Tamworth", "mother", "07700 900123")
    inside = replace(case(), people=(FATHER, replace(was, name="Cressida Birchwood", phone="")), former=(was,),
                     child=replace(CHILD, surname="Birchwood"),
                     former_children=(replace(CHILD, upn="H801200001001"),))  # fmt: skip
    text = "Joel Tamworth; Cressida Tamworth; 07700 900123; H801200001001"
    assert found(inside, text) == [("Cressida Tamworth", "remove"), ("07700 900123", "remove")]
    assert found(inside, text, "mother") == []
    assert [words for words, _ in found(inside, text, "foi")] == text.split("; ")


def test_a_first_name_nobody_recorded_before_a_surname_that_is_taken_out_is_asked_about() -> None:
    inside = case("Elizabeth Thornbury", "Muḥammad al-Rašīd")
    said = found(inside, "Liz Thornbury and Mohammed al-Rasid came; Joel Tamworth saw Thornbury.")
    assert said == [("Liz", "look"), ("Thornbury", "remove"), ("Mohammed", "look"), ("al-Rasid", "remove"),
                    ("Thornbury", "remove")]  # fmt: skip
    assert found(inside, "Then Elizabeth Thornbury and her friend Thornbury rang.") == [
        ("Elizabeth Thornbury", "remove"), ("Thornbury", "remove")]  # fmt: skip
