"""The rules of the wording check are read strictly: whatever is wrong is named with its file and what was meant."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from ehcp_desk.clock.reading import RuleError
from ehcp_desk.domain.provision_phrases import ANY, Phrases, words_of
from ehcp_desk.domain.provision_rules import MARKERS, VAGUE, load_wording_rules, read_wording_rules
from ehcp_desk.domain.provision_wording import check_line

ROOM = files("ehcp_desk.rules.wording")
MARKERS_TEXT = ROOM.joinpath(MARKERS).read_text(encoding="utf-8")
VAGUE_TEXT = ROOM.joinpath(VAGUE).read_text(encoding="utf-8")
role: Phrases[str] = Phrases()
role.add(("tas", "in", "class"), "role")
ENTRY = '[[vague]]\nphrases = ["now and again"]\nwhy = "It does not say when."\n'


def test_the_packaged_rules_are_read_once() -> None:
    assert load_wording_rules() is load_wording_rules()


def test_an_added_word_is_found_and_explained() -> None:
    rules = read_wording_rules(MARKERS_TEXT, f'{VAGUE_TEXT}\n{ENTRY}open = ["how often"]\n')
    line = "A TA will read with Sam for 10 minutes daily, now and again."
    assert check_line(line) == ()
    (flag,) = check_line(line, rules)
    assert (flag.words, flag.why, flag.missing) == ("now and again", "It does not say when.", ("how often",))


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("this is not TOML", "vague.toml is not sound TOML"),
        ('[[vague]]\nwhy = "Because."\n', "vague.toml, rule without phrases: key 'phrases' is missing."),
        ('[[vague]]\nphrases = []\nwhy = "Because."\n', "'phrases' is empty"),
        (f'{ENTRY}opens = ["who"]\n', "rule now and again: unknown key 'opens'; did you mean 'open'"),
        (f'{ENTRY}open = ["how oftn"]\n', "unknown word in 'open' 'how oftn'; did you mean 'how often'"),
        (f'{ENTRY}unless = ["compl"]\n', "unknown word in 'unless' 'compl'; did you mean 'complete'"),
        (f'{ENTRY}apart = "yes"\n', "key 'apart' must be true or false"),
        ('[[vague]]\nphrases = ["a"]\nwhy = "no stop"\n', "must be a sentence with a full stop"),
        ('[[vague]]\nphrases = ["of the {rolle}"]\nwhy = "Because."\n', "unknown list in the phrase"),
        ('[[vague]]\nphrases = ["{any} time"]\nwhy = "Because."\n', "begins with {any}"),
        ('[[vague]]\nphrases = [""]\nwhy = "Because."\n', "is empty"),
        (f'[[vague]]\nphrases = ["{"very " * 20}"]\nwhy = "Because."\n', "more than"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(added: str, said: str) -> None:
    with pytest.raises(RuleError, match=VAGUE) as refused:
        read_wording_rules(MARKERS_TEXT, f"{VAGUE_TEXT}\n{added}")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[who]", "[whom]", "unknown key 'whom'; did you mean 'who'"),
        ('needs = ["how often"]', 'needs = ["how much"]', "unknown word in 'needs' 'how much'"),
        ("number = [", "numbers = [", "key 'number' is missing"),
        ('phrases = ["{role}"]', 'phrases = "{role}"', "key 'phrases' must be a list of texts"),
    ],
)
def test_a_wrong_marker_is_refused_with_its_place(before: str, after: str, said: str) -> None:
    assert before in MARKERS_TEXT
    with pytest.raises(RuleError, match=MARKERS) as refused:
        read_wording_rules(MARKERS_TEXT.replace(before, after, 1), VAGUE_TEXT)
    assert said in str(refused.value)


def test_no_vague_word_is_explained_twice() -> None:
    """A phrase in two entries would be flagged twice, with two reasons."""
    phrases = [p for entry in tomllib.loads(VAGUE_TEXT)["vague"] for p in entry["phrases"]]
    assert sorted({p for p in phrases if phrases.count(p) > 1}) == []


def test_of_what_stands_for_the_same_only_the_longest_is_found() -> None:
    book: Phrases[str] = Phrases({"role": role})
    for phrase in (("help",), ("help", "from", "{role}"), ("help", "from", "tas"), ("help", "from")):
        book.add(phrase, "help")
    book.add(("from", ANY), "from")
    found = [(f.what, f.start, f.end) for f in book.find(words_of("Some help from a TA, help from TAs in class"))]
    assert found == [("help", 1, 3), ("from", 2, 4), ("help", 6, 11), ("from", 7, 9)]
