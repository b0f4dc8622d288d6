"""The Plan tab and its dialogs: what a caseworker writes, compares, answers and signs, with keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.planning import save_lines, save_section, start_version
from ehcp_desk.services.casework.recording import record
from tests.support.plans import DAY, PLAN, READING, SPOKEN
from tests.ui.case.at_the_desk import AtTheDesk, D
from ui.a11y import problems
from ui.dialogs.conflict import ConflictDialog
from ui.dialogs.files import Files
from ui.dialogs.plan_compare import ComparePlan
from ui.dialogs.plan_outcomes import JudgeOutcomes
from ui.dialogs.plan_section import MERGED, WriteSection
from ui.dialogs.plan_sign_off import SignOffPlan
from ui.dialogs.plan_version import StartVersion
from ui.dialogs.record_fact import RecordFact
from ui.pages.case.plan_tab import ASKED, LINES, OPEN, OUTCOMES, PLACE, WholePlan
from ui.widgets.buttons import ActionButton


@pytest.fixture
def ref(at: AtTheDesk) -> str:
    return at.view().case.ref


@pytest.fixture
def planned(at: AtTheDesk, ref: str) -> Iterator[AtTheDesk]:
    """Maisie with a first version of five lines."""
    start_version(at.desk, ref, "draft")
    save_lines(at.desk, ref, PLAN)
    yield at


def front(at: AtTheDesk, kind: type[D]) -> D:
    """The dialog of this kind, with the keys in it."""
    dialog = at.shown(kind)
    dialog.activateWindow()
    at.qtbot.waitUntil(dialog.isActiveWindow, timeout=10_000)
    at.settle()
    return dialog


def asked(at: AtTheDesk, key: str, kind: type[D], **kw: object) -> D:
    """Open a dialog about a case, and put the keys in it."""
    at.ask(key, kind, **kw)
    return front(at, kind)


def tab(at: AtTheDesk) -> WholePlan:
    return at.open_case(tab="Plan").plan


def words(at: AtTheDesk, table: object) -> list[str]:
    model = table.model_of_rows  # type: ignore[attr-defined]
    return [
        " | ".join(str(model.data(model.index(r, c)) or "") for c in range(model.columnCount()))
        for r in range(model.rowCount())
    ]


def test_a_case_without_a_plan_opens_on_the_steps_and_starts_its_first_version(at: AtTheDesk) -> None:
    plan = tab(at)
    assert plan.stack.currentWidget() is plan.steps
    assert not plan.write.isEnabled()
    plan.show_view(LINES)
    plan.start.click()
    dialog = front(at, StartVersion)
    at.settle()
    at.save(dialog)
    assert "Choose what" in dialog.purpose_field.problem.sentence
    dialog.purpose.choose("draft")
    at.save(dialog)
    at.gone(dialog)
    assert [v.purpose for v in (at.view().plan or pytest.fail()).versions] == ["draft"]
    at.qtbot.waitUntil(lambda: plan.write.isEnabled(), timeout=10_000)


def test_the_lines_stand_under_their_sections_with_what_they_leave_open(planned: AtTheDesk) -> None:
    plan = tab(planned)
    assert plan.stack.currentWidget() is plan.lines
    rows = words(planned, plan.lines.table)
    assert any("Section F: Special educational provision" in row for row in rows)
    vague = next(row for row in rows if row.startswith("F2"))
    assert "not said: who, how often, how long" in vague
    assert plan.version.currentText() == "Version 1, draft, being written"
    plan.show_view(OPEN)
    assert any("Provision that leaves something open" in row for row in words(planned, plan.open.table))
    assert problems(plan) == []


def test_a_line_is_written_with_keys_while_the_wording_is_read(planned: AtTheDesk, ref: str) -> None:
    at = planned
    dialog = asked(at, "plan_section", WriteSection, case_id=at.case_id, section="F", line="F2")
    assert dialog.line_form.words.toPlainText() == "Regular support with reading"
    assert "Not said: who" in dialog.open_words.text()
    assert dialog.line_form.words.extraSelections(), "the vague words are underlined"
    assert problems(dialog) == []
    dialog.line_form.words.setFocus()
    dialog.line_form.words.selectAll()
    at.qtbot.keyClicks(dialog.line_form.words, "Precision teaching of words")
    for part, said in (("who", "a teaching assistant"), ("often", "each school day"), ("long", "15 minutes")):
        at.qtbot.keyClicks(dialog.line_form.fields[part].control, said)
    at.qtbot.waitUntil(lambda: "Nothing: it says" in dialog.open_words.text(), timeout=5_000)
    assert not dialog.line_form.words.extraSelections()
    at.save(dialog)
    assert [f.problem.sentence for f in dialog.fields() if f.problem.sentence] == []
    at.gone(dialog)
    line = (at.view().plan or pytest.fail()).lines(1)[-1]
    assert (line.id, line.text, line.part("who"), line.part("needs")) == (
        "F2", "Precision teaching of words", "a teaching assistant", "B2")  # fmt: skip


def test_lines_are_added_and_removed_in_one_act_that_can_be_taken_back(planned: AtTheDesk) -> None:
    at = planned
    dialog = asked(at, "plan_section", WriteSection, case_id=at.case_id, section="B", line="B2")
    dialog.remove_line()
    dialog.add_line()
    at.save(dialog)
    at.gone(dialog)
    assert [line.id for line in (at.view().plan or pytest.fail()).lines(1)] == ["B1", "E1", "F1", "F2"]
    done = at.done[-1]
    done.undo()  # type: ignore[attr-defined]
    at.settle()
    assert [line.id for line in (at.view().plan or pytest.fail()).lines(1)] == ["B1", "B2", "E1", "F1", "F2"]


def test_two_people_in_one_section_keep_what_both_wrote(planned: AtTheDesk, ref: str) -> None:
    at = planned
    dialog = asked(at, "plan_section", WriteSection, case_id=at.case_id, section="B", line="B1")
    dialog.line_form.words.setPlainText("Mine about B1")
    base = [line for line in (at.view().plan or pytest.fail()).lines(1) if line.section == "B"]
    save_section(
        at.other, ref, "B", [base[0], PlanLine("B2", "B", "Theirs about B2"), PlanLine("", "B", "Their new need")]
    )
    at.save(dialog)
    meeting = front(at, ConflictDialog)
    assert "Thandi Mbeki changed this case" in " ".join(w.text() for w in meeting.findChildren(type(dialog.heading)))
    at.save(meeting)
    at.gone(dialog)
    assert [line.text for line in (at.view().plan or pytest.fail()).lines(1)][:3] == [
        "Mine about B1", "Theirs about B2", "Their new need"]  # fmt: skip


def test_a_draft_is_there_again_and_as_a_new_line_where_a_colleague_removed_its_own(
    planned: AtTheDesk, ref: str
) -> None:
    at = planned
    dialog = asked(at, "plan_section", WriteSection, case_id=at.case_id, section="B", line="B1")
    dialog.line_form.words.setPlainText("Half a thought")
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    again = asked(at, "plan_section", WriteSection, case_id=at.case_id, section="B", line="B1")
    assert again.line_form.words.toPlainText() == "Half a thought"
    at.press(again, Qt.Key.Key_Escape)
    at.gone(again)
    save_section(at.other, ref, "B", [])
    last = asked(at, "plan_section", WriteSection, case_id=at.case_id, section="B")
    assert [(line.id, line.text) for line in last.lines] == [("", "Half a thought")]
    assert last.trouble.sentence == MERGED
    at.save(last)
    at.gone(last)
    assert "Half a thought" in [line.text for line in (at.view().plan or pytest.fail()).lines(1)]


def left_unsaved(at: AtTheDesk, old: str, new: str = "") -> None:
    """B1 said anew and perhaps a new line, left with Esc."""
    dialog = asked(at, "plan_section", WriteSection, case_id=at.case_id, section="B", line="B1")
    dialog.line_form.words.setPlainText(old)
    if new:
        dialog.add_line()
        dialog.line_form.words.setPlainText(new)
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)


def test_a_draft_outlives_a_colleagues_change_of_another_line(planned: AtTheDesk, ref: str) -> None:
    at = planned
    left_unsaved(at, SPOKEN.text, "A new need written for half an hour")
    theirs = [PlanLine("B1", "B", "Thandi about B1", SPOKEN.parts), PlanLine("B2", "B", READING.text, READING.parts)]
    save_section(at.other, ref, "B", theirs)
    again = asked(at, "plan_section", WriteSection, case_id=at.case_id, section="B")
    assert [line.text for line in again.lines] == [
        "Thandi about B1", READING.text, "A new need written for half an hour"]  # fmt: skip
    assert again.trouble.sentence == MERGED and MERGED in at.spoken
    at.save(again)
    at.gone(again)
    assert [line.text for line in (at.view().plan or pytest.fail()).lines(1)][:3] == [
        "Thandi about B1", READING.text, "A new need written for half an hour"]  # fmt: skip
    assert not at.draft(f"plan.{at.case_id}.B")


def test_a_line_both_changed_stays_as_the_draft_says_until_saving_asks(planned: AtTheDesk, ref: str) -> None:
    at = planned
    left_unsaved(at, "Mine about B1", "My new need")
    save_section(at.other, ref, "B", [PlanLine("B1", "B", "Thandi about B1"), PlanLine("B2", "B", "Thandi about B2")])
    for _twice in range(2):
        again = asked(at, "plan_section", WriteSection, case_id=at.case_id, section="B")
        assert [line.text for line in again.lines] == ["Mine about B1", "Thandi about B2", "My new need"]
        assert again.trouble.sentence == f"{MERGED} Both of you changed B1: saving asks which words stand."
        again.line_form.words.setPlainText("Mine about B1, looked at again")
        again.line_form.words.setPlainText("Mine about B1")
        at.press(again, Qt.Key.Key_Escape)
        at.gone(again)
    again = asked(at, "plan_section", WriteSection, case_id=at.case_id, section="B")
    at.save(again)
    meeting = front(at, ConflictDialog)
    shown = " ".join(w.text() for w in meeting.findChildren(type(again.heading)))
    assert "Thandi Mbeki changed this case" in shown
    at.save(meeting)
    at.gone(again)
    assert [line.text for line in (at.view().plan or pytest.fail()).lines(1)][:3] == [
        "Thandi about B1", "Thandi about B2", "My new need"]  # fmt: skip


def test_another_section_says_nothing_of_the_one_before(planned: AtTheDesk, ref: str) -> None:
    at = planned
    left_unsaved(at, "Mine about B1")
    save_section(at.other, ref, "B", [PlanLine("B1", "B", SPOKEN.text, SPOKEN.parts)])
    again = asked(at, "plan_section", WriteSection, case_id=at.case_id, section="B")
    assert again.trouble.sentence == MERGED
    again.section.setCurrentIndex(again.section.findData("E"))
    assert again.trouble.sentence == ""


def test_the_checklist_is_shown_and_what_is_red_needs_a_reason(planned: AtTheDesk) -> None:
    at = planned
    dialog = asked(at, "plan_sign_off", SignOffPlan, case_id=at.case_id)
    assert "of 9 not met" in dialog.heading.text()
    assert problems(dialog) == []
    at.save(dialog)
    assert "name of the person" in dialog.by_field.problem.sentence
    at.qtbot.keyClicks(dialog.by, "Ruth Castellan")
    at.save(dialog)
    assert "Say why" in dialog.reason_field.problem.sentence
    at.qtbot.keyClicks(dialog.reason, "The tribunal sits on Monday")
    at.save(dialog)
    at.gone(dialog)
    signed = (at.view().plan or pytest.fail()).versions[0].signed
    assert signed is not None
    assert (signed.by, signed.reason) == ("Ruth Castellan", "The tribunal sits on Monday")
    plan = tab(at)
    at.qtbot.waitUntil(lambda: "signed off by Ruth" in plan.version.currentText(), timeout=10_000)
    assert not plan.write.isEnabled()


def test_two_versions_are_compared_and_an_earlier_one_shown(planned: AtTheDesk, ref: str) -> None:
    at = planned
    start_version(at.desk, ref, "final")
    save_section(at.desk, ref, "B", [PlanLine("B1", "B", "Follows one step only")])
    dialog = asked(at, "plan_compare", ComparePlan, case_id=at.case_id)
    assert dialog.heading.text() == "2 lines are not the same"
    assert problems(dialog) == []
    plan = tab(at)
    assert "Follows one step only" in words(at, plan.lines.table)[1]
    plan.version.setCurrentIndex(1)
    assert "Cannot yet follow" in words(at, plan.lines.table)[1]


def test_a_request_to_amend_is_answered_from_the_tab(planned: AtTheDesk, ref: str) -> None:
    at = planned
    number = record(at.desk, ref, NewFact("amendment_requested", DAY, {"by": "Jo Farrowdale"}, "Say how often")).facts[
        0
    ]
    plan = tab(at)
    plan.show_view(ASKED)
    assert "not answered" in words(at, plan.amendments.table)[0]
    plan.amendments.table.setFocus()
    at.press(plan.amendments.table, Qt.Key.Key_Return)
    dialog = at.shown(RecordFact)
    at.settle()
    assert dialog.attrs.values() == {"request": str(number)}


def test_the_results_of_a_review_are_recorded_together(planned: AtTheDesk) -> None:
    at = planned
    dialog = asked(at, "plan_outcomes", JudgeOutcomes, case_id=at.case_id)
    at.save(dialog)
    assert "at least one outcome" in dialog.trouble.sentence
    assert problems(dialog) == []
    dialog.rows["E1"][1].setText("Follows two steps on most days")
    at.save(dialog)
    assert dialog.trouble.sentence == "Choose the result of E1 beside the words about it, or empty the words."
    dialog.rows["E1"][0].choose("part")
    at.save(dialog)
    at.gone(dialog)
    assert any(f.fact.note == "Follows two steps on most days" for f in at.view().facts)
    plan = tab(at)
    plan.show_view(OUTCOMES)
    at.qtbot.waitUntil(lambda: "partly met" in " ".join(words(at, plan.outcomes.table)), timeout=10_000)


def test_words_about_an_outcome_without_a_result_are_not_left_out(planned: AtTheDesk, ref: str) -> None:
    at = planned
    held = [line for line in (at.view().plan or pytest.fail()).lines(1) if line.section == "E"]
    save_section(at.desk, ref, "E", [*held, PlanLine("", "E", "Joins assembly", held[0].parts)])
    dialog = asked(at, "plan_outcomes", JudgeOutcomes, case_id=at.case_id)
    first, second = dialog.rows
    dialog.rows[first][0].choose("met")
    dialog.rows[second][1].setText("She now joins the class for assembly")
    at.save(dialog)
    at.settle()
    assert dialog.isVisible() and f"Choose the result of {second} " in dialog.trouble.sentence
    assert not any(f.fact.kind == "outcome_result" for f in at.view().facts)


def test_results_chosen_and_not_recorded_come_back(planned: AtTheDesk) -> None:
    at = planned
    dialog = asked(at, "plan_outcomes", JudgeOutcomes, case_id=at.case_id)
    dialog.on.set_day(DAY)
    assert not dialog.has_words(), "a day alone is no draft"
    dialog.rows["E1"][0].choose("part")
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    again = asked(at, "plan_outcomes", JudgeOutcomes, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: "E1" in again.rows and again.rows["E1"][0].chosen == "part", timeout=10_000)
    assert again.on.day == DAY and again.has_words() and "put back" in again.note.text()
    at.save(again)
    at.gone(again)
    assert at.draft(f"outcomes.{at.case_id}.1") == {}


def test_the_plan_is_printed_from_the_tab(planned: AtTheDesk, tmp_path: Path) -> None:
    target, shown = tmp_path / "plan.pdf", list[Path]()
    page = planned.open_case(tab="Plan")
    page.acts._files = Files(save_as=lambda *_asked: target, show=shown.append)
    page.plan.print.click()
    planned.qtbot.waitUntil(lambda: shown == [target], timeout=20_000)
    assert target.read_bytes().startswith(b"%PDF")


def test_section_i_says_what_is_missing_of_each_setting(planned: AtTheDesk, ref: str) -> None:
    record(planned.desk, ref, NewFact("setting_consulted", DAY, {"setting": "Windle Hill"}))
    record(planned.desk, ref, NewFact("setting_preferred", DAY, {"setting": "Quarry Bank", "by": "parent"}))
    plan = tab(planned)
    plan.show_view(PLACE)
    shown = words(planned, plan.place.table)
    heads = [line for line in shown if ";" in line]
    assert any("Windle Hill: consulted" in line and "no reply, the family has not met it" in line for line in heads), (
        shown
    )
    assert any("Quarry Bank: asked for; not consulted" in line for line in heads)
    assert problems(plan) == []


def test_a_co_author_is_named_from_the_section_and_stands_in_its_heading(planned: AtTheDesk, ref: str) -> None:
    plan = tab(planned)
    plan.show_view(LINES)
    heads = [line for line in words(planned, plan.lines.table) if line.startswith("Section F")]
    assert "(wrote it here)" in heads[0]
    plan.lines.table.select_id(plan.lines.table.model_of_rows.id_at(0) or 0)
    next(b for b in plan.findChildren(ActionButton) if b.text() == "Who contributed").click()
    form = front(planned, RecordFact)
    planned.qtbot.waitUntil(
        lambda: form.kind.kind == "plan_contributor" and "name" in form.attrs.fields, timeout=10_000
    )
    assert form.attrs.values()["section"] == "B"
