"""The Bundle tab: choosing papers with the keys, the live page budget, building and keeping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from ehcp_desk.domain.bundles import AppealType, Pick, Prepared, Source
from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.record import NewFact
from ehcp_desk.printing import BundlePress
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.details import add_person
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.records.bundle_lists import keep_list
from ehcp_desk.services.records.bundles import open_bundle
from ehcp_desk.services.records.recipient_papers import document_copy
from tests.support.appeals import pdf_pages
from tests.ui.case.at_the_desk import AtTheDesk, D
from ui.dialogs.bundle_hearing import BundleHearing
from ui.dialogs.bundle_paper import OUT, BundlePaperDialog
from ui.dialogs.files import Files
from ui.pages.case.bundle_tab import BundleTab


@pytest.fixture
def tab(at: AtTheDesk, tmp_path: Path) -> BundleTab:
    """Three papers on Maisie's case, and the tab with the papers looked at."""
    object.__setattr__(at.desk, "bundles", BundlePress())
    ref = at.view().case.ref
    for name, pages, dated in (("Appeal form", 2, 3), ("School letter", 80, 1), ("Second letter", 1, 2)):
        details = Details(name, "Larkspur Primary", date(2026, 9, dated), date(2026, 9, dated))
        file_document(at.desk, ref, Attachment(f"{name}.pdf", pdf_pages(name, pages)), details)
    page = at.open_case(tab="Bundle")
    page.bundle._files = Files(save_as=lambda *_: tmp_path / "bundle.pdf", show=lambda path: at.done.append(path))
    looked(at, page.bundle)
    return page.bundle


def looked(at: AtTheDesk, tab: BundleTab) -> None:
    at.qtbot.waitUntil(lambda: tab.looked is not None and not at.window.dispatcher.busy, timeout=30_000)


def opened(at: AtTheDesk, kind: type[D]) -> D:
    """The dialog in front, with the keys."""
    dialog = at.shown(kind)
    dialog.activateWindow()
    at.qtbot.waitUntil(dialog.isActiveWindow, timeout=10_000)
    return dialog


def words(tab: BundleTab) -> list[str]:
    bars = tab.budget._bars
    return [bars.itemAt(n).widget().text() for n in range(bars.count()) if hasattr(bars.itemAt(n).widget(), "text")]  # type: ignore[union-attr]


def pick(tab: BundleTab, name: str) -> Pick:
    assert tab.bundle is not None
    return next(p for p in tab.bundle.list.picks if p.name == f"{name}.pdf")


def choose(tab: BundleTab, name: str) -> None:
    tab.papers.table.setFocus(Qt.FocusReason.OtherFocusReason)
    assert tab.papers.table.select_id(pick(tab, name).document)


def found(tab: BundleTab, check: str) -> list[str]:
    assert tab.looked is not None
    return [fix.words for fix in tab.looked.found.fixes if fix.check == check]


def test_the_button_says_whether_it_leaves_out_or_puts_in(at: AtTheDesk, tab: BundleTab) -> None:
    assert tab.bundle is not None
    first, second = tab.bundle.list.picks[:2]
    tab.changed(tab.bundle.list.with_pick(first.changed(left_out="Not of this appeal")))
    tab.papers.table.select_id(first.document)
    assert tab.in_or_out_act.accessibleName() == tab.in_or_out_act.text() == "Put in"
    tab.papers.table.select_id(second.document)
    assert tab.in_or_out_act.accessibleName() == "Leave out"


def test_the_budget_stands_beside_the_papers(tab: BundleTab) -> None:
    assert any(w.startswith("Council’s evidence: 84 of 75 pages, 9 over") for w in words(tab)), words(tab)
    assert "from summaries" in tab.budget._direction.text()
    assert tab.budget.fixes.model_of_rows.rowCount() > 0


