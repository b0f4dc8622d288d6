"""The action register: every source, its owner, how often its day moved, and what closed it."""

from __future__ import annotations

from datetime import date, timedelta

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.actions import Action, Shown, actions, actions_paper
from ehcp_desk.services.oversight.ownership import assign

DAY = date(2026, 10, 30)


def promise(desk: Desk, ref: str, what: str, due: date, source: str = "") -> int:
    attrs = {"due": due.isoformat(), "to": "the family"} | ({"source": source} if source else {})
    return record(desk, ref, NewFact("promise_made", DAY - timedelta(60), attrs, what)).facts[0]


def listed(found: tuple[Action, ...]) -> list[str]:
    return [action.promise.what for action in found]


def test_every_action_has_an_owner_and_stands_until_it_is_done(team: Desk, maisie: str) -> None:
    late = promise(team, maisie, "Psychologist’s review", DAY - timedelta(30), "mediation")
    promise(team, maisie, "Ring back", DAY + timedelta(2))
    first, second = actions(team)
    assert (first.id, first.source, first.words, second.source, second.words) == (
        late, "A mediation agreement", "overdue by 30 days", "What we said ourselves", "2 days left")  # fmt: skip
    assert first.owner == "Ruth Castellan", "nobody holds the case, so the team’s manager answers"
    assign(team, [maisie], "Joy Addo", "Room")
    assert {a.owner for a in actions(team)} == {"Joy Addo"}
    assert listed(actions(team, Shown.OVERDUE)) == ["Psychologist’s review"]
    record(team, maisie, NewFact("promise_kept", DAY, {"promise": str(late)}, "Report on file."))
    assert listed(actions(team)) == ["Ring back"]
    (done,) = actions(team, Shown.CLOSED)
    assert (done.id, done.words, done.evidence, done.is_open) == (
        late,
        "done 30 October 2026",
        "Report on file.",
        False,
    )
    assert listed(actions(team, Shown.ALL)) == ["Ring back", "Psychologist’s review"], "what is open stands first"


def test_a_day_that_moved_keeps_the_first_beside_it(team: Desk, maisie: str) -> None:
    number = promise(team, maisie, "Panel’s letter", DAY - timedelta(20), "panel")
    for days in (10, 0):
        moved = {"promise": str(number), "due": (DAY - timedelta(days)).isoformat()}
        record(team, maisie, NewFact("promise_moved", DAY - timedelta(days + 10), moved, "Not ready."))
    (action,) = actions(team)
    assert (action.words, action.moved) == ("due today", "moved twice, first 10 October 2026")
    assert actions(team, Shown.OVERDUE) == ()
    (row,) = actions_paper(team).sections[0].rows
    assert row[:2] == ("Panel’s letter", "A panel") and row[-1] == action.moved


def test_a_team_has_its_own_register(team: Desk, maisie: str) -> None:
    promise(team, maisie, "Ring back", DAY)
    with team.store.read() as work:
        north = next(iter(work.staff().teams))
    assert listed(actions(team, team_id=north)) == ["Ring back"]
    assert actions(team, team_id=north + 99) == ()
