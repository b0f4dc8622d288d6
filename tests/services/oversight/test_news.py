"""What is new for the person at the keyboard: theirs and those they cover, never a child's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.news import news
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.staffing import add_absence, staff

DAY = date(2026, 10, 30)


def _words(desk: Desk) -> list[str]:
    return [one.words for one in news(desk)]


def test_a_case_given_to_me_is_news_for_a_week(team: Desk, maisie: str) -> None:
    assert news(team) == ()
    assign(team, [maisie], "Joy Addo", "starting")
    given = "Given to you on 30 October 2026"
    assert given in _words(team)
    assert "Farrowdale" not in str(news(team)) and "Maisie" not in str(news(team))
    assert given not in _words(replace(team, days=Calendar(DAY + timedelta(7))))


def test_a_date_is_news_when_it_nears_when_it_is_there_and_when_it_has_passed(team: Desk, maisie: str) -> None:
    assign(team, [maisie], "Joy Addo", "starting")
    due = date(2026, 8, 5)  # six weeks from 24 June, long past: the decision whether to assess
    assert any("overdue" in words and "5 August 2026" in words for words in _words(team))
    keys = {
        news(replace(team, days=Calendar(day)))[0].key.split()[-1]
        for day in (due - timedelta(3), due, due + timedelta(1))
    }
    assert keys == {"soon", "today", "overdue"}


def test_whom_i_cover_is_mine_too_and_strangers_have_none(team: Desk, maisie: str) -> None:
    assign(team, [maisie], "Thandi Mbeki", "starting")
    assert news(team) == ()
    people = staff(team)
    thandi, joy = people.named("Thandi Mbeki"), people.named("Joy Addo")
    assert thandi is not None and joy is not None
    add_absence(team, thandi.id, DAY, DAY + timedelta(3), joy.id, "Leave")
    assert any("overdue" in words for words in _words(team))
    assert news(replace(team, user="Nobody Known")) == ()
