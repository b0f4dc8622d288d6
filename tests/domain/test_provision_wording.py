"""The wording check line by line: what is flagged, what is left alone, and lines of every shape and length."""

from __future__ import annotations

import time

import pytest

from ehcp_desk.domain.provision_report import report, summary
from ehcp_desk.domain.provision_rules import Aspect
from ehcp_desk.domain.provision_wording import CheckedLine, check_line, lines_of

WHO, OFTEN, LONG = Aspect.WHO, Aspect.OFTEN, Aspect.LONG
GOOD = "A teaching assistant will read with Sam for 10 minutes every day."


def words(line: str) -> list[str]:
    return [flag.words for flag in check_line(line)]


def missing(line: str) -> set[Aspect]:
    return {aspect for flag in check_line(line) for aspect in flag.missing}


def test_a_flag_says_the_words_why_and_what_is_missing() -> None:
    first, second = check_line("Sam will have REGULAR support to read.")
    assert (first.words, first.why, first.missing) == ("REGULAR", "It can mean once a day or once a year.", (OFTEN,))
    assert (second.words, second.missing) == ("support to", (WHO, OFTEN, LONG))


@pytest.mark.parametrize(
    "line",
    [
        "A daily 20-minute phonics programme delivered by a teaching assistant 1:1 in school.",
        "A speech and language therapist will deliver 6 sessions of 45 minutes per term, one to one, in the library.",
        "Regular reading: a TA, 10 minutes, five days a week.",
        "25 hours a week of 1:1 TA.",
        "The SENCO will meet Sam’s parents for half an hour each half term.",
        "A physiotherapist will see Sam fortnightly for an hour.",
        "A teaching assistant will support Sam throughout the school day.",
        "A TA will be with Sam at all times.",
        "TA, 6 x 45 mins per half-term, group of 4.",
        "A small group of three, led by a TA for 30 minutes twice weekly.",
        "A teaching assistant will lead a group of up to four pupils for 20 minutes daily.",
        "One teaching assistant, 1:1, 8.45 to 3.15 every school day.",
        "Ear defenders in every lesson.",
    ],
)
def test_well_specified_lines_are_left_alone(line: str) -> None:
    assert check_line(line) == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A TA will read with Sam for 10 minutes daily as required.", "as required"),
        ("A TA will read with Sam for 10 minutes daily where possible.", "where possible"),
        ("A TA should read with Sam for 10 minutes daily.", "should"),
        ("A TA may read with Sam for 10 minutes daily.", "may"),
        ("A TA or equivalent will read with Sam for 10 minutes daily.", "or equivalent"),
        ("A TA will read with Sam for 10 minutes daily, subject to availability.", "subject to availability"),
        ("A TA will read with Sam for up to 10 minutes daily.", "up to 10 minutes"),
        ("A TA will read with Sam in a small group for 10 minutes daily.", "small group"),
        ("Sam would benefit from a TA reading with him for 10 minutes daily.", "would benefit from"),
    ],
)
def test_words_that_undo_a_line_are_found_in_a_good_one(line: str, said: str) -> None:
    assert words(line) == [said]


@pytest.mark.parametrize("line", ["In May a TA will read with Sam for 10 minutes daily.",
                                  "May will read with a TA for 10 minutes daily.",
                                  "Every day until 3 May a TA will read with Sam for 10 minutes."])  # fmt: skip
def test_the_month_and_the_name_are_not_the_verb(line: str) -> None:
    assert check_line(line) == ()


def test_a_time_under_a_ceiling_is_no_time() -> None:
    assert missing("Up to 5 hours a week with a TA.") == {LONG}
    assert missing("5 hours a week with a TA.") == set()


def test_who_wrote_the_paper_is_not_who_does_it() -> None:
    assert missing("The exercises in the physiotherapist’s report, 10 minutes daily.") == {WHO}
    assert missing("A TA will do the exercises in the physiotherapist’s report, 10 minutes daily.") == set()


def test_a_good_half_does_not_excuse_a_vague_one() -> None:
    assert words(f"{GOOD[:-1]} and access to a quiet room.") == ["access to"]
    assert words("A daily 15-minute reading session and access to a calm space.") == ["reading session", "access to"]
    assert words(f"{GOOD} Sam will have regular breaks.") == ["regular"]
    assert words("A teaching assistant for 15 hours a week; opportunities to rest.") == ["opportunities to"]


def test_who_carries_over_a_semicolon_and_not_over_a_stop() -> None:
    assert missing("A TA will read with Sam for 10 minutes daily; spelling practice for 20 minutes weekly.") == set()
    assert missing("A TA will read with Sam for 10 minutes daily. Spelling practice for 20 minutes weekly.") == {WHO}


def test_a_sentence_that_goes_on_belongs_to_the_one_before() -> None:
    assert check_line("A physiotherapist will run a programme. These sessions will be 30 minutes each week.") == ()
    assert check_line("A physiotherapist will run a programme. The programme will be for 30 minutes each week.") == ()
    assert check_line("Speech and language therapist: direct therapy. Weekly. 30 minutes.") == ()


