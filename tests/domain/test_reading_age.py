"""The reading age of a text: against grades worked out by hand, and what it must never do."""

from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.domain.reading_age import OLDEST, YOUNGEST, reading_age, syllables

HARD = ("Notwithstanding the aforementioned determination, the authority’s responsibilities regarding individualised "
        "educational provision necessitate comprehensive multidisciplinary consideration.")  # fmt: skip


def test_a_grade_worked_out_by_hand() -> None:
    # Seven words of one syllable in one sentence: 0.39 x 7 + 11.8 x 1 - 15.59 = -1.06.
    assert reading_age("We will send you the plan soon.").grade == -1.1
    # Seven words, ten syllables (ed-u-ca-tion 4, the rest 1): 0.39 x 7 + 11.8 x 10 / 7 - 15.59 = 4.0.
    assert reading_age("This is what all of education says.").grade == 4.0


def test_syllables() -> None:
    words = {
        "plan": 1,
        "school": 1,
        "made": 1,
        "needed": 2,
        "table": 2,
        "mediation": 4,
        "the": 1,
        "decide": 2,
        "planned": 1,
    }
    assert {word: syllables(word) for word in words} == words


def test_plain_words_are_young_and_hard_ones_are_named() -> None:
    plain = reading_age("We have made a plan. You can tell us what you think.")
    assert plain.age <= 8
    assert plain.hardest == ()
    both = reading_age(f"We have made a plan. {HARD}")
    assert both.hardest[0].text == HARD
    assert both.age > plain.age


def test_addresses_and_numbers_to_ring_count_for_nothing() -> None:
    plain = "Please ring us. We can help you."
    assert (
        reading_age(f"{plain} advice@westmarsh-sendiass.example 01632 960203 WM1 2AB").grade
        <= reading_age(plain).grade + 1
    )


@given(st.text(max_size=300))
def test_any_text_has_an_age(text: str) -> None:
    assert YOUNGEST <= reading_age(text).age <= OLDEST
