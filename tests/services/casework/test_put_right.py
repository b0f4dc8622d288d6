"""A correction is not newer than what it puts right, and whoever puts a word right has not done what it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ehcp_desk.domain.case import Child, Stage
from ehcp_desk.domain.dates import whole_years
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.domain.papers import LineMark
from ehcp_desk.domain.record import NewFact, promises
from ehcp_desk.domain.reviews import early_prompts
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.deriving import derive_recorded
from ehcp_desk.services.casework.recording import correct, find, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.ownership import assign, unassign
from ehcp_desk.services.oversight.reviewing import review_board
from ehcp_desk.services.records.access_requests import log_request, request_by
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.chronology import chronology
from ehcp_desk.services.records.history import case_history
from ehcp_desk.services.records.inspection_pack import inspection_pack
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.practice import change_practice
from ehcp_desk.services.upkeep.recomputing import recompute
from tests.services.oversight.sheet_cases import told

RUTH = "Ruth Castellan"


def on(desk: Desk, day: str, user: str = "") -> Desk:
    """The same record on another day, perhaps at somebody else's desk."""
    return replace(desk, days=Calendar(date.fromisoformat(day)), user=user or desk.user)


def put(desk: Desk, ref: str, kind: str, day: str, attrs: Mapping[str, str] = {}, note: str = "") -> int:
    return record(desk, ref, NewFact(kind, date.fromisoformat(day), attrs, note)).facts[0]


def typo(desk: Desk, number: int, note: str, **attrs: str) -> int:
    """Put the words of an entry right, and nothing else."""
    with desk.store.read() as work:
        old = work.fact(number)
    assert old is not None
    said = {**old.fact.attrs, **attrs}
    return correct(desk, number, NewFact(old.fact.kind, old.fact.on, said, note), "A typo").facts[0]


def test_a_typo_in_an_older_look_for_serious_harm_does_not_take_the_later_warning_away(team: Desk, maisie: str) -> None:
    desk = on(team, "2026-10-30")
    asked = log_request(desk, maisie, "Ada Vale", date(2026, 10, 1)).facts[0]
    none = put(
        desk,
        maisie,
        "access_harm",
        "2026-10-05",
        {"request": str(asked), "by": "Dr Ames", "outcome": "none"},
        "No cncern",
    )
    put(
        desk,
        maisie,
        "access_harm",
        "2026-10-20",
        {"request": str(asked), "by": "Dr Bell", "outcome": "part"},
        "The letter of May",
    )
    late = log_request(desk, maisie, "Ada Vale", date(2026, 10, 10)).facts[0]

    def harm() -> str:
        return next(one.harm for one in case_view(desk, maisie).access if one.received == date(2026, 10, 1))

    assert harm() == "part"
    typo(desk, typo(desk, none, "No harmm"), "No harm")
    assert harm() == "part"
    typo(desk, asked, "By telephone")
    with desk.store.read() as work:
        newest = request_by(work, desk, find(work, maisie), "Ada Vale")
    assert newest is not None and newest.entry == late, "the newest is the one that came last"


def decision(desk: Desk, ref: str, by: str = "SEND panel", day: str = "2026-10-29", what: str = "Assess") -> int:
    return put(desk, ref, "decision", day, {"did": "to", "what": what, "by": by, "evidence": "The reprt"}, "Met.")


def authorise(desk: Desk, ref: str, number: int, user: str = RUTH) -> None:
    put(replace(desk, user=user), ref, "authorisation", "2026-10-30", {"decision": str(number), "answer": "yes"})


def test_a_decision_older_than_the_two_steps_waits_for_nobody_once_it_says_who_was_told(
    team: Desk, maisie: str
) -> None:
    number = decision(on(team, "2026-10-29"), maisie)
    change_practice(on(team, "2026-10-30"), "", "", True)
    added = typo(team, number, "Met.", told="parent", told_on="2026-10-30")
    assert forgotten(team, (Orphan.AUTHORISE,)) == []
    put(team, maisie, "assess_decision_notified", "2026-10-29", {"outcome": "assess"})
    typo(team, added, "Met, on other grounds.")
    assert len(forgotten(team, (Orphan.AUTHORISE,))) == 1, "what was decided anew waits"


