"""What the case page is told: history with reasons, proofs with their sources, effects before saving, documents."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import JournalEntry
from ehcp_desk.domain.record import DocumentRow, NewFact
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.recording import correct, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.documents import read_only_copy, safe_name, save_copy
from ehcp_desk.services.records.effects import effects_of
from ehcp_desk.services.records.history import STRANGE, case_history, lines_of, reasons
from ehcp_desk.services.records.how_it_stands import waiting_for
from ehcp_desk.services.records.proofs import proof_of
from tests.ui.case.maisie import TODAY, maisie, westmarsh


@pytest.fixture
def told(tmp_path: Path) -> tuple[Desk, int]:
    desk = westmarsh(tmp_path / "desk.db")
    return desk, maisie(desk)


def _fact(view: CaseView, kind: str) -> int:
    return next(f.id for f in view.facts if f.fact.kind == kind and f.stands)


def test_history_tells_every_act_with_before_after_and_reason(told: tuple[Desk, int]) -> None:
    desk, case = told
    served = _fact(case_view_by_id(desk, case), "draft_plan_served")
    correct(desk, served, NewFact("draft_plan_served", date(2026, 10, 21)), "The email bounced")
    chased = _fact(case_view_by_id(desk, case), "advice_chased")
    withdraw(desk, chased, "Another child")
    lines = case_history(desk, case)

    assert lines[0].what.startswith("Withdrew 23 October 2026")
    assert lines[1].what.startswith("Corrected to 21 October 2026")
    assert lines[1].detail.startswith("Before: 19 October 2026")
    assert (lines[1].field, lines[1].corrected) == ("Draft plan served", True)
    assert (lines[1].before[:15], lines[1].after[:15]) == ("19 October 2026", "21 October 2026")
    assert [line.what for line in case_history(desk, case, "draft plan served")] == [lines[1].what, next(
        line.what for line in lines if line.field == "Draft plan served" and not line.corrected)]  # fmt: skip
    assert {k: v for k, v in reasons(lines).items() if k in (served, chased)} == {
        served: "The email bounced", chased: "Another child",
    }  # fmt: skip
    assert [line.seq for line in lines] == sorted((line.seq for line in lines), reverse=True)
    desk.store.close()


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("note", "x"), ("note", "[]"), ("note", "[" * 100_000), ("child_changed", '{"fields": 3}'),
     ("fact_recorded", '{"on": "never"}'), ("fact_ended", "{}")],
)  # fmt: skip
def test_a_line_of_another_program_takes_no_history_with_it(kind: str, payload: str) -> None:
    entry = JournalEntry(7, datetime(2026, 10, 30, tzinfo=UTC), "Carl Brindle", 1, kind, payload, "", "", "a" * 64)
    (line,) = lines_of(entry)
    assert (line.seq, line.who, line.detail) == (7, "Carl Brindle", STRANGE)


def test_a_proof_names_the_paper_and_the_person_its_first_fact_rests_on(told: tuple[Desk, int]) -> None:
    desk, case = told
    view = case_view_by_id(desk, case)
    limit = next(d for d in view.timeline.deadlines if d.rule == "A_DRAFT_REPS")
    proved = proof_of(desk, view, limit)

    assert "Document 4, recorded the same day by Joy Addo." in proved.steps[0].lines
    assert proved.document_id == view.documents[3].id
    assert proved.paper_lines()[3][1].startswith("Day 15 is Monday 2 November 2026.")
    desk.store.close()


def test_an_effect_tells_what_starts_what_is_met_and_what_falls_away(told: tuple[Desk, int]) -> None:
    desk, case = told
    view = case_view_by_id(desk, case)
    found = {e.duty: e.words for e in effects_of(desk, view, Fact("final_plan_sent", TODAY))}

    assert found["Send the final plan"] == "met 12 days early"
    assert found["Occupational therapy advice"] == "ended"
    assert effects_of(desk, view, Fact("tribunal_order", TODAY)) == (), "not yet a fact the clock can read"
    assert effects_of(desk, view, Fact("note", TODAY)) == ()
    desk.store.close()


def test_what_a_case_waits_for_is_said_in_the_order_it_falls_due(told: tuple[Desk, int]) -> None:
    desk, case = told
    assert waiting_for(case_view_by_id(desk, case)) == [
        "occupational therapy", "comments on the draft", "Greenacre Special’s answer",
    ]  # fmt: skip
    desk.store.close()


def test_a_copy_is_read_only_and_a_changed_document_is_never_shown(
    told: tuple[Desk, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, case = told
    document = case_view_by_id(desk, case).documents[0]
    first = read_only_copy(desk, document, tmp_path / "copies")
    again = read_only_copy(desk, document, tmp_path / "copies")
    assert first == again and first.read_bytes() == f"Decision letter.pdf of {date(2026, 7, 31)}".encode()
    assert not first.stat().st_mode & 0o222

    from dataclasses import replace

    with pytest.raises(KnownFault, match="digest differs"):
        read_only_copy(desk, replace(document, sha256="0" * 64), tmp_path / "copies")
    desk.store.close()


@pytest.mark.parametrize(
    ("name", "safe"), [("a/b:c.pdf", "a-b-c.pdf"), ("..", "document"), ("Draft plan.pdf", "Draft plan.pdf")]
)
def test_a_documents_name_is_safe_on_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_in_any_script_keeps_its_suffix_and_can_be_written(tmp_path: Path) -> None:
    for name in ("评估" * 80 + ".pdf", "x" * 300 + ".docx", "é" * 119 + ".pdf"):
        safe = safe_name(name)
        assert safe.endswith(name[-4:]) and len(safe.encode()) <= 120
        (tmp_path / f"123456 {safe}.part").write_bytes(b"x")


def _filed(desk: Desk, case: int, name: str, content: bytes) -> DocumentRow:
    file_document(desk, case_view_by_id(desk, case).case.ref, Attachment(name, content))
    return case_view_by_id(desk, case).documents[-1]


@pytest.mark.parametrize(
    "name",
    ["setup.exe", "run.js", "a.VBS", "a.bat", "a.ps1", "a.docm", "a.xlsm", "a.lnk", "a.hta", "report.pdf.exe", "a.exe.", "a.exe ",
     "a.html", "a.svg", "a.jar", "a.zip", "a.scr", "a.com", "noending"],
)  # fmt: skip
def test_what_could_run_is_never_opened_but_a_copy_can_be_saved(
    told: tuple[Desk, int], tmp_path: Path, name: str
) -> None:
    desk, case = told
    document = _filed(desk, case, name, b"MZ")
    folder = tmp_path / "copies"
    with pytest.raises(BadInput, match=r"Save a copy"):
        read_only_copy(desk, document, folder)
    assert not folder.exists() or not list(folder.iterdir())
    save_copy(desk, document, tmp_path / "chosen.bin")
    assert (tmp_path / "chosen.bin").read_bytes() == b"MZ"
    desk.store.close()


def test_an_old_office_file_is_opened_only_without_macros(told: tuple[Desk, int], tmp_path: Path) -> None:
    desk, case = told
    sign = "_VBA_PROJECT".encode("utf-16-le")
    clean, macros = (
        b"\xd0\xcf\x11\xe0" + b"x" * 5_000_000,
        b"\xd0\xcf" + b"x" * (4 * 1024 * 1024 - 9) + sign + b"x" * 99,
    )
    assert read_only_copy(desk, _filed(desk, case, "old.doc", clean), tmp_path).read_bytes() == clean
    with pytest.raises(BadInput, match="holds macros"):
        read_only_copy(desk, _filed(desk, case, "old.xls", macros), tmp_path / "copies")
    assert not list((tmp_path / "copies").iterdir())
    desk.store.close()
