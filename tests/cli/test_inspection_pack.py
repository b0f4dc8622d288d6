"""``pack inspection REF``: one case as an inspector asks for it, printed, known again, and true to the record."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.deadlines import COUNCIL
from ehcp_desk.domain.small_papers import ListSection
from ehcp_desk.services.records.inspection_pack import NO_CAUSE, NO_REASON, inspection_pack
from tests.cli.conftest import Answer

Desk = Callable[..., Answer]
TITLES = ["Where the case stands", "Time limits missed", "Timeline", "Decisions and their reasons", "Advice",
          "Contact with the family and others", "Who held the case"]  # fmt: skip


def sections(tmp_path: Path, ref: str) -> dict[str, ListSection]:
    desk = open_desk(str(tmp_path / "desk.db"), "Bea Tindall", date(2026, 10, 30))
    try:
        return {section.title: section for section in inspection_pack(desk, ref).sections}
    finally:
        desk.store.close()


def told(demo: Desk, ref: str, *words: str) -> None:
    answer = demo("record", ref, *words)
    assert answer.code == 0, answer.err


def late(demo: Desk) -> str:
    """A case past its limit."""
    return str(demo("cases", "--overdue", "--json").json["cases"][0]["ref"])


def test_the_pack_is_printed_and_known_again(demo: Desk, tmp_path: Path) -> None:
    out, twin = tmp_path / "p.pdf", tmp_path / "p.html"
    answer = demo("pack", "inspection", "DEMO-T1", "--out", str(out), "--html", str(twin), "--json")
    assert [one["title"] for one in answer.json["lists"]] == TITLES
    said = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True).stdout
    assert "Inspection pack, DEMO-T1" in said and "for inspectors only" in twin.read_text(encoding="utf-8")
    for path in (out, twin):
        checks = {c["check"]: c["ok"] for c in json.loads(demo("verify", str(path), "--json").out)["checks"]}
        assert checks["issue"] is True


def test_every_missed_limit_has_its_cause_or_says_there_is_none(demo: Desk, tmp_path: Path) -> None:
    ref = late(demo)
    before = sections(tmp_path, ref)["Time limits missed"].rows
    assert before
    case = demo("case", ref, "--json").json
    lost = [d for d in case["deadlines"] if d["state"] in ("overdue", "met_late") and d["actor"] in COUNCIL]
    assert len(before) == len(lost)
    day = max(d["due"] for d in lost if d["state"] == "overdue")
    told(demo, ref, "delay", "--on", day, "--set", "cause=placement", "--set", "party=Panel", "--set", "next=Ask again")
    after = sections(tmp_path, ref)["Time limits missed"].rows
    assert any("No placement found (Panel)" in row[-1] for row in after)
    old = [row for row in before if row[-1] == NO_CAUSE]
    assert len([row for row in after if row[-1] == NO_CAUSE]) < len(old) or len(old) == 0


def test_a_cause_that_was_over_before_the_limit_is_not_its_cause(demo: Desk, tmp_path: Path) -> None:
    ref = late(demo)
    due = min(d["due"] for d in demo("case", ref, "--json").json["deadlines"] if d["actor"] == "LA")
    early = f"{int(due[:4]) - 1}{due[4:]}"
    told(demo, ref, "delay", "--on", early, "--set", "cause=placement", "--set", "party=Panel", "--set", "next=Ask",
         "--set", f"to={early}")  # fmt: skip
    assert not [row for row in sections(tmp_path, ref)["Time limits missed"].rows if "Panel" in row[-1]]


def test_decisions_stand_with_their_reasons_and_one_without_says_so(demo: Desk, tmp_path: Path) -> None:
    told(demo, "DEMO-T1", "decision", "--on", "2026-10-01", "--set", "did=not_to", "--set", "what=Fund transport",
         "--set", "by=Dana Quill", "--set", "evidence=Report", "--note", "The school is within walking distance")  # fmt: skip
    rows = sections(tmp_path, "DEMO-T1")["Decisions and their reasons"].rows
    row = next(r for r in rows if "Fund transport" in r[1])
    assert (
        row[1].startswith("Decided not to")
        and row[2] == "The school is within walking distance"
        and row[3] == "Dana Quill"
    )
    assert row[0] == "1 October 2026"
    told(demo, "DEMO-T1", "cease_decision_notified", "--on", "2026-10-02")
    unsaid = next(
        r for r in sections(tmp_path, "DEMO-T1")["Decisions and their reasons"].rows if r[0] == "2 October 2026"
    )
    assert unsaid[2] == NO_REASON and unsaid[3] == "Bea Tindall"


def test_who_held_the_case_and_contacts_are_told(demo: Desk, tmp_path: Path) -> None:
    ref = late(demo)
    names = [person["name"] for person in demo("staff", "--json").json["staff"]]
    case = demo("case", ref, "--json").json
    to = next(name for name in names if name != case["owner"])
    assert demo("assign", ref, "--to", to, "--reason", "Leave covered").code == 0
    found = sections(tmp_path, ref)
    last = found["Who held the case"].rows[-1]
    assert last[1].startswith(f"Given to {to}") and last[2] == "Leave covered" and last[3] == "Bea Tindall"
    contacts = [f for f in case["facts"] if f["fact"] == "contact" and not f["superseded_by"]]
    assert len(found["Contact with the family and others"].rows) == len(contacts)


def test_no_such_case_is_one_sentence(demo: Desk, tmp_path: Path) -> None:
    answer = demo("pack", "inspection", "NOBODY/1", "--out", str(tmp_path / "p.pdf"))
    assert answer.code == 2 and "NOBODY/1" in answer.err and not (tmp_path / "p.pdf").exists()
