"""The case page: what a caseworker sees first, and that it follows every save."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import correct, record
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF, TODAY, opened
from tests.ui.late import Late
from ui import a11y
from ui.dialogs.file_documents import FileDocuments
from ui.dialogs.files import Files
from ui.events import Changed
from ui.pages.case import page as case_page
from ui.pages.case.page import TABS


def test_the_head_says_who_it_is_how_it_stands_and_who_has_it(at: AtTheDesk) -> None:
    page = at.open_case()

    assert page.header.name.text() == "Maisie Farrowdale"
    assert page.header.chip.words == "12 days left"
    assert "Wednesday 11 November" in page.header.due.text()
    assert page.header.owner.accessibleName() == "Caseworker: Joy Addo, since 26 June"
    assert page.header.cover.accessibleName() == "Cover: Thandi Mbeki, 9 to 13 November"
    assert page.header.week.accessibleName() == "Week 19 of 20, 18 weeks 2 days gone"
    assert "Text first" in page.notes.ring.accessibleName() or "text first" in page.notes.ring.accessibleName()
    assert "occupational therapy" in page.notes.waiting.accessibleName()
    assert page.strip.accessibleDescription().startswith("Week 19 of 20.")


def test_the_name_and_the_date_in_the_head_are_never_cut(at: AtTheDesk) -> None:
    header = at.open_case().header
    header.name.setText("Oluwaseun Featherstonehaugh")

    def whole(width: int) -> bool:
        due, facts = header.due, header.owner
        if header.width() > width - 40:
            return False  # the page has yet to be laid out at this width
        beside = facts.x() if facts.y() < due.y() and facts.x() > due.x() else header.width()
        uncut = all(words.width() >= words.sizeHint().width() for words in (header.name, due))
        return uncut and due.geometry().right() < beside

    for width in (1340, 1024, 683):
        at.window.resize(width, 768)
        at.qtbot.waitUntil(partial(whole, width), timeout=5_000)
        assert "11 November" in header.due.text()


def test_a_case_that_nobody_has_says_so(at: AtTheDesk) -> None:
    page = at.open_case(at.second)

    assert page.header.owner.value.text() == "nobody yet"
    assert page.header.owner.second.text() == "for 32 days"
    assert page.header.cover.value.text(), "somebody answers for it all the same"


def test_a_case_that_cannot_be_read_shows_nothing_of_the_child_before(at: AtTheDesk) -> None:
    page = at.open_case()
    record(at.other, REF, NewFact("note", TODAY, note="Thandi rang the school"))
    page._look_for_news()
    at.settle()
    at.window.navigate("case", case_id=99_999)
    at.settle()
    assert page.file is None and not page.header.isVisible()
    assert "Maisie" not in f"{page.title} {page.accessibleName()} {at.window.windowTitle()}"
    page.show_changes()
    at.settle()
    assert page.file is None and not page.header.isVisible(), "what waited of the child before is not shown either"


def test_a_read_that_fails_says_nothing_once_another_child_is_shown(at: AtTheDesk) -> None:
    page = at.open_case()
    troubles: list[str] = []
    at.window.messages.banner_changed.connect(lambda banner: troubles.append(str(banner)))
    at.window.navigate("case", case_id=99_999)
    at.window.navigate("case", case_id=at.second)
    at.qtbot.waitUntil(lambda: page.file is not None, timeout=10_000)
    at.settle()
    assert page.header.isVisible() and page.file is not None and page.file.view.case.id == at.second
    assert troubles == []


def test_every_tab_can_be_used_by_ear_and_by_the_keys(at: AtTheDesk) -> None:
    page = at.open_case()
    for title in TABS:
        page.go_to_tab(title)
        at.settle()
        assert a11y.problems(page) == [], title


def test_a_fact_saved_anywhere_shows_at_once(at: AtTheDesk) -> None:
    page = at.open_case()
    before = len(page.file.timeline)  # type: ignore[union-attr]
    changes = record(at.desk, REF, NewFact("advice_received", TODAY, {"body": "occupational_therapy"}))
    at.window.events.tell(changes.kinds, changes.cases, at.window)
    at.qtbot.waitUntil(lambda: page.file is not None and len(page.file.timeline) == before + 1)

    assert page.advice.panel.note_label is not None
    assert page.advice.panel.note_label.text().startswith("7 of 7 in")


def test_other_peoples_work_is_named_and_waits_until_it_is_asked_for(at: AtTheDesk) -> None:
    page = at.open_case()
    record(at.other, REF, NewFact("note", TODAY, note="Panel moved to Thursday"))
    at.window.events.tell(frozenset(), frozenset({at.case_id}), None)
    at.qtbot.waitUntil(lambda: not page.news.isHidden())

    assert "Thandi Mbeki changed this case" in page.news.words.text()
    assert page.timeline.list.model_of_rows.row_at(0).top != "Panel moved to Thursday"  # type: ignore[union-attr]
    at.press(page, Qt.Key.Key_F5)
    at.window.book.run("show_changes")
    assert page.timeline.list.model_of_rows.row_at(0).top == "Panel moved to Thursday"  # type: ignore[union-attr]
    assert page.news.isHidden()


def test_ones_own_work_from_another_desk_is_shown_at_once(at: AtTheDesk) -> None:
    page = at.open_case()
    twin = opened(Path(at.desk.store.description), at.desk.user)
    record(twin, REF, NewFact("note", TODAY, note="Do not send the letter"))
    at.window.events.changed.emit(Changed(cases=frozenset({at.case_id})))
    at.qtbot.waitUntil(lambda: any("Do not send" in f"{h.top} {h.bottom}" for h in page.timeline._all), timeout=10_000)
    assert page.news.isHidden(), "nobody is asked to look at what they wrote themselves"
    record(twin, REF, NewFact("note", TODAY, note="Ring the school first"))
    record(at.other, REF, NewFact("note", TODAY, note="Panel moved to Thursday"))
    at.window.events.changed.emit(Changed(cases=frozenset({at.case_id})))
    at.qtbot.waitUntil(lambda: not page.news.isHidden(), timeout=10_000)
    assert not any("Ring the school" in f"{h.top} {h.bottom}" for h in page.timeline._all), (
        "a colleague's waits, and this with it"
    )
    twin.store.close()


def test_enter_on_a_promise_keeps_it_and_undo_brings_it_back(at: AtTheDesk) -> None:
    page = at.open_case()
    promises = page.overview.promises
    assert promises.model_of_rows.rowCount() == 2
    promises.setFocus()
    at.press(promises, Qt.Key.Key_Return)
    at.qtbot.waitUntil(lambda: promises.model_of_rows.rowCount() == 1)
    at.settle()
    at.window.book.run("undo")
    at.qtbot.waitUntil(lambda: promises.model_of_rows.rowCount() == 2)

    assert sum(p.kept_on is None for p in at.view().promises) == 2


def test_late_and_corrected_entries_stay_in_sight_with_their_reason(at: AtTheDesk) -> None:
    draft = next(f for f in at.view().facts if f.fact.kind == "draft_plan_served")
    correct(at.desk, draft.id, NewFact("draft_plan_served", draft.fact.on, note="By email and post."), "Posted as well")
    page = at.open_case(tab="Timeline")
    shown = [page.timeline.list.model_of_rows.row_at(n) for n in range(page.timeline.list.model_of_rows.rowCount())]
    entries = {h.id: h for h in shown if h is not None}

    assert entries[draft.id].changed == "corrected: Posted as well"
    assert any(h.late == "written up 5 days later" for h in entries.values())
    words = [a.text() for a in page.timeline.menu_for(entries[draft.id]).actions()]
    assert words == ["&Read it", "&Open the document", "This entry was corrected: Posted as well"]
    page.timeline.changed_too.setChecked(False)
    assert page.timeline.list.model_of_rows.find(draft.id) is None


def test_an_entry_its_own_act_wrote_says_what_puts_it_right_instead_of_offering_it(at: AtTheDesk) -> None:
    given = next(f for f in at.view().facts if f.fact.kind == "assigned")
    page = at.open_case(tab="Timeline")
    entry = page.timeline.list.model_of_rows.row_at(page.timeline.list.model_of_rows.find(given.id) or 0)
    assert entry is not None and entry.id == given.id
    menu, said = page.timeline.menu_for(entry), list[str]()
    reading, *only = menu.actions()
    page._context.messages.spoken.connect(said.append)
    only[0].trigger()

    assert reading.text() == "&Read it"
    assert [a.text() for a in only] == ["&What puts this entry right"] and only[0].isEnabled()
    assert "was written by its own act; to put it right, give the case to whoever holds it" in said[-1]


def test_the_filter_finds_an_entry_by_any_of_its_words(at: AtTheDesk) -> None:
    page = at.open_case(tab="Timeline")
    at.qtbot.keyClicks(page.timeline.filter, "psychology arrived")
    at.qtbot.waitUntil(lambda: page.timeline.list.model_of_rows.rowCount() == 1)

    assert page.timeline.list.model_of_rows.row_at(0).top == "Psychology advice arrived"  # type: ignore[union-attr]


def test_two_thousand_entries_need_no_more_widgets_than_thirty(at: AtTheDesk) -> None:
    page = at.open_case(tab="Timeline")
    before = len(page.findChildren(QWidget))
    notes = [NewFact("note", TODAY, note=f"Note {n}") for n in range(2_000)]
    changes = record(at.desk, REF, notes)
    at.window.events.tell(changes.kinds, changes.cases, at.window)
    at.qtbot.waitUntil(lambda: page.timeline.list.model_of_rows.rowCount() > 2_000, timeout=20_000)

    assert len(page.findChildren(QWidget)) <= before + 5


def test_a_note_of_ten_thousand_lines_is_drawn_short_and_found_by_any_of_its_words(at: AtTheDesk) -> None:
    words = "\n".join(f"Line {n} was said" for n in range(10_000))
    record(at.desk, REF, NewFact("note", TODAY, note=words))
    page = at.open_case(tab="Timeline")
    newest = page.timeline.list.model_of_rows.row_at(0)
    assert newest is not None
    assert len(newest.top) <= 401 and newest.top.endswith("…")
    page.timeline.filter.setText("9998")
    at.qtbot.waitUntil(lambda: page.timeline.list.model_of_rows.rowCount() == 1)
    assert at.view().facts[-1].fact.note == words


def test_a_document_is_filed_whole_and_opened_as_a_copy_nobody_can_change(at: AtTheDesk, tmp_path: Path) -> None:
    shown: list[Path] = []
    page = at.open_case(tab="Documents")
    page.acts._files = Files(show=shown.append)
    paper = tmp_path / "Therapy report.txt"
    paper.write_text("Seen on 29 October.", encoding="utf-8")
    page.acts.attach([str(paper)])
    dialog = at.shown(FileDocuments)
    at.settle()
    at.save(dialog)
    at.gone(dialog)
    at.qtbot.waitUntil(lambda: page.documents.table.model_of_rows.rowCount() == 5)
    newest = page.documents.table.model_of_rows.row_at(0)
    assert newest is not None
    page.acts.open_document(newest[0].row.id)
    at.qtbot.waitUntil(lambda: bool(shown))

    assert shown[0].read_text(encoding="utf-8") == "Seen on 29 October."
    assert not shown[0].stat().st_mode & 0o222
    page.acts._copies.clear()
    assert not shown[0].exists(), "no copy of a child's paper is left behind"


def test_the_inspection_pack_is_printed_from_its_command_and_from_the_timeline(at: AtTheDesk, tmp_path: Path) -> None:
    shown: list[Path] = []
    page = at.open_case()
    page.acts._files = Files(save_as=lambda _w, _t, name: tmp_path / name, show=shown.append)
    at.window.book.run("inspection_pack")
    at.qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert shown[0].name == "Inspection pack SEN-26118.pdf" and shown[0].read_bytes().startswith(b"%PDF")
    shown[0].unlink()
    page.timeline.pack_asked.emit()
    at.qtbot.waitUntil(lambda: len(shown) == 2, timeout=20_000)
    assert shown[1].is_file()


def test_f9_prints_the_pick_up_sheet_where_the_person_says(at: AtTheDesk, tmp_path: Path) -> None:
    shown: list[Path] = []
    page = at.open_case()
    page.acts._files = Files(save_as=lambda _w, _t, name: tmp_path / name, show=shown.append)
    at.window.book.run("pick_up")
    at.qtbot.waitUntil(lambda: bool(shown), timeout=20_000)

    assert shown[0].name == "Pick-up sheet SEN-26118.pdf"
    assert shown[0].read_bytes().startswith(b"%PDF")


def test_the_columns_follow_the_width(at: AtTheDesk) -> None:
    page = at.open_case()
    columns = page.overview.columns
    for width, expected in ((1366, 3), (1040, 2), (640, 1)):
        at.window.resize(width, 700)
        at.qtbot.waitUntil(lambda expected=expected: columns.shown == expected)
    assert page.header.width() <= 640


def test_the_next_duty_leads_to_its_own_proof(at: AtTheDesk) -> None:
    page = at.open_case()
    page.overview.deadlines.select_row(3)
    page.overview.deadlines.setFocus()
    at.press(page.overview.deadlines, Qt.Key.Key_F4)
    at.qtbot.waitUntil(lambda: page.clock.proof is not None and page.clock.proof.title == "Why 11 November 2026?")

    assert TABS[page.tabs.currentIndex()] == "Clock"


def test_a_chaser_is_copied_for_the_advice_that_is_still_out(at: AtTheDesk) -> None:
    page = at.open_case()
    page.go_to_tab("Advice")
    page.acts.chaser(None)
    words = QApplication.clipboard().text()
    assert "Our reference: " in words
    assert "We asked you for " in words
    name = page.acts.ready.case.child
    assert name.surname not in words
    assert name.forenames not in words


def test_no_tab_makes_the_head_scroll_away_on_a_laptop(at: AtTheDesk) -> None:
    at.window.resize(1366, 768)
    page = at.open_case()
    for title in TABS:
        page.go_to_tab(title)
        at.qtbot.waitUntil(lambda: not at.window.dispatcher.busy, timeout=30_000)
        at.qtbot.wait(20)
        scrolled = page.findChild(QScrollArea)
        assert isinstance(scrolled, QScrollArea) and scrolled.verticalScrollBar().maximum() == 0, title


def test_a_reading_that_comes_late_does_not_undo_what_was_shown_after_a_save(
    at: AtTheDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at.open_case()
    late = Late(case_page.read_case)
    monkeypatch.setattr(case_page, "read_case", late)

    def in_hospital() -> bool:
        return page.file is not None and any("hospital" in entry.fact.note for entry in page.file.view.facts)

    page.read()
    at.qtbot.waitUntil(lambda: late.answered == 1)
    changes = record(at.desk, REF, NewFact("note", TODAY, note="Mother rang: he is in hospital"))
    at.window.events.tell(changes.kinds, changes.cases, page)
    at.qtbot.waitUntil(in_hospital)
    late.let_go()
    at.settle()
    assert in_hospital()
