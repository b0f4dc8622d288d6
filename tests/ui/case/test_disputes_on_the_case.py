"""On the case: the day a procedure gives is said before it is kept, a breakdown is owed a plan, the pack is printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ehcp_desk.domain.procedures import Limit
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.answer_limits import set_limit
from ehcp_desk.services.casework.recording import record
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF, TODAY
from ui.dialogs.files import Files
from ui.dialogs.record_fact import RecordFact

LIMIT = Limit("Corporate complaints", "complaint.one", 10, "working_days", date(2026, 4, 1))
COMPLAINT = {"reference": "C/1", "stage": "one", "by": "Jo Farrowdale"}


def test_a_complaint_says_the_day_its_procedure_gives_and_keeps_it_when_left_empty(at: AtTheDesk) -> None:
    set_limit(at.desk, LIMIT)
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="complaint", attrs=COMPLAINT)
    hint = dialog.attrs.fields["answer_by"].hint
    at.qtbot.waitUntil(lambda: hint.text() == "Left empty: 13 November 2026, Corporate complaints.")
    dialog.words.setPlainText("Nobody rings back")
    at.save(dialog)
    at.gone(dialog)
    (entry,) = [f for f in at.view().facts if f.fact.kind == "complaint"]
    assert (entry.fact.attrs["answer_by"], entry.fact.attrs["procedure"]) == ("2026-11-13", "Corporate complaints")


def test_where_no_limit_is_set_the_form_says_so_and_keeps_what_was_typed(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="complaint", attrs=COMPLAINT)
    hint = dialog.attrs.fields["answer_by"].hint
    at.qtbot.waitUntil(lambda: hint.text().startswith("Complaint, stage 1: no limit was set for 30 October 2026"))
    dialog.words.setPlainText("Nobody rings back")
    at.save(dialog)
    at.qtbot.waitUntil(lambda: dialog.isEnabled() and not at.window.dispatcher.busy)
    assert dialog.isVisible() and dialog.words.toPlainText() == "Nobody rings back"
    assert not any(f.fact.kind == "complaint" for f in at.view().facts)
    dialog.close()
    at.gone(dialog)


def test_after_a_breakdown_the_plan_is_owed_on_the_case_and_stands_on_its_tab(at: AtTheDesk) -> None:
    page = at.open_case(tab="School and reviews")
    ended = {"setting": "Larkspur Primary", "planned": "no", "by": "Head"}
    changes = record(at.desk, REF, NewFact("placement_ended", date(2026, 10, 20), ended, "It broke down."))
    (matter,) = [m for m in at.view().matters if m.kind == "placement_ended"]
    assert matter.due == date(2026, 11, 17) and matter.what.startswith("Manager’s note and plan.")
    at.window.events.tell(changes.kinds, changes.cases, at.window)
    page.acts.settle(matter)
    dialog = at.shown(RecordFact)
    assert dialog.kind.kind == "breakdown_plan" and dialog.attrs.values()["ended"] == str(changes.facts[0])
    dialog.close()
    at.gone(dialog)
    said = {"ended": str(changes.facts[0]), "by": "Ruth Castellan", "plan": "Two weeks of visits first"}
    changes = record(at.desk, REF, NewFact("breakdown_plan", TODAY, said, "Read with the team."))
    at.window.events.tell(changes.kinds, changes.cases, at.window)
    model = page.school.tables["school"].table.model_of_rows
    at.qtbot.waitUntil(lambda: any("Two weeks of visits first" in row.what.top for n in range(model.rowCount())
                                   if (row := model.row_at(n)) is not None))  # fmt: skip
    assert not any(m.kind == "placement_ended" for m in at.view().matters)


def test_the_escalation_pack_of_the_case_is_printed_from_its_command(at: AtTheDesk, tmp_path: Path) -> None:
    record(
        at.desk, REF, NewFact("challenge", date(2026, 10, 20), {"level": "formal", "issue": "Delay", "by": "School"})
    )
    shown: list[Path] = []
    page = at.open_case()
    page.acts._files = Files(save_as=lambda _w, _t, name: tmp_path / name, show=shown.append)
    at.window.book.run("escalation_pack")
    at.qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert shown[0].name == "Escalation pack SEN-26118.pdf" and shown[0].read_bytes().startswith(b"%PDF")
