"""Check digits, against the worked numbers of sen2.md section 8 (each recomputed there by hand)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.domain.identifiers import (
    CHECK_LETTERS,
    nhs_fault,
    plain_identifier,
    uln_fault,
    upn_check_letter,
    upn_fault,
)

TWELVE_DIGITS = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize("upn", ["B801200005001", "P330400121017", "Q33040012101A"])
def test_worked_upns_are_sound(upn: str) -> None:
    assert upn_fault(upn) == ""


def test_wrong_letter_says_which_letter_it_should_be() -> None:
    # The help-page example whose printed sum is one too high: 266 leaves 13, letter P.
    assert upn_fault("Q207000016049") == "The check letter is wrong: Q should be P."


@pytest.mark.parametrize("upn", ["", "P33040012101", "I330400121017x", "3304001210177", "p330400121017"])
def test_a_upn_of_the_wrong_shape_is_said_to_be_none(upn: str) -> None:
    assert "letter and twelve digits" in upn_fault(upn)


def test_a_temporary_upn_ends_in_a_letter_that_is_used() -> None:
    assert upn_fault("A33040012101S") == "A temporary UPN never ends in S."


@given(TWELVE_DIGITS)
def test_exactly_one_of_the_23_letters_is_right(rest: str) -> None:
    right = [letter for letter in CHECK_LETTERS if upn_fault(letter + rest) == ""]
    assert right == [upn_check_letter(rest)]


def test_check_letter_refuses_what_it_cannot_weigh() -> None:
    with pytest.raises(ValueError, match="twelve digits"):
        upn_check_letter("33040012101")


@pytest.mark.parametrize("uln", ["9276308686", "1234567899"])
def test_worked_ulns_are_sound(uln: str) -> None:
    assert uln_fault(uln) == ""


@pytest.mark.parametrize(
    ("uln", "words"), [("9276308687", "check digit"), ("0276308686", "ten digits"), ("927630868", "ten digits")]
)
def test_wrong_ulns_say_why(uln: str, words: str) -> None:
    assert words in uln_fault(uln)


@pytest.mark.parametrize("number", ["654 100 3238", "943 476 5919", "943-476-5870"])
def test_worked_nhs_numbers_are_sound(number: str) -> None:
    assert nhs_fault(plain_identifier(number)) == ""


@pytest.mark.parametrize(("number", "words"), [("6541003239", "check digit"), ("65410032", "ten digits")])
def test_wrong_nhs_numbers_say_why(number: str, words: str) -> None:
    assert words in nhs_fault(number)


@given(st.integers(1_000_000_000, 9_999_999_999))
def test_no_number_is_both_a_uln_and_an_nhs_number(number: int) -> None:
    assert uln_fault(str(number)) or nhs_fault(str(number))
