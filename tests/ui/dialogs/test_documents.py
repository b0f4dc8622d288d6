"""Filing what was dropped or pasted, saying what it is, and looking at it; nothing that could run is ever opened."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from ehcp_desk.domain.document_details import Details
from ehcp_desk.services.casework import attaching
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.emails import file_email
from ehcp_desk.services.casework.filing import file_document
from tests.exchange.test_emails import letter
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF
from ui import a11y
from ui.dialogs.clipboard import NO_FILE, dropped_in
from ui.dialogs.document import DocumentDialog
from ui.dialogs.document_look import WIDEST, picture_of
from ui.dialogs.file_documents import FileDocuments
from ui.dialogs.files import Files

TODAY = date(2026, 10, 30)


def png(width: int = 40, height: int = 30) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    kept = QByteArray()
    into = QBuffer(kept)
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(into, "PNG")  # type: ignore[call-overload]
    return bytes(kept.data())


def email() -> Attachment:
    made = letter("When is the visit? Kaleidoscope.")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Advice.pdf")
    return Attachment("visit.eml", made.as_bytes())


def drop(at: AtTheDesk, *paths: Path) -> FileDocuments:
    """Files dropped on the case's page."""
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    event = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    at.open_case().dropEvent(event)
    dialog = at.shown(FileDocuments)
    at.settle()
    return dialog


def file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_what_was_said_of_files_is_there_when_they_are_dropped_again(at: AtTheDesk, tmp_path: Path) -> None:
    paths = file(tmp_path, "report.pdf", b"%PDF"), file(tmp_path, "letter.pdf", b"%PDF 2")
    dialog = drop(at, *paths)
    served = next(f for f in at.view().facts if f.fact.kind == "draft_plan_served")
    dialog.about.author.setText("Ama Osei")
    dialog.about.dated.line.setText("1/10")
    dialog.about.entry.setCurrentIndex(dialog.about.entry.findData(served.id))
    dialog.list.select_row(1)
    dialog.about.what.setEditText("Letter home")
    at.press(dialog, Qt.Key.Key_Escape)
    at.gone(dialog)
    again = drop(at, *paths)
    said = {one.name: one.details for one in again.waiting}
    assert (said["report.pdf"].author, said["report.pdf"].entries) == ("Ama Osei", (served.id,))
    assert said["report.pdf"].dated == date(2026, 10, 1) and said["letter.pdf"].what == "Letter home"
    at.save(again)
    at.gone(again)
    assert not drop(at, *paths).has_words(), "what is filed is no draft any more"


def test_files_dropped_on_the_case_are_filed_with_what_was_said_of_them(at: AtTheDesk, tmp_path: Path) -> None:
    before = len(at.view().documents)
    dialog = drop(at, file(tmp_path, "report.pdf", b"%PDF"), file(tmp_path, "photo.png", png()))
    assert [w.becomes for w in dialog.waiting] == ["A document, 1 KB", "A document, 1 KB"]
    assert a11y.problems(dialog) == []
    dialog.about.what.setEditText("Therapy report")
    dialog.about.author.setText("Ama Osei")
    dialog.about.dated.line.setText("1/10")
    served = next(f for f in at.view().facts if f.fact.kind == "draft_plan_served")
    dialog.about.entry.setCurrentIndex(dialog.about.entry.findData(served.id))
    dialog.list.select_row(1)
    assert dialog.about.author.text() == "" and not dialog.look.picture.isHidden()
    dialog.list.select_row(0)
    assert dialog.about.author.text() == "Ama Osei", "what was said of each is kept"
    at.save(dialog)
    at.gone(dialog)

    report, photo = at.view().filed[before:]
    assert report.details == Details("Therapy report", "Ama Osei", date(2026, 10, 1), entries=(served.id,))
    assert photo.details == Details()
    page = at.open_case(tab="Timeline")
    assert page.file is not None
    entry = next(h for h in page.file.timeline if h.id == served.id)
    assert f"document {report.number} (report.pdf)" in entry.bottom


def test_undo_takes_back_what_was_said_and_the_document_stays(at: AtTheDesk, tmp_path: Path) -> None:
    dialog = drop(at, file(tmp_path, "report.pdf", b"%PDF"))
    dialog.about.author.setText("Ama Osei")
    at.save(dialog)
    at.gone(dialog)
    assert at.view().filed[-1].details.author == "Ama Osei"
    at.window.book.run("undo")
    at.qtbot.waitUntil(lambda: at.view().filed[-1].details == Details())
    assert at.view().filed[-1].row.filename == "report.pdf"


