"""What waits for somebody: promises and how they moved, signals, answers and replies owed."""

from datetime import UTC, date, datetime

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.matters import Matter, Owed, open_matters
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.signals import NONE, USUAL, Signals, kinds_words, signals_of

WRITTEN = datetime(2026, 10, 1, 9, tzinfo=UTC)
DAY = date(2026, 10, 30)


def entry(
    number: int, kind: str, on: str, note: str = "", case: int = 1, rights: int | None = None, **attrs: str
) -> RecordedFact:
    fact = Fact(kind, date.fromisoformat(on), attrs, note=note, id=number)
    return RecordedFact(number, case, fact, WRITTEN, "Joy Addo", supersedes=rights)


def owed(*entries: RecordedFact, low: int = 90, kinds: frozenset[str] = USUAL) -> list[tuple[int, Owed]]:
    return [(matter.fact_id, matter.owed) for matter in open_matters(entries, Signals(kinds, low))]


def test_a_promise_keeps_the_day_it_was_first_given() -> None:
    made = entry(1, "promise_made", "2026-10-01", "Ring back", due="2026-10-05", to="Mrs Quill", source="mediation")
    moved = [
        entry(2, "promise_moved", "2026-10-05", "No answer", promise="1", due="2026-10-12"),
        entry(3, "promise_moved", "2026-10-12", "Away", promise="1", due="2026-10-26"),
    ]
    (matter,) = open_matters([made, *moved])
    assert (matter.first_due, matter.due, matter.moves, matter.slipped) == (
        date(2026, 10, 5),
        date(2026, 10, 26),
        2,
        21,
    )
    assert (matter.who, matter.source, matter.late(DAY), matter.late(date(2026, 10, 26))) == (
        "Mrs Quill",
        "mediation",
        True,
        False,
    )
    assert open_matters([made, *moved, entry(4, "promise_kept", "2026-10-27", promise="1")]) == ()


def test_the_words_of_an_earlier_move_put_right_bring_no_old_day_back() -> None:
    made = entry(1, "promise_made", "2026-10-01", "Ring back", due="2026-10-05")
    later = entry(3, "promise_moved", "2026-10-12", "Brought forward", promise="1", due="2026-10-16")
    first_again = entry(4, "promise_moved", "2026-10-05", "No answer, twice", rights=2, promise="1", due="2026-12-17")
    (matter,) = open_matters([made, later, first_again])
    assert (matter.due, matter.moves, matter.late(DAY)) == (date(2026, 10, 16), 2, True)
    same_day = entry(4, "promise_moved", "2026-10-12", "No answer, twice", rights=2, promise="1", due="2026-12-17")
    assert open_matters([made, later, same_day])[0].due == date(2026, 10, 16), "first written first, on one day too"


def test_a_signal_waits_until_somebody_says_what_was_done() -> None:
    sent_home = entry(1, "exclusion", "2026-10-20", type="sent_home", by="His mother")
    assert owed(sent_home) == [(1, Owed.SIGNAL)]
    assert open_matters([sent_home])[0].late(DAY)
    done = entry(2, "signal_answered", "2026-10-21", "Rang the school; early review asked for", signal="1")
    assert owed(sent_home, done) == []
    another = entry(3, "exclusion", "2026-10-28", type="sent_home", by="His mother")
    assert owed(sent_home, done, another) == [(3, Owed.SIGNAL)], "each time is another chance to act"


def test_attendance_is_a_signal_under_the_council_s_own_line() -> None:
    assert owed(entry(1, "attendance", "2026-10-20", percent="35", by="The school")) == [(1, Owed.SIGNAL)]
    assert owed(entry(1, "attendance", "2026-10-20", percent="90", by="The school")) == []
    assert owed(entry(1, "attendance", "2026-10-20", percent="92.5", by="The school"), low=95) == [(1, Owed.SIGNAL)]


def test_answers_and_replies_wait_with_their_day_oldest_first() -> None:
    complaint = entry(
        1, "complaint", "2026-10-01", "No plan", reference="C/7", stage="one", answer_by="2026-10-29", by="Mr Pell"
    )
    email = entry(
        2, "contact", "2026-10-02", "When is the meeting?", channel="email", direction="in", reply_by="2026-10-09"
    )
    assert owed(complaint, email) == [(2, Owed.REPLY), (1, Owed.ANSWER)]
    assert owed(complaint, email, entry(3, "reply_sent", "2026-10-08")) == [(1, Owed.ANSWER)]
    answered = entry(4, "complaint_answered", "2026-10-28", complaint="1", outcome="upheld")
    assert owed(complaint, email, answered) == [(2, Owed.REPLY)]
    assert owed(email, entry(5, "reply_sent", "2026-10-08", case=2)) == [(2, Owed.REPLY)], (
        "a reply on another case is not one"
    )


