"""Places, education status, reviews and moves between phases, put together from the entries of a case."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Fact, Timeline
from ehcp_desk.domain.record import RecordedFact, standing
from ehcp_desk.domain.reviews import Review, Step, early_prompts, reviews_of
from ehcp_desk.domain.schooling import Schooling, in_a_few_words, schooling_of
from ehcp_desk.domain.transitions import Missing, missing_for, transitions_of
from tests.support.clock_facts import LAW

DAY = date(2026, 10, 30)
WRITTEN = datetime(2026, 10, 1, 9, tzinfo=UTC)


def entry(number: int, fact_kind: str, on: str, note: str = "", gone: bool = False, **attrs: str) -> RecordedFact:
    fact = Fact(fact_kind, date.fromisoformat(on), attrs, note=note, id=number)
    return RecordedFact(number, 1, fact, WRITTEN, "Joy Addo", superseded_by=99 if gone else None)


def line(*entries: RecordedFact) -> Timeline:
    return compute(standing(entries), LAW, DAY)


def reviews(*entries: RecordedFact) -> tuple[Review, ...]:
    return reviews_of(entries, line(*entries)).every


# -- places and status ----------------------------------------------------------------------------------------------------


def place(number: int, on: str, setting: str, **attrs: str) -> RecordedFact:
    told = {"setting": setting, "type": "mainstream", "by": "Panel", "planned": "yes"} | attrs
    return entry(number, "placement", on, "It can meet need.", **told)


def test_a_placement_ends_where_its_end_is_recorded_with_who_and_why() -> None:
    ended = entry(2, "placement_ended", "2025-02-12", "It broke down.", setting="larkspur primary", planned="no", by="Head",
                  tried="A calm room")  # fmt: skip
    told = schooling_of([place(1, "2023-09-04", "Larkspur Primary"), ended, place(3, "2025-06-02", "Tern Lane School")])
    now, before = told.placements
    assert (before.setting, before.until, before.ended_planned, before.ended_reasons, before.tried) == (
        "Larkspur Primary", date(2025, 2, 12), "no", "It broke down.", "A calm room")  # fmt: skip
    assert (now.setting, now.until, now.followed_by, before.followed_by) == ("Tern Lane School", None, "", "")
    assert told.place_on(date(2025, 2, 11)) == before
    assert told.place_on(date(2025, 2, 12)) is None, "between two places there is none"
    assert told.place_on(DAY) == now


def test_the_same_setting_twice_has_each_its_own_end() -> None:
    first, end, again = (
        place(1, "2020-09-01", "Larkspur"),
        entry(2, "placement_ended", "2022-07-20", "Moved.", setting="Larkspur"),
        place(3, "2024-09-01", "Larkspur"),
    )
    now, before = schooling_of([first, end, again]).placements
    assert (before.until, now.until) == (date(2022, 7, 20), None)
    later = entry(4, "placement_ended", "2025-07-20", "Moved again.", setting="Larkspur")
    now, before = schooling_of([first, again, later]).placements
    assert (before.until, now.until) == (None, date(2025, 7, 20))
    assert schooling_of([first, again]).placements[1].until is None, (
        "an end after it began anew is not the end of the first"
    )


def test_a_place_followed_without_an_end_says_so_and_a_second_place_stands_beside_the_main_one() -> None:
    told = schooling_of([place(1, "2023-09-04", "Larkspur"), place(2, "2025-06-02", "Tern Lane"),
                         place(3, "2025-07-01", "The Forge", rank="2")])  # fmt: skip
    second, now, before = told.placements
    assert (before.followed_by, now.followed_by, second.followed_by) == ("Tern Lane", "", "")
    assert told.place_on(DAY) == now, "the main place, not the second"


def test_what_was_withdrawn_is_not_told() -> None:
    assert (
        schooling_of(
            [
                place(1, "2023-09-04", "Larkspur"),
                entry(2, "education_status", "2024-01-01", gone=True, status="missing", source="School"),
            ]
        ).statuses
        == ()
    )


def test_statuses_follow_one_another_and_count_their_days() -> None:
    told = schooling_of([
        entry(1, "education_status", "2025-02-12", status="awaiting", source="Mother"),
        entry(2, "education_status", "2025-06-02", status="attending", source="School"),
    ])  # fmt: skip
    now, before = told.statuses
    assert (before.days(DAY), before.not_full_time, now.not_full_time) == (110, True, False)
    assert (told.status_on(date(2025, 6, 1)), told.status_on(date(2025, 6, 2))) == (before, now)
    assert told.status_on(date(2025, 2, 11)) is None
    assert now.days(DAY) == 515


def test_a_line_says_where_and_how_and_what_is_wanted_instead() -> None:
    wrong = entry(3, "placement_suitability", "2026-05-01", "Too large.", suitable="no", wanted="special", by="Panel")
    status = entry(2, "education_status", "2026-09-01", status="part_time", source="School")
    told = schooling_of([place(1, "2025-09-01", "Larkspur"), status, wrong])
    assert in_a_few_words(told, DAY) == (
        "Larkspur (mainstream school) since 1 September 2025; attending part time since 1 September 2026; "
        "not thought suitable, wanted instead: special school"
    )
    moved = schooling_of(
        [place(1, "2025-09-01", "Larkspur"), wrong, place(4, "2026-09-01", "Tern Lane", type="special")]
    )
    assert "suitable" not in in_a_few_words(moved, DAY), "it was said of the place before"
    assert in_a_few_words(Schooling(), DAY) == ""


# -- reviews --------------------------------------------------------------------------------------------------------------

FINAL = entry(1, "final_plan_sent", "2024-12-02")
HELD = entry(2, "review_meeting_held", "2025-11-03")
KEPT = entry(3, "review_decision_notified", "2025-11-24", outcome="keep")


def test_a_review_ends_with_its_decision_and_has_the_limit_it_met() -> None:
    (one,) = reviews(FINAL, HELD, KEPT)
    assert (one.step, one.held, one.outcome) == (Step.DONE, date(2025, 11, 3), "keep")
    assert one.due is not None
    assert (one.due.rule, one.due.due) == ("R_FIRST_REVIEW", date(2025, 12, 2))
    following = reviews_of([FINAL, HELD, KEPT], line(FINAL, HELD, KEPT)).next_due
    assert following is not None
    assert (following.rule, following.due) == ("R_NEXT_REVIEW", date(2026, 11, 24))


def test_the_next_review_is_booked_moved_invited_and_contributed_to() -> None:
    more = [
        entry(4, "review_meeting_planned", "2026-11-12"),
        entry(5, "review_invitations_sent", "2026-10-20"),
        entry(6, "review_contribution", "2026-10-20", who="Mother", state="invited"),
        entry(7, "review_contribution", "2026-10-25", who="mother", state="returned"),
        entry(8, "review_contribution", "2026-10-20", who="Therapist", state="invited"),
        entry(9, "meeting", "2026-10-26", "Nobody from health.", kind="review", purpose="Review", held="moved"),
        entry(10, "review_meeting_planned", "2026-11-19"),
    ]
    now, before = reviews(FINAL, HELD, KEPT, *more)
    assert (now.step, now.planned[-1], now.invited) == (Step.BOOKED, date(2026, 11, 19), date(2026, 10, 20))
    assert {who.lower(): e.fact.attrs["state"] for who, e in now.contributions} == {
        "mother": "returned",
        "therapist": "invited",
    }
    assert (now.given, [e.fact.note for e in now.not_held]) == (1, ["Nobody from health."])
    assert now.due is not None and now.due.due == date(2026, 11, 24)
    assert before.step is Step.DONE


def test_the_words_of_an_earlier_booking_put_right_do_not_make_it_the_day_that_counts() -> None:
    first, moved = entry(4, "review_meeting_planned", "2026-11-12"), entry(5, "review_meeting_planned", "2026-11-19")
    right = entry(6, "review_meeting_planned", "2026-11-12", "At the school")._replace(supersedes=first.id)
    (now,) = reviews(moved, right)
    assert now.planned == (date(2026, 11, 12), date(2026, 11, 19))


def test_a_review_that_amends_is_under_way_until_the_plan_is_sent_though_the_next_is_booked() -> None:
    amend = entry(3, "review_decision_notified", "2025-11-24", outcome="amend")
    booked = entry(4, "review_meeting_planned", "2026-11-12")
    found = reviews_of([FINAL, HELD, amend, booked], line(FINAL, HELD, amend, booked))
    assert [r.step for r in found.under_way] == [Step.BOOKED, Step.NOTICE]
    notice = entry(5, "amendment_notice_sent", "2025-11-24", basis="review")
    assert [r.step for r in reviews(FINAL, HELD, amend, notice)] == [Step.FINAL]
    sent = entry(6, "amended_plan_sent", "2026-01-12")
    (done,) = reviews(FINAL, HELD, amend, notice, sent)
    assert (done.step, done.amended) == (Step.DONE, date(2026, 1, 12))
    ordered = entry(6, "amended_plan_sent", "2026-01-12", basis="order")
    assert [r.step for r in reviews(FINAL, HELD, amend, notice, ordered)] == [Step.FINAL]
    dropped = entry(6, "not_amending_notified", "2026-01-05")
    assert [r.step for r in reviews(FINAL, HELD, amend, notice, dropped)] == [Step.DONE]


def test_a_meeting_held_again_before_any_decision_is_another_review() -> None:
    again = entry(4, "review_meeting_held", "2026-06-01")
    newer, older = reviews(FINAL, HELD, again)
    assert (newer.held, newer.step, older.held, older.step) == (
        date(2026, 6, 1),
        Step.HELD,
        date(2025, 11, 3),
        Step.HELD,
    )


def test_comments_on_the_first_draft_and_amendments_without_a_review_are_of_no_review() -> None:
    early = entry(4, "representations_received", "2024-11-20")
    other = entry(5, "amendment_notice_sent", "2025-03-01", basis="other")
    sent = entry(6, "amended_plan_sent", "2025-03-20")
    assert reviews(FINAL, early, other, sent) == ()


def test_what_should_bring_a_review_forward_does_until_somebody_decides() -> None:
    out = entry(4, "exclusion", "2026-10-05", type="sent_home", by="Mother")
    low, fine = (
        entry(5, "attendance", "2026-10-06", percent="81", by="School"),
        entry(6, "attendance", "2026-10-07", percent="95"),
    )
    moved = entry(7, "placement_ended", "2026-10-08", setting="Larkspur", planned="yes", by="Panel")
    told = [FINAL, HELD, KEPT, out, low, fine, moved]
    assert [f.id for f in early_prompts(told, 90)] == [5, 4]
    assert [f.id for f in early_prompts(told, 80)] == [4], "the council's own line"
    yes = entry(8, "decision", "2026-10-09", "Because.", did="to", what="Pay for transport")
    no = entry(9, "decision", "2026-10-09", "She is settled.", did="not_to", what="Bring the review forward")
    assert len(early_prompts([*told, yes], 90)) == 2
    assert early_prompts([*told, no], 90) == ()
    assert early_prompts([*told, entry(10, "review_meeting_held", "2026-10-20")], 90) == ()
    planned = entry(11, "review_meeting_planned", "2026-11-20")  # written down on 1 October, before any of it
    assert len(early_prompts([*told, planned], 90)) == 2
    broke = entry(12, "placement_ended", "2026-10-11", setting="Larkspur", planned="no", by="Head")
    assert [f.id for f in early_prompts([*told, no, broke], 90)] == [12]


# -- moves and adult life -------------------------------------------------------------------------------------------------


def test_what_is_missing_goes_by_the_school_year() -> None:
    assert missing_for(5, (), False, "", False) == () == missing_for(0, (), False, "", False)
    assert missing_for(-1, (), False, "", False) == (Missing.MOVE,), "a child who starts school moves between phases"
    assert missing_for(6, (), False, "", False) == (Missing.MOVE,)
    assert missing_for(6, (), False, "", True) == ()
    assert missing_for(9, (), False, "", False) == (Missing.WORKER, Missing.TOPICS)
    assert missing_for(11, ("worker",), True, "", False) == (Missing.MOVE,)
    assert missing_for(12, ("worker",), True, "unknown", True) == (Missing.DESTINATION,)
    assert missing_for(13, ("worker",), True, "college", True) == (Missing.ADULT,)
    assert missing_for(13, ("worker", "adult_health"), True, "college", True) == ()
    assert missing_for(None, (), False, "", False) == ()


def test_a_move_has_the_day_for_naming_the_next_setting_and_leads_are_the_newest_of_each_role() -> None:
    move = entry(2, "phase_transfer_planned", "2027-09-01", phase="secondary_to_post16")
    first = entry(3, "transition_lead", "2025-09-01", role="worker", name="Imogen Stell")
    newer = entry(4, "transition_lead", "2026-09-01", role="worker", name="Aled Morwood", referred_on="2026-09-02")
    told = transitions_of([FINAL, move, first, newer], line(FINAL, move), 11, DAY)
    (transfer,) = told.transfers
    assert transfer.limit is not None
    assert (transfer.words, transfer.limit.due) == ("Secondary to post-16", date(2027, 3, 31))
    assert [(lead.name, lead.referred) for lead in told.leads] == [("Aled Morwood", date(2026, 9, 2))]
    assert told.missing == (Missing.TOPICS,)
    talked = entry(5, "adulthood_discussed", "2026-03-01", work="Animals")
    assert transitions_of([FINAL, move, newer, talked], line(FINAL, move), 11, DAY).missing == ()
    past = entry(2, "phase_transfer_planned", "2020-09-01", phase="primary_to_secondary")
    assert transitions_of([past, newer, talked], line(past), 11, DAY).missing == (Missing.MOVE,), (
        "an old move plans none"
    )
