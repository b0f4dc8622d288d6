"""Before a list leaves the desk: how many children it names, who it is for, and why it may go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.leaving_files import Warned
from ehcp_desk.domain.sheets import Sheet
from ehcp_desk.domain.worklist import CaseQuery
from ehcp_desk.services.oversight.sheets.exporting import export_sheet, warned_of_sheet
from ehcp_desk.services.records.export_guard import export_confirmed, warn_of_list
from ui.context import PageContext
from ui.dialogs.fields import Field, line_edit
from ui.dialogs.reasoned import Reasoned

Go = Callable[[str, str], object]


class LeavingDialog(Reasoned):
    """Asks for the recipient and the reason, and hands both over."""

    def __init__(self, context: PageContext, parent: QWidget, warned: Warned, go: Go) -> None:
        many = so_many(warned.children, "child", "children")
        small = f", {so_many(warned.small, 'small number')} among them" if warned.small else ""
        holds = f"This list names {many}." if warned.children else f"This table counts children{small}."
        super().__init__(
            context, parent, "Export this list", f"{holds} May it leave the desk?",
            f"Everybody who has {warned.file} can read it, and copies cannot be called back. What you say is kept.",
            "&Why it may go", "Say why it may go; the reason is kept.", "Write the list",
        )  # fmt: skip
        self._go = go
        self.to = line_edit("Who it is for", width=420)
        self.to_field = Field("Who it is &for", self.to)
        self.form.insertWidget(self.form.indexOf(self.reason_field), self.to_field)
        self.order_tabs()
        self.keep_words(to=self.to)
        self.to_field.take_focus()

    def problems(self) -> list[tuple[Field, str]]:
        """A recipient and a reason are needed."""
        missing = [] if self.to.text().strip() else [(self.to_field, "Say who the list is for.")]
        return [*missing, *super().problems()]

    def submit(self) -> None:
        """Hand over what was said, and close."""
        to, why = self.to.text().strip(), self.reason.toPlainText().strip()
        self.finished_with()
        self._go(to, why)


def export_table(page: QWidget, context: PageContext, made: Sheet, outside: int, path: Path) -> None:
    """The same for a list or table of the registers."""
    desk, dispatcher, messages = context.desk, context.dispatcher, context.messages

    def go(to: str, why: str) -> None:
        dispatcher.write(
            page, lambda progress: export_sheet(desk, made.key, path, to, why, outside, progress),
            lambda total: messages.done(f"{so_many(total, 'line')} written to {path.name}, and kept for whom."),
            messages.failed, title="Exporting the list",
        )  # fmt: skip

    LeavingDialog(context, page, warned_of_sheet(made, path.name), go).open()


def export(page: QWidget, context: PageContext, query: CaseQuery, path: Path) -> None:
    """Say how many children a list names, and ask who it is for and why; then write it."""
    desk, dispatcher, messages = context.desk, context.dispatcher, context.messages

    def go(to: str, why: str) -> None:
        dispatcher.write(
            page, lambda progress: export_confirmed(desk, query, path, to, why, progress),
            lambda total: messages.done(f"{so_many(total, 'case')} written to {path.name}, and kept for whom."),
            messages.failed, title="Exporting the list",
        )  # fmt: skip

    dispatcher.read(
        page, lambda _progress: warn_of_list(desk, query, path.name),
        lambda warned: LeavingDialog(context, page, warned, go).open(), messages.failed, title="Looking at the list",
    )  # fmt: skip