def test_an_email_is_shown_as_what_it_becomes_and_becomes_it(at: AtTheDesk, tmp_path: Path) -> None:
    dialog = drop(at, file(tmp_path, "visit.eml", email().content))  # type: ignore[arg-type]
    assert dialog.waiting[0].becomes == "A contact: email from Jo Farrowdale, 3 October 2026, with 1 attachment"
    assert dialog.about.isHidden()
    assert "Attachment: Advice.pdf" in dialog.look.words.text() and "When is the visit?" in dialog.look.words.text()
    at.save(dialog)
    at.gone(dialog)
    contact = next(f for f in at.view().contacts if f.fact.attrs.get("subject") == "Visit")
    assert [d.row.filename for d in at.view().filed if contact.id in d.entries] == ["visit.eml", "Advice.pdf"]

    again = drop(at, file(tmp_path, "visit.eml", email().content), file(tmp_path, "new.txt", b"x"))  # type: ignore[arg-type]
    before = len(at.view().documents)
    again.waiting[0].attach = Attachment("visit.eml", (tmp_path / "visit.eml").read_bytes())
    at.save(again)
    at.qtbot.waitUntil(lambda: bool(again.trouble.sentence))
    assert again.trouble.sentence == "1 filed, 1 not: the reason stands with each."
    assert [w.name for w in again.waiting] == ["visit.eml"] and "already filed" in again.waiting[0].refused
    assert len(at.view().documents) == before + 1 and again.isVisible()
    again.close()


def test_what_cannot_be_filed_says_why_and_the_rest_can(at: AtTheDesk, tmp_path: Path) -> None:
    before = len(at.view().documents)
    dialog = drop(at, file(tmp_path, "empty.pdf", b""), tmp_path, file(tmp_path, "cut.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x"),
                  file(tmp_path, "тест 😀.txt", b"words"))  # fmt: skip
    assert "empty.pdf is empty" in dialog.waiting[0].refused
    assert "no document at" in dialog.waiting[1].refused
    assert dialog.waiting[2].refused == "" and "filed as a document" in dialog.waiting[2].words
    at.save(dialog)
    at.settle()
    assert [d.filename for d in at.view().documents[before:]] == ["cut.msg", "тест 😀.txt"]
    assert [w.name for w in dialog.waiting] == ["empty.pdf", tmp_path.name]
    assert dialog.primary is not None and not dialog.primary.isEnabled()
    dialog.close()


def test_a_day_to_come_is_refused_where_it_is_typed(at: AtTheDesk, tmp_path: Path) -> None:
    before = len(at.view().documents)
    dialog = drop(at, file(tmp_path, "report.pdf", b"%PDF"))
    dialog.about.received.line.setText("1/11/2026")
    at.save(dialog)
    assert "has not come yet" in dialog.about.received.sentence and len(at.view().documents) == before
    dialog.close()


