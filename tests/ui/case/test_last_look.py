"""The last look on screen: nothing is written before it is ticked, decisions carry a reason, the copy is in the log."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt

from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.details import add_person
from ehcp_desk.services.casework.recording import record
from tests.support.everything_in_a_file import words_left
from tests.ui.case.at_the_desk import AtTheDesk
from ui.a11y import problems
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.dialogs.keep_words import KeepWords
from ui.dialogs.last_look import LastLookDialog, make
from ui.pages.case.page import CasePage


def opened(at: AtTheDesk, path: Path | None, who: str = "tribunal") -> LastLookDialog:
    """The dialog over a case with an aunt whose name is an ordinary word, and a hidden address."""
    ref = at.view().case.ref
    aunt = Contactable(0, 0, "Grace Quillfeather", "aunt", "01632 960777", address="14 Larch Hollow", hidden=True)
    add_person(at.desk, ref, aunt)
    record(at.desk, ref, NewFact("note", date(2026, 10, 1), note="Grace rang from 14 Larch Hollow."))
    page = at.open_case()
    context = page._context
    files = Files(save_as=lambda *_words: path, show=lambda _path: None)
    dialog = make(context, at.window, at.case_id, who=who, files=files)
    dialog.show()
    at.qtbot.waitUntil(lambda: dialog.copy is not None, timeout=20_000)
    at.settle()
    return dialog


def test_the_risks_are_read_out_and_the_list_has_a_name_and_a_reason(at: AtTheDesk) -> None:
    dialog = opened(at, None)
    assert "marked not to be disclosed to the tribunal. It stands in 1 place" in dialog.risks.text()
    assert any("marked not to be disclosed" in said for said in at.spoken)
    words = [dialog.rows.row_at(n).ruling.hit.words for n in range(dialog.rows.rowCount())]  # type: ignore[union-attr]
    assert {"Grace", "14 Larch Hollow"} <= set(words)
    assert dialog.rows.row_at(0).ruling.open, "what is to look at stands first"  # type: ignore[union-attr]
    assert problems(dialog) == []


def test_nothing_is_written_before_it_is_ticked_as_read(at: AtTheDesk, tmp_path: Path) -> None:
    path = tmp_path / "copy.pdf"
    dialog = opened(at, path)
    at.save(dialog)
    at.settle()
    assert not path.exists() and dialog.isVisible()
    dialog.read.setChecked(True)
    at.save(dialog)
    at.gone(dialog)
    assert path.exists()
    logged = [f for f in at.view().facts if f.fact.kind == "disclosure"]
    assert len(logged) == 1 and logged[0].fact.attrs["to"] == "the tribunal"


def test_a_decision_needs_a_reason_and_holds_for_the_same_words(at: AtTheDesk) -> None:
    dialog = opened(at, None)
    place = next(n for n in range(dialog.rows.rowCount()) if dialog.rows.row_at(n).ruling.hit.words == "Grace")  # type: ignore[union-attr]
    dialog.table.select_row(place)
    at.press(dialog.keep, Qt.Key.Key_Space)
    assert dialog.reason_field.problem.isVisible() and not dialog.decisions
    dialog.reason.setText("She asked to be named")
    at.press(dialog.keep, Qt.Key.Key_Space)
    assert dialog.decisions["Grace"].keep and dialog.decisions["Grace"].reason == "She asked to be named"
    dialog.here.setChecked(True)
    at.press(dialog.remove, Qt.Key.Key_Space)
    assert [key for key, said in dialog.decisions.items() if not said.keep and key.startswith("#")]
    locked = next(n for n in range(dialog.rows.rowCount()) if dialog.rows.row_at(n).ruling.hit.locked)  # type: ignore[union-attr]
    dialog.table.select_row(locked)
    assert not dialog.keep.isEnabled(), "a hidden address cannot be kept"


def test_other_words_can_be_taken_out_too(at: AtTheDesk) -> None:
    dialog = opened(at, None)
    before = len(dialog.copy.hits) if dialog.copy else 0
    dialog.others.setText("rang from")
    dialog.reason.setText("It says where she is")
    dialog._add_words()
    at.qtbot.waitUntil(lambda: dialog.copy is not None, timeout=20_000)
    assert dialog.copy is not None and len(dialog.copy.hits) == before + 1
    assert dialog.decisions["rang from"].reason == "It says where she is"


def test_what_goes_to_the_other_side_to_be_filled_in_is_a_word_file_without_it(at: AtTheDesk, tmp_path: Path) -> None:
    from ehcp_desk.bootstrap import open_desk

    wired = open_desk(str(tmp_path / "wired.db"), "Joy Addo", date(2026, 10, 30), create=True)
    at.desk.__dict__.update(chronologies=wired.chronologies)
    wired.store.close()
    path = tmp_path / "sent.docx"
    dialog = opened(at, None)
    names = []
    dialog._files = Files(save_any=lambda _parent, _title, name: names.append(name) or path, show=lambda _path: None)
    dialog.paper.setCurrentIndex(dialog.paper.findData("exchange"))
    at.qtbot.waitUntil(lambda: dialog.copy is not None and "agreement" in dialog.copy.paper, timeout=20_000)
    dialog.read.setChecked(True)
    at.save(dialog)
    at.gone(dialog)
    assert names[0].endswith(".docx") and words_left(path, "Larch Hollow", "Quillfeather") == []
    assert words_left(path, "[removed: ")


def test_what_was_decided_outlives_esc_and_holds_for_the_same_places_alone(at: AtTheDesk) -> None:
    dialog = opened(at, None)
    place = next(n for n in range(dialog.rows.rowCount()) if dialog.rows.row_at(n).ruling.hit.words == "Grace")  # type: ignore[union-attr]
    dialog.table.select_row(place)
    dialog.reason.setText("She asked to be named")
    at.press(dialog.keep, Qt.Key.Key_Space)
    dialog.here.setChecked(True)
    at.press(dialog.remove, Qt.Key.Key_Space)
    alone = next(key for key in dialog.decisions if key.startswith("#"))
    assert dialog.copy is not None
    was = next(hit for hit in dialog.copy.hits if f"#{hit.number}" == alone)
    dialog.others.setText("netball")
    at.press(dialog.add_words, Qt.Key.Key_Space)
    at.settle()
    at.qtbot.waitUntil(lambda: dialog.copy is not None, timeout=20_000)
    dialog.others.setText("half a word")
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    again = make(dialog_context(at), at.window, at.case_id, who="tribunal")
    again.show()
    at.qtbot.waitUntil(lambda: again.copy is not None, timeout=20_000)
    assert again.decisions["Grace"].keep and again._also == ["netball"]
    assert (again.reason.text(), again.others.text()) == ("She asked to be named", "half a word")
    assert not again.read.isChecked(), "it is looked at once more"
    assert was.words == "Grace"
    again.cancel()
    asking = at.shown(KeepWords)
    asking.thrown_away.emit()
    asking.done(0)
    at.gone(again)
    third = make(dialog_context(at), at.window, at.case_id, who="tribunal")
    third.show()
    at.qtbot.waitUntil(lambda: third.copy is not None, timeout=20_000)
    assert not third.decisions and not third.has_words()


def test_a_decision_on_one_place_is_not_taken_for_another_that_has_its_number_since(at: AtTheDesk) -> None:
    dialog = opened(at, None)
    place = next(n for n in range(dialog.rows.rowCount()) if dialog.rows.row_at(n).ruling.hit.words == "Grace")  # type: ignore[union-attr]
    dialog.table.select_row(place)
    dialog.reason.setText("Here it is the virtue")
    dialog.here.setChecked(True)
    at.press(dialog.keep, Qt.Key.Key_Space)
    number = next(iter(dialog.decisions))
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    same = make(dialog_context(at), at.window, at.case_id, who="tribunal")
    same.show()
    at.qtbot.waitUntil(lambda: same.copy is not None, timeout=20_000)
    assert list(same.decisions) == [number]
    at.press(same, Qt.Key.Key_Escape)
    at.gone(same)
    record(
        at.desk,
        at.view().case.ref,
        NewFact("note", date(2026, 1, 5), note="Before it: Grace came from 14 Larch Hollow."),
    )
    other = make(dialog_context(at), at.window, at.case_id, who="tribunal")
    other.show()
    at.qtbot.waitUntil(lambda: other.copy is not None, timeout=20_000)
    assert other.copy is not None
    now = next((hit for hit in other.copy.hits if f"#{hit.number}" == number), None)
    assert now is None or "virtue" not in str(other.decisions.get(number)), "another place stands under that number now"


def dialog_context(at: AtTheDesk) -> PageContext:
    page = at.window.page
    assert isinstance(page, CasePage)
    return page._context
