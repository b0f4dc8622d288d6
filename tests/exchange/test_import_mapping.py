"""Columns find their fields in four councils' trackers, and a person's choices are kept as a profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.exchange.planning.dates import DateStyle
from ehcp_desk.exchange.planning.headings import find_headings, nearest_target
from ehcp_desk.exchange.planning.mapping import Mapping, propose
from ehcp_desk.exchange.planning.profiles import Profile, profile_from_json
from ehcp_desk.exchange.planning.targets import LABELS, Target, fold_heading
from ehcp_desk.exchange.tables import read_book, read_book_bytes
from tests.exchange.fictional_trackers import book_of, fenborough, oakshire, saltmere

WESTMARSH = Path(__file__).parent.parent / "data" / "westmarsh-tracker.xlsx"


def only(mapping: Mapping) -> list[Target]:
    return [match.target for match in mapping.columns]


def targets_of(rows: list[list[object]]) -> list[Target]:
    ((_, mapping),) = propose(book_of(rows)).cases
    return only(mapping)


def test_every_column_of_the_sample_finds_its_field() -> None:
    proposal = propose(read_book(WESTMARSH))
    ((_, mapping),) = proposal.cases
    assert mapping.heading_row == 4
    assert [(m.heading, m.target.value) for m in mapping.columns] == [
        ("Ref", "ref"), ("UPN", "upn"), ("Surname", "surname"), ("First name(s)", "forenames"), ("DOB", "born"),
        ("M/F", "sex"), ("NCY", "year_group"), ("Current setting", "setting"), ("Requested by", "source"),
        ("Date req rec'd", "requested_on"), ("6 wk", "worked_out"), ("Assess? Y/N", "decision"),
        ("Decision letter sent", "decided_on"), ("EP", "psychologist"),
        ("EP advice requested", "advice_requested_psychology"), ("EP advice rec'd", "advice_received_psychology"),
        ("Health advice rec'd", "advice_received_health"), ("Soc care rec'd", "advice_received_social_care"),
        ("16 wk", "worked_out"), ("Draft issued", "draft_served"), ("Final issued", "final_sent"),
        ("20 wk", "worked_out"), ("Exception", "exception"), ("Case officer", "caseworker"), ("Comments", "note"),
    ]  # fmt: skip
    assert [sheet.name for sheet, _ in proposal.officers] == ["Officers"]
    assert proposal.not_read == ()


def test_an_export_with_the_national_headings_is_matched() -> None:
    ((_, mapping),) = propose(read_book_bytes(oakshire(), "oakshire.csv")).cases
    assert [target.value for target in only(mapping)] == [
        "ref", "upn", "forenames", "surname", "born", "sex", "source", "requested_on", "decision", "decided_on",
        "caseworker", "team", "note",
    ]  # fmt: skip


def test_headings_in_two_rows_under_a_merged_title_are_joined(tmp_path: Path) -> None:
    ((_, mapping),) = propose(read_book(fenborough(tmp_path / "fenborough.xlsx"))).cases
    assert mapping.heading_row == 4
    assert [target.value for target in only(mapping)] == [
        "ref", "full_name", "born", "requested_on", "source", "advice_requested_psychology",
        "advice_received_psychology", "advice_requested_health", "advice_received_health", "draft_served", "final_sent",
    ]  # fmt: skip


def test_a_semicolon_file_in_windows_text_is_matched() -> None:
    ((_, mapping),) = propose(read_book_bytes(saltmere(), "saltmere.csv")).cases
    assert [target.value for target in only(mapping)] == [
        "full_name", "born", "requested_on", "decision", "decided_on", "psychologist",
    ]  # fmt: skip


def test_two_rows_of_headings_without_merged_cells_are_joined() -> None:
    rows: list[list[object]] = [
        ["Ref", "Name", "Request", "Health advice", "", "Draft"],
        ["", "", "received", "requested", "received", "issued"],
        ["1", "Ada Quill", "01/02/2026", "03/03/2026", "", ""],
    ]
    assert targets_of(rows) == [
        Target.REF, Target.FULL_NAME, Target.REQUESTED_ON, Target.ASKED_HEALTH, Target.GOT_HEALTH, Target.DRAFT_SERVED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("receiveddate", Target.REQUESTED_ON),
        ("PersonBirthDate", Target.BORN),
        ("UPN – Unique Pupil Number", Target.UPN),
        ("EHC Plan\nStart Date", Target.FINAL_SENT),
        ("Date EHC request received", Target.REQUESTED_ON),
        ("Health Advice Rcvd (CDC)", Target.GOT_HEALTH),
        ("Lead caseworker name", Target.CASEWORKER),
        ("Date of Birth (dd/mm/yyyy)", Target.BORN),
        ("DRAFT   EHCP  ISSUED", Target.DRAFT_SERVED),
        ("16-wk", Target.WORKED_OUT),
    ],
)
def test_headings_are_recognised_in_other_words(heading: str, target: Target) -> None:
    found, confidence = nearest_target(heading)
    assert found is target
    assert confidence >= 82


@pytest.mark.parametrize("heading", ["Final draft issued", "Parent contact number", "Panel date", "Requested", "Date"])
def test_a_heading_that_could_mean_two_things_or_none_becomes_a_note(heading: str) -> None:
    assert nearest_target(heading) == (Target.NOTE, 0)


def test_values_overrule_a_heading_that_says_something_else() -> None:
    rows: list[list[object]] = [["Ref", "Name", "Request received", "Decision", "EP advice"]]
    rows += [[str(n), f"Ada Quill{n}", "01/02/2026", "10/03/2026", "Dr Bellamy"] for n in range(6)]
    assert targets_of(rows)[3:] == [Target.DECIDED_ON, Target.PSYCHOLOGIST]


def test_a_second_column_for_one_field_becomes_a_note() -> None:
    rows: list[list[object]] = [["Ref", "Case no", "Surname", "Draft issued"], ["1", "A/1", "Quill", "01/02/2026"]]
    assert targets_of(rows) == [Target.REF, Target.NOTE, Target.SURNAME, Target.DRAFT_SERVED]


def test_blank_and_repeated_headings_get_names_of_their_own() -> None:
    book = book_of([["Ref", "Notes", "", "Notes", "Date request received"], ["1", "a", "b", "c", "01/02/2026", "d"]])
    headings = find_headings(book.sheets[0])
    assert headings is not None
    assert headings.names == ("Ref", "Notes", "Column C", "Notes (2)", "Date request received", "Column F")


def test_a_sheet_without_headings_is_named_as_not_read() -> None:
    proposal = propose(book_of([["shopping", "milk"], ["eggs", "flour"]]))
    assert proposal.cases == ()
    assert proposal.not_read == ("tracker",)


def test_month_first_is_taken_only_when_every_value_proves_it() -> None:
    def style(*days: str) -> DateStyle:
        rows: list[list[object]] = [["Ref", "Name", "Request received"], *[[day, "Ada Quill", day] for day in days]]
        ((_, mapping),) = propose(book_of(rows)).cases
        return mapping.columns_of(Target.REQUESTED_ON)[0].style

    assert style("03/17/2026", "04/25/2026", "TBC") is DateStyle.MONTH_FIRST
    assert style("03/17/2026", "04/04/2026") is DateStyle.MONTH_FIRST
    assert style("03/17/2026", "03/04/2026") is DateStyle.UNSETTLED
    assert style("03/17/2026", "03/04/2026", "17/03/2026") is DateStyle.DAY_FIRST
    assert style("03/17/2026", "17/03/2026") is DateStyle.DAY_FIRST
    assert style("TBC", "4 March 2026") is DateStyle.DAY_FIRST


def test_a_profile_keeps_a_persons_choices_through_json() -> None:
    book = book_of([["Key", "Who", "Came in"], ["1", "Ada Quill", "03/17/2026"]])
    assert propose(book).cases == ()
    saved = Profile(
        "Saltmere",
        {"key": Target.REF, "who": Target.FULL_NAME, "came in": Target.REQUESTED_ON},
        {"came in": DateStyle.MONTH_FIRST},
    ).with_officers({"J. Addo": "Joy Addo"})
    profile = profile_from_json(saved.to_json())
    assert profile == saved
    assert profile.officers == {"j. addo": "Joy Addo"}
    ((_, mapping),) = propose(book, profile).cases
    assert only(mapping) == [Target.REF, Target.FULL_NAME, Target.REQUESTED_ON]
    assert mapping.columns[2].style is DateStyle.MONTH_FIRST


def test_a_person_can_send_a_column_elsewhere() -> None:
    ((_, mapping),) = propose(read_book(WESTMARSH)).cases
    changed = mapping.with_target(24, Target.IGNORED)
    assert changed.columns[24].target is Target.IGNORED
    assert changed.columns[:24] == mapping.columns[:24]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not json", "it is not JSON"),
        ("[]", "not an import profile"),
        ('{"form": "ehcp-desk import profile", "version": 9}', "version 9"),
        ('{"form": "ehcp-desk import profile", "version": 1, "name": "x"}', "damaged"),
        ('{"form": "ehcp-desk import profile", "version": 1, "name": "x", "headings": {"a": "nonsense"}}', "damaged"),
    ],
)
def test_a_profile_that_is_none_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        profile_from_json(text)


def test_every_field_has_words_for_the_page_and_folding_is_stable() -> None:
    assert set(LABELS) == set(Target)
    assert len(set(LABELS.values())) == len(LABELS)
    assert fold_heading(fold_heading("Date req rec'd (s)")) == fold_heading("Date req rec'd (s)")
