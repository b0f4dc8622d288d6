"""Kinds of note, templates, two steps and notes by kind from the command line; refused in a sentence."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Desk

REF = "SEN/26-1"


def test_practice_and_notes_by_command(desk: Desk, tmp_path: Path) -> None:
    child = ("--set", "surname=Quill", "--set", "forenames=Robin")
    assert desk("request", REF, "--received", "2026-09-01", "--source", "parent", *child).code == 0
    said = desk("practice", "--json").json
    assert said["two_step_since"] is None and "Concern" in said["note_kinds"]
    assert desk("practice", "--template", "home visit").out.startswith("Purpose of the visit:")
    assert desk("practice", "--template", "nonesuch").code == 2
    words = tmp_path / "templates.txt"
    words.write_text("# Call\nWhat they asked:\n", encoding="utf-8")
    changed = desk(
        "practice", "--note-kinds", "Challenge raised,Thanks", "--templates", str(words), "--two-step", "on", "--json"
    )
    assert changed.json == {"note_kinds": ["Challenge raised", "Thanks"], "two_step_since": "2026-10-30",
                            "last_years": {"-1": "early_years_to_school", "6": "primary_to_secondary",
                                           "11": "secondary_to_post16"},
                            "templates": [{"name": "Call", "words": "What they asked:"}]}  # fmt: skip
    told = ("record", REF, "note", "--on", "2026-10-29", "--note", "Not asked.", "--set")
    refused = desk(*told, "reportable=Praise")
    assert refused.code == 2 and "choose from: Challenge raised, Thanks" in refused.err
    assert desk(*told, "reportable=Thanks", "--set", "on_behalf_of=Joy Addo").code == 0
    found = desk("notes", "--kind", "Thanks", "--json").json
    assert [(n["ref"], n["by"]) for n in found["notes"]] == [(REF, "Joy Addo, entered by Bea Tindall")]
    assert found["kinds"] == [
        {"kind": "Challenge raised", "notes": 0, "cases": 0},
        {"kind": "Thanks", "notes": 1, "cases": 1},
    ]
    assert desk("notes", "--kind", "Praise").code == 2
    attrs = ("did=to", "what=Assess", "by=The panel", "evidence=Reports")
    decide = [word for pair in attrs for word in ("--set", pair)]
    assert desk("record", REF, "decision", "--on", "2026-10-30", "--note", "Met", *decide).code == 0
    waits = desk("cases", "--orphan", "authorise", "--json").json["cases"]
    assert [(one["ref"], one["why"]) for one in waits] == [(REF, "Assess: waits to be authorised")]
    assert desk("case", REF, "--json").json["to_authorise"][0]["what"] == "Assess"
    early = desk("record", REF, "assess_decision_notified", "--on", "2026-10-30", "--outcome", "assess")
    assert early.code == 2 and "nobody is told before" in early.err
