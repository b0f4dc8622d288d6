"""Single cells and columns: names in one column, ULNs, other advisers, odd orders, and how columns are said to read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.importing import ImportPlan, KnownIndex
from ehcp_desk.exchange.planning.mapping import propose
from ehcp_desk.exchange.planning.names import split_name
from ehcp_desk.exchange.planning.plan import make_plan
from ehcp_desk.exchange.planning.profiles import Profile
from ehcp_desk.exchange.planning.remarks import how_it_reads
from ehcp_desk.exchange.trackers import TrackerReader, read_profile
from tests.exchange.fictional_trackers import TODAY, book_of, fenborough, saltmere


def plan_of(headings: list[str], *rows: list[str]) -> ImportPlan:
    book = book_of([headings, *rows])
    return make_plan(book, propose(book), KnownIndex(), TODAY)


def remark_on(heading: str, *values: str, profile: Profile | None = None) -> tuple[str, str]:
    """How a column with these values reads, beside a reference, a name and a request."""
    rows = [[f"SEN/{n}", f"Quill{n}, Ada", "01/02/2026", value] for n, value in enumerate(values)]
    book = book_of([["Ref", "Name", "Request received", heading], *rows])
    proposal = propose(book, profile)
    ((sheet, mapping),) = proposal.cases
    remark = how_it_reads(sheet, mapping, make_plan(book, proposal, KnownIndex(), TODAY, profile), profile)[3]
    return remark.words, remark.state


@pytest.mark.parametrize(
    ("name", "surname", "forenames"),
    [
        ("Pemberley, Arlo James", "Pemberley", "Arlo James"),
        ("Arlo James Pemberley", "Pemberley", "Arlo James"),
        ("PEMBERLEY Arlo", "PEMBERLEY", "Arlo"),
        ("VAN TONGEREN Mina", "VAN TONGEREN", "Mina"),
        ("ARLO PEMBERLEY", "PEMBERLEY", "ARLO"),
        ("Pemberley", "Pemberley", ""),
    ],
)
def test_a_name_in_one_column_is_cut_where_the_page_says(name: str, surname: str, forenames: str) -> None:
    assert split_name(name) == (surname, forenames)


def test_learner_numbers_are_kept_and_checked() -> None:
    plan = plan_of(
        ["Ref", "ULN", "Name", "Request received"],
        ["1", "9276308686", "Quill, Ada", "01/02/2026"],
        ["2", "9276308687", "Pell, Jonty", "01/02/2026"],
        ["3", "awaited", "Marchbanks, Teddy", "01/02/2026"],
    )
    assert [row.child.uln if row.child else "" for row in plan.rows] == ["9276308686", "9276308687", ""]
    said = [(line.row, line.outcome, line.value) for line in plan.certificate.rows if line.field]
    assert said == [(3, "flagged", "9276308687"), (4, "kept", "awaited")]


def test_several_columns_of_other_advice_do_not_clash() -> None:
    headings = ["Ref", "Name", "Request received", "SALT received", "OT received"]
    row = ["1", "Quill, Ada", "01/02/2026", "01/05/2026", "02/05/2026"]
    plan = plan_of(headings, row, row)
    assert [(f.on, f.note) for f in plan.rows[0].facts if f.kind == "advice_received"] == [
        (date(2026, 5, 1), "SALT received"),
        (date(2026, 5, 2), "OT received"),
    ]
    assert (plan.rows[1].outcome, plan.rows[1].facts, plan.rows[1].kept) == ("merged", (), ())


def test_advice_before_it_was_asked_for_is_read_and_remarked_on() -> None:
    plan = plan_of(
        ["Ref", "Name", "Request received", "EP advice requested", "EP advice received"],
        ["1", "Quill, Ada", "01/02/2026", "01/05/2026", "02/04/2026"],
    )
    assert plan.rows[0].outcome == "created"
    assert len(plan.rows[0].facts) == 3
    ((reason, outcome),) = [(line.reason, line.outcome) for line in plan.certificate.rows if line.field]
    assert (reason, outcome) == ("2 April 2026 is before it was asked for, 1 May 2026", "flagged")


def test_a_birth_after_the_request_is_kept_as_written() -> None:
    plan = plan_of(["Ref", "Name", "DOB", "Request received"], ["1", "Quill, Ada", "03/03/26", "01/02/2026"])
    (row,) = plan.rows
    assert row.child is not None
    assert row.child.born is None
    assert [(cell.value, cell.reason) for cell in row.kept] == [
        ("03/03/26", "3 March 2026 is after the request, 1 February 2026")
    ]


@pytest.mark.parametrize(
    ("heading", "values", "words", "state"),
    [
        ("Draft issued", ["01/03/2026", "2 March 2026"], "2 date styles, all read", "read"),
        ("Draft issued", ["03/17/2026", "03/25/2026"], "read month first, as every value proves", "look"),
        ("Draft issued", ["03/17/2026", "01/03/2026"], "day or month first? Held", "look"),
        ("Draft issued", ["", ""], "nothing in it", "read"),
        ("UPN", ["C801200005001"], "1 check letter is wrong", "look"),
        ("M/F", ["F", "?"], "1 not read, kept as written", "look"),
        ("Exception", ["Y child in hospital"], "to be checked", "read"),
        ("Exception", ["Y EP shortage"], "1 is no ground in law", "look"),
        ("Case officer", ["J Addo", "T Mbeki"], "2 names to match to people", "read"),
        ("Case officer", ["vacant"], "vacant: nobody yet", "nobody"),
    ],
)
def test_each_column_says_how_it_reads(heading: str, values: list[str], words: str, state: str) -> None:
    assert remark_on(heading, *values) == (words, state)


def test_matched_names_are_said_to_be_matched() -> None:
    profile = Profile("x").with_officers({"J Addo": "Joy Addo"})
    assert remark_on("Case officer", "j addo", profile=profile) == ("1 name matched to people", "read")


def test_names_cut_before_the_last_word_are_pointed_out() -> None:
    book = book_of([["Ref", "Name", "Request received"], ["1", "Ada Quill", "01/02/2026"]])
    proposal = propose(book)
    ((sheet, mapping),) = proposal.cases
    remarks = how_it_reads(sheet, mapping, make_plan(book, proposal, KnownIndex(), TODAY))
    assert (remarks[1].words, remarks[1].state) == ("cut before the last word: check", "look")


def test_the_door_shows_a_file_and_plans_it_as_a_person_chose(tmp_path: Path) -> None:
    file = tmp_path / "saltmere.csv"
    file.write_bytes(saltmere())
    door = TrackerReader()
    look = door.look(file, TODAY)
    assert (look.file, look.rows, [c.target for c in look.columns][:3]) == (
        "saltmere.csv",
        2,
        ["full_name", "born", "requested_on"],
    )
    chosen = {"Allocated EP": "ignored"}
    plan = door.plan(file, KnownIndex(), TODAY, chosen)
    assert [row.psychologist for row in plan.rows] == ["", ""]
    saved = door.profile_of("Saltmere", look, chosen)
    assert read_profile("Saltmere", {"Saltmere": saved}) == saved
    assert door.plan(file, KnownIndex(), TODAY, profile=saved).rows == plan.rows
    told: list[tuple[int, int, str]] = []
    door.plan(file, KnownIndex(), TODAY, progress=lambda *step: told.append(step))
    assert told[-1] == (2, 2, "Reading rows")


def test_the_door_refuses_a_file_without_headings_and_an_unknown_profile(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"milk,eggs\nbread,tea\n")
    with pytest.raises(BadInput, match="no sheet with headings the desk knows"):
        TrackerReader().look(file, TODAY)
    with pytest.raises(BadInput, match="no import profile called Nowhere; saved ones: Saltmere"):
        read_profile("Nowhere", {"Saltmere": "{}"})


def test_two_rows_of_headings_are_shown_as_one(tmp_path: Path) -> None:
    look = TrackerReader().look(fenborough(tmp_path / "fenborough.xlsx"), TODAY)
    assert [column.heading for column in look.columns][5:9] == [
        "EP advice Requested",
        "EP advice Received",
        "Health advice Requested",
        "Health advice Received",
    ]
    assert look.columns[0].first_value == "4101"