def test_a_typo_in_earlier_news_does_not_use_up_a_decision_authorised_since(team: Desk, maisie: str) -> None:
    change_practice(team, "", "", True)
    authorise(team, maisie, decision(team, maisie))
    news = put(team, maisie, "assess_decision_notified", "2026-10-29", {"outcome": "assess"}, "By leter")
    authorise(team, maisie, decision(team, maisie, what="Make a plan"))
    typo(team, news, "By letter")
    put(team, maisie, "no_plan_decision_notified", "2026-10-30")
    with pytest.raises(BadInput, match="authorised by a second person"):
        put(team, maisie, "cease_decision_notified", "2026-10-30")


def test_nobody_authorises_what_they_wrote_though_somebody_put_a_comma_right_since(team: Desk, maisie: str) -> None:
    change_practice(team, "", "", True)
    wrote = decision(replace(team, user=RUTH), maisie)
    twice = typo(team, typo(team, wrote, "Met.", evidence="The report"), "It is met.")
    taken = typo(team, decision(team, maisie, by=RUTH), "Met.", by="SEND panel")
    for number in (twice, taken):
        with pytest.raises(BadInput, match="took or wrote this decision"):
            authorise(team, maisie, number)
        authorise(team, maisie, number, "Imre Vantongeren")
    assert forgotten(team, (Orphan.AUTHORISE,)) == []


def waits_since(desk: Desk, ref: str) -> tuple[date | None, str]:
    (line,) = forgotten(desk, (Orphan.UNASSIGNED,))
    return case_view(desk, ref).case.unassigned_since, line.why


def test_the_wait_of_a_case_nobody_ever_held_is_put_right_with_the_day_it_opened(team: Desk, maisie: str) -> None:
    opened = case_view(team, maisie).facts[0].id
    right = correct(
        team, opened, NewFact("request_received", date(2026, 8, 3), {"source": "parent"}), "The stamp"
    ).facts[0]
    assert waits_since(team, maisie) == (date(2026, 8, 3), "since 3 August 2026")
    typo(team, right, "By post")
    assert waits_since(team, maisie)[0] == date(2026, 8, 3)
    assert all(check[1] for check in verify_record(team))


def test_the_wait_of_a_case_somebody_held_begins_when_they_gave_it_up(team: Desk, maisie: str) -> None:
    opened = case_view(team, maisie).facts[0].id
    assign(team, [maisie], "Joy Addo", "Hers")
    unassign(team, [maisie], "She left")
    correct(team, opened, NewFact("request_received", date(2026, 8, 3), {"source": "parent"}), "The stamp")
    assert waits_since(team, maisie)[0] == date(2026, 10, 30)


def test_a_wait_that_is_wrong_already_is_worked_out_again_with_the_deadlines(team: Desk, maisie: str) -> None:
    opened = case_view(team, maisie).facts[0].id
    correct(team, opened, NewFact("request_received", date(2026, 8, 3), {"source": "parent"}), "The stamp")
    with team.store.write(team.user, team.now()) as work:
        case = work.case(find(work, maisie))
        row = work.case_rows([case.id])[0]
        work.save_case(replace(case, unassigned_since=date(2025, 6, 24)), row.summary, work.deadlines(case.id))
    assert waits_since(team, maisie)[0] == date(2025, 6, 24), "as a version of before left it"
    assert recompute(team).changed == (maisie,)
    assert waits_since(team, maisie) == (date(2026, 8, 3), "since 3 August 2026")
    assert recompute(team).changed == ()


def test_a_typo_in_a_meeting_planned_does_not_hide_what_came_since(team: Desk, maisie: str) -> None:
    planned = put(on(team, "2026-09-01"), maisie, "review_meeting_planned", "2027-01-20", note="In the halll")
    out = put(
        on(team, "2026-10-05"), maisie, "exclusion", "2026-10-05", {"type": "suspension", "by": "School", "days": "5"}
    )
    typo(on(team, "2026-10-12"), planned, "In the hall")
    assert [entry.id for entry in early_prompts(case_view(team, maisie).facts, 90)] == [out]


def test_of_two_statuses_of_one_day_the_later_stays_the_last(team: Desk, maisie: str) -> None:
    put(team, maisie, "final_plan_sent", "2026-07-10")
    first = put(
        team, maisie, "education_status", "2026-09-07", {"status": "attending", "source": "School"}, "at registraton"
    )
    put(team, maisie, "education_status", "2026-09-07", {"status": "not_attending", "source": "School"}, "left at noon")

    def stands() -> tuple[int, object]:
        board = len(review_board(team).named("status_not_attending").cases)
        return board, next(
            row["not_attending"] for row in told(team, "status_by_month") if row["month"] == "September 2026"
        )

    assert stands() == (1, 1)
    typo(team, typo(team, first, "at registratio"), "at registration")
    assert stands() == (1, 1)


