"""``audit``: a sample the seed draws again, exclusions said, answers on the cases, actions to keep, what recurs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer

Desk = Callable[..., Answer]


def drawn(demo: Desk, name: str = "Autumn", *words: str) -> list[str]:
    answer = demo("audit", "draw", name, "--seed", "11", *(words or ("--number", "4")), "--json")
    assert answer.code == 0, answer.err
    return list(answer.json["refs"])


def test_the_same_seed_draws_the_same_sample_and_another_another(demo: Desk) -> None:
    first = demo("audit", "draw", "A", "--seed", "11", "--number", "8", "--json").json
    again = demo("audit", "draw", "B", "--seed", "11", "--number", "8", "--json").json
    other = demo("audit", "draw", "C", "--seed", "12", "--number", "8", "--json").json
    assert first["refs"] == again["refs"] != other["refs"]
    assert len(set(first["refs"])) == 8 < first["population"] and first["of"] == "plans" and first["seed"] == 11
    assert len(drawn(demo, "D", "--percent", "20")) == round(first["population"] * 0.2)
    plans = {c["ref"] for c in demo("cases", "--scope", "all", "--limit", "500", "--json").json["cases"]}
    assert set(first["refs"]) <= plans


def test_a_file_nobody_opened_is_listed_with_why_and_never_drawn(demo: Desk) -> None:
    everybody = drawn(demo, "All", "--percent", "100")
    done = demo("restrict", everybody[0], "--to", "Joy Addo", "--reason", "A matter of safety")
    assert done.code == 0, done.err
    hidden = demo("audit", "draw", "Two", "--seed", "1", "--percent", "100", "--json", user="Agency Worker").json
    assert everybody[0] not in hidden["refs"] and hidden["hidden"] == 1
    named = demo("audit", "draw", "Three", "--seed", "1", "--percent", "100", "--json", user="Joy Addo").json
    assert everybody[0] not in named["refs"]
    assert [one["ref"] for one in named["excluded"]] == [everybody[0]] and "restricted" in named["excluded"][0]["why"]


def test_answers_stand_on_the_case_and_come_to_themes(demo: Desk) -> None:
    one, two, *_ = drawn(demo)
    assert (
        demo("audit", "answer", "Autumn", one, "--set", "views=no", "--set", "reasons=yes", "--grade", "good").code == 0
    )
    assert (
        demo("audit", "answer", "Autumn", two, "--set", "views=part", "--grade", "inadequate", "--comment", "Thin").code
        == 0
    )
    found = demo("audit", "themes", "Autumn", "--json").json
    assert found["themes"][0]["question"] == "views" and found["themes"][0]["refs"] == sorted([one, two])
    assert (found["themes"][0]["no"], found["themes"][0]["part"]) == (1, 1)
    assert found["audited"] == 2 and len(found["not_audited"]) == 2
    assert found["by_quarter"] == [{"quarter": "2026-Q4", "good_or_better": 1, "of": 2, "percent": 50.0}]
    kinds = [f["fact"] for f in demo("case", one, "--json").json["facts"]]
    assert kinds.count("audit_answer") == 2 and "audit_graded" in kinds
    demo("audit", "answer", "Autumn", one, "--set", "views=yes", today="2026-11-02")
    later = demo("audit", "themes", "Autumn", "--json", today="2026-11-02").json
    assert next(t for t in later["themes"] if t["question"] == "views")["no"] == 0


def test_an_audit_is_not_on_the_chronology(demo: Desk, tmp_path: Path) -> None:
    one = drawn(demo)[0]
    demo("audit", "answer", "Autumn", one, "--set", "views=no", "--grade", "good", "--comment", "Thin on views")
    twin = tmp_path / "c.html"
    assert demo("chronology", one, "--out", str(tmp_path / "c.pdf"), "--html", str(twin)).code == 0
    said = twin.read_text(encoding="utf-8")
    assert "Thin on views" not in said and "audit" not in said.casefold()


def test_an_action_is_a_promise_until_it_is_kept(demo: Desk) -> None:
    one = drawn(demo)[0]
    done = demo("audit", "answer", "Autumn", one, "--action", "2026-11-20=Write the views down", "--json")
    (entry,) = done.json["entries"]
    waiting = demo("case", one, "--json").json["waiting"]
    assert any(
        w["entry"] == entry and w["what"] == "Write the views down" and w["due"] == "2026-11-20" for w in waiting
    )
    (action,) = demo("audit", "themes", "Autumn", "--json").json["actions"]
    assert action == {"ref": one, "action": "Write the views down", "due": "2026-11-20", "done": False, "late": False}
    kept = demo("record", one, "promise_kept", "--on", "2026-10-30", "--set", f"promise={entry}")
    assert kept.code == 0, kept.err
    assert demo("audit", "themes", "Autumn", "--json").json["actions"][0]["done"] is True


def test_an_action_past_its_day_is_late_and_every_audit_is_listed(demo: Desk, tmp_path: Path) -> None:
    one = drawn(demo)[0]
    assert demo("audit", "answer", "Autumn", one, "--action", "2026-11-20=Write the views down").code == 0
    (action,) = demo("audit", "themes", "Autumn", "--json", today="2026-11-21").json["actions"]
    assert (action["late"], action["done"]) == (True, False)
    drawn(demo, "Spring", "--number", "2")
    listed = demo("audit", "list", "--json").json["audits"]
    assert [(a["name"], a["audited"], a["actions"], a["actions_waiting"]) for a in listed] == [
        ("Spring", 0, 0, 0),
        ("Autumn", 0, 1, 1),
    ]
    paper, twin = tmp_path / "audit.pdf", tmp_path / "audit.html"
    told = demo("audit", "themes", "Autumn", "--out", str(paper), "--html", str(twin), "--json")
    assert told.json["files_written"] == [str(paper), str(twin)]
    assert "Write the views down" in twin.read_text(encoding="utf-8")
    assert all(demo("verify", str(path), "--json").json["ok"] for path in (paper, twin))


OWN = """version = "W.1"
answers = ["yes", "no"]
question = [{ id = "transport", asks = "Is transport decided?" }]
grade = [{ id = "sound", good = true }, { id = "unsound", good = false }]
"""


def test_the_councils_own_questions_hold_for_the_next_sample_and_not_for_the_last(demo: Desk, tmp_path: Path) -> None:
    before = drawn(demo)[0]
    form = tmp_path / "form.toml"
    form.write_text(OWN, encoding="utf-8")
    asked = demo("audit", "form", "--use", str(form), "--json").json
    assert asked["questions"] == {"transport": "Is transport decided?"} and asked["grades"] == ["sound", "unsound"]
    after = drawn(demo, "Spring", "--number", "2")[0]
    assert demo("audit", "answer", "Autumn", before, "--set", "views=no", "--grade", "good").code == 0
    assert demo("audit", "answer", "Spring", after, "--set", "views=no").code == 2
    assert demo("audit", "answer", "Spring", after, "--set", "transport=no", "--grade", "sound").code == 0
    told = demo("audit", "themes", "Spring", "--json").json
    assert told["by_quarter"][0]["percent"] == 100.0 and [t["question"] for t in told["themes"]] == ["transport"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = ", "not sound TOML"),
        (OWN.replace('version = "W.1"', ""), "lack"),
        (OWN.replace('"transport"', '"two words"'), "needs an id"),
        (OWN.replace('["yes", "no"]', '["maybe"]'), "yes and no"),
        (OWN.replace("good = true", "good = false"), "one that is good"),
        (OWN.replace("W.1", "2026.1"), "in use already"),
        (OWN.replace("question = [", 'question = [{ id = "transport", asks = "Again?" }, '), "the same id"),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(demo: Desk, tmp_path: Path, text: str, said: str) -> None:
    form = tmp_path / "form.toml"
    form.write_text(text, encoding="utf-8")
    answer = demo("audit", "form", "--use", str(form))
    assert answer.code == 2 and said in answer.err
    assert demo("audit", "form", "--json").json["version"] == "2026.1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("draw", "Autumn", "--seed", "1", "--number", "2"), "already"),
        (("draw", "X", "--seed", "1"), "as a number or per cent"),
        (("draw", "X", "--seed", "1", "--number", "9999"), "as a number or per cent"),
        (("draw", "X", "--seed", "1", "--number", "2", "--percent", "5"), "as a number or per cent"),
        (("draw", "X", "--seed", "1", "--percent", "nan"), "at most 100 per cent"),
        (("draw", "X", "--seed", "1", "--percent", "inf"), "at most 100 per cent"),
        (("answer", "Autumn", "NOBODY/1", "--grade", "good"), "not in the sample"),
        (("answer", "Autumn", "REF", "--set", "shoes=yes"), "no answer of the form"),
        (("answer", "Autumn", "REF", "--set", "views=maybe"), "no answer of the form"),
        (("answer", "Autumn", "REF", "--set", "views"), "is not that"),
        (("answer", "Autumn", "REF", "--grade", "fine"), "no grade of the form"),
        (("answer", "Autumn", "REF", "--action", "2026-01-01=Too late"), "due before today"),
        (("answer", "Autumn", "REF"), "at least one answer"),
        (("themes", "Winter"), "There is no audit called Winter; there are: Autumn"),
    ],
)
def test_bad_usage_is_one_sentence_and_writes_nothing(demo: Desk, words: tuple[str, ...], said: str) -> None:
    one = drawn(demo)[0]
    before = len(demo("case", one, "--json").json["facts"])
    answer = demo("audit", *(one if word == "REF" else word for word in words))
    assert answer.code == 2 and said in answer.err and answer.out == ""
    assert len(demo("case", one, "--json").json["facts"]) == before
