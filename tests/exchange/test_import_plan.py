"""What becomes of each row: created, merged, held, rejected, updated or unchanged, and what is kept word for word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.identifiers import upn_check_letter
from ehcp_desk.domain.importing import (
    ChildIdentity,
    KeptCell,
    KnownCase,
    KnownCases,
    KnownIndex,
    Outcome,
    PersonSeed,
    PlannedRow,
)
from ehcp_desk.exchange.cells import Sheet
from ehcp_desk.exchange.planning.mapping import propose
from ehcp_desk.exchange.planning.plan import make_plan
from ehcp_desk.exchange.planning.profiles import Profile
from ehcp_desk.exchange.tables import read_book_bytes
from tests.exchange.fictional_trackers import ARLO, HEADINGS, MAISIE, TODAY, book_of, oakshire, plan_of, tracker
from tests.exchange.record_double import record_after


def planned(*rows: dict[str, str], known: KnownCases | None = None) -> tuple[PlannedRow, ...]:
    return plan_of(tracker(*rows), known).rows


def outcomes(rows: tuple[PlannedRow, ...]) -> list[str]:
    return [row.outcome.value for row in rows]


def test_a_clean_row_makes_a_case_with_its_facts_child_and_owner() -> None:
    (row,) = planned(ARLO)
    assert row.outcome is Outcome.CREATED
    assert row.case == "SEN/1"
    assert row.child == ChildIdentity("Pemberley", "Arlo", date(2014, 8, 17), upn="B801200005001")
    assert [(fact.kind, fact.on, dict(fact.attrs)) for fact in row.facts] == [
        ("request_received", date(2026, 3, 3), {"source": "school"}),
        ("assess_decision_notified", date(2026, 4, 10), {"outcome": "assess"}),
    ]
    assert row.owner == "J Addo"
    assert (row.kept, row.reasons, row.new_case) == ((), (), True)


def test_words_of_another_council_give_the_same_facts() -> None:
    rows = plan_of(read_book_bytes(oakshire(), "oakshire.csv")).rows
    assert outcomes(rows) == ["created", "created", "created"]
    assert [[(f.kind, dict(f.attrs)) for f in row.facts] for row in rows] == [
        [("request_received", {"source": "parent"}), ("assess_decision_notified", {"outcome": "assess"})],
        [("request_received", {"source": "school"}), ("assess_decision_notified", {"outcome": "refuse"})],
        [("request_received", {"source": "health"})],
    ]
    assert [row.owner for row in rows] == ["Tamsin Okoro", None, "Tamsin Okoro"]
    assert [row.team for row in rows] == ["East", "West", ""]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Final issued": "04/03/2052"}, "Final issued: the year 2052 is in the future"),
        ({"Date request received": "31/02/2026"}, "Date request received: 31 February does not exist"),
        ({"Date request received": "TBC"}, "Date request received: 'TBC' is not a date"),
        ({"Date request received": ""}, "Date request received: no date, so the clock has no start"),
        ({"Draft issued": "w/c 12 May"}, "Draft issued: 'w/c 12 May' is not one day"),
        (
            {"Decision letter sent": "01/03/2026"},
            "Decision letter sent: 1 March 2026 is before the request, 3 March 2026",
        ),
        ({"Draft issued": "01/04/2026"}, "Draft issued: 1 April 2026 is before the decision to assess, 10 April 2026"),
        (
            {"Draft issued": "01/06/2026", "Final issued": "31/05/2026"},
            "Final issued: 31 May 2026 is before the draft plan, 1 June 2026",
        ),
        ({"Surname": "", "First name": "", "UPN": "", "DOB": ""}, "no child is named"),
    ],
)
def test_a_row_whose_clock_cannot_be_trusted_is_held_with_what_is_certain(change: dict[str, str], reason: str) -> None:
    (row,) = planned({**ARLO, **change})
    assert row.outcome is Outcome.HELD
    assert reason in row.reasons
    assert row.new_case
    doubtful = {heading: value for heading, value in change.items() if value and heading in reason}
    assert doubtful.items() <= {cell.heading: cell.value for cell in row.kept}.items()
    assert not any(fact.on.year == 2052 for fact in row.facts)


def test_a_cell_that_only_says_not_yet_is_kept_and_the_row_still_created() -> None:
    (row,) = planned({**ARLO, "Draft issued": "tbc", "DOB": "unknown"})
    assert row.outcome is Outcome.CREATED
    assert {(cell.heading, cell.value) for cell in row.kept} == {("Draft issued", "tbc"), ("DOB", "unknown")}
    assert row.child is not None
    assert row.child.born is None


def test_half_a_decision_is_kept_as_written() -> None:
    outcome_only, date_only, muddled = planned(
        {**ARLO, "Decision letter sent": ""},
        {**MAISIE, "Decision letter sent": "10/07/2026"},
        {**MAISIE, "Ref": "SEN/3", "UPN": "", "Surname": "Quill", "Assess? Y/N": "panel split"},
    )
    assert outcome_only.kept == (KeptCell("Assess? Y/N", "Y", "no day on which the family was told"),)
    assert date_only.kept == (KeptCell("Decision letter sent", "10/07/2026", "a day without a decision beside it"),)
    assert muddled.kept[0].reason == "'panel split' is neither yes nor no"
    assert outcomes((outcome_only, date_only, muddled)) == ["created"] * 3
    facts = [fact.kind for row in (outcome_only, date_only, muddled) for fact in row.facts]
    assert facts == ["request_received"] * 3


def test_comments_and_claimed_exceptions_are_kept_verbatim_and_claim_nothing() -> None:
    (row,) = planned({**ARLO, "Comments": " =cmd|' /C calc'!A0 ", "Exception": "Y EP shortage"})
    assert [(cell.heading, cell.value) for cell in row.kept] == [
        ("Exception", "Y EP shortage"),
        ("Comments", " =cmd|' /C calc'!A0 "),
    ]
    assert not any(fact.kind == "relief_claimed" for fact in row.facts)


@pytest.mark.parametrize(
    ("words", "outcome", "reason"),
    [
        ("Y EP shortage", "flagged", "a shortage of educational psychologists is no ground in law"),
        ("Y parent did not agree draft", "flagged", "the family not agreeing is no ground in law"),
        ("Yes - staff sickness", "flagged", "the council’s staffing or workload is no ground in law"),
        ("Y", "flagged", "no ground is given"),
        ("Y gremlins", "flagged", "not words we know for a ground in law"),
        ("Y child in hospital", "kept", "may be exceptional personal circumstances"),
        ("Y family abroad 5 wks", "kept", "may be an absence from the area of 4 weeks or more"),
        ("Y summer hols - advice asked 20 July", "kept", "may be advice asked for around a school closure of 4 weeks"),
    ],
)
def test_a_claimed_exception_is_reported_with_what_the_law_makes_of_its_words(
    words: str, outcome: str, reason: str
) -> None:
    lines = plan_of(tracker({**ARLO, "Exception": words})).certificate.rows
    ((found, said),) = [(line.outcome, line.reason) for line in lines if line.field == "Exception"]
    assert found == outcome
    assert said.startswith(f"claimed exception, to be checked: {reason}")


def test_no_exception_claimed_is_nothing_to_keep() -> None:
    (row,) = planned({**ARLO, "Exception": "N"})
    assert row.kept == ()


@pytest.mark.parametrize("word", ["VACANT", "tbc", "", " Unallocated "])
def test_words_for_nobody_leave_the_case_unassigned(word: str) -> None:
    book = tracker({**ARLO, "Case officer": word})
    plan = plan_of(book)
    assert plan.rows[0].owner is None
    assert plan.people == ()


def test_names_become_people_to_match_unless_a_profile_or_a_sheet_knows_them() -> None:
    book = tracker({**ARLO, "Case officer": "J Addo"}, {**MAISIE, "Case officer": "P LINDQVIST"})
    listed = [["P Lindqvist", "60%", "South"], ["VACANT", 1.0, "South"], ["A Rook", "two days", ""]]
    officers = Sheet("Officers", [["Case officer", "FTE", "Team"], *listed])
    book = replace(book, sheets=(*book.sheets, officers))
    profile = Profile("x").with_officers({"j addo": "Joy Addo"})
    plan = make_plan(book, propose(book), KnownIndex(), TODAY, profile)
    assert plan.people == (
        PersonSeed("P Lindqvist", fte=0.6, team="South", placeholder=False),
        PersonSeed("A Rook", placeholder=False, note="FTE: two days"),
        PersonSeed("Joy Addo", placeholder=False),
    )
    assert [row.owner for row in plan.rows] == ["Joy Addo", "P Lindqvist"]
    assert plan_of(tracker(ARLO)).people == (PersonSeed("J Addo", placeholder=True),)


def test_a_wrong_check_letter_keeps_the_number_and_says_so() -> None:
    plan = plan_of(tracker({**ARLO, "UPN": "C801200005001"}))
    assert plan.rows[0].outcome is Outcome.CREATED
    assert plan.rows[0].child is not None
    assert plan.rows[0].child.upn == "C801200005001"
    (line,) = [line for line in plan.certificate.rows if line.field == "UPN"]
    assert (line.outcome, line.reason) == ("flagged", "The check letter is wrong: C should be B.")


def test_a_repeated_row_is_merged_and_adds_only_what_is_new() -> None:
    first, again = planned(ARLO, {**ARLO, "DOB": "2014-08-17", "Draft issued": "01/06/2026", "Comments": "chased"})
    assert (first.outcome, again.outcome) == (Outcome.CREATED, Outcome.MERGED)
    assert again.case == "SEN/1"
    assert [fact.kind for fact in again.facts] == ["draft_plan_served"]
    assert again.kept == (KeptCell("Comments", "chased", "kept as written"),)
    assert (again.child, again.owner, again.new_case) == (None, None, False)


def test_a_repeated_row_that_says_otherwise_is_merged_and_the_earliest_row_stands() -> None:
    plan = plan_of(
        tracker(
            {**ARLO, "Draft issued": "01/06/2026"},
            {**ARLO, "Draft issued": "02/06/2026", "Case officer": "T Mbeki", "First name": "Arlow"},
        )
    )
    again = plan.rows[1]
    assert again.outcome is Outcome.MERGED
    assert again.facts == ()
    assert {(cell.heading, cell.value, cell.reason) for cell in again.kept} == {
        ("Draft issued", "02/06/2026", "2 June 2026, but row 2 has 1 June 2026, which stands"),
        ("Case officer", "T Mbeki", "row 2 has J Addo, which stands"),
        ("First name", "Arlow", "row 2 has Arlo, which stands"),
    }
    assert len([line for line in plan.certificate.rows if line.row == 3 and line.outcome == "kept"]) == 3


def test_two_request_dates_under_one_reference_are_held() -> None:
    undecided = {**ARLO, "Assess? Y/N": "", "Decision letter sent": ""}
    first, again = planned(ARLO, {**undecided, "Date request received": "05/09/2026"})
    assert (first.outcome, again.outcome) == (Outcome.CREATED, Outcome.HELD)
    assert again.case == "SEN/1"
    assert again.facts == ()
    assert again.reasons == ("Date request received: 5 September 2026, but row 2 has 3 March 2026, which stands",)


def test_one_reference_for_two_children_makes_two_cases_and_holds_the_second() -> None:
    book = tracker(ARLO, {**MAISIE, "Ref": "SEN/1"}, {**MAISIE, "Ref": "SEN/1", "Draft issued": "01/09/2026"})
    plan = plan_of(book)
    assert [(row.case, row.outcome.value) for row in plan.rows] == [
        ("SEN/1", "created"),
        ("SEN/1 (2)", "held"),
        ("SEN/1 (2)", "merged"),
    ]
    assert plan.rows[1].reasons == ("SEN/1 is also the reference of another child (row 2)",)
    second = plan_of(book, record_after(plan))
    assert [(row.case, row.outcome.value) for row in second.rows] == [
        ("SEN/1", "unchanged"),
        ("SEN/1 (2)", "held"),
        ("SEN/1 (2)", "merged"),
    ]
    assert not second.writes


def test_the_same_child_and_request_under_another_reference_is_merged() -> None:
    first, again = planned(ARLO, {**ARLO, "Ref": "SEN/9065", "UPN": ""})
    assert (again.outcome, again.case) == (Outcome.MERGED, "SEN/1")
    assert again.kept == (KeptCell("Ref", "SEN/9065", "another reference for SEN/1, the same request"),)
    assert first.outcome is Outcome.CREATED


def test_the_same_child_with_a_later_request_is_a_case_of_its_own() -> None:
    _, again = planned(ARLO, {**ARLO, "Ref": "SEN/77", "Date request received": "01/10/2026", "Assess? Y/N": "",
                              "Decision letter sent": ""})  # fmt: skip
    assert (again.outcome, again.case, again.same_child_as) == (Outcome.CREATED, "SEN/77", "SEN/1")
    assert again.reasons == ("a new request for the same child as SEN/1",)


def test_the_same_child_without_a_request_date_cannot_be_told_and_is_held() -> None:
    _, again = planned(ARLO, {**ARLO, "Ref": "SEN/77", "Date request received": "?"})
    assert (again.outcome, again.case, again.same_child_as) == (Outcome.HELD, "SEN/77", "SEN/1")
    assert "the same child as SEN/1, and no dates to tell a new request by" in again.reasons


def test_a_shared_upn_alone_does_not_make_two_children_one() -> None:
    first, other = planned(ARLO, {**MAISIE, "UPN": ARLO["UPN"]})
    assert outcomes((first, other)) == ["created", "created"]
    assert other.same_child_as == ""


def test_rows_without_a_reference_get_one_that_is_stable_and_names_nobody() -> None:
    book = tracker({**ARLO, "Ref": ""}, {**MAISIE, "Ref": ""}, {**ARLO, "Ref": "", "Draft issued": "01/06/2026"})
    plan = plan_of(book)
    assert outcomes(plan.rows) == ["created", "created", "merged"]
    refs = [row.case for row in plan.rows]
    assert refs[0] == refs[2] != refs[1]
    assert all(ref.startswith("NEW-") and "Pemberley" not in ref for ref in refs)
    assert not plan_of(book, record_after(plan)).writes


def test_stray_rows_are_rejected_with_their_words() -> None:
    book = book_of(
        [
            HEADINGS,
            [ARLO.get(heading, "") for heading in HEADINGS],
            [],
            ["-- closed below --"],
            ["", "", "Autumn term"],
            HEADINGS,
            ["Total", "1"],
            [MAISIE.get(heading, "") for heading in HEADINGS],
            [],
            [],
        ]
    )
    plan = plan_of(book)
    assert outcomes(plan.rows) == ["created", "rejected", "rejected", "rejected", "rejected", "rejected", "created"]
    assert [(line.row, line.value, line.reason) for line in plan.certificate.rows if line.outcome == "rejected"] == [
        (3, "", "blank row"),
        (4, "-- closed below --", "no child and no dates: not a case"),
        (5, "Autumn term", "no child and no dates: not a case"),
        (6, " | ".join(HEADINGS), "the headings again"),
        (7, "Total | 1", "no child and no dates: not a case"),
    ]
    assert plan.certificate.rows_in == 7


def test_a_row_that_only_continues_a_case_goes_to_it() -> None:
    first, more = planned(ARLO, {"Ref": "SEN/1", "Comments": "see also email of 3 May"})
    assert (first.case, more.case, more.outcome) == ("SEN/1", "SEN/1", Outcome.MERGED)
    assert more.kept == (KeptCell("Comments", "see also email of 3 May", "kept as written"),)


def test_the_second_import_writes_nothing() -> None:
    book = tracker(ARLO, {**MAISIE, "Final issued": "04/03/2052"}, ARLO, {"Ref": "see Pete"})
    first = plan_of(book)
    assert outcomes(first.rows) == ["created", "held", "merged", "rejected"]
    second = plan_of(book, record_after(first))
    assert outcomes(second.rows) == ["unchanged", "held", "merged", "rejected"]
    assert not second.writes
    assert second.rows[1].reasons == first.rows[1].reasons


def test_next_months_tracker_brings_only_the_news() -> None:
    first = plan_of(tracker(ARLO, MAISIE))
    plan = plan_of(tracker({**ARLO, "Draft issued": "01/06/2026", "Comments": "chased"}, MAISIE), record_after(first))
    news, same = plan.rows
    assert (news.outcome, same.outcome) == (Outcome.UPDATED, Outcome.UNCHANGED)
    assert [fact.kind for fact in news.facts] == ["draft_plan_served"]
    assert [cell.value for cell in news.kept] == ["chased"]
    assert not news.new_case


def test_the_record_is_never_overwritten() -> None:
    child = ChildIdentity("Pemberley", "Arlo", date(2014, 8, 17), upn="B801200005001", setting="Beechfield")
    known = KnownCase("SEN/1", child, (Fact("request_received", date(2026, 3, 4)),), owner="Joy Addo")
    (row,) = planned({**ARLO, "Case officer": "T Mbeki"}, known=KnownIndex.of([known]))
    assert row.outcome is Outcome.HELD
    assert row.owner is None
    assert [fact.kind for fact in row.facts] == ["assess_decision_notified"]
    assert {cell.heading: cell.reason for cell in row.kept} == {
        "Date request received": "3 March 2026, but the record has 4 March 2026, which stands",
        "Requested by": "the record says otherwise, or nothing, and stands",
        "Case officer": "the record has Joy Addo, which stands",
    }


def test_a_date_corrected_on_the_record_is_not_news_again() -> None:
    asked = {"source": "school"}
    both = (Fact("request_received", date(2026, 3, 3), asked), Fact("request_received", date(2026, 3, 4), asked))
    known = KnownCase("SEN/1", ChildIdentity("Pemberley", "Arlo", date(2014, 8, 17)), both)
    (row,) = planned({**ARLO, "Comments": "new words"}, known=KnownIndex.of([known]))
    assert row.outcome is Outcome.UPDATED
    assert [cell.value for cell in row.kept] == ["new words"]


def test_a_case_a_person_has_released_is_not_held_again_by_the_same_file() -> None:
    book = tracker({**ARLO, "Final issued": "04/03/2052"})
    first = plan_of(book)
    known = record_after(first)
    released = KnownIndex.of([replace(case, held=False) for case in known.refs.values()], known.digests)
    assert outcomes(plan_of(book, released).rows) == ["unchanged"]


OTHER_UPN = upn_check_letter("801200005099") + "801200005099"
LATER_REQUEST = {"Date request received": "01/10/2026", "Assess? Y/N": "", "Decision letter sent": ""}


@pytest.mark.parametrize("change", [{}, LATER_REQUEST, {"Ref": ""}])
def test_two_sound_numbers_are_two_children_whatever_their_names(change: dict[str, str]) -> None:
    _, other = planned(ARLO, {**ARLO, "Ref": "SEN/9065", "UPN": OTHER_UPN, **change})
    assert (other.outcome, other.new_case, other.same_child_as) == (Outcome.HELD, True, "")
    assert other.reasons == ("may be the same child as SEN/1, score 100 (same name, same date of birth)",)


@pytest.mark.parametrize("number", ["", "C801200005099"])
def test_a_number_that_is_missing_or_wrong_is_a_slip(number: str) -> None:
    _, again = planned(ARLO, {**ARLO, "Ref": "SEN/9065", "UPN": number})
    assert (again.outcome, again.case) == (Outcome.MERGED, "SEN/1")


@pytest.mark.parametrize(
    "change",
    [{"First name": "Beatrix", "UPN": ""}, {"First name": "Beatrix", "UPN": OTHER_UPN}, {"UPN": OTHER_UPN}],
)
def test_two_children_under_one_reference_are_two_cases_and_the_second_is_asked_about(change: dict[str, str]) -> None:
    plan = plan_of(tracker(ARLO, {**ARLO, "Final issued": "20/07/2026", **change}))
    first, second = plan.rows
    assert (first.case, second.case, second.outcome) == ("SEN/1", "SEN/1 (2)", Outcome.HELD)
    assert "SEN/1 is also the reference of another child (row 2)" in second.reasons
    assert "final_plan_sent" in [fact.kind for fact in second.facts]


@pytest.mark.parametrize("name", ["Arlo James", "Arlow", "A", "James Arlo", "ARLO"])
def test_a_first_name_written_otherwise_is_no_second_child(name: str) -> None:
    _, again = planned({**ARLO, "UPN": ""}, {**ARLO, "UPN": "", "First name": name, "Comments": "chased"})
    assert (again.outcome, again.case) == (Outcome.MERGED, "SEN/1")


@pytest.mark.parametrize("change", [{"First name": "Beatrix", "UPN": ""}, {"UPN": OTHER_UPN}])
def test_a_row_that_somebody_said_belongs_to_the_case_is_not_asked_about_again(change: dict[str, str]) -> None:
    first = record_after(plan_of(tracker(ARLO))).refs["sen/1"]
    said = replace(first, kept=first.kept | {("First names", "Beatrix"), ("UPN", OTHER_UPN)})
    (row,) = planned({**ARLO, "Draft issued": "01/06/2026", **change}, known=KnownIndex.of([said]))
    assert (row.outcome, row.case) == (Outcome.UPDATED, "SEN/1")


def test_a_second_child_under_a_reference_once_released_is_like_any_other() -> None:
    twin = {**ARLO, "First name": "Beatrix", "UPN": ""}
    known = record_after(plan_of(tracker(ARLO, twin)))
    released = KnownIndex.of([replace(case, held=False) for case in known.refs.values()], known.digests)
    (row,) = planned({**twin, "Draft issued": "01/06/2026"}, known=released)
    assert (row.outcome, row.case) == (Outcome.UPDATED, "SEN/1 (2)")


def test_a_new_request_keeps_what_its_row_says_of_the_child_otherwise() -> None:
    heads = [*HEADINGS, "Current school"]
    rows = [
        {**ARLO, "UPN": "", "Current school": "Oak"},
        {**ARLO, **LATER_REQUEST, "Ref": "SEN/77", "Current school": "Elm"},
    ]
    plan = plan_of(book_of([heads, *([row.get(heading, "") for heading in heads] for row in rows)]))
    new = plan.rows[1]
    assert (new.case, new.same_child_as, new.outcome) == ("SEN/77", "SEN/1", Outcome.CREATED)
    assert KeptCell("Current school", "Elm", "row 2 has Oak, which stands") in new.kept
    assert new.child is not None and new.child.upn == ARLO["UPN"]
    assert ("Current school", "Elm") in [(line.field, line.value) for line in plan.certificate.rows]


class Leavers(KnownIndex):
    """A record on which J Addo has left."""

    def has_left(self, name: str) -> bool:
        return name == "J Addo"


def leavers(*cases: KnownCase) -> Leavers:
    index = KnownIndex.of(cases)
    return Leavers(index.refs, index.upns, index.names, index.digests, index.nearby)


def test_who_has_left_is_given_no_case_and_the_name_is_kept() -> None:
    plan = plan_of(tracker(ARLO), leavers())
    (row,) = plan.rows
    assert (row.owner, row.outcome, plan.people) == (None, Outcome.CREATED, ())
    assert row.kept == (KeptCell("Case officer", "J Addo", "has left the council, so nobody is named"),)


def test_a_case_that_still_has_who_has_left_is_no_news() -> None:
    first = record_after(plan_of(tracker(ARLO))).refs["sen/1"]
    (same,) = planned(ARLO, known=leavers(first))
    assert (same.outcome, same.kept) == (Outcome.UNCHANGED, ())
    (orphan,) = planned(ARLO, known=leavers(replace(first, owner=None)))
    assert (orphan.outcome, orphan.owner, [cell.value for cell in orphan.kept]) == (Outcome.UPDATED, None, ["J Addo"])