def test_papers_name_who_did_it_and_say_apart_who_put_a_word_right(team: Desk, maisie: str) -> None:
    prompt = on(team, "2026-09-10", "Thandi Mbeki")
    said = {"channel": "phone", "with": "mother", "direction": "in"}
    rang = put(prompt, maisie, "contact", "2026-09-10", said, "Asked for sspeech therapy")
    late = put(prompt, maisie, "note", "2026-08-10", note="Seen at scool")
    decided = put(prompt, maisie, "reassessment_decision_notified", "2026-09-10", {"outcome": "refuse"}, "No chang")
    owed = put(prompt, maisie, "promise_made", "2026-09-10", {"to": "mother", "due": "2026-09-20"}, "Sned it")
    ruth = on(team, "2026-10-30", RUTH)
    for number, words in ((rang, "Asked for speech therapy"), (late, "Seen at school"), (decided, "No change"),
                          (owed, "Send it")):  # fmt: skip
        typo(ruth, number, words)
    lines = {line.kind: line for line in chronology(ruth, maisie).lines}
    assert (lines["contact"].recorded_on, lines["contact"].recorded_by) == (None, "")
    assert (lines["note"].recorded_on, lines["note"].recorded_by) == (date(2026, 9, 10), "Thandi Mbeki")
    [corrects] = [note.words for note in lines["contact"].notes if note.mark is LineMark.CORRECTED]
    assert corrects == f"Corrects entry {rang} (Contact, 10 September 2026), on 30 October 2026, by Ruth Castellan."
    before = {line.kind: line for line in chronology(ruth, maisie, as_at=date(2026, 10, 29)).lines}
    assert before["contact"].notes == () and before["note"].recorded_on == date(2026, 9, 10)
    with team.store.read() as work:
        [promise] = promises(work.facts(find(work, maisie)))
    assert (promise.what, promise.made_by) == ("Send it", "Thandi Mbeki")
    sections = {section.title: section.rows for section in inspection_pack(ruth, maisie).sections}
    rows = [row for rows in sections.values() for row in rows if {"Asked for speech therapy", "No change"} & set(row)]
    assert [row[-1] for row in rows] == ["Thandi Mbeki", "Thandi Mbeki"]
    [put_right] = [one for one in case_history(ruth, find_id(ruth, maisie)) if one.fact and "sspeech" in one.before]
    assert put_right.late == 0, "putting a word right is not late"


def find_id(desk: Desk, ref: str) -> int:
    with desk.store.read() as work:
        return find(work, ref)


def test_a_withdrawal_is_told_of_whoever_withdrew(team: Desk, maisie: str) -> None:
    wrong = put(on(team, "2026-09-10", "Thandi Mbeki"), maisie, "note", "2026-09-10", note="Another child")
    gone = withdraw(on(team, "2026-10-30", RUTH), wrong, "Another child").facts[0]
    [entry] = [one for one in case_view(team, maisie).facts if one.id == gone]
    assert (entry.first_author, entry.first_day) == (RUTH, date(2026, 10, 30))


def test_an_entry_of_half_past_midnight_in_summer_is_of_the_council_s_day(team: Desk, maisie: str) -> None:
    moment = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    with team.store.write("Joy Addo", moment) as work:
        case = find(work, maisie)
        left = work.add_fact(case, NewFact("moved_away", date(2026, 7, 2)))
        entry = next(one for one in work.facts(case) if one.id == left.id)
        assert (entry.first_day, entry.days_late) == (date(2026, 7, 2), 0)
        law = team.law
        assert derive_recorded(case, work.facts(case), law).summary.stage is Stage.CLOSED, (
            "the day of the move has come"
        )


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ((2016, 2, 29), (2027, 2, 28), 10),
        ((2016, 2, 29), (2027, 3, 1), 11),
        ((2016, 2, 29), (2028, 2, 28), 11),
        ((2016, 2, 29), (2028, 2, 29), 12),
        ((2016, 3, 1), (2027, 2, 28), 10),
        ((2016, 3, 1), (2027, 3, 1), 11),
    ],
)
def test_somebody_born_on_a_leap_day_is_a_year_older_on_the_first_of_march(
    born: tuple[int, int, int], day: tuple[int, int, int], age: int
) -> None:
    assert whole_years(date(*born), date(*day)) == age
    assert Child(0, "Vale", "Ada", date(*born)).age_on(date(*day)) == age
