"""One filed document: what is known of it, to say or put right, and a look at it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import FiledDocument
from ehcp_desk.domain.documents import IMAGE_SUFFIXES, suffix_of, why_not_opened
from ehcp_desk.services.casework.filing import describe_document
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.documents import read_only_copy, save_copy
from ehcp_desk.services.records.heads import local
from ui.context import PageContext
from ui.dialogs.changed_fields import keep_fields
from ui.dialogs.copies import Copies
from ui.dialogs.document_fields import DocumentFields
from ui.dialogs.document_look import LARGEST_PICTURE, DocumentLook, picture_of
from ui.dialogs.files import Files
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.sizes import size_words
from ui.widgets.text import label

SIDE = 360


class DocumentDialog(DeskDialog):
    """Fields at the left; at the right the picture where it is one, and the digest it is kept under."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, document: int = 0,
                 files: Files | None = None, copies: Copies | None = None) -> None:  # fmt: skip
        super().__init__(
            context, "What this document is", parent, QSize(960, 480), with_side=True, side_width=SIDE + 40
        )
        self._files, self._copies = files or Files(), copies or Copies(context.events)
        self._wanted_document = document
        self._view: CaseView | None = None
        self.document: FiledDocument | None = None
        self.heading = label("", Role.QUESTION, wrap=True)
        self.about = DocumentFields(context)
        self.form.addWidget(self.heading)
        self.form.addWidget(self.about)
        self.form.addStretch(1)
        self.look = DocumentLook(SIDE)
        self.side.addWidget(self.look)
        self.open_act = self.add_act("Open", self.open_copy, "folder-open")
        self.save_act = self.add_act("Save a copy", self.save_elsewhere, "download-simple")
        self.set_primary("Save what it is")
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self._show_case, self.refused)

    def _show_case(self, view: CaseView) -> None:
        self._view = view
        found = [d for d in view.filed if not self._wanted_document or d.row.id == self._wanted_document]
        if not found:
            self.heading.setText("There is no document here yet. Drop one on the case to file it.")
            self._allow(False)
            return
        self.document = found[-1]
        row = self.document.row
        self.heading.setText(f"Document {self.document.number}: {row.filename}")
        self.about.offer(view, row.id)
        self.about.show_details(self.document.details)
        keep_fields(self, f"document.{row.id}", view.case.id, **self.about.controls())
        refused = why_not_opened(row.filename)
        self.open_act.setEnabled(not refused)
        newer = f"\nDocument {self.document.newer} is a newer version of it." if self.document.newer else ""
        filed = local(row.filed_at)
        self.look.tell(
            f"Filed by {row.filed_by}, {in_words(filed.date())} at {filed:%H:%M}",
            f"{size_words(row.size)}, kept as it came under the digest {row.sha256[:12]}.{newer}"
            + (f"\n\n{refused}" if refused else ""),
        )
        self.about.fields[0].take_focus()
        self._read_picture()

    def _allow(self, on: bool) -> None:
        for part in (self.about, self.open_act, self.save_act, self.primary):
            if part is not None:
                part.setEnabled(on)

    def _read_picture(self) -> None:
        document, desk = self.document, self.context.desk
        if (
            document is None
            or suffix_of(document.row.filename) not in IMAGE_SUFFIXES
            or document.row.size > LARGEST_PICTURE
        ):
            return
        number, name = document.row.id, document.row.filename

        def work(_progress: object) -> QImage | None:
            with desk.store.read() as unit:
                return picture_of(unit.document_bytes(number))

        self.context.dispatcher.read(self, work, lambda image: self.look.show_picture(image, name), self.say_error)

    def open_copy(self) -> None:
        """Open a copy that can only be read."""
        document, desk = self.document, self.context.desk
        if document is None:
            return
        folder = self._copies.folder()
        self.context.dispatcher.read(
            self, lambda progress: read_only_copy(desk, document.row, folder, progress), self._files.show, self.say_error,
            title=f"Opening {document.row.filename}",
        )  # fmt: skip

    def save_elsewhere(self) -> None:
        """Save a copy where the person says; nothing opens it."""
        document, desk = self.document, self.context.desk
        if document is None:
            return
        path = self._files.save_any(self, "Save a copy", document.row.filename)
        if path is None:
            return
        self.context.dispatcher.read(
            self, lambda progress: save_copy(desk, document.row, path, progress),
            lambda _nothing: self.context.messages.done(f"A copy is saved as {path.name}"), self.say_error,
            title=f"Saving {document.row.filename}",
        )  # fmt: skip

    def check(self) -> bool:
        """The days."""
        return self.about.days_are_right() and super().check()

    def submit(self) -> None:
        """Put what was said on the record; what was said before stays, marked."""
        view, document, desk = self._view, self.document, self.context.desk
        if view is None or document is None:
            return
        details = self.about.details()
        self.run(lambda: describe_document(desk, view.case.ref, document.row.id, details),
                 lambda changes: self.saved(changes, f"What {document.row.filename} is stands on the record"))  # fmt: skip


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0, document: int = 0,
         files: Files | None = None) -> DocumentDialog:  # fmt: skip
    """The dialog, about one document of a case; the newest where none is named."""
    return DocumentDialog(context, parent, case_id, document, files)
