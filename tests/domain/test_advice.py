"""The advice register: what is in hand, whose it is, how old, sent back or used again; and the words of a chaser."""

from datetime import UTC, date, datetime

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.advice import AdviceLine, advice_lines, chaser, escalation
from ehcp_desk.domain.record import RecordedFact
from tests.support.clock_facts import timeline

DAY = date(2026, 10, 30)
ASKED = ("advice_requested", "2026-08-03")
CAME = ("advice_received", "2026-09-14")


def lines(*told: tuple[str, str] | tuple[str, str, dict[str, str]]) -> tuple[AdviceLine, ...]:
    facts = []
    for number, one in enumerate(told, 1):
        kind, on, *more = one
        attrs = {"body": "psychology", **(more[0] if more else {})}
        facts.append(Fact(kind, date.fromisoformat(on), attrs, id=number))
    seen = timeline(DAY.isoformat(), *(f for f in facts if f.kind in ("advice_requested", "advice_received")))
    written = datetime(2026, 10, 1, tzinfo=UTC)
    return advice_lines([RecordedFact(f.id or 0, 1, f, written, "Joy Addo") for f in facts], seen)


def test_advice_that_came_is_in_hand_with_its_author_and_age() -> None:
    report = ("advice_report", "2026-09-14", {"author": "Ama Osei", "written_on": "2026-08-31", "whose": "council"})
    (line,) = lines(ASKED, CAME, report)
    assert (line.in_hand, line.author, line.months_old(DAY)) == (True, "Ama Osei", 1)
    assert line.months_old(date(2026, 10, 31)) == 2
    assert lines(ASKED)[0].months_old(DAY) is None


def test_advice_sent_back_is_awaited_until_it_comes_again() -> None:
    back = ("advice_returned", "2026-09-20")
    (line,) = lines(ASKED, CAME, back)
    assert (line.in_hand, line.returned_on) == (False, date(2026, 9, 20))
    (again,) = lines(ASKED, CAME, back, ("advice_received", "2026-10-02"))
    assert (again.in_hand, again.returned_on) == (True, None)


def test_earlier_advice_is_used_again_only_where_all_three_agree() -> None:
    agreed = {"written_on": "2026-02-02", "adviser": "yes", "council": "yes", "family": "yes"}
    (line,) = lines(("advice_reused", "2026-08-05", agreed))
    assert (line.in_hand, line.reused, line.disagreed, line.written_on) == (True, True, False, date(2026, 2, 2))
    (refused,) = lines(("advice_reused", "2026-08-05", {**agreed, "family": "no"}))
    assert (refused.in_hand, refused.disagreed) == (False, True)


def test_a_chaser_says_what_was_asked_when_and_what_the_law_gives_and_no_name() -> None:
    (line,) = lines(ASKED, ("advice_chased", "2026-09-21"))
    words = chaser(line, "SEN/26118", DAY, "Joy Addo")
    assert "Our reference: SEN/26118" in words
    assert "We asked you for psychology advice on 3 August 2026. We asked again on 21 September 2026." in words
    assert "six weeks, which ended on 14 September 2026 (SEND Regulations 2014, regulation 8(1))" in words
    early = chaser(line, "SEN/26118", date(2026, 9, 1), "Joy Addo")
    assert "which end on 14 September 2026" in early


def test_an_escalation_goes_to_the_head_only_of_advice_that_is_late_and_was_chased() -> None:
    (line,) = lines(ASKED, ("advice_chased", "2026-09-21"))
    words = escalation(line, "SEN/26118", DAY, "Joy Addo")
    assert "To the head of service. Our reference: SEN/26118" in words
    assert "asked again on 21 September 2026" in words and f"{(DAY - date(2026, 9, 14)).days} days late" in words
    assert escalation(line, "SEN/26118", date(2026, 9, 14), "Joy Addo") == "", "its day has not passed"
    assert escalation(lines(ASKED)[0], "SEN/26118", DAY, "Joy Addo") == "", "nobody has chased it"
    (came,) = lines(ASKED, ("advice_chased", "2026-09-21"), ("advice_received", "2026-10-02"))
    assert escalation(came, "SEN/26118", DAY, "Joy Addo") == ""