def test_every_line_of_the_budget_has_its_height_on_a_small_screen(at: AtTheDesk, tab: BundleTab) -> None:
    for name, pages in (("Final plan", 22), ("Working document version 2", 26), ("Parent statement", 9)):
        details = Details(name, "Larkspur Primary", date(2026, 9, 4), date(2026, 9, 4))
        file_document(at.desk, at.view().case.ref, Attachment(f"{name}.pdf", pdf_pages(name, pages)), details)
    at.window.resize(1366, 768)
    tab = at.open_case(tab="Bundle").bundle
    looked(at, tab)
    at.qtbot.waitUntil(lambda: len(words(tab)) >= 5, timeout=30_000)
    at.qtbot.wait(50)
    bars = tab.budget._bars
    lines = [bars.itemAt(n).widget() for n in range(bars.count())]
    assert len(lines) >= 10
    for above, below in pairwise(line for line in lines if line is not None):
        assert above.geometry().bottom() < below.geometry().top(), (above.geometry(), below.geometry())


def test_leaving_a_paper_out_needs_a_reason_and_moves_the_budget(at: AtTheDesk, tab: BundleTab) -> None:
    choose(tab, "School letter")
    at.press(tab.papers.table, Qt.Key.Key_Space)
    dialog = opened(at, BundlePaperDialog)
    assert dialog.part.currentData() == OUT
    at.save(dialog)
    assert dialog.isVisible() and dialog.why_field.problem.sentence, "no reason, no leaving out"
    dialog.why.setText("it is in the section K appendices")
    at.save(dialog)
    at.gone(dialog)
    looked(at, tab)
    at.qtbot.waitUntil(lambda: any(w.startswith("Council’s evidence: 4 of 75") for w in words(tab)), timeout=30_000)
    assert pick(tab, "School letter").left_out == "it is in the section K appendices"
    choose(tab, "School letter")
    at.press(tab.papers.table, Qt.Key.Key_Space)
    assert pick(tab, "School letter").left_out == "", "Space puts it in again"


def test_pages_are_taken_and_wrong_ones_refused(at: AtTheDesk, tab: BundleTab) -> None:
    choose(tab, "School letter")
    at.press(tab.papers.table, Qt.Key.Key_Return)
    dialog = opened(at, BundlePaperDialog)
    dialog.pages.setText("3-1")
    at.save(dialog)
    assert "write them like 1-3, 7" in dialog.pages_field.problem.sentence
    dialog.pages.setText("1-10")
    at.save(dialog)
    at.gone(dialog)
    at.qtbot.waitUntil(lambda: any(w.startswith("Council’s evidence: 14 of 75") for w in words(tab)), timeout=30_000)


def test_earlier_and_later_change_the_order_and_pre_flight_says_so(at: AtTheDesk, tab: BundleTab) -> None:
    choose(tab, "School letter")
    tab.shift(1)
    looked(at, tab)
    at.qtbot.waitUntil(lambda: bool(found(tab, "order")), timeout=30_000)
    tab.shift(-1)
    at.qtbot.waitUntil(lambda: not found(tab, "order"), timeout=30_000)


def test_the_hearing_switches_the_limits(at: AtTheDesk, tab: BundleTab) -> None:
    tab.hearing()
    dialog = opened(at, BundleHearing)
    dialog.listed.set_day(date(2025, 7, 1))
    dialog.evidence_by.set_day(date(2026, 9, 1))
    at.save(dialog)
    at.gone(dialog)
    looked(at, tab)
    at.qtbot.waitUntil(lambda: bool(found(tab, "late")), timeout=30_000)
    assert tab.looked is not None and tab.looked.found.applies is False and not tab.looked.found.over


def test_a_day_directed_meanwhile_is_taken_and_one_a_person_gave_is_taken_back(at: AtTheDesk, tab: BundleTab) -> None:
    ref = at.view().case.ref

    def day() -> date | None:
        assert tab.bundle is not None
        return tab.bundle.list.evidence_by

    assert day() is None
    direction = {"rule": "evidence", "date": "2026-12-18"}
    record(at.desk, ref, NewFact("tribunal_direction", at.desk.today(), direction))
    at.open_case(tab="Bundle")
    at.qtbot.waitUntil(lambda: day() == date(2026, 12, 18), timeout=30_000)
    for given, then in ((date(2026, 9, 1), date(2026, 9, 1)), (None, date(2026, 12, 18))):
        tab.hearing()
        dialog = opened(at, BundleHearing)
        dialog.evidence_by.set_day(given)
        at.save(dialog)
        at.gone(dialog)
        looked(at, tab)
        assert day() == then
        tab.open()
        looked(at, tab)
        assert day() == then, "read again, too"


