"""A file brought in on a team's server, where it names a case that is hidden from whoever brings it in."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.store import open_store
from ehcp_desk.domain.access import SEEN_BY_MANAGERS
from ehcp_desk.domain.errors import Conflict, NotAllowed
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.oversight.restricting import open_restricted
from ehcp_desk.services.upkeep.bringing import bring, trial
from ehcp_desk.services.upkeep.taking_out import undo_import
from tests.support.records import NOW
from tests.support.team import SECRET, SHUT_REF, Team
from tests.team.test_lifting_and_leaving import desk_of

TRACKER = f"Ref,Surname,First name,DOB,Date request received\n{SHUT_REF.lower()},Whitlock,Daisy,28/07/2017,02/06/2025\n"


def test_the_row_of_a_hidden_case_is_rejected_and_the_rest_comes_in(own_team: Team, tmp_path: Path) -> None:
    with closing(open_store(own_team.admin_url)) as admin, admin.write("Whoever", NOW) as work:
        work.set_setting(SEEN_BY_MANAGERS, "off")
    path = tmp_path / "tracker.csv"
    path.write_text(TRACKER + "NEW/7,Testling,Ada,02/03/2016,01/09/2025\n", encoding="utf-8")
    with closing(own_team.store("Mina Okafor")) as store:
        mina = replace(desk_of(store, "Mina Okafor", Role.MANAGER), trackers=TrackerReader())
        tried = trial(mina, path)
        first, second = tried.plan.rows
        assert [first.outcome.value, second.outcome.value] == ["rejected", "created"]
        assert "cannot look" in first.reasons[0] and SECRET not in first.reasons[0]
        bring(mina, tried)
        with store.read() as work:
            assert work.find_case("NEW/7") is not None and work.find_case(SHUT_REF) is None


def test_only_who_may_bring_files_in_is_answered_whether_a_reference_is_taken(own_team: Team) -> None:
    def taken(name: str) -> bool:
        with closing(own_team.connect(name)) as raw:
            (answer,) = raw.execute("SELECT ehcp_ref_taken(%s)", (SHUT_REF.lower(),)).fetchone() or (None,)
        return bool(answer)

    assert taken("Mina Okafor") and not any(map(taken, ("Carl Brindle", "Dan Pellow", "Ann Redfern", "Adi Stowe")))


def test_an_import_with_a_case_that_is_hidden_since_is_not_taken_back(own_team: Team, tmp_path: Path) -> None:
    path = tmp_path / "tracker.csv"
    path.write_text(TRACKER.replace(SHUT_REF.lower(), "NEW/6") + "NEW/7,Testling,Ada,02/03/2016,01/09/2025\n")
    with closing(own_team.store("Mina Okafor")) as store:
        mina = replace(desk_of(store, "Mina Okafor", Role.MANAGER), trackers=TrackerReader())
        number = bring(mina, trial(mina, path)).act
        with closing(open_store(own_team.admin_url)) as admin, admin.write("Whoever", NOW) as work:
            work.set_setting(SEEN_BY_MANAGERS, "off")
            work.restrict(work.case(work.find_case("NEW/6") or 0).child.id, ["Carl Brindle"], "A relation works here")
        with pytest.raises(NotAllowed, match="touched what is closed to you") as refused:
            undo_import(mina, number, "the wrong file")
        assert "NEW" not in str(refused.value)
        with store.read() as work:
            assert work.find_case("NEW/7") is not None and work.find_case("NEW/6") is None


def test_what_a_colleague_saved_on_the_server_meanwhile_is_a_conflict(own_team: Team, tmp_path: Path) -> None:
    path = tmp_path / "tracker.csv"
    path.write_text(TRACKER.replace(SHUT_REF.lower(), "NEW/6"))
    with closing(own_team.store("Mina Okafor")) as store, closing(own_team.store("Carl Brindle")) as other:
        mina = replace(desk_of(store, "Mina Okafor", Role.MANAGER), trackers=TrackerReader())
        bring(mina, trial(mina, path))
        path.write_text(
            path.read_text().replace("received", "received,Draft issued").replace("/2025\n", "/2025,20/09/2025\n")
        )
        tried = trial(mina, path)
        carl = desk_of(other, "Carl Brindle", Role.CASEWORKER)
        record(carl, "NEW/6", NewFact("draft_plan_served", date(2025, 10, 1)))
        with pytest.raises(Conflict, match="row 2"):
            bring(mina, tried)
        bring(mina, trial(mina, path))


def test_a_new_case_of_a_restricted_child_comes_in_with_the_rest_and_is_restricted_too(
    own_team: Team, tmp_path: Path
) -> None:
    with closing(open_store(own_team.admin_url)) as admin, admin.write("Whoever", NOW) as work:
        work.save_child(replace(work.child_row(2), born=date(2017, 7, 28)))
    path = tmp_path / "tracker.csv"
    path.write_text(
        "Ref,Surname,First name,DOB,Date request received\n"
        f"NEW/1,{SECRET},Maisie,28/07/2017,02/06/2025\nNEW/2,Testling,Ada,02/03/2016,01/09/2025\n",
        encoding="utf-8",
    )
    with closing(own_team.store("Mina Okafor")) as store:
        mina = replace(desk_of(store, "Mina Okafor", Role.MANAGER), trackers=TrackerReader())
        open_restricted(mina, SHUT_REF, "The tracker is brought in")
        bring(mina, trial(mina, path))
        with store.read() as work:
            number = work.find_case("NEW/1")
            assert number is not None and work.case(number).child.id == 2
            assert next(f.fact.kind for f in work.facts(number)) == "request_received", "open to whoever brought it in"
            assert [(o.name, o.reason) for o in work.openings(number)] == [("Mina Okafor", "Opened the case")]
            assert work.find_case("NEW/2") is not None
    with closing(own_team.store("Carl Brindle")) as store, store.read() as work:
        assert work.find_case("NEW/1") is None and work.find_case("NEW/2") is not None
