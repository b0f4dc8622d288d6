"""``subject-access``: the log with its clock, what is about others, and a pack that is written whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Desk

REF = "SEN/1"
FATHER, MOTHER = "Denholm Farrowdale", "Araminta Kestrelwood"


@pytest.fixture
def asked(desk: Desk, tmp_path: Path) -> Desk:
    """A case with a mother, a father, a note about both, a safeguarding entry and a letter on file."""
    child = ["--set", "surname=Farrowdale", "--set", "forenames=Maisie", "--set", "born=2009-03-14"]
    assert desk("request", REF, *child, "--received", "2026-06-01", "--source", "parent").code == 0
    for name, relation in ((MOTHER, "mother"), (FATHER, "father")):
        said = desk("person", REF, "--set", f"name={name}", "--set", f"relation={relation}", "--set",
                    f"phone=01632 96000{len(relation)}")  # fmt: skip
        assert said.code == 0, said.err
    note = f"Maisie likes music. {FATHER} rang about her coat. Mr Pelham saw it."
    assert desk("record", REF, "note", "--on", "2026-09-01", "--note", note).code == 0
    harm = desk("record", REF, "safeguarding", "--on", "2026-09-02", "--set", "marker=concern", "--note", "Quiet words")
    assert harm.code == 0, harm.err
    letter = tmp_path / "letter.txt"
    letter.write_text(f"Dear team, {FATHER} says Maisie sings well.", encoding="utf-8")
    filed = desk("record", REF, "document", "--on", "2026-09-03", "--attach", str(letter))
    assert filed.code == 0, filed.err
    return desk


def test_the_log_and_its_clock(asked: Desk) -> None:
    made = asked(
        "subject-access", REF, "--for", "Maisie Farrowdale", "--received", "2026-10-01", "--how", "phone", "--json"
    )
    assert (made.code, made.json["due"], made.json["state"]) == (0, "2026-11-02", "running")
    (one,) = asked("subject-access", "--json").json["requests"]
    assert (one["ref"], one["by"], one["child"]) == (REF, "Maisie Farrowdale", "Maisie Farrowdale")
    assert "2 November 2026" in asked("subject-access", REF).out
    sent = asked("record", REF, "access_answered", "--on", "2026-10-30", "--set", f"request={one['entry']}",
                 "--set", "outcome=sent")  # fmt: skip
    assert sent.code == 0, sent.err
    assert asked("subject-access", "--json").json["requests"][0]["state"] == "answered"


def test_nothing_is_written_while_something_is_to_be_looked_at(asked: Desk, tmp_path: Path) -> None:
    out, review = tmp_path / "pack", tmp_path / "review.csv"
    look = asked(
        "subject-access", REF, "--for", "Maisie Farrowdale", "--out", str(out), "--review", str(review), "--json"
    )
    assert look.json["to_look_at"] > 0 and look.code == 1 and not out.exists()
    said = review.read_text(encoding="utf-8-sig")
    assert FATHER in said and "everything held" in said
    assert any("No open request" in risk for risk in look.json["risks"])


def test_the_pack_holds_everything_but_what_is_about_others(asked: Desk, tmp_path: Path) -> None:
    out = tmp_path / "pack"
    asked("subject-access", REF, "--for", "Maisie Farrowdale", "--received", "2026-10-01")
    done = asked("subject-access", REF, "--for", "Maisie Farrowdale", "--out", str(out), "--confirm", "--json")
    assert done.code == 0, done.err
    assert sorted(path.name for path in out.iterdir()) == [
        "document-001.html", "document-001.pdf", "everything-held.html", "everything-held.pdf"]  # fmt: skip
    for name in ("everything-held.html", "document-001.html"):
        page = (out / name).read_text(encoding="utf-8")
        assert "Maisie" in page and "Denholm" not in page
    page = (out / "everything-held.html").read_text(encoding="utf-8")
    for words in (
        "likes music",
        "Date of birth",
        "14 March 2009",
        "Every entry",
        "letter.txt",
        "Information Commissioner",
    ):
        assert words in page, words
    assert "Quiet words" not in page and "Araminta" not in page
    assert any("serious harm" in risk for risk in done.json["risks"])
    logged = asked("case", REF, "--json").json["disclosures"]
    assert {one["paper"] for one in logged} == {"everything held", "document 1"}
    assert asked("verify", str(out / "everything-held.pdf")).code == 0


def test_the_paper_says_what_it_means_and_no_code(asked: Desk, tmp_path: Path) -> None:
    assert asked("child", REF, "--set", "year_group=11", "--reason", "said so").code == 0
    assert asked("record", REF, "assess_decision_notified", "--on", "2026-07-20", "--set", "outcome=refuse").code == 0
    assert asked("record", REF, "mediation_requested", "--on", "2026-08-03").code == 0
    shown = asked("record", REF, "contact", "--on", "2026-09-09", "--set", "channel=email", "--set", "direction=in",
                  "--note", "A question")  # fmt: skip
    assert shown.code == 0, shown.err
    out = tmp_path / "pack"
    done = asked("subject-access", REF, "--for", "Maisie Farrowdale", "--out", str(out), "--confirm")
    assert done.code == 0, done.err
    page = re.sub(r"<[^>]+>", "|", (out / "everything-held.html").read_text(encoding="utf-8").partition("<body")[2])
    for words in ("School year|", "|Year 11|", "Decide whether to assess", "|met 7 days late|"):
        assert re.search(re.escape(words).replace(r"\|", r"[|\s]+"), page), words
    assert not re.findall(r"\b[A-Z]_[A-Z0-9_]+|\b[a-z]+_[a-z_]+\b|\bsoft\b|\b\d{4}-\d\d-\d\d", page)


def test_what_is_for_the_case_file_only_is_not_told_of_in_a_pack(asked: Desk, tmp_path: Path) -> None:
    """Not what it says, not that there is any: neither its row, nor its day, nor who took it on, nor what answered it."""
    known = {entry["fact"]: entry["id"] for entry in asked("case", REF, "--json").json["facts"]}
    minutes = tmp_path / "strategy.txt"
    minutes.write_text("Minutes of a talk about Maisie.", encoding="utf-8")
    for words in (
        ("sensitivity", "2026-09-05", "--set", "about=safety", "--set", "review=2026-12-01", "--note", "Do not tell"),
        ("management_note", "2026-09-06", "--note", "Brief"),
        ("signal_answered", "2026-09-07", "--set", f"signal={known['safeguarding']}", "--note", "Priya Nair rang MASH"),
        ("safeguarding", "2026-09-08", "--set", "marker=concern", "--set", "lead=Priya Nair", "--attach", str(minutes)),
    ):
        done = asked("record", REF, words[0], "--on", *words[1:])
        assert done.code == 0, done.err
    out = tmp_path / "pack"
    made = asked("subject-access", REF, "--for", FATHER, "--out", str(out), "--confirm", "--json")
    page = (out / "everything-held.html").read_text(encoding="utf-8")
    for word in ("afeguarding", "ensitivity", "anagement", "restricted note", "Priya", "MASH", "December", "strategy",
                 *(f"{day} September 2026" for day in (2, 5, 6, 7, 8))):  # fmt: skip
        assert word not in page, word
    assert "likes music" in page and "is not in this paper" in page
    assert not any("Minutes of a talk" in one.read_text(encoding="utf-8") for one in out.glob("*.html"))
    assert made.code == 1 and "strategy.txt" in "".join(made.json["by_hand"]), "somebody must see to it"
    (said,) = (risk for risk in made.json["risks"] if "for the case file only" in risk)
    assert f"entries {known['safeguarding']}, " in said


def test_the_same_is_said_of_what_is_not_given_where_there_is_nothing_of_the_kind(desk: Desk, tmp_path: Path) -> None:
    child = ["--set", "surname=Farrowdale", "--set", "forenames=Maisie"]
    assert desk("request", REF, *child, "--received", "2026-06-01", "--source", "parent").code == 0
    out = tmp_path / "pack"
    made = desk("subject-access", REF, "--for", "Maisie Farrowdale", "--out", str(out), "--confirm", "--json")
    assert "is not in this paper" in (out / "everything-held.html").read_text(encoding="utf-8")
    assert not any("for the case file only" in risk for risk in made.json["risks"])


@pytest.mark.parametrize("more", [("--confirm",), ("--dry-run",)])
def test_the_review_list_is_never_in_the_folder_of_the_pack(asked: Desk, tmp_path: Path, more: tuple[str, ...]) -> None:
    out = tmp_path / "pack"
    for inside in (out / "review.csv", out / "more" / "review.csv", tmp_path / "other" / ".." / "pack" / "review.csv"):
        refused = asked("subject-access", REF, "--for", FATHER, "--out", str(out), "--review", str(inside), *more)
        assert (refused.code, "holds what is taken out" in refused.err) == (2, True), refused.err
        assert not out.exists()


def test_a_decision_holds_in_every_paper_and_must_meet_one(asked: Desk, tmp_path: Path) -> None:
    words = f"{FATHER}=he agreed in writing"
    done = asked("subject-access", REF, "--for", "Maisie Farrowdale", "--out", str(tmp_path / "p"), "--confirm",
                 "--keep", words, "--json")  # fmt: skip
    assert done.code == 0, done.err
    assert FATHER in (tmp_path / "p" / "everything-held.html").read_text(encoding="utf-8")
    assert FATHER in (tmp_path / "p" / "document-001.html").read_text(encoding="utf-8")
    wrong = asked("subject-access", REF, "--for", "Maisie Farrowdale", "--dry-run", "--keep", "Nobody=why")
    assert (wrong.code, "not among what was found" in wrong.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--for", "Whoever Else", "--dry-run"), "nobody this copy can be for"),
        (("--out", "here"), "Say whose file"),
        (("--for", "Maisie Farrowdale", "--received", "2027-01-01"), "has not come"),
        (("--for", "Maisie Farrowdale", "--dry-run", "--keep", "#1=why"), "by their words"),
    ],
)
def test_what_is_wrong_is_one_sentence(asked: Desk, words: tuple[str, ...], sentence: str) -> None:
    refused = asked("subject-access", REF, *words)
    assert (refused.code, sentence in refused.err) == (2, True), refused.err


def test_a_folder_that_holds_something_is_refused(asked: Desk, tmp_path: Path) -> None:
    refused = asked("subject-access", REF, "--for", "Maisie Farrowdale", "--out", str(tmp_path), "--confirm")
    assert (refused.code, "not an empty folder" in refused.err) == (2, True)


def test_consent_and_what_was_shared_stand_on_the_case_and_in_its_json(asked: Desk) -> None:
    said = asked("record", REF, "consent", "--on", "2026-09-04", "--set", "by=The mother", "--set", "scope=health",
                 "--set", "answer=given")  # fmt: skip
    assert said.code == 0, said.err
    shared = asked("record", REF, "information_shared", "--on", "2026-09-05", "--set", "to=The hospital school",
                   "--set", "what=the plan", "--set", "basis=consent")  # fmt: skip
    assert shared.code == 0, shared.err
    told = asked("case", REF, "--json").json["sharing"]
    assert [(one["kind"], one.get("to", one.get("by"))) for one in told] == [
        ("consent", "The mother"), ("information_shared", "The hospital school")]  # fmt: skip
    chronology = asked("chronology", REF, "--json")
    assert "hospital school" not in chronology.out
