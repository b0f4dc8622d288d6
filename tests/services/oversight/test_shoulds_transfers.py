"""Review meetings not held by reason and setting; the moves ahead by need and type of place."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.not_held import NOT_HELD
from ehcp_desk.services.oversight.reviewing import review_board
from ehcp_desk.services.oversight.transfers import next_september, transfer_forecast
from tests.services.oversight.test_school_board import plan

DAY = date(2026, 10, 30)


def not_held(on: date, held: str = "moved", **more: str) -> NewFact:
    said = {"kind": "review", "purpose": "Annual review", "held": held, **more}
    return NewFact("meeting", on, said, "Nobody could come.")


def counted(desk: Desk) -> dict[str, int]:
    return {figure.title: len(figure.cases) for figure in review_board(desk).of(NOT_HELD)}


def test_meetings_cancelled_or_moved_are_counted_by_reason_and_by_setting(team: Desk) -> None:
    one, two = plan(team, 1, date(2025, 12, 1)), plan(team, 2, date(2025, 12, 1))
    assert counted(team) == {"cancelled": 0, "moved to another day": 0}
    record(team, one, not_held(DAY, because="family", setting="Windle Hill"))
    record(team, one, not_held(DAY - timedelta(9), because="family", setting="Windle Hill"))
    record(team, two, not_held(DAY, "cancelled", because="advice"))
    record(team, two, not_held(DAY - timedelta(400), because="school"))
    record(team, two, not_held(DAY, "held"))
    other = {"kind": "panel", "purpose": "Panel", "held": "cancelled"}
    record(team, two, NewFact("meeting", DAY, other, "No quorum."))
    assert counted(team) == {
        "cancelled": 1, "moved to another day, 2 meetings": 1, "the family asked, 2 meetings": 1, "reports had not come": 1,
        "at Windle Hill, 2 meetings": 1, "at a setting not known": 1,
    }  # fmt: skip


def test_the_moves_ahead_stand_by_september_need_and_type_of_place(team: Desk) -> None:
    six, five, eleven = (
        plan(team, 1, date(2025, 12, 1), 6),
        plan(team, 2, date(2025, 12, 1), 5),
        plan(team, 3, date(2025, 12, 1), 11),
    )
    post16, none = plan(team, 4, date(2025, 12, 1), 13), plan(team, 5, date(2025, 12, 1), None)
    early = plan(team, 6, date(2025, 12, 1), 2)
    place = {"setting": "Windle Hill", "type": "mainstream", "by": "The panel", "planned": "yes"}
    for ref in (six, five):
        record(team, ref, NewFact("placement", DAY - timedelta(30), place, "It can meet the needs."))
        record(team, ref, NewFact("needs_recorded", DAY - timedelta(30), {"primary": "ASD"}))
    unsuitable = {"suitable": "no", "wanted": "special", "by": "The school"}
    record(team, six, NewFact("placement_suitability", DAY, unsuitable, "Out of class most days."))
    record(team, post16, NewFact("phase_transfer_planned", date(2027, 9, 1), {"phase": "post16_to_post16"}))
    record(team, six, NewFact("phase_transfer_planned", date(2027, 9, 1), {"phase": "primary_to_secondary"}))
    lines = transfer_forecast(team)
    said = [(x.september, x.need, x.now, x.wanted, len(x.cases), x.planned) for x in lines]
    assert said == [
        (2027, "not recorded", "not recorded", "", 1, 1),
        (2027, "Autistic spectrum disorder", "Mainstream school", "Special school", 1, 1),
        (2027, "not recorded", "not recorded", "", 1, 0),
        (2028, "Autistic spectrum disorder", "Mainstream school", "", 1, 0),
    ]
    with team.store.read() as work:
        assert [work.case(line.cases[0]).ref for line in lines] == [post16, six, eleven, five]
    assert none and early and len(transfer_forecast(team, 6)) == 5, "Year 2 moves in the fifth September"
    with pytest.raises(BadInput, match="1 to 6 Septembers"):
        transfer_forecast(team, 7)
    days = date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 15), DAY
    assert [next_september(day) for day in days] == [2026, 2026, 2027, 2027, 2027]
