"""Telling people by email through a real server: once, whatever happens in between."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.bootstrap import open_mail
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import first_broken
from ehcp_desk.domain.outbox import MessageState
from ehcp_desk.domain.people import Officer
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.mail import Mail, NotCarried
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.notifying import Told, morning, notify
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.staffing import change_officer, staff
from ehcp_desk.services.upkeep.alerting import Alerts, alerts, carrier_of, change_alerts, send_test
from tests.support.mail_server import HOST, MailServer, mail_server

DAY = date(2026, 10, 30)


@pytest.fixture
def north(team: Desk) -> Desk:
    """Everybody has an address; one case held and late, one that nobody holds."""
    for officer in staff(team).officers.values():
        first = officer.name.split()[0].casefold()
        change_officer(team, replace(officer, email=f"{first}@westmarsh.example"))
    team_id = next(iter(staff(team).teams))
    for ref, surname, day in (("SEN/1", "Farrowdale", date(2026, 5, 29)), ("SEN/2", "Ravenscar", date(2026, 10, 20))):
        open_request(team, NewRequest(ref, Child(0, surname, "Maisie"), day, "parent", team_id=team_id))
    assign(team, ["SEN/1"], "Joy Addo", "starting")
    record(team, "SEN/1", NewFact("assess_decision_notified", date(2026, 7, 3), {"outcome": "assess"}))
    record(team, "SEN/1", NewFact("exclusion", date(2026, 10, 20), {"type": "sent_home", "by": "Mrs Farrowdale"}))
    return replace(team, mails=open_mail)


def set_server(desk: Desk, server: MailServer, security: str = "none", user: str = "") -> None:
    change_alerts(desk, Alerts(HOST, server.port, security, "desk@westmarsh.example", user, str(server.authority)))


def run(desk: Desk) -> Told:
    carrier = carrier_of(desk)
    try:
        return notify(desk, carrier)
    finally:
        if carrier is not None:
            carrier.close()


def counts(told: Told) -> tuple[int, int, int]:
    return told.sent, told.queued, told.already


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS", "ignore:Session.login_data is deprecated")
@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_each_person_gets_one_message_and_a_second_run_sends_nothing(
    north: Desk, tmp_path: Path, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "EHCP_DESK_MAIL_PASSWORD", "a long secret")
    private = security != "none"
    with mail_server(tmp_path, security, signed_in=private) as server:
        set_server(north, server, security, "desk" if private else "")
        assert counts(run(north)) == (2, 0, 0)
        assert counts(run(north)) == (0, 0, 2)
    letters = {letter["To"].addresses[0].username: letter for letter in server.came}
    assert letters.keys() == {"joy", "ruth"}
    assert letters["joy"]["Subject"].startswith("EHCP Desk: 1 overdue")
    assert "SEN/1  1 late" in letters["joy"].get_content()
    assert "SEN/2  for 10 days" in letters["ruth"].get_content()
    for letter in letters.values():
        said = str(letter)
        assert not any(name in said for name in ("Farrowdale", "Ravenscar", "Maisie"))
        assert letter["Auto-Submitted"] == "auto-generated"
    with north.store.read() as work:
        kept = [entry for entry in work.journal() if entry.kind == "digest_sent"]
        assert {json.loads(entry.payload or "{}")["to"] for entry in kept} == {"Joy Addo", "Ruth Castellan"}
        assert first_broken(work.journal()) is None


def test_a_dead_server_loses_nothing_and_the_next_run_carries_it(north: Desk, tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        set_server(north, server)
    told = run(north)
    assert counts(told) == (0, 2, 0)
    assert "cannot be reached" in told.trouble
    with mail_server(tmp_path) as again:
        set_server(north, again)
        assert counts(run(north)) == (2, 0, 0)
        assert counts(run(north)) == (0, 0, 2)
        assert len(again.came) == 2


def test_one_refused_address_does_not_keep_the_others_waiting(north: Desk, tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        server.answers["joy@westmarsh.example"] = "550 No such person"
        set_server(north, server)
        told = run(north)
    assert (told.sent, told.queued, told.refused) == (1, 0, 1)
    assert "refused joy@westmarsh.example: No such person" in told.trouble


def test_an_address_that_is_busy_is_tried_again_by_the_next_run_only(north: Desk, tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        server.answers["joy@westmarsh.example"] = "450 Mailbox busy"
        set_server(north, server)
        assert counts(run(north)) == (1, 1, 0)
        server.answers.clear()
        assert counts(run(north)) == (1, 0, 1)
    assert len(server.came) == 2


def test_a_certificate_nobody_vouches_for_is_refused_before_anything_is_said(north: Desk, tmp_path: Path) -> None:
    with mail_server(tmp_path, "starttls") as server:
        change_alerts(north, Alerts(HOST, server.port, "starttls", "desk@westmarsh.example"))
        told = run(north)
    assert "not one this computer trusts" in told.trouble
    assert server.came == []


def test_somebody_without_an_address_is_named_and_the_rest_are_told(north: Desk, tmp_path: Path) -> None:
    joy = staff(north).named("Joy Addo")
    assert isinstance(joy, Officer)
    change_officer(north, replace(joy, email=""))
    with mail_server(tmp_path) as server:
        set_server(north, server)
        told = run(north)
    assert (told.sent, told.unaddressed) == (1, ("Joy Addo",))


def test_an_address_written_or_put_right_is_used_the_same_day_and_nobody_is_told_twice(
    north: Desk, tmp_path: Path
) -> None:
    joy = staff(north).named("Joy Addo")
    assert isinstance(joy, Officer)
    change_officer(north, replace(joy, email=""))
    with mail_server(tmp_path) as server:
        server.answers["jo@westmarsh.example"] = "550 No such person"
        set_server(north, server)
        assert run(north).unaddressed == ("Joy Addo",)
        change_officer(north, replace(joy, email="jo@westmarsh.example"))
        told = run(north)
        assert (told.sent, told.refused, told.unaddressed) == (0, 1, ())
        assert run(north).sent == 0, "an address that was refused is not tried again as it is"
        change_officer(north, replace(joy, email="joy.addo@westmarsh.example"))
        told = run(north)
        assert (told.sent, told.refused, told.queued, told.unaddressed) == (1, 0, 0, ())
        change_officer(north, replace(joy, email="addo@westmarsh.example"))
        assert counts(run(north)) == (0, 0, 2)
    assert [letter["To"].addresses[0].addr_spec for letter in server.came] == [
        "ruth@westmarsh.example", "joy.addo@westmarsh.example"]  # fmt: skip


def test_without_a_server_the_messages_are_kept_and_tomorrow_s_replace_them(north: Desk, tmp_path: Path) -> None:
    assert counts(notify(north, None)) == (0, 2, 0)
    tomorrow = replace(north, days=Calendar(date(2026, 10, 31)))
    with mail_server(tmp_path) as server:
        set_server(north, server)
        assert counts(run(tomorrow)) == (2, 0, 0)
        assert len(server.came) == 2, "yesterday's are not sent after today's"
    with north.store.read() as work:
        assert {kept.state for kept in work.messages(DAY)} == {MessageState.REPLACED}


class Dies:
    """A carrier whose process is killed after it has handed a message over."""

    def __init__(self) -> None:
        self.came: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.came.append(mail)
        raise KeyboardInterrupt

    def close(self) -> None:
        """Nothing to close."""


class Takes(Dies):
    """A carrier that takes everything."""

    def send(self, mail: Mail) -> None:
        self.came.append(mail)


def test_a_run_killed_while_sending_leaves_that_one_alone_until_it_is_surely_dead(north: Desk) -> None:
    killed, after, later = Dies(), Takes(), Takes()
    with pytest.raises(KeyboardInterrupt):
        notify(north, killed)
    told = notify(north, after)
    assert counts(told) == (1, 1, 0), "another run does not send what may be on its way"
    with north.store.write("Joy Addo", north.now()) as work:
        assert work.claim_message(DAY) is None
    real = replace(north, days=_Later())
    assert counts(notify(real, later)) == (1, 0, 1)
    assert later.came[0].key == killed.came[0].key, "a second copy carries the same Message-ID"


class _Later(Calendar):
    """The same day, an hour on."""

    def today(self) -> date:
        return DAY

    def now(self):  # type: ignore[no-untyped-def]  # as Calendar
        return Calendar(DAY).now().replace(hour=11)


def test_a_server_that_is_down_is_not_asked_for_every_message(north: Desk) -> None:
    class Down(Takes):
        def send(self, mail: Mail) -> None:
            super().send(mail)
            raise NotCarried("The mail server is down.")

    team_id = next(iter(staff(north).teams))
    for number in range(8):
        from ehcp_desk.services.oversight.staffing import add_officer

        add_officer(north, Officer(0, f"Worker {number}", team_id=team_id, email=f"w{number}@westmarsh.example"))
        open_request(
            north, NewRequest(f"X/{number}", Child(0, f"Q{number}", "A"), date(2026, 5, 1), "parent", team_id=team_id)
        )
        assign(north, [f"X/{number}"], f"Worker {number}", "starting")
    down = Down()
    assert notify(north, down).queued == 11, "eight workers, their manager, Joy, and the service manager by the ladder"
    assert len(down.came) == 3


def test_morning_changes_nothing(north: Desk) -> None:
    with north.store.read() as work:
        before = work.journal_head()
    assert {digest.to for digest in morning(north)} == {"Joy Addo", "Ruth Castellan"}
    with north.store.read() as work:
        assert (work.journal_head(), work.messages(DAY)) == (before, [])


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Alerts("mail server"), "not the name of a mail server"),
        (Alerts("mail.example", 0, "tls", "a@b"), "port"),
        (Alerts("mail.example", 25, "ssl", "a@b"), "'ssl' is not a way"),
        (Alerts("mail.example", 25, "tls", "desk"), "Mail must come from somebody"),
        (Alerts(ladder="soon"), "'soon' is not a step"),
        (Alerts(low_attendance=0), "from 1 to 100"),
    ],
)
def test_settings_that_cannot_be_are_refused_and_nothing_is_kept(north: Desk, wanted: Alerts, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        change_alerts(north, wanted)
    assert alerts(north) == Alerts()


def test_a_test_message_goes_to_whoever_is_at_the_keyboard_or_says_why_not(north: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No mail server is set"):
        send_test(north)
    with mail_server(tmp_path) as server:
        set_server(north, server)
        assert send_test(north) == "joy@westmarsh.example"
        with pytest.raises(BadInput, match="Nobody Known has no email address"):
            send_test(replace(north, user="Nobody Known"))
    assert len(server.came) == 1
    with pytest.raises(KnownFault, match="cannot be reached"):
        send_test(north)
