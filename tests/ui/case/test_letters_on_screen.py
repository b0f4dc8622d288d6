"""Letters and the appeal on screen: the checklist of a letter, issuing it, its log, and an appeal's dates and papers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pytest
from PySide6.QtGui import QGuiApplication

from ehcp_desk.domain.letter_log import letter_log
from ehcp_desk.domain.letters import DRAFT
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.planning import save_lines, start_version
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.letters.letterhead import letterhead as kept_letterhead
from tests.support.notices import PLACE, fact, letterhead
from tests.support.plans import PLAN
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.late import Late
from ui.a11y import problems
from ui.dialogs import notice
from ui.dialogs.fields import chosen
from ui.dialogs.files import Files
from ui.dialogs.notice import WriteNotice
from ui.dialogs.response import WriteResponse
from ui.pages.case.page import TABS
from ui.pages.settings.page import SettingsPage


@pytest.fixture
def writing(at: AtTheDesk) -> AtTheDesk:
    """Maisie’s case with a draft plan to send, and the council’s letterhead."""
    ref = at.view().case.ref
    letterhead(at.desk)
    both = ", ".join(person.name for person in at.view().people)
    record(at.desk, ref, NewFact("address", date(2026, 1, 5), {"address": "4 Mill Lane, Westmarsh", "with": both}))
    start_version(at.desk, ref, "draft")
    save_lines(at.desk, ref, {**PLAN, **PLACE})
    return at


def opened(at: AtTheDesk, kind: str, files: Files | None = None) -> WriteNotice:
    dialog = at.ask("notice", WriteNotice, case_id=at.case_id, kind=kind, **({"files": files} if files else {}))
    at.qtbot.waitUntil(lambda: dialog.notice is not None and dialog.notice.kind.id == kind, timeout=30_000)
    at.settle()
    return dialog


def states(dialog: WriteNotice) -> dict[str, bool]:
    assert dialog.notice is not None
    return {state.element.id: state.fine for state in dialog.notice.states}


def test_a_letter_is_issued_once_its_checklist_is_whole_and_stands_in_the_log(writing: AtTheDesk) -> None:
    at = writing
    page = at.open_case(tab="Letters")
    assert page.letters.table.model_of_rows.rowCount() == 0
    dialog = opened(at, "draft_plan")
    assert problems(dialog) == []
    assert all(states(dialog).values()), states(dialog)
    assert dialog.primary is not None
    assert dialog.primary.isEnabled()
    assert "Draft EHC plan" in dialog.preview.text()
    assert "A reader of about" in dialog.reading.text()
    at.save(dialog)
    at.qtbot.waitUntil(lambda: bool(letter_log(at.view().facts)), timeout=20_000)
    sent = letter_log(at.view().facts)[0]
    assert (sent.kind, sent.how, sent.on) == ("draft_plan", "post", date(2026, 10, 30))
    at.qtbot.waitUntil(lambda: page.letters.table.model_of_rows.rowCount() == 1, timeout=10_000)
    assert "draft_plan_served" in {f.fact.kind for f in at.view().facts}


def test_what_is_missing_is_named_and_what_is_written_puts_it_right(writing: AtTheDesk) -> None:
    at = writing
    record(at.desk, at.view().case.ref, [fact("draft_plan_served", "2026-10-01"), fact("final_plan_sent", "2026-10-08"),
                                         fact("review_meeting_held", "2026-10-20")])  # fmt: skip
    dialog = opened(at, "review_keep")
    assert not states(dialog)["reasons"]
    assert dialog.primary is not None
    assert not dialog.primary.isEnabled()
    row = next(
        r for n in range(dialog.rows.rowCount()) if (r := dialog.rows.row_at(n)) and r.state.element.id == "reasons"
    )
    assert "write it above" in row.second
    for name, (_, edit) in dialog.written.items():
        edit.setPlainText(f"Some {name} in plain words")
    at.qtbot.waitUntil(lambda: states(dialog)["reasons"], timeout=10_000)
    assert dialog.primary.isEnabled()
    dialog.kind.setCurrentIndex(dialog.kind.findData("transfer_in"))
    at.qtbot.waitUntil(lambda: dialog.notice is not None and dialog.notice.kind.id == "transfer_in", timeout=10_000)
    assert not dialog.primary.isEnabled()
    assert list(dialog.written) == ["will_assess"]


@pytest.mark.parametrize("turned", ["the way it goes", "the letter"])
def test_a_letter_compiled_late_never_stands_for_what_is_chosen_now(
    writing: AtTheDesk, monkeypatch: pytest.MonkeyPatch, turned: str
) -> None:
    at = writing
    dialog = opened(at, "draft_plan")
    late = Late(notice.compile_notice)
    monkeypatch.setattr(notice, "compile_notice", late)
    dialog.compile()
    at.qtbot.waitUntil(lambda: late.answered == 1, timeout=20_000)
    if turned == "the letter":  # to another and back: nothing is there to issue until it is compiled anew
        dialog.kind.setCurrentIndex(dialog.kind.findData("transfer_in"))
        dialog.kind.setCurrentIndex(dialog.kind.findData("draft_plan"))
        dialog._later.stop()
        standing = None
    else:
        before = dialog.notice
        dialog.compile()
        at.qtbot.waitUntil(lambda: dialog.notice is not before, timeout=20_000)
        standing = dialog.notice
    late.let_go()
    at.settle()
    assert dialog.notice is standing


def test_a_draft_is_stamped_and_records_nothing(writing: AtTheDesk, tmp_path: Path) -> None:
    at, path, shown = writing, tmp_path / "draft.docx", []
    before = at.view().facts
    dialog = opened(at, "refusal_to_assess", Files(save_any=lambda *_a: path, show=shown.append))
    dialog.save_draft()
    at.qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert DRAFT in "\n".join(p.text for p in docx.Document(str(shown[0])).paragraphs)
    assert at.view().facts == before


def test_the_appeal_tab_comes_with_the_appeal_and_shows_where_each_date_comes_from(at: AtTheDesk) -> None:
    ref, place = at.view().case.ref, TABS.index("Appeal")
    page = at.open_case()
    assert not page.tabs.isTabVisible(place)
    record(at.desk, ref, [
        fact("appeal_sent_to_la", "2026-09-21"), fact("appeal_registered", "2026-09-21", number="EH1", type="placement"),
        fact("tribunal_direction", "2026-09-22", rule="T_RESPONSE", date="2026-11-06"),
        fact("hearing_listed", "2026-09-22", date="2027-01-25", where="By video"),
        fact("attendance_named", "2026-10-12", name="Ama Osei", role="Therapist", side="council")])  # fmt: skip
    page.read()
    at.settle()
    assert page.tabs.isTabVisible(place)
    page.go_to_tab("Appeal")
    words = page.appeal.words.text()
    assert "6 November 2026: the Tribunal’s letter" in words
    assert "thirty of the Tribunal’s working days" in words
    rows = [
        page.appeal.calendar.table.model_of_rows.row_at(n)
        for n in range(page.appeal.calendar.table.model_of_rows.rowCount())
    ]
    assert [(r.what, r.on) for r in rows if r][-1] == ("Hearing", date(2027, 1, 25))
    assert page.appeal.log.table.model_of_rows.rowCount() == 1
    page.acts.email_subject()
    assert QGuiApplication.clipboard().text() == "25/01/2027 - EH1 - Maisie Farrowdale - …"


def test_parts_of_the_response_are_kept_one_at_a_time(at: AtTheDesk) -> None:
    record(at.desk, at.view().case.ref, [fact("appeal_registered", "2026-09-21", number="EH1", type="placement")])
    dialog = at.ask("response", WriteResponse, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.response is not None, timeout=10_000)
    at.settle()
    assert problems(dialog) == []
    dialog.part.setCurrentIndex(dialog.part.findData("travel"))
    dialog.words.setPlainText("Travel is not in issue.")
    at.save(dialog)
    at.qtbot.waitUntil(
        lambda: next(s for s in dialog.response.states if s.element.id == "travel").fine if dialog.response else False,
        timeout=10_000,
    )
    kept = [f.fact for f in at.view().facts if f.fact.kind == "response_written"]
    assert [(f.attrs["part"], f.note) for f in kept] == [("travel", "Travel is not in issue.")]


def test_words_for_the_response_outlive_another_part_and_another_day(at: AtTheDesk) -> None:
    """Found by hand: choosing another part threw away what was being written."""
    record(at.desk, at.view().case.ref, [fact("appeal_registered", "2026-09-21", number="EH1", type="placement")])
    dialog = at.ask("response", WriteResponse, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.response is not None, timeout=10_000)
    at.settle()
    dialog.part.setCurrentIndex(dialog.part.findData("travel"))
    dialog.words.setPlainText("Travel is not in issue.")
    dialog.part.setCurrentIndex(dialog.part.findData("views"))
    assert dialog.words.toPlainText() == ""
    spoken = [dialog.rows.row_at(n).second for n in range(dialog.rows.rowCount())]  # type: ignore[union-attr]
    assert sum("not kept yet" in words for words in spoken) == 1
    dialog.words.setPlainText("Maisie wants to stay.")
    travel = next(row.id for row in dialog._parts if row.state.element.id == "travel")
    dialog.table.select_row(travel - 1)
    assert chosen(dialog.part) == "travel" and dialog.table.current_id() == travel, "the part of the row under the keys"
    assert dialog.words.toPlainText() == "Travel is not in issue."
    dialog.reject()
    at.gone(dialog)
    again = at.ask("response", WriteResponse, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: again.response is not None, timeout=10_000)
    at.settle()
    again.part.setCurrentIndex(again.part.findData("travel"))
    at.save(again)
    at.qtbot.waitUntil(lambda: again.typed() == {"views": "Maisie wants to stay."}, timeout=10_000)
    at.settle()
    assert again.words.toPlainText() == "Travel is not in issue."
    again.part.setCurrentIndex(again.part.findData("views"))
    assert again.words.toPlainText() == "Maisie wants to stay."
    at.save(again)
    at.qtbot.waitUntil(lambda: not again.typed(), timeout=10_000)
    at.settle()
    kept = {f.fact.attrs["part"]: f.fact.note for f in at.view().facts if f.fact.kind == "response_written"}
    assert kept == {"travel": "Travel is not in issue.", "views": "Maisie wants to stay."}
    again.reject()
    at.gone(again)
    third = at.ask("response", WriteResponse, case_id=at.case_id)
    assert not third.typed(), "what is on the record is no draft any more"


def test_words_of_a_letter_outlive_the_look_at_another(writing: AtTheDesk) -> None:
    at = writing
    dialog = opened(at, "refusal_to_issue")
    name, (_field, edit) = next(iter(dialog.written.items()))
    edit.setPlainText("Because the reports say so.")
    dialog.kind.setCurrentIndex(dialog.kind.findData("draft_plan"))
    at.settle()
    dialog.kind.setCurrentIndex(dialog.kind.findData("refusal_to_issue"))
    at.settle()
    assert dialog.written[name][1].toPlainText() == "Because the reports say so."
    dialog.kind.setCurrentIndex(dialog.kind.findData("draft_plan"))
    dialog.reject()
    at.gone(dialog)
    again = opened(at, "refusal_to_issue")
    assert again.written[name][1].toPlainText() == "Because the reports say so."


def test_only_the_letter_that_is_chosen_is_ever_issued(writing: AtTheDesk) -> None:
    at = writing
    dialog = opened(at, "draft_plan")
    assert dialog.primary is not None and dialog.primary.isEnabled()
    older = dialog.notice
    assert older is not None
    dialog.kind.setCurrentIndex(dialog.kind.findData("final_plan"))
    assert not dialog.primary.isEnabled()
    dialog.show_notice(older)  # a compile that was on its way when another letter was chosen
    assert not dialog.primary.isEnabled()
    at.save(dialog)
    dialog.submit()
    at.settle()
    assert not letter_log(at.view().facts)
    at.qtbot.waitUntil(lambda: dialog.notice is not None and dialog.notice.kind.id == "final_plan", timeout=10_000)


def test_issuing_one_letter_keeps_the_words_written_for_another(writing: AtTheDesk) -> None:
    at = writing
    dialog = at.ask("notice", WriteNotice, case_id=at.case_id, kind="refusal_to_issue")
    name = next(iter(dialog.written))
    dialog.written[name][1].setPlainText("Why not, at length")
    dialog.kind.setCurrentIndex(dialog.kind.findData("draft_plan"))
    at.qtbot.waitUntil(lambda: dialog.primary is not None and dialog.primary.isEnabled(), timeout=10_000)
    at.save(dialog)
    at.gone(dialog)
    assert letter_log(at.view().facts)
    again = at.ask("notice", WriteNotice, case_id=at.case_id, kind="refusal_to_issue")
    assert again.written[name][1].toPlainText() == "Why not, at length"


def test_the_letterhead_is_saved_from_settings(at: AtTheDesk) -> None:
    at.window.navigate("settings", section="letters")
    page = at.window.page
    assert isinstance(page, SettingsPage)
    at.settle()
    section = page.letters
    assert problems(section) == []
    section.controls["signatory"].setText("Imre Vantongeren")  # type: ignore[union-attr]
    section.save.click()
    at.qtbot.waitUntil(lambda: kept_letterhead(at.desk).signatory == "Imre Vantongeren", timeout=10_000)


def test_a_new_letter_opens_on_the_one_the_record_asks_for(writing: AtTheDesk) -> None:
    at = writing
    dialog = at.ask("notice", WriteNotice, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.notice is not None, timeout=30_000)
    assert chosen(dialog.kind) == "final_plan", "the draft plan was served"
    dialog.kind.setCurrentIndex(0)
    at.settle()
    assert dialog.notice is None and not dialog.draft.isEnabled() and dialog.rows.rowCount() == 0
    assert "does not say which comes next" in dialog.standing.text()
    dialog.kind.setCurrentIndex(dialog.kind.findData("refusal_to_issue"))
    at.qtbot.waitUntil(
        lambda: dialog.notice is not None and dialog.notice.kind.id == "refusal_to_issue", timeout=30_000
    )
    dialog.reject()