def test_it_is_built_kept_and_opened(at: AtTheDesk, tab: BundleTab, tmp_path: Path) -> None:
    tab.build()
    at.qtbot.waitUntil(lambda: tmp_path / "bundle.pdf" in at.done, timeout=30_000)
    at.settle()
    assert (tmp_path / "bundle.pdf").stat().st_size > 10_000
    kept = open_bundle(at.desk, at.view().case.ref, AppealType(tab.type.currentData())).kept
    assert [k.version for k in kept] == [1]
    assert "version 1 kept" in tab.papers.panel.note_label.text()  # type: ignore[union-attr]


def test_an_address_hidden_meanwhile_stops_the_build_and_the_papers_are_looked_at_again(
    at: AtTheDesk, tab: BundleTab, tmp_path: Path
) -> None:
    ref, before = at.view().case.ref, tab.looked
    add_person(at.desk, ref, Contactable(0, 0, "Cressida Vole", "aunt", address="14 Larch Road, Ferryham", hidden=True))
    tab.build()
    at.qtbot.waitUntil(lambda: tab.looked is not before, timeout=30_000)
    assert not list(tmp_path.glob("bundle*"))
    tab.build()
    at.qtbot.waitUntil(lambda: tmp_path / "bundle.pdf" in at.done, timeout=30_000)


