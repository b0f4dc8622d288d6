"""What the case page is told: history with reasons, proofs with their sources, effects before saving, documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import correct, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.documents import read_only_copy, safe_name
from ehcp_desk.services.records.effects import effects_of
from ehcp_desk.services.records.history import case_history, reasons
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