def test_a_need_beside_its_provision_is_no_fault() -> None:
    assert check_line("Sam has difficulty with reading.")[0].words == "has difficulty"
    assert check_line("Sam has difficulty with reading, so a TA will read with him for 10 minutes daily.") == ()


def test_a_place_is_not_a_person_and_the_school_day_is_not_a_place() -> None:
    assert words("The school will read with Sam for 10 minutes daily.") == ["The school will"]
    assert words("The school nurse will see Sam.")[0] != "The school"
    assert words("Sam will have support from staff throughout the school day.") == ["support from", "staff"]


def test_equipment_needs_a_when_and_no_who() -> None:
    assert missing("Sam will have a laptop.") == {OFTEN}
    assert missing("Sam will have a laptop in every lesson.") == set()


@pytest.mark.parametrize("line", ["", "   ", "\t", "–––", "1.", "Section F", "Provision:", "COGNITION AND LEARNING",
                                  "Speech, language and communication needs", "3. Sensory and physical", "See section G.",
                                  "Not applicable", "What will be provided | Who | How often | How long"])  # fmt: skip
def test_blank_lines_headings_and_references_are_not_provision(line: str) -> None:
    assert check_line(line) == ()


@pytest.mark.parametrize("mark", ["- ", "• ", "* ", "1. ", "a) ", "(iv) ", "F3. ", "–\t", "•", "12) "])
def test_bullets_and_numbers_make_no_difference(mark: str) -> None:
    assert [f.words for f in check_line(f"{mark}Regular support.")] == ["Regular", "support"]
    assert check_line(mark + GOOD) == ()


@pytest.mark.parametrize("name", ["Zoë", "O’Neill-Šimková", "美玲", "ياسمين", "Ταξιάρχης", "अनन्या", "Nguyễn", "👧 Sam"])
def test_names_in_any_script(name: str) -> None:
    assert check_line(f"A TA will read with {name} for 10 minutes daily.") == ()
    line = f"{name} will have frequent breaks."
    flag = check_line(line)[0]
    assert line[flag.start : flag.end] == flag.words == "frequent"


@pytest.mark.parametrize("line", ["“Regular” support", "‘regular’ support", "a\u00a0regular break", "REGULAR SUPPORT",
                                  "regular — support", "Regular\tsupport"])  # fmt: skip
def test_quotes_spaces_dashes_and_capitals(line: str) -> None:
    assert words(line)[0].strip("a \u00a0").casefold() == "regular"


def checked_lines(text: str) -> list[CheckedLine]:
    """Every line of a text, as the command and the editor check them."""
    return [CheckedLine(number, line, check_line(line)) for number, line in enumerate(lines_of(text), 1)]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_numbers_are_true_whatever_ends_the_lines(ends: str) -> None:
    text = "\ufeff" + ends.join(["Section F", "", "Regular support.", " ", GOOD, ""])
    checked = checked_lines(text)
    assert [(line.line, bool(line.flags)) for line in checked] == [
        (1, False),
        (2, False),
        (3, True),
        (4, False),
        (5, False),
    ]
    assert (checked[0].text, checked[2].text) == ("Section F", "Regular support.")


def test_only_line_ends_end_a_line() -> None:
    assert lines_of("one\u2028still one\x0bstill\n\ntwo") == ["one\u2028still one\x0bstill", "", "two"]
    assert lines_of("") == []


def test_one_thing_is_said_once() -> None:
    assert words("A programme of exercises.") == ["A programme", "exercises"]
    assert words("Approaches embedded throughout the curriculum.") == ["Approaches", "embedded throughout"]


def test_the_report_counts_what_it_read() -> None:
    checked = checked_lines(f"{GOOD}\n\nRegular support.\n")
    assert summary(checked) == "1 of 2 lines leaves something open."
    assert report(checked).startswith(
        "Line 3: Regular support.\n  “Regular”: It can mean once a day or once a year. Not said: "
    )
    assert summary(checked_lines(GOOD)) == "1 line read; there is nothing to say."
    assert summary(checked_lines("\n \n")) == "There is nothing to read: no line has words on it."


PATTERNS = {
    "good": "A TA will support Sam for 10 minutes daily and access to a room, ",
    "vague": "and regular support to ",
    "sentences": "He has regular support. ",
    "numbers": "1 : 1 x ",
    "spaces": "a         ",
    "letters": "aaaaaaaaaa",
    "signs": "'''((((;;..",
    "joined": "a TA for 10 minutes daily and regular rest, ",
    "lists": "in every speech and language teaching assistant lesson and ",
}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_a_line_eight_times_as_long_takes_about_eight_times_as_long(pattern: str) -> None:
    """Processor time, the better of two on each side; a square would be sixty-four times."""

    def best(times: int) -> float:
        line, taken = pattern * times, []
        for _turn in range(2):
            start = time.thread_time()
            check_line(line)
            taken.append(time.thread_time() - start)
        return min(taken)

    check_line(pattern)
    assert best(3200) / max(best(400), 1e-3) < 20
