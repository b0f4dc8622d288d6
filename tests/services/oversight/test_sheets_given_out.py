"""The escalation pack, a spreadsheet that leaves, and a long table that is stopped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.domain.errors import BadInput, Cancelled, KnownFault
from ehcp_desk.domain.journal import EXPORT_CONFIRMED
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.sheets.escalation_pack import escalation_pack
from ehcp_desk.services.oversight.sheets.exporting import export_sheet
from ehcp_desk.services.oversight.sheets.registry import sheet
from ehcp_desk.services.records.case_view import case_view
from tests.services.oversight.sheet_cases import plan, tell


def test_the_escalation_pack_tells_the_course_of_a_dispute_with_sources(team: Desk, maisie: str) -> None:
    with pytest.raises(BadInput, match="no complaint and no challenge"):
        escalation_pack(team, maisie)
    tell(team, maisie, "note", "2026-09-20", "Weather")
    said = {"channel": "email", "direction": "in", "with": "Jo", "reply_by": "2026-09-27"}
    asked = NewFact("contact", date(2026, 9, 20), said, "When does therapy start?", source="Email of 20 September")
    record(team, maisie, asked)
    tell(
        team,
        maisie,
        "challenge",
        "2026-10-01",
        level="informal",
        issue="Therapy",
        by="SENCO",
        due="2026-10-08",
        theme="provision",
    )
    whole, one = escalation_pack(team), escalation_pack(team, maisie)
    titles = [section.title for section in whole.sections]
    assert titles[:3] == ["Complaints", "Challenges", "Themes of disputes"] and titles[3].endswith(f", {maisie}")
    challenge = whole.sections[1]
    assert dict(zip(challenge.columns, challenge.rows[0], strict=True))["How it stands"] == "overdue by 22 days"
    assert "What it changed" not in challenge.columns, "a column that says nothing is no column"
    course = one.sections[-1]
    assert [row[0] for row in course.rows] == ["20 September 2026", "1 October 2026"], (
        "a note about the weather is no part of it"
    )
    assert course.rows[0][2:4] == ("27 September 2026", "Email of 20 September") and course.rows[1][3].startswith(
        "Case record"
    )
    number = case_view(team, maisie).matters[-1].fact_id
    tell(team, maisie, "challenge_answered", "2026-10-20", challenge=str(number), outcome="Done")
    assert [len(section.rows) for section in escalation_pack(team).sections[:2]] == [0, 0], (
        "what is answered is no more on it"
    )
    assert len(escalation_pack(team, maisie).sections[-1].rows) == 3


@pytest.mark.parametrize(
    ("key", "outside"), [("plans_by_need", 5), ("exclusions", 5), ("complainants", 0), ("groups", 0)]
)
def test_numbers_without_small_ones_are_of_every_team_or_of_none(team: Desk, key: str, outside: int) -> None:
    with team.store.read() as work:
        (north,) = work.staff().teams
    with pytest.raises(BadInput, match="could be worked out from the others; leave --team out"):
        sheet(team, key, north, outside=outside)
    assert sheet(team, key, outside=5).kept_back


def test_a_list_that_is_not_there_is_refused_with_those_that_are(team: Desk) -> None:
    with pytest.raises(BadInput, match="no list called plan; there are: complaints, "):
        sheet(team, "plan")


def write_lines(path: Path, _title: str, _heads: Sequence[str], rows: Iterable[Sequence[object]], _made: date) -> None:
    path.write_text("\n".join(str(row) for row in rows), encoding="utf-8")


def test_a_spreadsheet_needs_a_recipient_and_a_reason_and_leaves_no_file_without(team: Desk, tmp_path: Path) -> None:
    ref = plan(team, 1)
    tell(team, ref, "challenge", "2026-10-01", level="formal", issue="Therapy", by="SENCO")
    desk, path = replace(team, tables=write_lines), tmp_path / "challenges.xlsx"
    for to, why in (("", "The meeting"), ("The director", " ")):
        with pytest.raises(BadInput, match="who the list is for"):
            export_sheet(desk, "challenges", path, to, why)
    with pytest.raises(KnownFault, match="not set up"):
        export_sheet(team, "challenges", path, "The director", "The meeting")
    assert not path.exists()
    assert export_sheet(desk, "challenges", path, "The director", "The meeting") == 1
    with team.store.read() as work:
        (line,) = work.journal(kind=EXPORT_CONFIRMED)
    said = json.loads(line.payload or "{}")
    assert (said["to"], said["children"], said["small"]) == ("The director", 1, 0) and path.is_file()


def test_whoever_watches_a_long_table_being_made_may_stop_it(team: Desk) -> None:
    plan(team, 1)
    plan(team, 2)
    seen: list[tuple[int, int, str]] = []

    def watch(done: int, total: int, words: str) -> None:
        seen.append((done, total, words))
        if words == "Following the plans sent":
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        sheet(team, "groups", progress=watch)
    assert [words for _, _, words in seen][-1:] == ["Following the plans sent"]
    assert all(done < total for done, total, _ in seen)