def test_stop_leaves_no_file(at: AtTheDesk, tab: BundleTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bind = BundlePress.bind

    def slow(
        self: BundlePress, paper: object, path: Path, progress: Callable[[int, int, str], None] | None = None
    ) -> object:
        job = next(iter(at.window.dispatcher._open.values()))[0]
        job.cancel()
        return bind(self, paper, path, progress)  # type: ignore[arg-type]

    monkeypatch.setattr(BundlePress, "bind", slow)
    tab.build()
    at.settle()
    assert not list(tmp_path.glob("bundle*")) and tmp_path / "bundle.pdf" not in at.done


def test_a_line_of_the_fix_list_leads_to_its_paper(at: AtTheDesk, tab: BundleTab) -> None:
    rows = tab.budget.fixes.model_of_rows
    place = next(n for n in range(rows.rowCount()) if (row := rows.row_at(n)) is not None and row.fix.document)
    row = rows.row_at(place)
    assert row is not None
    tab.budget.fixes.setFocus(Qt.FocusReason.OtherFocusReason)
    tab.budget.fixes.select_id(row.id)
    assert row.fix.words in tab.budget._whole.text(), "the line under the keys is shown in full"
    at.press(tab.budget.fixes, Qt.Key.Key_Return)
    assert tab.papers.table.current_id() == row.fix.document


def test_another_case_shows_nothing_of_this_one(at: AtTheDesk, tab: BundleTab) -> None:
    at.open_case(at.second, tab="Bundle")
    assert tab.bundle is None or all(p.name != "School letter.pdf" for p in tab.bundle.list.picks)


def test_what_was_chosen_and_not_kept_outlives_a_look_at_another_child_and_another_type(
    at: AtTheDesk, tab: BundleTab
) -> None:
    reason = "it is in the section K appendices, see the order of 3 October"
    choose_type(at, tab, AppealType.PLACEMENT)
    assert tab.bundle is not None
    tab.changed(tab.bundle.list.with_pick(pick(tab, "School letter").changed(left_out=reason)))
    looked(at, tab)
    at.open_case(at.second, tab="Bundle")
    at.window.back()
    looked_at(at, tab, AppealType.PLACEMENT)
    assert pick(tab, "School letter").left_out == reason
    choose_type(at, tab, AppealType.CONTENTS)
    assert pick(tab, "School letter").left_out == "", "each type of appeal has its own list"
    choose_type(at, tab, AppealType.PLACEMENT)
    assert pick(tab, "School letter").left_out == reason


def test_what_was_kept_is_no_choice_of_ones_own_any_more(at: AtTheDesk, tab: BundleTab) -> None:
    ref, kind = at.view().case.ref, AppealType(tab.type.currentData())
    assert tab.bundle is not None
    tab.changed(tab.bundle.list.with_pick(pick(tab, "School letter").changed(left_out="not relevant")))
    versions: list[int] = []
    at.window.messages.done_changed.connect(lambda _done: versions.append(len(tab.bundle.kept) if tab.bundle else -1))
    tab.keep()
    tab.type.setCurrentIndex(tab.type.findData(AppealType.CEASE))
    tab.bundle = open_bundle(at.desk, ref, AppealType.CEASE)
    looked(at, tab)
    assert versions == [0], "the list of one type is no version of another"
    at.open_case(at.second)
    theirs = open_bundle(at.desk, ref, kind)
    letter = next(p for p in theirs.list.picks if p.name == "School letter.pdf")
    assert letter.left_out == "not relevant"
    keep_list(at.desk, ref, theirs.list.with_pick(letter.changed(left_out="", part="council")), theirs.last)
    at.open_case(tab="Bundle")
    choose_type(at, tab, kind)
    assert pick(tab, "School letter").left_out == "", "a colleague took it in again"


def choose_type(at: AtTheDesk, tab: BundleTab, kind: AppealType) -> None:
    """Choose the type of appeal as a person does, and wait until its papers are looked at."""
    tab.type.setCurrentIndex(tab.type.findData(kind))
    tab.type.activated.emit(tab.type.currentIndex())
    looked_at(at, tab, kind)


def looked_at(at: AtTheDesk, tab: BundleTab, kind: AppealType) -> None:
    at.qtbot.waitUntil(lambda: tab.bundle is not None and tab.bundle.list.type is kind and tab.looked is not None
                       and not at.window.dispatcher.busy, timeout=30_000)  # fmt: skip


def test_space_on_a_copy_puts_it_in_the_place_of_its_original(at: AtTheDesk, tab: BundleTab, tmp_path: Path) -> None:
    ref, path = at.view().case.ref, tmp_path / "copy.pdf"
    copy = document_copy(at.desk, ref, pick(tab, "Second letter").document, "tribunal")
    copy.write(at.desk, [path], copy.rulings(confirmed=True))
    copy.close()  # type: ignore[union-attr]
    file_document(at.desk, ref, Attachment("Copy.pdf", path.read_bytes()), Details("Copy"))
    page = at.open_case(tab="Bundle")
    looked(at, page.bundle)
    choose(page.bundle, "Copy")
    assert pick(page.bundle, "Copy").left_out.startswith("a copy of document")
    at.press(page.bundle.papers.table, Qt.Key.Key_Space)
    looked(at, page.bundle)
    assert pick(page.bundle, "Copy").instead == pick(page.bundle, "Second letter").document
    assert "stands in its place" in pick(page.bundle, "Second letter").left_out


def chosen(tab: BundleTab, words: str) -> QAction:
    """A line of More by its first words."""
    menu = tab.more.menu(tab.bundle, tab.looked, tab._files)
    return next(act for act in menu.actions() if act.text().startswith(words))


def test_more_reads_scans_again_with_their_words(
    at: AtTheDesk, tab: BundleTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.pages.case.bundle_more.shutil.which", lambda _name: None)
    assert not chosen(tab, "Read the words of scans (tesseract is not installed)").isEnabled()
    monkeypatch.setattr("ui.pages.case.bundle_more.shutil.which", lambda name: f"/usr/bin/{name}")
    asked: list[bool] = []
    prepare = BundlePress.prepare

    def seen(self: BundlePress, source: Source, folder: Path, ocr: bool = False) -> Prepared:
        asked.append(ocr)
        return prepare(self, source, folder, ocr)

    monkeypatch.setattr(BundlePress, "prepare", seen)
    chosen(tab, "Read the words of scans").trigger()
    looked(at, tab)
    at.qtbot.waitUntil(lambda: bool(asked) and all(asked), timeout=30_000)
    assert chosen(tab, "Read the words of scans").isChecked(), "it stays so for what is built next"


def test_more_drafts_the_explanatory_note_where_a_limit_is_exceeded(
    at: AtTheDesk, tab: BundleTab, tmp_path: Path
) -> None:
    tab._files = Files(save_any=lambda *_: tmp_path / "note.docx", show=lambda path: at.done.append(path))
    chosen(tab, "Draft the explanatory note").trigger()
    at.qtbot.waitUntil(lambda: tmp_path / "note.docx" in at.done, timeout=30_000)
    assert "84 pages" in "\n".join(p.text for p in Document(str(tmp_path / "note.docx")).paragraphs)
    choose(tab, "School letter")
    assert tab.bundle is not None
    tab.changed(tab.bundle.list.with_pick(pick(tab, "School letter").changed(left_out="in section K")))
    at.qtbot.waitUntil(lambda: tab.looked is not None and not tab.looked.found.over, timeout=30_000)
    assert not chosen(tab, "Draft the explanatory note (nothing is over its limit)").isEnabled()


def test_more_files_what_is_built_and_says_what_changed_since(at: AtTheDesk, tab: BundleTab, tmp_path: Path) -> None:
    chosen(tab, "File each bundle").trigger()
    tab.build()
    ref = at.view().case.ref
    at.qtbot.waitUntil(lambda: any(d.row.filename == "bundle.pdf" for d in at.view().filed), timeout=30_000)
    at.qtbot.waitUntil(lambda: tab.bundle is not None and len(tab.bundle.filed) >= 5, timeout=30_000)
    looked(at, tab)
    assert pick(tab, "bundle").left_out, "a bundle is never taken into the next"
    assert tab.bundle is not None
    tab.changed(tab.bundle.list.with_pick(pick(tab, "Second letter").changed(left_out="not needed")))
    looked(at, tab)
    chosen(tab, "What changed since version 1").trigger()
    rows = tab.budget.fixes.model_of_rows
    told = [row.fix.words for n in range(rows.rowCount()) if (row := rows.row_at(n)) is not None]
    assert any("Second letter.pdf) is left out: not needed." in words for words in told)
    assert open_bundle(at.desk, ref, AppealType(tab.type.currentData())).last is not None


def test_what_somebody_else_kept_meanwhile_is_not_undone(at: AtTheDesk, tab: BundleTab, tmp_path: Path) -> None:
    ref, kind = at.view().case.ref, AppealType(tab.type.currentData())
    assert tab.bundle is not None
    tab.changed(tab.bundle.list.with_pick(pick(tab, "School letter").changed(part="core")))
    theirs = open_bundle(at.desk, ref, kind)
    second = next(p for p in theirs.list.picks if p.name == "Second letter.pdf")
    keep_list(at.desk, ref, theirs.list.with_pick(second.changed(left_out="agreed with the family")), theirs.last)
    looked(at, tab)
    tab.build()
    at.qtbot.waitUntil(lambda: not at.window.dispatcher.busy, timeout=30_000)
    assert not (tmp_path / "bundle.pdf").exists(), "it says that somebody kept a version meanwhile"
    tab.open()
    at.qtbot.waitUntil(lambda: tab.bundle is not None and tab.bundle.last is not None, timeout=30_000)
    looked(at, tab)
    assert pick(tab, "Second letter").left_out == "agreed with the family"
    assert pick(tab, "School letter").part == "core", "and what was chosen here stands"
    tab.build()
    at.qtbot.waitUntil(lambda: (tmp_path / "bundle.pdf") in at.done, timeout=30_000)
