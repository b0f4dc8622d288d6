"""Whoever answers for a case sees it: the morning's message, the bell and Today tell the same person of the same cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ehcp_desk.domain.access import SEEN_BY_MANAGERS
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.people import Officer
from ehcp_desk.domain.small_papers import ListPaper
from ehcp_desk.ports.today import Calendar
from ehcp_desk.printing import Printer
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.my_day import Today, today
from ehcp_desk.services.oversight.news import News, news
from ehcp_desk.services.oversight.notifying import morning
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.restricting import restrict
from ehcp_desk.services.oversight.staffing import add_absence, change_officer, staff
from ehcp_desk.services.records import sheets

DAY = date(2026, 10, 30)  # a Friday
LATE, NEAR, FAR = "SEN/1", "SEN/2", "SEN/3"
"""Six days past its six weeks, two days before them, and on its first day."""
RUTH, IMRE, THANDI = "Ruth Castellan", "Imre Vantongeren", "Thandi Mbeki"


@pytest.fixture
def three(team: Desk) -> Desk:
    """Three requests of the team that nobody holds yet."""
    team_id = next(iter(staff(team).teams))
    for ref, days in ((LATE, 48), (NEAR, 40), (FAR, 0)):
        child = Child(0, "Farrowdale", f"Child {ref[-1]}")
        open_request(team, NewRequest(ref, child, DAY - timedelta(days), "parent", team_id=team_id))
    return team


def of(desk: Desk, name: str, day: date = DAY) -> Desk:
    return replace(desk, user=name, days=Calendar(day))


def person(desk: Desk, name: str) -> Officer:
    found = staff(desk).named(name)
    assert found is not None
    return found


def message(desk: Desk, name: str) -> set[str]:
    return {ref for letter in morning(desk) if letter.to == name for ref in letter.cases}


def bell(desk: Desk, name: str) -> list[News]:
    return [one for one in news(of(desk, name)) if "Given to you" not in one.words]


def answered(day: Today) -> list[str]:
    return [row.case.ref for row in day.answered]


def test_what_nobody_holds_is_on_the_manager_s_bell_and_today_apart_from_their_own(three: Desk) -> None:
    day = today(of(three, RUTH))
    assert answered(day) == [LATE, NEAR, FAR] and day.groups == ()
    assert message(three, RUTH) == {LATE, NEAR, FAR} == {one.ref for one in bell(three, RUTH)}
    assert [one.words.split(": ")[0] for one in bell(three, RUTH)] == [
        "Nobody holds it", "Nobody holds it", "Nobody has held it since 30 October 2026",
    ]  # fmt: skip
    assert day.count == 2, "what is late or falls within the week is counted; what is far off is only listed"
    for name in (IMRE, THANDI, "Joy Addo"):
        assert answered(today(of(three, name))) == [] and bell(three, name) == [], f"{name} does not answer for them"


def test_of_somebody_away_with_no_cover_too_and_not_once_there_is_one(three: Desk) -> None:
    assign(three, [LATE, NEAR, FAR], THANDI, "starting")
    assert answered(today(of(three, RUTH))) == [] and bell(three, RUTH) == []
    add_absence(three, person(three, THANDI).id, DAY, DAY + timedelta(3), None, "Ill")
    assert answered(today(of(three, RUTH))) == [LATE, NEAR] == [one.ref for one in bell(three, RUTH)]
    assert message(three, RUTH) == {LATE, NEAR}, "a limit more than four weeks off is told nobody"
    add_absence(three, person(three, THANDI).id, DAY, DAY + timedelta(3), person(three, "Joy Addo").id, "Ill")
    assert answered(today(of(three, RUTH))) == [] == bell(three, RUTH)
    assert answered(today(of(three, "Joy Addo"))) == [], "what is covered stands under Mine and those I cover"


def test_of_somebody_who_left(three: Desk) -> None:
    assign(three, [LATE], THANDI, "starting")
    with three.store.write(three.user, three.now()) as work:
        work.save_officer(replace(person(three, THANDI), left_on=DAY - timedelta(1)))
    assert LATE in answered(today(of(three, RUTH))) and LATE in {one.ref for one in bell(three, RUTH)}


def test_on_a_day_off_only_what_cannot_wait_for_the_holder(three: Desk) -> None:
    """NEAR falls on Sunday, before Thandi is back on Monday; LATE waits for her, as the message of the day does."""
    assign(three, [LATE, NEAR], THANDI, "starting")
    change_officer(three, replace(person(three, THANDI), days_off=frozenset({4})))
    assert message(three, THANDI) == {LATE} and NEAR in message(three, RUTH)
    assert answered(today(of(three, RUTH))) == [NEAR, FAR]
    assert {one.ref for one in bell(three, RUTH)} == {NEAR, FAR}


def test_while_the_manager_is_away_whoever_stands_in_sees_them(three: Desk) -> None:
    add_absence(three, person(three, RUTH).id, DAY, DAY, person(three, "Joy Addo").id, "Leave")
    assert answered(today(of(three, "Joy Addo"))) == [LATE, NEAR, FAR]
    assert {one.ref for one in bell(three, "Joy Addo")} == message(three, "Joy Addo") == {LATE, NEAR, FAR}
    assert answered(today(of(three, RUTH))) == [] == bell(three, RUTH)


def test_a_restricted_file_goes_to_somebody_who_sees_it(three: Desk) -> None:
    with three.store.write(three.user, three.now()) as work:
        work.set_setting(SEEN_BY_MANAGERS, "off")
    restrict(three, LATE, [THANDI], "A colleague’s child")
    told = {name for name in (RUTH, IMRE, THANDI, "Joy Addo") if LATE in answered(today(of(three, name)))}
    assert told == {letter.to for letter in morning(three) if LATE in letter.cases} and len(told) == 1
    (name,) = told
    assert LATE in {one.ref for one in bell(three, name)}


def test_on_paper_they_stand_under_a_heading_of_their_own_the_rest_counted(
    three: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[ListPaper] = []
    monkeypatch.setattr(Printer, "listing", lambda _self, paper, _path: kept.append(paper))
    monkeypatch.setattr(sheets, "ANSWERED", 2)
    ruth = replace(of(three, RUTH), papers=Printer())
    sheets.print_day(ruth, today(ruth), tmp_path / "day.pdf")
    (paper,) = kept
    heading, *lines = paper.rows
    assert heading == ("Not yours, but nobody else is there for them: 3, the most urgent; 1 more stand under Today",)
    assert [line[1] for line in lines] == [LATE, NEAR]
