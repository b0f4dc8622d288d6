"""Files that were disposed of: who decided and why, and the certificate of each."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words, local
from ehcp_desk.domain.retention import Disposal
from ehcp_desk.services.upkeep.disposal_paper import print_certificate
from ehcp_desk.services.upkeep.retention import disposals
from ui.context import PageContext
from ui.dialogs.files import Files, file_name
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.flow import Flow
from ui.widgets.notices import EmptyState
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable


class GoneView(QWidget):
    """The list of disposals, which names nobody but who decided."""

    sentence = "What is left of a file: its reference, who decided and why. Enter saves its certificate."

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._files = context, files
        self._listed: dict[int, Disposal] = {}
        self.panel = Panel("Disposed of", note=" ")
        self.rows: RowModel[Disposal] = RowModel(
            (
                Column("ref", "Reference", lambda d: TwoLine(d.ref, in_words(local(d.at).date()), bold=True), 200, Kind.TWO_LINE,
                       narrow=True),
                Column("by", "By", lambda d: d.by, 160, narrow=True),
                Column("what", "What went", _what_went, 210),
                Column("reason", "Why", lambda d: d.reason, 320, Kind.SECOND, stretch=True),
            ),
            lambda d: f"{d.ref}, disposed of on {in_words(local(d.at).date())} by {d.by}: {d.reason}",
            row_id=lambda d: d.case_id,
        )  # fmt: skip
        self.table = RowTable(self.rows, "Files disposed of", settings=context.settings)
        self.table.opened.connect(lambda _number: self.save())
        self.panel.add(self.table, 1)
        self.empty = EmptyState(
            "folder-open",
            "No file has been disposed of",
            "Once one is, its reference stays here for good, with who decided and why.",
        )
        self.panel.add(self.empty, 1)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        self._across = QWidget()
        stack.addWidget(self._across)
        stack.addWidget(self.panel, 1)
        self.certificate = ActionButton("Save the certificate", self.save, "export", kind=ButtonKind.PRIMARY)
        Flow(self._across, (self.certificate,))  # on a second row where the window is narrow
        self.certificate.setEnabled(False)

    def panes(self) -> list[QWidget]:
        """The list."""
        return [self.table]

    def load(self) -> None:
        """Read anew."""
        desk = self._context.desk
        self._context.dispatcher.latest(self, lambda _p: disposals(desk), self._show, self._context.messages.failed)

    def _show(self, listed: list[Disposal]) -> None:
        self._listed = {one.case_id: one for one in listed}
        self.rows.set_rows(listed)
        self.table.setVisible(bool(listed))
        self.empty.setVisible(not listed)
        self.panel.set_note(so_many(len(listed), "file") if listed else "")
        self.certificate.setEnabled(bool(listed))

    def save(self) -> None:
        """The certificate of the file under the keys, as PDF with its HTML and JSON twins beside it."""
        done = self._listed.get(self.table.current_id() or 0)
        if done is None:
            return
        path = self._files.save_as(self, "Save the certificate", file_name("Certificate of disposal", done.ref))
        if path is None:
            return
        desk, said = self._context.desk, self._context.messages
        files = [path, path.with_suffix(".html"), path.with_suffix(".json")]
        self._context.dispatcher.write(self, lambda _p: print_certificate(desk, done, files),
                                       lambda _made: said.done(f"The certificate of {done.ref} is saved"),
                                       said.failed)  # fmt: skip


def _what_went(one: Disposal) -> str:
    return f"{so_many(one.facts, 'entry', 'entries')}, {so_many(one.documents, 'document')}"