def test_a_large_file_is_read_on_a_worker_and_can_be_stopped(
    at: AtTheDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(at.view().documents)
    dialog = drop(at, file(tmp_path, "scan.tif", bytes(range(256)) * 50_000), file(tmp_path, "b.txt", b"b"))
    held, threads, read = threading.Event(), set[str](), attaching._read

    def slowly(*args: object) -> object:
        for place, piece in enumerate(read(*args)):  # type: ignore[arg-type]
            threads.add(threading.current_thread().name)
            if place == 2:
                held.wait(10)
            yield piece

    monkeypatch.setattr(attaching, "_read", slowly)
    at.save(dialog)
    at.qtbot.waitUntil(lambda: dialog.bar.isVisible())
    at.qtbot.waitUntil(lambda: dialog.doing.text() == "Filing scan.tif")
    assert dialog.busy
    at.press(dialog, Qt.Key.Key_Escape)
    held.set()
    at.settle()
    assert not dialog.busy and dialog.isVisible()
    assert dialog.trouble.sentence == "Stopped: 0 filed, 2 not."
    assert len(at.view().documents) == before
    assert threads and all("write" in name for name in threads)
    dialog.close()


@pytest.mark.parametrize("what", ["picture", "words", "rich words"])
def test_what_was_copied_is_pasted_as_a_document(at: AtTheDesk, what: str) -> None:
    page, before = at.open_case(), len(at.view().documents)
    held = QMimeData()
    if what == "picture":
        held.setImageData(QImage.fromData(png()))
    elif what == "words":
        held.setText("Line – ‘one’\n" * 10_000)
    else:
        held.setHtml("<style>p{}</style><p>Seen on <b>Tuesday</b></p><script>steal()</script>")
    page.acts.attach_held(held)
    dialog = at.shown(FileDocuments)
    at.settle()
    at.save(dialog)
    at.gone(dialog)
    kept = at.view().documents[before]
    with at.desk.store.read() as work:
        content = work.document_bytes(kept.id)
    if what == "picture":
        assert kept.filename == "Pasted picture 30 October 2026.png" and picture_of(content) is not None
    elif what == "words":
        assert content.decode() == "Line – ‘one’\n" * 10_000
    else:
        assert content.decode().strip() == "Seen on Tuesday"


def test_ctrl_v_files_what_was_copied_but_not_where_words_are_typed(at: AtTheDesk) -> None:
    page = at.open_case(tab="Timeline")
    QGuiApplication.clipboard().setText("advice")
    page.timeline.filter.setFocus()
    at.qtbot.waitUntil(lambda: QApplication.focusWidget() is page.timeline.filter)
    at.window.book.run("paste")
    assert page.timeline.filter.text() == "advice"
    page.timeline.list.setFocus()
    at.window.book.run("paste")
    dialog = at.shown(FileDocuments)
    at.settle()
    assert dialog.waiting[0].name == "Pasted text 30 October 2026.txt"
    dialog.close()


def test_something_that_holds_no_file_says_what_to_do(at: AtTheDesk) -> None:
    held = QMimeData()
    held.setData('application/x-qt-windows-mime;value="FileGroupDescriptorW"', b"x")
    assert dropped_in(held, TODAY) == ((), NO_FILE)
    held = QMimeData()
    held.setUrls([QUrl("https://example.org/a.pdf")])
    assert dropped_in(held, TODAY)[0] == ()


def test_a_document_is_looked_at_described_and_copied_but_never_run(at: AtTheDesk, tmp_path: Path) -> None:
    shown: list[Path] = []
    file_document(at.desk, REF, Attachment("setup.exe", b"MZ"))
    page = at.open_case(tab="Documents")
    page.acts._files = Files(show=shown.append)
    page.acts.open_document(at.view().documents[-1].id)
    dialog = at.shown(DocumentDialog)
    at.settle()
    assert shown == [] and not dialog.open_act.isEnabled() and "Save a copy" in dialog.look.words.text()
    assert a11y.problems(dialog) == []
    dialog._files = Files(save_any=lambda _w, _t, name: tmp_path / f"copy of {name}", show=shown.append)
    dialog.save_act.click()
    at.settle()
    assert (tmp_path / "copy of setup.exe").read_bytes() == b"MZ" and shown == []
    dialog.about.what.setEditText("A program sent by mistake")
    at.save(dialog)
    at.gone(dialog)
    assert at.view().filed[-1].details.what == "A program sent by mistake"


def test_a_picture_is_shown_in_the_desk_and_a_paper_opened_as_a_copy(at: AtTheDesk) -> None:
    shown: list[Path] = []
    file_document(at.desk, REF, Attachment("photo.png", png(3000, 2000)), Details("Photograph"))
    file_document(at.desk, REF, Attachment("report.pdf", b"%PDF"))
    photo, report = at.view().filed[-2:]
    page = at.open_case(tab="Documents")
    page.acts._files = Files(show=shown.append)
    page.acts.open_document(photo.row.id)
    dialog = at.shown(DocumentDialog)
    at.qtbot.waitUntil(lambda: not dialog.look.picture.isHidden())
    assert (
        dialog.look.picture.accessibleName() == "Picture: photo.png" and dialog.about.what.currentText() == "Photograph"
    )
    dialog.close()
    page.acts.open_document(report.row.id)
    at.qtbot.waitUntil(lambda: bool(shown))
    assert shown[0].read_bytes() == b"%PDF" and not shown[0].stat().st_mode & 0o222


def test_pictures_that_are_not_as_they_say() -> None:
    large = picture_of(png(4000, 100))
    assert large is not None and large.width() == WIDEST
    for content in (b"", b"\x89PNG\r\n\x1a\nbroken", b"%PDF", b"<svg xmlns='http://www.w3.org/2000/svg'/>", png()[:40]):
        assert picture_of(content) is None


def test_what_cannot_be_searched_says_so_under_its_name_and_why_in_the_tool_tip(at: AtTheDesk) -> None:
    file_document(at.desk, REF, Attachment("Scan.tiff", b"II*"), Details("Old letter"))
    tab = at.open_case(tab="Documents").documents
    model = tab.table.model_of_rows
    row = model.row_at(0)
    assert row is not None
    why = "Words in this kind of file cannot be searched; those in PDF files can."
    part = "Only the first 500 of its 900 pages can be searched."
    for unread, said in ((why, "Old letter · not searchable"), (part, "Old letter · partly searchable")):
        tab.show_rows([(replace(row[0], row=replace(row[0].row, unread=unread)), row[1])])
        shown = model.row_at(0)
        assert shown is not None
        cells = {c.key: c.value(shown) for c in model.columns}
        assert cells["name"].bottom == said and cells["about"].top == "–"
        place = next(n for n, c in enumerate(model.columns) if c.key == "name")
        for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            assert unread in model.data(model.index(0, place), role)


def test_the_list_says_what_each_document_is_and_what_it_is_evidence_of(at: AtTheDesk) -> None:
    file_email(at.desk, REF, email())
    page = at.open_case(tab="Documents")
    model = page.documents.table.model_of_rows
    newest = model.row_at(0)
    assert newest is not None
    cells = {c.key: c.value(newest) for c in model.columns}
    assert cells["name"].top == "Advice.pdf" and cells["name"].bottom == "Email attachment"
    assert cells["about"].top == "Jo emailed: Visit"
    page.timeline.filter.setText("kaleidoscope")
    at.qtbot.waitUntil(lambda: page.timeline.list.model_of_rows.rowCount() == 1)
    assert page.contacts.table.model_of_rows.rowCount() == 5
    said = [model.row_at(n) for n in range(model.rowCount())]
    assert len(said) == len(at.view().filed)
