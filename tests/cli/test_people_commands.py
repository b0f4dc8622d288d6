"""The child, the family and two entries of one child, by command: each act, and what the case then says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer, Desk

REF = "SEN/1"


@pytest.fixture
def one(desk: Desk) -> Desk:
    """A record with Zoë Çelik, born 3 April 2010."""
    done = desk("request", REF, "--received", "2026-10-01", "--source", "parent", "--set", "surname=Çelik",
                "--set", "forenames=Zoë", "--set", "born=2010-04-03")  # fmt: skip
    assert done.code == 0, done.err
    return desk


def case(desk: Desk, ref: str = REF) -> Any:
    return desk("case", ref, "--json").json


def test_the_case_says_who_the_people_are_and_who_decides(one: Desk) -> None:
    assert one("person", REF, "--set", "name=Efua Çelik", "--set", "relation=Mother", "--set", "phone=07700 900100",
               "--set", "parental_responsibility=yes", "--set", "rests_on=Birth", "--set", "hidden=yes").code == 0  # fmt: skip
    assert one("record", REF, "sensitivity", "--on", "2026-10-02", "--set", "about=contact", "--set", "review=2027-01-04",
               "--note", "Text first.").code == 0  # fmt: skip
    assert one("record", REF, "decider_recorded", "--on", "2026-10-02", "--set", "decides=parent", "--note",
               "Assessed by Dr Lind.").code == 0  # fmt: skip
    said = case(one)
    assert [(p["name"], p["parental_responsibility"], p["hidden"]) for p in said["people"]] == [
        ("Efua Çelik", True, True)
    ]
    assert [b["says"] for b in said["banners"]] == ["How to be in touch: Text first."]
    assert said["decides"]["who"] == "parent"
    text = one("case", REF).out.splitlines()
    assert text[1] == "BEFORE YOU RING  How to be in touch: Text first."
    assert "Decides: The parent decides for the young person. Assessed by Dr Lind." in text


def test_a_child_who_comes_with_a_plan_has_a_case_without_a_request(desk: Desk) -> None:
    child = ("--set", "surname=Testhold", "--set", "forenames=Ada")
    new = ("request", "SEN/2", "--received", "2026-09-01", *child)
    refused = desk(*new, "--plan-made", "2026-05-20")
    assert (refused.code, "--plan-from" in refused.err) == (2, True)
    assert desk(*new, "--plan-from", "Norham", "--source", "parent").code == 2
    assert desk(*new, "--plan-from", "Norham", "--plan-made", "2026-05-20").code == 0
    said = case(desk, "SEN/2")
    assert [(f["fact"], f["on"]) for f in said["facts"]] == [("plan_transferred_in", "2026-09-01")]
    assert {d["rule"][:2] for d in said["deadlines"]} == {"D_"}


def test_a_person_changes_and_a_banner_ends(one: Desk) -> None:
    one("person", REF, "--set", "name=Efua Çelik", "--set", "relation=Mother")
    number = str(case(one)["people"][0]["id"])
    assert one("person", REF, "--number", number, "--set", "until=2026-10-05", "--reason", "Moved").code == 0
    assert (case(one)["people"], len(case(one)["people_before"])) == ([], 1)
    one("record", REF, "care_status", "--on", "2026-01-02", "--set", "status=in_care")
    entry = str(case(one)["profile"][0]["entry"])
    assert one("end", entry, "--on", "2026-09-01", "--reason", "Adopted").code == 0
    ended = case(one)["profile"][0]
    assert (ended["until"], ended["holds"]) == ("2026-09-01", False)


def test_a_likely_same_child_asks_to_be_told_which(one: Desk) -> None:
    def ask(*more: str) -> Answer:
        return one("request", "SEN/2", "--received", "2026-10-02", "--set", "surname=Celik", "--set", "forenames=Zoe",
                   "--set", "born=2010-04-03", *more)  # fmt: skip

    refused = ask()
    assert refused.code == 2
    assert "likely on the record already: Zoë Çelik (SEN/1: same name, same date of birth)" in refused.err
    assert ask("--another-child").code == 2, "a reason is needed"
    assert one("cases", "--scope", "all", "--json").json["total"] == 1
    assert ask("--another-child", "--reason", "Cousin").code == 0
    assert one("cases", "--duplicates", "--json").json == {"total": 0, "pairs": []}


def test_duplicates_are_listed_merged_and_split(one: Desk) -> None:
    assert (
        one("request", "SEN/2", "--received", "2026-10-02", "--set", "surname=Celik", "--set", "forenames=Z").code == 0
    )
    assert one("child", "SEN/2", "--set", "forenames=Zoe", "--set", "born=2010-04-03", "--reason", "Form").code == 0
    pairs = one("cases", "--duplicates", "--json").json["pairs"]
    assert [(p["refs"], p["score"]) for p in pairs] == [([["SEN/1"], ["SEN/2"]], 100)]
    assert "SEN/2" in one("cases", "--duplicates").out
    assert one("merge", "SEN/2", "--into", REF, "--reason", "Same form").code == 0
    assert case(one, "SEN/2")["child"] == case(one)["child"]
    assert one("cases", "--duplicates").out == "No child seems to be on the record twice.\n"
    assert one("split", "SEN/2", "--reason", "Two forms").code == 0
    assert case(one, "SEN/2")["child"]["forenames"] == "Zoe"
    assert one("another", REF, "SEN/2", "--reason", "Cousins").code == 0
    assert one("cases", "--duplicates", "--json").json["total"] == 0
    assert one("verify").code == 0


def test_the_year_group_is_that_of_the_day_and_can_be_put_right(one: Desk) -> None:
    assert one("child", REF, "--set", "year_group=9").code == 0
    years = [
        one("case", REF, "--json", "--today", day).json["child"]["year_group"] for day in ("2026-10-30", "2027-09-01")
    ]
    assert years == [9, 10]
    assert one("child", REF, "--set", "year_group=9").code == 2, "nothing was changed"
    assert one("child", REF, "--set", "year_group=9", "--today", "2027-09-01").code == 0
    lines = one("history", REF, "--field", "Year group", "--json").json["history"]
    assert [(r["before"], r["after"]) for r in lines] == [("9 (2026/27)", "9 (2027/28)"), ("", "9 (2026/27)")]


def test_history_by_field_says_who_when_before_after_and_why(one: Desk) -> None:
    one("child", REF, "--set", "nhs=9434765918", "--set", "language=Turkish", "--reason", "Form")
    said = one("child", REF, "--set", "nhs=943 476 5919", "--reason", "Mistyped")
    assert said.err == ""
    lines = one("history", REF, "--field", "NHS number", "--json").json["history"]
    assert [(r["who"], r["before"], r["after"], r["reason"]) for r in lines] == [
        ("Bea Tindall", "9434765918", "9434765919", "Mistyped"),
        ("Bea Tindall", "", "9434765918", "Form"),
    ]
    assert "written up 29 days later" in one("history", REF).out
    unknown = one("history", REF, "--field", "Shoe size")
    assert unknown.code == 2
    assert "First language" in unknown.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("child", REF, "--set", "shoe=9"), "with one of: surname"),
        (("child", REF, "--set", "year_group=six"), "year_group is a number"),
        (("child", REF, "--set", "born=31.02.2010"), "is not a date"),
        (("child", REF, "--set", "surname=Çelik"), "Nothing was changed"),
        (("person", REF, "--set", "name=A", "--set", "hidden=perhaps"), "hidden is yes or no"),
        (("person", REF, "--number", "99", "--set", "name=A"), "nobody to ring under the number 99"),
        (("end", "1", "--on", "2026-10-02", "--reason", "x"), "nothing that can end"),
        (("merge", REF, "--into", REF, "--reason", "x"), "already stand under one child"),
        (("split", REF, "--reason", "x"), "nothing to split"),
        (("record", REF, "care_status", "--on", "2026-10-02", "--set", "status=lost"), "cannot have status 'lost'"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_exit_2(one: Desk, words: tuple[str, ...], sentence: str) -> None:
    refused = one(*words)
    assert refused.code == 2
    assert sentence in refused.err
    assert refused.err.count("\n") == 1


@pytest.mark.parametrize(
    ("received", "fields", "more", "why"),
    [
        ("2026-13-01", ("surname=Testhold",), (), "2026-13-01"),
        ("2027-01-01", ("surname=Testhold",), (), "has not come yet"),
        ("2026-09-01", ("surnam=Testhold",), (), "should be FIELD=VALUE"),
        ("2026-09-01", ("surname=Testhold", "year_group=six"), (), "year_group is a number"),
        ("2026-09-01", ("forenames=Ada",), (), "surname is missing"),
        ("2026-09-01", ("surname=Testhold",), ("--plan-made", "2026-05-20"), "--plan-from"),
    ],
)
def test_a_refused_request_makes_no_record(
    desk: Desk, tmp_path: Path, received: str, fields: tuple[str, ...], more: tuple[str, ...], why: str
) -> None:
    where = tmp_path / "mistyped.db"
    source = () if more else ("--source", "parent")
    given = [word for field in fields for word in ("--set", field)]
    answer = desk("request", "SEN/9", "--received", received, *source, *given, *more, db=str(where))
    assert answer.code == 2 and why in answer.err
    assert list(tmp_path.iterdir()) == []


def test_what_makes_a_record_is_named_where_there_is_none(desk: Desk, tmp_path: Path) -> None:
    answer = desk("cases", db=str(tmp_path / "none.db"))
    assert answer.code == 3 and "import a file, open a request or run demo to make one" in answer.err
    made = desk("request", "SEN/9", "--received", "2026-09-01", "--source", "parent", "--set", "surname=Testhold",
                db=str(tmp_path / "none.db"))  # fmt: skip
    assert made.code == 0, made.err
