"""Several appeals on one case: each has its response, its directed date and its end."""

from __future__ import annotations

from ehcp_desk.clock.model import Fact
from tests.support.clock_facts import deadlines, fact, timeline

OLD, NEW = fact("appeal_sent_to_la", "2026-03-03"), fact("appeal_sent_to_la", "2026-03-27")


def responses(*facts: Fact) -> list[tuple[str, str, str]]:
    found = deadlines(timeline("2026-11-23", *facts), "T_RESPONSE")
    return [(d.subject, str(d.due), str(d.state)) for d in found]


def test_one_response_answers_the_older_appeal_and_a_second_the_newer() -> None:
    first, second = fact("la_response_sent", "2026-04-10"), fact("la_response_sent", "2026-05-14")
    assert responses(OLD, NEW, first) == [("", "2026-04-16", "met"), ("", "2026-05-13", "overdue")]
    assert responses(OLD, NEW, first, second) == [("", "2026-04-16", "met"), ("", "2026-05-13", "met_late")]


def test_an_order_or_a_withdrawal_ends_the_oldest_appeal_undecided_answered_or_not() -> None:
    first = fact("la_response_sent", "2026-04-10")
    for end in (fact("tribunal_order", "2026-04-20", order="amend_contents"), fact("appeal_withdrawn", "2026-04-20")):
        assert responses(OLD, NEW, first, end) == [("", "2026-04-16", "met"), ("", "2026-05-13", "overdue")]
        assert responses(OLD, NEW, end) == [("", "2026-04-16", "ended"), ("", "2026-05-13", "overdue")]
        again = fact("appeal_withdrawn", "2026-04-21")
        assert responses(OLD, NEW, end, again) == [("", "2026-04-16", "ended"), ("", "2026-05-13", "ended")]
        assert responses(OLD, end, fact("appeal_sent_to_la", "2026-05-01")) == [
            ("", "2026-04-16", "ended"),
            ("", "2026-06-16", "overdue"),
        ]


def test_a_directed_date_is_the_newest_appeal_s_and_goes_with_its_answer() -> None:
    told = fact("tribunal_direction", "2026-03-30", rule="T_RESPONSE", date="2026-05-20")
    first, second = fact("la_response_sent", "2026-04-10"), fact("la_response_sent", "2026-05-19")
    assert responses(OLD, NEW, told, first, second) == [
        ("", "2026-04-16", "met"),
        ("", "2026-05-13", "relieved"),
        ("directed", "2026-05-20", "met"),
    ]


def test_an_end_with_no_appeal_before_it_says_nothing_of_the_next() -> None:
    assert responses(fact("appeal_withdrawn", "2026-01-05"), OLD) == [("", "2026-04-16", "overdue")]
    told = fact("tribunal_direction", "2026-01-05", rule="T_RESPONSE", date="2026-02-20")
    assert responses(told, fact("tribunal_order", "2026-01-20", order="dismissed")) == [
        ("directed", "2026-02-20", "ended")
    ]
    assert responses(told, fact("la_response_sent", "2026-02-18")) == [("directed", "2026-02-20", "met")]
