"""The register of figures given out and the file audits on the Returns page, with the dialogs they open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ehcp_desk.services.oversight.audit_form import form_in, load_form
from ehcp_desk.services.oversight.file_audits import audits, draw, report
from ehcp_desk.services.oversight.given import register
from tests.support.demo_window import Bench
from ui.a11y import problems
from ui.dialogs import audit_answer, audit_draw, audit_questions, give_figure
from ui.dialogs.files import Files
from ui.pages.returns.audits_view import ACTIONS, LEFT_OUT, THEMES, AuditsView
from ui.pages.returns.page import AUDITS, GIVEN, ReturnsPage

Open = Callable[..., ReturnsPage]
NAME = "Autumn term"


@pytest.fixture
def opened(at: Bench, qtbot: QtBot) -> Open:
    """Opens the page at one of its views and waits for it."""

    def make(view: str, **files: object) -> ReturnsPage:
        page = ReturnsPage(at.context, Files(**files))  # type: ignore[arg-type]
        qtbot.addWidget(page)
        page.resize(1158, 690)
        page.show()
        page.arrive(view=view)
        settled(qtbot, at)
        return page

    return make


def settled(qtbot: QtBot, at: Bench) -> None:
    qtbot.waitUntil(lambda: not at.context.dispatcher.busy, timeout=120_000)


def given(at: Bench, qtbot: QtBot, page: ReturnsPage, to: str, code: str = "K02") -> None:
    """Give a figure out as a person does: the dialog that the page asks for, filled in."""
    dialog = give_figure.make(at.context, page, **at.went.asked_with[-1])
    qtbot.addWidget(dialog)
    dialog.figure.setCurrentIndex(dialog.figure.findData(code))
    dialog.to.setText(to)
    dialog.reference.setText("FOI 12")
    dialog.act()
    settled(qtbot, at)


def test_a_figure_is_given_out_and_stands_in_the_register_with_its_cases(
    opened: Open, at: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "cases.csv"
    page = opened(GIVEN, save_any=lambda *_: path)
    assert "No figure was given out yet" in page.given.header.sentence.text()
    assert not page.given.save.isEnabled()
    page.given.give.click()  # the month is worked out first, then the dialog is asked for
    settled(qtbot, at)
    assert at.went.asked == ["give_figure"]
    given(at, qtbot, page, "A resident", "K07")
    qtbot.waitUntil(lambda: page.given.rows.total() == 1, timeout=60_000)
    (one,) = register(at.desk)
    assert (one.to, one.code, one.reference, one.unit) == ("A resident", "K07", "FOI 12", "requests")
    assert page.given.cases.total() == len(one.cases) > 0
    page.given.case_table.acted.emit(1, "ref")
    settled(qtbot, at)
    with at.desk.store.read() as work:
        assert at.went.cases == [work.find_case(one.cases[0][0])]
    page.given.save_cases()
    settled(qtbot, at)
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == len(one.cases) + 1
    assert problems(page.given) == []


def test_nobody_to_give_it_to_is_said_and_nothing_is_kept(opened: Open, at: Bench, qtbot: QtBot) -> None:
    page = opened(GIVEN)
    page.give_figure()
    settled(qtbot, at)
    given(at, qtbot, page, "  ")
    assert register(at.desk) == []


def test_an_earlier_answer_that_differs_is_said(opened: Open, at: Bench, qtbot: QtBot) -> None:
    from dataclasses import replace
    from decimal import Decimal

    page = opened(GIVEN)
    page.give_figure()
    settled(qtbot, at)
    given(at, qtbot, page, "A resident")
    assert page.result is not None
    other = replace(page.result.line("K02").figure, numerator=Decimal(77))
    lines = tuple(replace(x, figure=other) if x.code == "K02" else x for x in page.result.lines)
    at.went.asked_with.append({"result": replace(page.result, lines=lines), "code": "K02"})
    said: list[str] = []
    at.context.messages.status_changed.connect(said.append)
    given(at, qtbot, page, "A councillor")
    assert len(register(at.desk)) == 2
    assert any("be ready to explain both" in sentence for sentence in said)


def drawn(opened: Open, at: Bench, qtbot: QtBot, **files: object) -> AuditsView:
    page = opened(AUDITS, **files)
    page.audits.draw.click()
    assert at.went.asked[-1] == "audit_draw"
    dialog = audit_draw.make(at.context, page)
    qtbot.addWidget(dialog)
    dialog.name.setText(NAME)
    dialog.by.setCurrentIndex(dialog.by.findData("number"))
    dialog.size_box.setText("none")
    dialog.seed.setText("11")
    dialog.act()
    assert not at.context.dispatcher.busy  # refused beside its field
    dialog.size_box.setText("4")
    dialog.act()
    settled(qtbot, at)
    qtbot.waitUntil(lambda: page.audits.parts["files"].model.total() == 4, timeout=60_000)
    return page.audits


def test_a_sample_is_drawn_by_its_seed_and_its_files_are_a_click_away(opened: Open, at: Bench, qtbot: QtBot) -> None:
    view = drawn(opened, at, qtbot)
    (one,) = audits(at.desk)
    again = draw(at.desk, "Again", "plans", 11, 4)
    assert one.sample.refs == again.refs and one.sample.seed == 11
    assert "with seed 11" in view.said.text()
    view.parts["files"].table.acted.emit(1, "ref")
    with at.desk.store.read() as work:
        assert at.went.cases == [work.find_case(one.sample.refs[0])]
    assert problems(view) == []


def test_a_file_is_audited_and_comes_to_themes_and_actions(
    opened: Open, at: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "audit.pdf"
    view = drawn(opened, at, qtbot, save_as=lambda *_: path)
    view.parts["files"].table.opened.emit(1)
    assert at.went.asked[-1] == "audit_answer"
    dialog = audit_answer.make(at.context, view, **at.went.asked_with[-1])
    qtbot.addWidget(dialog)
    settled(qtbot, at)
    dialog.show()
    qtbot.waitUntil(next(iter(dialog.answers.values())).hasFocus)
    dialog.answers["views"].setCurrentIndex(dialog.answers["views"].findData("no"))
    dialog.grade.setCurrentIndex(dialog.grade.findData("good"))
    dialog.what.setText("Write the views down")
    dialog.act()
    settled(qtbot, at)
    assert report(at.desk, NAME)["audited"] == 0  # the action has no day yet, so nothing was saved
    dialog.due.set_day(at.desk.today() + timedelta(days=14))
    dialog.act()
    settled(qtbot, at)
    qtbot.waitUntil(lambda: bool(view.report) and view.report["audited"] == 1, timeout=60_000)
    found = report(at.desk, NAME)
    assert found["themes"][0]["question"] == "views" and found["themes"][0]["refs"] == [found["refs"][0]]
    assert [(a["action"], a["done"], a["late"]) for a in found["actions"]] == [("Write the views down", False, False)]
    for part in (THEMES, ACTIONS, LEFT_OUT):
        view.part.choose(part)
        assert problems(view) == []
    assert view.parts[THEMES].model.total() == len(load_form().questions)
    assert view.parts[ACTIONS].model.total() == 1
    view.print_report()
    settled(qtbot, at)
    assert path.is_file() and at.said.done[-1] == f"The report is in {path}."


def test_a_comment_without_a_grade_is_not_left_out_and_all_that_was_chosen_is_kept(
    opened: Open, at: Bench, qtbot: QtBot
) -> None:
    view = drawn(opened, at, qtbot)
    view.parts["files"].table.opened.emit(1)

    def asked() -> audit_answer.AuditAnswer:
        made = audit_answer.make(at.context, view, **at.went.asked_with[-1])
        qtbot.addWidget(made)
        key = f"draft.audit.{NAME}.{made._ref}"
        before = at.context.settings.get(key, None)
        made.keep_draft()
        assert at.context.settings.get(key, None) == before, "before the file is read nothing is lost"
        settled(qtbot, at)
        made.show()
        return made

    dialog = asked()
    dialog.answers["views"].setCurrentIndex(dialog.answers["views"].findData("no"))
    dialog.comment.setPlainText("The views are thin")
    dialog.act()
    settled(qtbot, at)
    assert dialog.grade_field.problem.sentence == "Choose the grade the comment goes with, or empty the comment."
    dialog.what.setText("Write the views down")
    day = at.desk.today() + timedelta(days=14)
    dialog.due.set_day(day)
    dialog.reject()
    again = asked()
    assert (again.comment.toPlainText(), again.what.text(), again.due.day) == (
        "The views are thin", "Write the views down", day)  # fmt: skip
    assert again.answers["views"].currentData() == "no"
    again.grade.setCurrentIndex(again.grade.findData("good"))
    again.reject()
    last = asked()
    assert last.grade.currentData() == "good"
    last.act()
    settled(qtbot, at)
    (one,) = [one for one in report(at.desk, NAME)["files"] if one["comment"]]
    assert (one["comment"], one["answers"]) == ("The views are thin", {"views": "no"})
    fresh = asked()
    assert not fresh.has_words(), "what is on the record is no draft"


def test_the_councils_own_questions_are_asked_from_the_next_sample_on(opened: Open, at: Bench, qtbot: QtBot) -> None:
    view = drawn(opened, at, qtbot)
    dialog = audit_questions.make(at.context, view)
    qtbot.addWidget(dialog)
    settled(qtbot, at)
    dialog.text.setPlainText("transport: Is transport decided?\nviews: Whose views are there?")
    dialog.act()
    settled(qtbot, at)
    with at.desk.store.read() as work:
        assert form_in(work) == load_form()  # the version is in use: refused beside its field
    dialog.version.setText("2026.2")
    dialog.act()
    settled(qtbot, at)
    with at.desk.store.read() as work:
        assert list(form_in(work).questions) == ["transport", "views"]
        assert form_in(work, load_form().version) == load_form()
    draw(at.desk, "Spring", "plans", 3, 2)
    asked = {name: [t["question"] for t in report(at.desk, name)["themes"]] for name in ("Spring", NAME)}
    assert asked["Spring"] == ["transport", "views"] and asked[NAME] == list(load_form().questions)