def test_a_reply_that_names_a_contact_leaves_the_others_owed() -> None:
    mother = entry(
        1, "contact", "2026-10-02", "The report?", channel="email", reply_by="2026-10-09", **{"with": "Mrs Quill"}
    )
    father = entry(
        2, "contact", "2026-10-03", "To be heard", channel="letter", reply_by="2026-10-10", **{"with": "Mr Quill"}
    )
    assert owed(mother, father, entry(3, "reply_sent", "2026-10-08", contact="1")) == [(2, Owed.REPLY)]
    assert owed(mother, father, entry(3, "reply_sent", "2026-10-08")) == [], "as entries of before went on"
    both = (entry(3, "reply_sent", "2026-10-08", contact="1"), entry(4, "reply_sent", "2026-10-08", contact="2"))
    assert owed(mother, father, *both) == []
    assert open_matters([father])[0].answered_by == ("reply_sent", {"contact": "2"})


def test_a_reply_sent_the_same_day_answers_and_an_earlier_one_does_not() -> None:
    email = entry(2, "contact", "2026-10-02", "When?", channel="email", reply_by="2026-10-09")
    assert owed(email, entry(3, "reply_sent", "2026-10-02")) == []
    assert owed(email, entry(3, "reply_sent", "2026-10-01")) == [(2, Owed.REPLY)]


def test_every_matter_says_what_settles_it() -> None:
    made = entry(1, "promise_made", "2026-10-01", "Ring", due="2026-10-05")
    complaint = entry(2, "complaint", "2026-10-01", "x", reference="C/7", stage="one", answer_by="2026-10-29", by="A")
    letter = entry(3, "pre_action_letter", "2026-10-01", "x", answer_by="2026-10-15", handler="Legal")
    found: dict[int, Matter] = {m.fact_id: m for m in open_matters([made, complaint, letter])}
    assert found[1].answered_by == ("promise_kept", {"promise": "1"})
    assert found[2].answered_by == ("complaint_answered", {"complaint": "2"})
    assert found[3].answered_by == ("signal_answered", {"signal": "3"})


def test_a_corrected_entry_no_longer_waits() -> None:
    wrong = RecordedFact(
        1, 1, Fact("exclusion", DAY, {"type": "permanent", "by": "School"}), WRITTEN, "Joy", superseded_by=2
    )
    assert owed(wrong) == []


def test_ringing_back_the_same_person_answers_them_and_ringing_another_does_not() -> None:
    email = entry(
        2,
        "contact",
        "2026-10-02",
        "When?",
        channel="email",
        direction="in",
        reply_by="2026-10-09",
        **{"with": "Mr Pell"},
    )
    back = {"channel": "phone", "direction": "out"}
    assert owed(email, entry(3, "contact", "2026-10-05", "Told him", **back, **{"with": "Mr Pell"})) == []
    assert owed(email, entry(3, "contact", "2026-10-05", "Told her", **back, **{"with": "Mrs Quill"})) == [
        (2, Owed.REPLY)
    ]


def test_the_council_chooses_what_raises_a_case_and_a_dated_answer_waits_whatever_it_chose() -> None:
    sent_home = entry(1, "exclusion", "2026-10-20", type="sent_home", by="His mother")
    offer = entry(2, "place_offered", "2026-10-21", setting="Windle Hill", answer="none")
    complaint = entry(3, "complaint", "2026-10-22", reference="C/7", stage="one", answer_by="2026-11-20", by="Mr Pell")
    dateless = entry(4, "ombudsman", "2026-10-23", reference="O/1", stage="enquiry")
    everything = (sent_home, offer, complaint, dateless)
    assert owed(*everything) == [(1, Owed.SIGNAL), (4, Owed.SIGNAL), (3, Owed.ANSWER)]
    assert owed(*everything, kinds=frozenset({"place_offered"})) == [(2, Owed.SIGNAL), (3, Owed.ANSWER)]
    assert owed(*everything, kinds=frozenset()) == [(3, Owed.ANSWER)]


def test_of_a_chosen_kind_only_what_is_worth_raising_does() -> None:
    every = frozenset({"placement_ended", "place_offered"})
    planned = entry(1, "placement_ended", "2026-10-20", setting="Windle Hill", planned="yes")
    broken = entry(2, "placement_ended", "2026-10-21", setting="Larkspur", planned="no")
    taken = entry(3, "place_offered", "2026-10-22", setting="Larkspur", answer="taken")
    assert owed(planned, broken, taken, kinds=every) == [(2, Owed.SIGNAL)]


def test_the_setting_says_the_usual_where_there_is_none_and_can_say_none_at_all() -> None:
    assert signals_of(lambda _key: None) == Signals()
    kept = {"signal_kinds": kinds_words(["exclusion", "parent_views"]), "low_attendance": "80"}
    assert signals_of(kept.get) == Signals(frozenset({"exclusion", "parent_views"}), 80)
    assert signals_of({"signal_kinds": kinds_words([])}.get).kinds == frozenset() and kinds_words([]) == NONE


def test_what_is_chased_is_counted_on_the_promise_and_on_the_contact_it_chases() -> None:
    made = entry(1, "promise_made", "2026-10-01", "Ring back", due="2026-10-05", to="Mrs Quill")
    email = entry(2, "contact", "2026-10-02", "When?", channel="email", direction="in", reply_by="2026-10-09")
    chased = [entry(n, "chaser", f"2026-10-{n:02}", of="1", who="Mrs Quill") for n in (6, 7, 8)]
    found = {
        m.fact_id: m.chased for m in open_matters([made, email, *chased, entry(9, "chaser", "2026-10-12", of="2")])
    }
    assert found == {1: 3, 2: 1}
