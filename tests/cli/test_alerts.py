"""notify, calendar and alerts as a scheduler calls them."""

from __future__ import annotations

from pathlib import Path

from icalendar import Calendar

from tests.cli.conftest import Desk
from tests.support.mail_server import HOST, mail_server


def test_notify_answers_as_the_contract_says_and_names_no_child(westmarsh: Desk) -> None:
    rows = westmarsh("cases", "--json").json["cases"]
    shown = westmarsh("notify", "--dry-run", "--json")
    assert shown.code == 0
    assert set(shown.json) >= {"messages", "sent", "queued", "already"}
    told = {ref for message in shown.json["messages"] for ref in message["cases"]}
    due = {r["ref"] for r in rows if r["owner"] is None or (r["next_deadline"] or {}).get("state") == "overdue"}
    assert due
    assert due <= told
    for message in shown.json["messages"]:
        assert set(message) == {"to", "role", "subject", "body", "cases"}
        assert not any(r["name"] in message["body"] for r in rows)


def test_without_a_mail_server_the_messages_wait_and_the_scheduler_is_told(westmarsh: Desk) -> None:
    answer = westmarsh("notify", "--json")
    assert (answer.code, answer.json["queued"]) == (1, 0), "nobody has an address yet, and that is said"
    assert "no mail server is set" in answer.err
    assert "J Addo has no email address" in answer.err


def test_people_without_addresses_are_named_by_every_run(westmarsh: Desk, tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        set_to = (
            "--host",
            HOST,
            "--port",
            str(server.port),
            "--security",
            "none",
            "--sender",
            "desk@westmarsh.example",
        )
        assert westmarsh("alerts", *set_to, "--json").json["port"] == server.port
        first, second = westmarsh("notify", "--json"), westmarsh("notify", "--json")
    assert (first.json["sent"], second.json["sent"], len(server.came)) == (0, 0, 0)
    assert first.json["unaddressed"] == second.json["unaddressed"]


def test_a_setting_that_cannot_be_is_refused_with_two(westmarsh: Desk) -> None:
    answer = westmarsh("alerts", "--host", "mail.example", "--security", "ssl")
    assert (answer.code, answer.out) == (2, "")
    assert "'ssl' is not a way" in answer.err


def test_the_calendar_of_one_person_has_references_and_keeps_its_entries_apart(westmarsh: Desk, tmp_path: Path) -> None:
    rows = westmarsh("cases", "--json").json["cases"]
    owner = next(r["owner"] for r in rows if r["owner"] and (r["next_deadline"] or {}).get("state") == "running")
    out = tmp_path / "deep" / "due.ics"
    assert westmarsh("calendar", "--owner", owner, "--out", str(out)).code == 0
    events = Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    assert events
    assert len({str(event["uid"]) for event in events}) == len(events)
    text = out.read_text(encoding="utf-8")
    assert not any(r["name"] in text for r in rows)
    assert "DTSTART;VALUE=DATE:" in text
    again = tmp_path / "again.ics"
    westmarsh("calendar", "--owner", owner, "--out", str(again))
    assert again.read_bytes() == out.read_bytes()
    nobody = westmarsh("calendar", "--owner", "Nobody Known", "--out", str(again))
    assert (nobody.code, "Nobody here is called Nobody Known" in nobody.err) == (2, True)


def test_cases_that_could_be_forgotten_say_why(westmarsh: Desk) -> None:
    found = westmarsh("cases", "--orphan", "all", "--json").json
    assert found["total"] == len(found["cases"]) > 0
    assert all(row["why"] and row["responsible"] for row in found["cases"])
    free = westmarsh("cases", "--orphan", "unassigned", "--json").json
    assert free["total"] == westmarsh("cases", "--unassigned", "--json").json["total"]
    assert "Nobody holds it:" in westmarsh("cases", "--orphan", "unassigned").out
    assert westmarsh("cases", "--orphan", "lost").code == 2
