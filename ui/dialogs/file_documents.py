"""File documents: what was dropped or pasted, what each becomes, and what is known of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from threading import Event

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from ehcp_desk.domain.errors import Cancelled, DeskError
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.changed_fields import say_put_back
from ui.dialogs.clipboard import dropped_in
from ui.dialogs.controls import on_change, put_back, stands_at
from ui.dialogs.document_fields import DocumentFields
from ui.dialogs.document_look import DocumentLook
from ui.dialogs.files import Files
from ui.dialogs.frame import DeskDialog
from ui.dialogs.waiting_documents import Dropped, Waiting, file_one, look_at
from ui.messages import UNEXPECTED
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

SIDE = 300
SHOWN_AFTER_MS = 400


class FileDocuments(DeskDialog):
    """Everything is looked at before it is filed; each is filed in an act of its own, so what is done stays done."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, items: Sequence[Dropped],
                 files: Files | None = None) -> None:  # fmt: skip
        super().__init__(context, "File documents", parent, QSize(980, 600), with_side=True, side_width=SIDE + 40)
        self._files, self._case_id = files or Files(), case_id
        self._view: CaseView | None = None
        self.waiting: list[Waiting] = []
        self._now: Waiting | None = None
        self._stop = Event()
        self._done: list[Changes] = []
        self._said: dict[str, str] = {}
        self._unsaid = ""
        self.setAcceptDrops(True)
        self.heading = label("", Role.QUESTION, wrap=True)
        columns: list[Column[Waiting]] = [
            Column("what", "Document", lambda w: TwoLine(w.name, w.refused or w.becomes), stretch=True, kind=Kind.TWO_LINE,
                   narrow=True)
        ]  # fmt: skip
        self.model: RowModel[Waiting] = RowModel(columns, lambda w: f"{w.name}. {w.refused or w.becomes}",
                                                 row_id=lambda w: w.number)  # fmt: skip
        self.list = RowTable(self.model, "Documents to file", headed=False, row_height=44)
        self.model.setParent(self.list)
        self.list.current_changed.connect(lambda _id: self._chosen())
        self.about = DocumentFields(context)
        self._kept = self.keep_under(f"file_documents.{case_id}", case_id)
        for control in self.about.controls().values():
            on_change(control, self.touched)
        self.bar, self.doing = QProgressBar(), label("", Role.SMALL)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        for widget in (self.heading, self.list, self.about, self.bar, self.doing):
            self.form.addWidget(widget, 1 if widget is self.list else 0)
        self.look = DocumentLook(SIDE)
        self.side.addWidget(self.look)
        self.add_act("Add files", self._choose, "paperclip").setAutoDefault(False)
        self.set_primary("File them")
        self._late = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._late.timeout.connect(lambda: self._show_progress(True))
        self._show_progress(False)
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self._show_case, self.refused)
        self.take(items)

    # -- looking ----------------------------------------------------------------------------------------------

    def take(self, items: Sequence[Dropped]) -> None:
        """Look at more documents, on a worker."""
        if not items or self.busy:
            self._show_list()
            return
        self._begin()
        desk, listed = self.context.desk, list(items)
        self.context.dispatcher.read(
            self, lambda progress: look_at(desk, listed, self._stoppable(progress)), self._looked, self._stopped,
            self._progressed,
        )  # fmt: skip

    def _looked(self, found: list[Waiting]) -> None:
        self._end()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        for one in found:
            one.number = len(self.waiting) + 1
            self.waiting.append(one)
        self._put_back()
        self._show_list()

    def _show_case(self, view: CaseView) -> None:
        self._keep()
        self._view, self._now = view, None  # what is offered now was not said by anybody
        self.about.offer(view)
        self._put_back()
        self._chosen()
        self._show_list()

    def _show_list(self) -> None:
        now = self._now.number if self._now is not None else 0
        self.model.set_rows(self.waiting)
        if self.waiting and not self.list.select_id(now):
            self.list.select_row(0)
        whose = f" on {self._view.case.child.name}’s case" if self._view is not None else ""
        count = len(self.waiting)
        words = f"File {count} document{'s' if count != 1 else ''}{whose}"
        self.heading.setText(words if count else f"Nothing to file{whose} yet. Drop files here, or add them.")
        if self.primary is not None:
            self.primary.set_words("File it" if count == 1 else "File them")
            self.primary.setEnabled(bool(self._fit()) and not self.busy)
        self._chosen()

    def _fit(self) -> list[Waiting]:
        return [w for w in self.waiting if not w.refused]

    def _chosen(self) -> None:
        """Keep what was said of the one before, and show the one under the keys."""
        self._keep()
        number = self.list.current_id()
        self._now = next((w for w in self.waiting if w.number == number), None)
        one = self._now
        plain = one is not None and one.email is None and not one.refused
        self.about.setVisible(plain)
        if one is None:
            self.look.tell("", "")
            return
        if plain:
            self.about.show_details(one.details)
            self._unsaid = self._stands()
        self.look.tell((one.refused and "It cannot be filed") or one.becomes, one.refused or one.words)
        self.look.show_picture(one.image, one.name)

    def _keep(self) -> None:
        if self._now is not None and self._now.email is None and not self._now.refused:
            self._said = dict(self.typed())
            self._now.details = self.about.details()

    def _stands(self) -> str:
        return json.dumps({name: stands_at(control) for name, control in self.about.controls().items()})

    def _put_back(self) -> None:
        """Say again of a document that was dropped before what was said of it then, and not filed."""
        for one in self.waiting if self._view is not None else ():
            if one.name in self._kept and one.email is None and not one.refused:
                self._said[one.name] = self._kept.pop(one.name)
                self.about.show_details(one.details)
                for name, words in json.loads(self._said[one.name]).items():
                    put_back(self.about.controls()[name], words)
                one.details, self._now = self.about.details(), None
                say_put_back(self)

    # -- filing -----------------------------------------------------------------------------------------------

    def check(self) -> bool:
        """The days of the one under the keys; those of the others were read when the keys left them."""
        fine = not self.about.isVisible() or self.about.days_are_right()
        self._keep()
        return fine and super().check()

    def submit(self) -> None:
        """File what can be; what is refused stays, with the reason."""
        view, desk = self._view, self.context.desk
        if view is None or not self._fit():
            return
        ref, listed = view.case.ref, self._fit()
        self._begin()

        def work(told: Progress) -> tuple[list[tuple[Waiting, Changes | str]], Exception | None]:
            progress = self._stoppable(told)
            done: list[tuple[Waiting, Changes | str]] = []
            for one in listed:
                try:
                    done.append((one, file_one(desk, ref, one, progress)))
                except Cancelled as stopped:
                    return done, stopped
                except DeskError as problem:
                    done.append((one, str(problem)))
                except Exception as fault:  # noqa: BLE001 - what was filed before it must still be told
                    return done, fault
            return done, None

        self.context.dispatcher.write(self, work, self._filed, self._stopped, self._progressed)

    def _filed(self, answer: tuple[list[tuple[Waiting, Changes | str]], Exception | None]) -> None:
        self._end()
        done, stopped = answer
        for one, came in done:
            if isinstance(came, str):
                one.refused = came
            else:
                self._done.append(came)
                self.waiting.remove(one)
        self._now = None
        filed = [c for _, c in done if not isinstance(c, str)]
        if not self.waiting and self._done:
            self.saved(
                _together(self._done),
                f"Filed {len(self._done)} document{'s' if len(self._done) != 1 else ''}",
                undo=True,
            )
            return
        for changes in filed:
            self.context.events.tell(changes.kinds, changes.cases, self)
        self._show_list()
        left = len(self.waiting)
        said = f"{len(filed)} filed, {left} not: the reason stands with each."
        if stopped is not None:
            said = f"Stopped: {len(filed)} filed, {left} not."
        if stopped is not None and not isinstance(stopped, Cancelled):
            said = UNEXPECTED
            self.context.messages.failed(stopped)
        self.say_trouble(said)

    def cancel(self) -> None:
        """While it works Cancel stops it; otherwise it closes, and nothing that waits is filed."""
        if self.busy:
            self._stop.set()
            self.doing.setText("Stopping.")
            return
        super().cancel()

    def reject(self) -> None:
        """Esc does the same: it never leaves while something is being filed unseen."""
        if self.busy:
            self.cancel()
        else:
            super().reject()

    def _stopped(self, error: Exception) -> None:
        self._end()
        self.refused(error)
        self._show_list()

    # -- while it works ---------------------------------------------------------------------------------------

    def _stoppable(self, told: Progress) -> Progress:
        """The progress a worker reports to, which also stops it.  Not the job's own stop: what was filed before it must
        still be told, and a cancelled job tells nothing."""
        stop = self._stop

        def progress(done: int, total: int, what: str) -> None:
            if stop.is_set():
                raise Cancelled("Stopped.")
            told(done, total, what)

        return progress

    def _begin(self) -> None:
        self._stop = Event()
        self._set_busy(True)
        self.rename_cancel("Stop")
        self.bar.setRange(0, 0)
        self.doing.setText("")
        self._late.start()

    def _end(self) -> None:
        self._late.stop()
        self._set_busy(False)
        self.rename_cancel("Cancel")
        self._show_progress(False)

    def _show_progress(self, on: bool) -> None:
        self.bar.setVisible(on)
        self.doing.setVisible(on)

    def _progressed(self, done: int, total: int, what: str) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * done // max(total, 1))
        self.doing.setText(what)

    # -- more of them -----------------------------------------------------------------------------------------

    def _choose(self) -> None:
        self.take(self._files.open_files(self, "File documents"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped here too."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self.take(dropped_in(event.mimeData(), self.context.desk.today())[0])

    def typed(self) -> Mapping[str, str]:
        """What was said of each document that waits, by its name.  The documents are still where they were."""
        now, said = self._now, dict(self._said)
        if now is not None and now.email is None and not now.refused and self._stands() != self._unsaid:
            said[now.name] = self._stands()
        return {one.name: said[one.name] for one in self.waiting if one.name in said}


def _together(done: Sequence[Changes]) -> Changes:
    every = Changes()
    for one in done:
        every = Changes(every.kinds | one.kinds, every.cases | one.cases, (*every.facts, *one.facts),
                        (*every.warnings, *one.warnings))  # fmt: skip
    return every


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0,
         items: Sequence[Dropped] = ()) -> FileDocuments:  # fmt: skip
    """The dialog, about one case and what was dropped or pasted on it."""
    return FileDocuments(context, parent, case_id, items)
