"""The registers by command: appeals, panels, drafts, late entries; each with JSON, in order, and refused in a sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.people import Officer
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.oversight.restricting import restrict
from ehcp_desk.services.oversight.staffing import add_officer

ONE, TWO, THREE = "SEN/26-1", "SEN/26-2", "SEN/26-3"
Ask = Callable[..., Any]


def told(where: Path, day: date, ref: str, kind: str, on: str, note: str = "", /, **attrs: str) -> int:
    """Record something at the desk of a day; the number of the entry."""
    desk = open_desk(str(where), "Joy Addo", day)
    attrs = {name.rstrip("_"): value for name, value in attrs.items()}
    made = record(desk, ref, NewFact(kind, date.fromisoformat(on), attrs, note)).facts[0]
    desk.store.close()
    return made


@pytest.fixture
def where(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    desk = open_desk(str(path), "Joy Addo", date(2026, 6, 1), create=True)
    for n, (ref, name) in enumerate(((ONE, "Quill"), (TWO, "Ames"), (THREE, "Pell"))):
        child = Child(0, name, "Robin", date(2018, 3, 4 + n), setting="Windle Hill Primary", need="Autism")
        open_request(desk, NewRequest(ref, child, date(2026, 5, 20), "parent"))
    desk.store.close()
    return path


@pytest.fixture
def ask(where: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*words: str, today: str = "2026-10-30", code: int = 0) -> Any:
        capsys.readouterr()
        assert run(["--db", str(where), "--user", "Joy Addo", "--today", today, *words]) == code
        out = capsys.readouterr()
        return out.err if code else json.loads(out.out) if "--json" in words else out.out

    return asked


def test_appeals_stand_by_what_falls_next_and_close_when_carried_out(where: Path, ask: Ask) -> None:
    day = date(2026, 10, 30)
    told(where, day, ONE, "appeal_received", "2026-10-20", contests="the refusal")
    told(where, day, ONE, "appeal_registered", "2026-10-21", number="EH1", type="refusal_to_assess")
    told(where, day, ONE, "hearing_listed", "2026-10-22", date="2027-02-01")
    told(where, day, ONE, "la_response_sent", "2026-10-28")
    told(where, day, TWO, "appeal_received", "2026-08-20")
    told(where, day, TWO, "tribunal_order", "2026-10-01", order="assess")
    told(where, day, THREE, "appeal_received", "2026-09-20")
    told(where, day, THREE, "appeal_withdrawn", "2026-10-02")
    listed = ask("appeals", "--json")
    assert [(one["ref"], one["stage"]) for one in listed["appeals"]] == [(TWO, "ordered"), (ONE, "listed")]
    first, second = listed["appeals"]
    assert first["late"] and first["next_on"] == "2026-10-15" and "as ordered" in first["duties"]
    assert (second["next"], second["next_on"], second["number"]) == ("Hearing", "2027-02-01", "EH1")
    assert second["about"] == "Refusal to assess"
    every = ask("appeals", "--all", "--json")["appeals"]
    assert [one["ref"] for one in every] == [TWO, ONE, THREE] and every[-1]["stage"] == "withdrawn"
    rows = list(csv.DictReader(io.StringIO(ask("appeals", "--csv"))))
    assert [(row["ref"], row["next_on"]) for row in rows] == [(TWO, "2026-10-15"), (ONE, "2027-02-01")]
    assert "Hearing listed" in ask("appeals")


def test_a_second_appeal_does_not_take_the_duties_of_the_first(where: Path, ask: Ask) -> None:
    day = date(2026, 10, 30)
    told(where, day, TWO, "appeal_received", "2026-08-20")
    told(where, day, TWO, "tribunal_order", "2026-10-01", order="assess")
    told(where, day, TWO, "appeal_received", "2026-10-20", contests="placement")
    first, second = ask("appeals", "--json")["appeals"]
    assert (first["lodged"], first["stage"], bool(first["duties"])) == ("2026-08-20", "ordered", True)
    assert (second["lodged"], second["stage"], second["duties"]) == ("2026-10-20", "respond", None)
    assert second["about"] == "Placement"
    told(where, day, TWO, "appeal_withdrawn", "2026-10-25")
    told(where, day, TWO, "appeal_registered", "2026-10-28", number="EH9", type="contents")
    every = ask("appeals", "--all", "--json")["appeals"]
    assert [(one["lodged"], one["stage"], one["number"]) for one in every] == [
        ("2026-08-20", "ordered", None), ("2026-10-28", "respond", "EH9"), ("2026-10-20", "withdrawn", None)]  # fmt: skip


def test_a_panel_has_its_agenda_decisions_tasks_and_the_progress_of_before(
    where: Path, ask: Ask, tmp_path: Path
) -> None:
    earlier, today = date(2026, 10, 1), date(2026, 10, 30)
    item = told(where, earlier, ONE, "panel_item", "2026-10-01", "Which school?", panel="placement", day="2026-10-01")
    told(where, earlier, ONE, "panel_decided", "2026-10-01", "No answers yet", item=str(item), outcome="deferred",
         by="Ruth Castellan", again="2026-11-05")  # fmt: skip
    late = told(where, earlier, ONE, "promise_made", "2026-10-01", "Ring three schools", due="2026-10-10", to="the panel",
                source="panel", item=str(item))  # fmt: skip
    done = told(where, earlier, ONE, "promise_made", "2026-10-01", "Write to the family", due="2026-10-12", to="the panel",
                source="panel", item=str(item))  # fmt: skip
    told(where, today, ONE, "promise_kept", "2026-10-09", "Sent", promise=str(done))
    told(where, today, TWO, "panel_item", "2026-10-30", "Transport?", panel="placement", day="2026-11-05", by="Anil")
    told(where, today, THREE, "panel_item", "2026-10-30", "Assess?", panel="Moving in panel", day="2026-11-12")
    view = ask("panel", "--json")
    assert (view["panel"], view["day"]) == ("placement", "2026-11-05"), "the next one to come"
    assert [(one["ref"], one["asked"], one["decision"]) for one in view["agenda"]] == [
        (ONE, "Which school?", None), (TWO, "Transport?", None)]  # fmt: skip
    assert view["agenda"][0]["brief"].startswith("Age 8, ") and "Autism" in view["agenda"][0]["brief"]
    assert view["tasks"] == []
    assert [(one["entry"], one["done"]) for one in view["progress"]] == [(late, None), (done, "2026-10-09")]
    before = ask("panel", "2026-10-01", "placement", "--json")
    assert before["agenda"][0]["decision"]["outcome"] == "Put off to another panel"
    assert [one["entry"] for one in before["tasks"]] == [late, done] and before["progress"] == []
    assert view["sittings"] == ["2026-11-12 Moving in panel", "2026-11-05 placement", "2026-10-01 placement"]
    paper = tmp_path / "agenda.html"
    ask("panel", "--html", str(paper))
    words = paper.read_text("utf-8")
    assert all(
        said in words
        for said in ("Placement panel", "Which school?", "Ring three schools", "Progress of earlier tasks")
    )
    assert "There is no panel called 2026-12-01 placement" in ask("panel", "2026-12-01", "placement", code=2)


def test_what_a_task_or_a_decision_names_must_be_before_a_panel(where: Path, ask: Ask) -> None:
    words = ["record", ONE, "panel_decided", "--on", "2026-10-30", "--set", "outcome=agreed", "--set", "by=Ruth"]
    assert "no entry 1 that is a put before a panel" in ask(*words, "--set", "item=1", "--note", "x", code=2)
    assert "cannot be recorded without words" in ask(*words, "--set", "item=1", code=2)
    item = told(where, date(2026, 10, 30), ONE, "panel_item", "2026-10-01", "Fund?", panel="complex", day="2026-10-20")
    off = ["record", ONE, "panel_decided", "--on", "2026-10-30", "--set", f"item={item}", "--set", "outcome=deferred", "--set",
           "by=Ruth", "--note", "No report"]  # fmt: skip
    assert "say on which day it is back" in ask(*off, code=2)
    assert "is before the day of the entry, 30 October 2026" in ask(*off, "--set", "again=2026-10-10", code=2)
    early = [word.replace("2026-10-30", "2026-10-12") for word in off]
    assert "cannot be back before the panel on 15 October 2026" in ask(*early, "--set", "again=2026-10-15", code=2)
    assert ask(*off, "--set", "again=2026-11-10") and "2026-11-10 complex" in ask("panel", "--json")["sittings"]
    promise = ["record", ONE, "promise_made", "--on", "2026-10-30", "--set", "due=2026-11-02", "--note", "Ring"]
    assert "no entry 999" in ask(*promise, "--set", "item=999", code=2)
    assert "needs the number of an entry" in ask(*promise, "--set", "item=first", code=2)


def test_drafts_are_counted_by_step_and_each_count_opens_its_cases(where: Path, ask: Ask, tmp_path: Path) -> None:
    day = date(2026, 10, 30)
    for ref in (ONE, TWO, THREE):
        told(where, day, ref, "assess_decision_notified", "2026-07-01", outcome="assess")
    told(where, day, TWO, "draft_plan_served", "2026-09-01")
    told(where, day, THREE, "draft_plan_served", "2026-09-01")
    told(where, day, THREE, "final_plan_sent", "2026-10-05")
    steps = {one["key"]: one["cases"] for one in ask("drafts", "--json")["steps"]}
    assert steps == {
        "advice": 1,
        "not_sent": 0,
        "draft_sent": 1,
        "response": 0,
        "consulting": 0,
        "sign_off": 0,
        "issued": 1,
    }
    listed = ask("drafts", "draft_sent", "--json")
    assert [(one["ref"], one["since"]) for one in listed["cases"]] == [(TWO, "2026-09-01")] and listed["meaning"]
    assert "There is no step called nowhere" in ask("drafts", "nowhere", code=2)
    paper = tmp_path / "steps.html"
    ask("drafts", "--html", str(paper))
    assert "Draft sent, waiting for the family" in paper.read_text("utf-8")


def test_late_writing_is_told_by_team_person_and_kind_with_its_cases(where: Path, ask: Ask, tmp_path: Path) -> None:
    told(where, date(2026, 10, 30), ONE, "note", "2026-10-30", "Same day")
    told(where, date(2026, 10, 30), TWO, "note", "2026-10-05", "Weeks later")
    told(
        where,
        date(2026, 10, 30),
        TWO,
        "help_request",
        "2026-10-28",
        "Two working days on is in time",
        setting="Windle Hill",
    )
    told(where, date(2026, 10, 30), ONE, "attendance", "2026-10-20", percent="80", by="The school")
    told_by = ask("late-entries", "--by", "person", "--months", "1", "--json")
    assert told_by["all"] == {"name": "All entries", "entries": 4, "median_days": 6.0, "longest_days": 25, "late": 2,
                              "late_share": 50.0, "late_cases": 2}  # fmt: skip
    assert [one["name"] for one in told_by["lines"]] == ["Joy Addo"]
    kinds = ask("late-entries", "--by", "kind", "--months", "1", "--json")["lines"]
    assert {one["name"]: (one["entries"], one["late"]) for one in kinds} == {
        "Note": (2, 1), "Attendance": (1, 1), "School asked for help": (1, 0)}  # fmt: skip
    assert [one["ref"] for one in ask("late-entries", "--by", "kind", "--of", "note", "--json")["cases"]] == [TWO]
    assert "called nothing" in ask("late-entries", "--by", "kind", "--of", "nothing", code=2)
    assert "1 to 24 months" in ask("late-entries", "--months", "0", code=2)
    paper = tmp_path / "late.html"
    ask("late-entries", "--html", str(paper))
    assert "By kind of entry" in paper.read_text("utf-8")


def test_a_correction_is_no_late_entry(where: Path, ask: Ask) -> None:
    from ehcp_desk.services.casework.recording import correct

    entry = told(where, date(2026, 10, 5), ONE, "note", "2026-10-05", "As it was written")
    desk = open_desk(str(where), "Joy Addo", date(2026, 10, 30))
    correct(desk, entry, NewFact("note", date(2026, 10, 5), {}, "Put right"), "A slip")
    desk.store.close()
    whole = ask("late-entries", "--months", "1", "--json")["all"]
    assert (whole["entries"], whole["late"]) == (1, 0)


def test_transport_and_funding_stand_on_the_placement_and_change_over_time(where: Path, ask: Ask) -> None:
    day = date(2026, 10, 30)
    told(where, day, ONE, "placement", "2026-09-01", "Needs a small class", setting="Alder House", type="special", by="Panel",
         planned="yes")  # fmt: skip
    told(where, day, ONE, "placement_terms", "2026-09-02", setting="alder house", transport="asked", band="C")
    told(where, day, ONE, "placement_terms", "2026-09-20", setting="Alder House", transport="arranged", from_="2026-09-24",
         joint="yes")  # fmt: skip
    told(where, day, ONE, "placement_terms", "2026-09-20", setting="Somewhere else", band="Z")
    (place,) = ask("case", ONE, "--json")["placements"]
    assert (place["transport"], place["transport_from"], place["band"], place["joint"]) == (
        "arranged",
        "2026-09-24",
        "C",
        "yes",
    )


def test_consent_and_requests_to_see_what_is_held_say_how_they_stand(where: Path, ask: Ask) -> None:
    day = date(2026, 10, 30)
    given = told(
        where, day, ONE, "consent", "2026-09-01", by="Jo", scope="Share with health", answer="given", to="2027-09-01"
    )
    told(where, day, ONE, "consent", "2026-09-02", by="Jo", scope="Share with police", answer="refused")
    told(where, day, ONE, "consent", "2025-09-02", by="Jo", scope="A photograph", answer="given", to="2026-09-01")
    told(where, day, ONE, "access_request", "2026-09-10", by="Jo", how="email", identity="yes")
    held = ask("case", ONE, "--json")
    assert {one["scope"]: (one["holds"], one["words"]) for one in held["consents"]} == {
        "Share with health": (True, "given until 1 September 2027"), "Share with police": (False, "refused"),
        "A photograph": (False, "ran out on 1 September 2026")}  # fmt: skip
    assert [(one["by"], one["state"], one["due"]) for one in held["access_requests"]] == [
        ("Jo", "overdue", "2026-10-12")
    ]
    told(where, day, ONE, "consent_withdrawn", "2026-10-20", consent=str(given), by="Sam")
    now = {one["scope"]: one["words"] for one in ask("case", ONE, "--json")["consents"]}
    assert now["Share with health"] == "withdrawn on 20 October 2026 by Sam"


def test_the_moves_ahead_by_command(where: Path, ask: Ask) -> None:
    day = date(2026, 10, 30)
    told(where, day, ONE, "assess_decision_notified", "2026-06-20", outcome="assess")
    told(where, day, ONE, "final_plan_sent", "2026-09-20")
    told(where, day, ONE, "phase_transfer_planned", "2027-09-01", phase="primary_to_secondary")
    (line,) = ask("transfers", "--json")["lines"]
    assert (line["september"], line["need"], line["children"], line["planned"]) == (2027, "Autism", 1, 1)
    assert [one["ref"] for one in ask("transfers", "--line", "1", "--json")["cases"]] == [ONE]
    assert "Primary" in ask("transfers") or "primary" in ask("transfers")
    assert "There is no line 9" in ask("transfers", "--line", "9", code=2)


def test_the_moves_of_a_year_are_planned_with_a_dry_run_first(where: Path, ask: Ask) -> None:
    day = date(2026, 10, 30)
    ask("child", ONE, "--set", "year_group=6")
    told(where, day, ONE, "assess_decision_notified", "2026-06-20", outcome="assess")
    told(where, day, ONE, "final_plan_sent", "2026-09-20")
    assert [one["ref"] for one in ask("cases", "--orphan", "move", "--json")["cases"]] == [ONE]
    tried = ask("transfers", "--plan", "6", "--dry-run", "--json")
    assert (tried["planned"], tried["cases"], tried["named_by"]) == (0, [ONE], "2027-02-15")
    assert ask("transfers", "--plan", "6", "--ref", ONE, "--json")["planned"] == 1
    assert ask("cases", "--orphan", "move", "--json")["cases"] == []
    assert "no move to plan" in ask("transfers", "--plan", "6", code=2)
    assert "No child with a plan in place is in Year 11" in ask("transfers", "--plan", "11", "--ref", ONE, code=2)
    ask("child", ONE, "--set", "year_group=-1")
    for said in ("Nursery", "-1"):
        assert "no move to plan" in ask("transfers", "--plan", said, code=2)
    assert "No child with a plan in place is in Year 7" in ask("transfers", "--plan", "year 7", code=2)
    assert "'Fish' is no school year; give one like 6 or Nursery" in ask("transfers", "--plan", "Fish", code=2)
    ask("child", ONE, "--set", "year_group=9")
    refused = ask("transfers", "--plan", "9", code=2)
    assert "in the last year of a phase, which here is Nursery, Year 6 and Year 11; choose the move" in refused
    assert "go with --plan" in ask("transfers", "--dry-run", code=2)
    assert "Year 6: Primary to secondary" in ask("practice")
    assert ask("practice", "--last-years", "Year 4: primary to middle,11: secondary_to_post16", "--json")["last_years"] == {
        "4": "primary_to_middle", "11": "secondary_to_post16"}  # fmt: skip
    assert "should be a school year" in ask("practice", "--last-years", "6", code=2)


def test_every_list_says_how_many_restricted_cases_it_did_not_read(where: Path, ask: Ask) -> None:
    told(where, date(2026, 10, 30), ONE, "appeal_received", "2026-10-20", contests="the refusal")
    desk = open_desk(str(where), "Ruth Castellan", date(2026, 10, 30))
    for name in ("Joy Addo", "Ruth Castellan"):
        add_officer(desk, Officer(0, name))
    restrict(desk, ONE, ["Joy Addo"], "A relation works here")
    desk.store.close()
    said = "1 restricted case was not opened and is not read here; who may see it opens it in the desk first."
    lists = (["appeals"], ["drafts"], ["late-entries"], ["transfers"], ["actions"], ["cases", "--orphan", "quiet"],
             ["return", "sen2", "--quality"], ["notices", "--sweep"], ["drafts", "advice"])  # fmt: skip
    for words in lists:
        assert said in ask(*words), words
        assert ask(*words, "--json")["restricted_unopened"] == 1, words
    assert ask("appeals").startswith("No appeal that was read is open.")
    ask("case", ONE, "--reason", "To look")
    assert "No appeal" not in ask("appeals")
    for words in lists:
        assert "restricted" not in ask(*words), words
    assert ask("appeals", "--json")["restricted_unopened"] == 0
