"""Who writes which setting of a team's server: at the desk, and with any other program, the same people."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import psycopg
import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.access import SETTING_ACTS
from ehcp_desk.domain.errors import NotAllowed
from ehcp_desk.domain.procedures import Limit
from ehcp_desk.domain.schools import School
from ehcp_desk.services.casework.answer_limits import set_limit
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.letterhead import change_logo, set_letterhead
from ehcp_desk.services.oversight.audit_form import load_form, use_form
from ehcp_desk.services.oversight.change_file import ChangeFile
from ehcp_desk.services.oversight.law_changes import apply
from ehcp_desk.services.oversight.rescuing import known_acts, set_hours
from ehcp_desk.services.oversight.restricting import let_managers_see
from ehcp_desk.services.oversight.return_settings import write_note
from ehcp_desk.services.oversight.schools import bring_in
from ehcp_desk.services.oversight.sen2.settings import change_settings
from ehcp_desk.services.oversight.weighing import change_weights
from ehcp_desk.services.upkeep.alerting import alerts, change_alerts
from ehcp_desk.services.upkeep.copies import allow_copies
from ehcp_desk.services.upkeep.council import change_council, council_view, set_target
from ehcp_desk.services.upkeep.practice import change_practice
from ehcp_desk.services.upkeep.retention import choose_rule
from tests.clock.test_clock_changing import ROYAL
from tests.support.team import PEOPLE, Team

OFFICE = {"manager", "administrator"}
RETURNS = {"manager", "data_officer"}
KEYS = {
    "law.changes": {"manager"},
    "import.last_file": {"manager"},
    "restricted.managers": {"administrator"},
    "returns.targets": {*OFFICE, "data_officer"},
    "returns.note.K02.2026-10": {*OFFICE, "data_officer"},
    **dict.fromkeys(("sen2", "audit.October", "audits.forms", "audits.form", "schools.register"), RETURNS),
    **dict.fromkeys(("retention.rule", "outage.copies", "council.name", "caseload.limit", "caseload.weights", "procedures",
                     "letters.logo", "mail.host", "alerts.ladder", "seals.folder", "rescue.hours", "clock.cautious",
                     "moves.last_years", "of a later program"), OFFICE),
}  # fmt: skip
VERBS: dict[str, tuple[Callable[[Desk], object], set[str]]] = {
    "council": (lambda desk: change_council(desk, replace(council_view(desk).council, name="Westmarsh")), OFFICE),
    "target": (lambda desk: set_target(desk, "K02", "65"), {*OFFICE, "data_officer"}),
    "practice": (lambda desk: change_practice(desk, "Concern", "", False), OFFICE),
    "period": (lambda desk: choose_rule(desk, "born_35", "The panel decided"), OFFICE),
    "copies": (lambda desk: allow_copies(desk, True), OFFICE),
    "alerts": (lambda desk: change_alerts(desk, replace(alerts(desk), ladder="5 team manager")), OFFICE),
    "limit": (lambda desk: set_limit(desk, Limit("Complaints", "complaint.one", 10, "working_days", date(2026, 4, 1))), OFFICE),
    "letters": (lambda desk: set_letterhead(desk, {"signatory": "Ruth Okoro"}), OFFICE),
    "logo": (lambda desk: change_logo(desk, b""), OFFICE),
    "weights": (lambda desk: change_weights(desk, {"plan": 0.3}), OFFICE),
    "hours": (lambda desk: set_hours(desk, {next(iter(known_acts(desk))): 2.0}), OFFICE),
    "sight": (lambda desk: let_managers_see(desk, True, "Agreed"), {"administrator"}),
    "sen2": (lambda desk: change_settings(desk, {"dmo": "Y"}), RETURNS),
    "note": (lambda desk: write_note(desk, "K02", date(2026, 10, 1), "As reported"), {*OFFICE, "data_officer"}),
    "schools": (lambda desk: bring_in(desk, [School("100001", "Westmarsh Primary")]), RETURNS),
    "form": (lambda desk: use_form(desk, load_form()), RETURNS),
    "law": (lambda desk: apply(desk, ChangeFile("royal-day.toml", ROYAL), "Proclaimed"), {"manager"}),
}  # fmt: skip
SET = "INSERT INTO settings (key, value) VALUES (%s, 'x') ON CONFLICT (key) DO UPDATE SET value = 'x'"


def _able(act: Callable[[str], None]) -> set[str]:
    """The roles of those who may."""
    found = set()
    for name, role in PEOPLE.items():
        with contextlib.suppress(NotAllowed, psycopg.errors.InsufficientPrivilege):
            act(name)
            found.add(role)
    return found


@pytest.mark.parametrize("key", KEYS)
def test_a_setting_is_written_with_another_program_by_those_who_may_at_the_desk(team: Team, key: str) -> None:
    def make(name: str) -> None:
        with contextlib.closing(team.connect(name, autocommit=False)) as connection:
            connection.execute(SET, (key,))  # never committed

    assert _able(make) == KEYS[key]


def test_a_setting_that_is_there_is_changed_by_the_same_people_and_keeps_its_key(own_team: Team) -> None:
    with contextlib.closing(own_team.superuser()) as connection:
        for key in KEYS:
            connection.execute(SET, (key,))
    for key, roles in KEYS.items():

        def change(name: str, key: str = key) -> None:
            with contextlib.closing(own_team.connect(name, autocommit=False)) as connection:
                if connection.execute("UPDATE settings SET value = 'y' WHERE key = %s", (key,)).rowcount == 0:
                    raise NotAllowed("no row of theirs")

        assert _able(change) == roles, key
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with contextlib.closing(own_team.connect("Dan Pellow")) as dan, refused:
        dan.execute("UPDATE settings SET key = 'law.change' WHERE key = 'schools.register'")


def test_every_page_and_command_that_sets_something_goes_on_for_those_who_have_it(own_team: Team) -> None:
    desks = {name: open_desk(own_team.url(name)) for name in PEOPLE}
    found = {verb: _able(lambda name, act=act: act(desks[name])) for verb, (act, _) in VERBS.items()}
    for desk in desks.values():
        desk.store.close()
    assert found == {verb: roles for verb, (_, roles) in VERBS.items()}


def test_no_beginning_of_a_key_is_the_beginning_of_another() -> None:
    """Or two rules would let in whoever either of them does."""
    begun = [*SETTING_ACTS, "restricted.managers"]
    assert not [(one, other) for one in begun for other in begun if one != other and other.startswith(one)]
