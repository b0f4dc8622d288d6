"""The data officer's signature under an import's certificate, and the signed certificate on paper."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import Role
from ehcp_desk.services.upkeep.certifying import print_certificate, sign_import
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen
from ui.dialogs.files import Files, file_name
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role as Look
from ui.widgets.buttons import ActionButton
from ui.widgets.text import label

Documents = Sequence[Mapping[str, Any]]


class SignImport(DeskDialog):
    """The record keeps the certificate's digest only, so an import brought in before needs its saved certificate."""

    signed = Signal()

    def __init__(
        self,
        context: PageContext,
        parent: QWidget | None,
        number: int,
        documents: Documents,
        files: Files | None = None,
    ) -> None:
        super().__init__(context, "Sign the certificate", parent, QSize(600, 380))
        self._number, self._documents, self._files = number, documents, files or Files()
        self._done = False
        self.heading = label(f"Import {number}", Look.QUESTION, wrap=True)
        self.form.addWidget(self.heading)
        self.words = label("Signing says that what became of every row was looked at. It cannot be taken back.", "second",
                           wrap=True)  # fmt: skip
        self.form.addWidget(self.words)
        self.officer = choice([], 320)
        self.officer_field = Field("&Data officer who signs", self.officer)
        self.form.addWidget(self.officer_field)
        self.pick = ActionButton("Choose the certificate (JSON)", self._choose, "folder-open")
        self.pick_field = Field("&Certificate", self.pick, "The file saved when the import was brought in.")
        self.form.addWidget(self.pick_field)
        self.form.addStretch(1)
        self.set_primary("Sign")
        self.officer_field.setVisible(context.desk.roles is None)
        self.pick_field.setVisible(not documents)
        desk = context.desk

        def read(_progress: object) -> list[str]:
            with desk.store.read() as work:
                staff = work.staff().officers.values()
            return sorted(o.name for o in staff if o.role is Role.DATA_OFFICER and o.works_on(desk.today()))

        context.dispatcher.read(self, read, self._offer, self.say_error)

    def _offer(self, names: Sequence[str]) -> None:
        for name in names:
            self.officer.addItem(name, name)
        self.officer.setCurrentIndex(max(0, self.officer.findData(self.context.desk.user)))
        self.officer.setFocus()
        if not names and self.context.desk.roles is None:
            self.say_trouble("Nobody on the record is a data officer; give somebody that role in Settings, People.")

    def _choose(self) -> None:
        found = self._files.open_files(self, "Choose the certificate of this import")
        if found:
            self.context.dispatcher.read(self, lambda _p: [_certificate(path) for path in found],
                                         partial(self._chosen, found[0].name), self.say_error)  # fmt: skip

    def _chosen(self, name: str, documents: Documents) -> None:
        self._documents = documents
        self.pick_field.set_hint(name)
        self.pick_field.set_wrong("")

    def problems(self) -> list[tuple[Field, str]]:
        """Somebody who signs, and the certificate that is signed."""
        found = []
        if self.context.desk.roles is None and not chosen(self.officer):
            found.append((self.officer_field, "Choose the data officer who signs."))
        if not self._documents:
            found.append((self.pick_field, "Choose the certificate that was saved when the file was brought in."))
        return found

    def submit(self) -> None:
        """Sign it; then the same act prints it."""
        if self._done:
            self._print()
            return
        desk, number, officer, documents = self.context.desk, self._number, chosen(self.officer), self._documents
        self.run(lambda: sign_import(desk, number, officer, documents), lambda _changes: self._is_signed(officer))

    def _is_signed(self, officer: str) -> None:
        self._done = True
        who = officer or self.context.desk.user
        self.heading.setText(f"Import {self._number} is signed by {who}")
        self.words.setText("Print the signed certificate now, or close.")
        self.officer_field.hide()
        self.pick_field.hide()
        if self.primary is not None:
            self.primary.set_words("Print the certificate")
        self.rename_cancel("Close")
        self.signed.emit()
        self.context.messages.done(f"Import {self._number} is signed by {who}.")

    def _print(self) -> None:
        path = self._files.save_as(self, "Print the certificate", file_name("Import certificate", str(self._number)))
        if path is not None:
            desk, documents = self.context.desk, self._documents
            self.run(lambda: print_certificate(desk, documents, path), lambda _none: self._printed(path))

    def _printed(self, path: Path) -> None:
        self.context.messages.done(f"The signed certificate is in {path}.")
        self.finished_with()


def _certificate(path: Path) -> Mapping[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadInput(f"{path.name} is not an import certificate; choose the JSON saved with it.") from None
    if not isinstance(said, dict):
        raise BadInput(f"{path.name} is not an import certificate; choose the JSON saved with it.")
    return said


def make(context: PageContext, parent: QWidget | None = None, number: int = 0, documents: Documents = ()) -> SignImport:
    """The dialog about one import; ``documents`` are its certificate where it was just brought in."""
    return SignImport(context, parent, number, documents)
