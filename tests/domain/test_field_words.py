"""The field's own words, and how what is typed finds a thing by its names."""

from __future__ import annotations

import pytest

from ehcp_desk.domain.field_words import field_words, ranked, words_matching


def test_every_word_is_there_once_and_means_something() -> None:
    words = [word.word for word in field_words()]
    assert len(words) == len({word.casefold() for word in words}) > 30
    assert all(word.means.endswith(".") and len(word.means) < 260 for word in field_words())


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ehcp", "EHC plan"),
        ("provision", "Section F"),
        ("DRAFT", "Draft plan"),
        ("amend", "Amendment notice"),
        ("15 feb", "Phase transfer"),
        ("exception", "Relief"),
    ],
)
def test_a_word_is_found_by_what_people_call_it(typed: str, first: str) -> None:
    assert words_matching(typed)[0].word == first


def test_nothing_typed_gives_every_word_and_nonsense_none() -> None:
    assert len(words_matching("  ")) == len(field_words())
    assert words_matching("zzz") == []


def test_a_whole_name_comes_before_a_beginning_before_a_word_before_a_part() -> None:
    names = ["Unassigned", "A sign", "Sign here", "Sign"]
    assert ranked("sign", ((name, (name,)) for name in names)) == ["Sign", "Sign here", "A sign", "Unassigned"]
    assert ranked("here sign", ((name, (name,)) for name in names)) == ["Sign here"]
