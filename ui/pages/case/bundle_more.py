"""More to do with a bundle: reading scans, the explanatory note, what changed since a version, filing what is built."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ehcp_desk.domain.bundle_changes import what_changed
from ehcp_desk.domain.bundles import BundleList
from ehcp_desk.domain.preflight import explanatory_note
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.bundle_lists import file_bundle
from ehcp_desk.services.records.bundles import CaseBundle, LookedAt
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.widgets.buttons import ActionButton


class BundleMore:
    """The menu behind More, and the two things it can switch: ``ocr`` reads the words of scans, ``filing`` files each
    bundle that is built as a document of the case.  ``again`` looks at the papers again, ``changes`` shows sentences."""

    def __init__(
        self, context: PageContext, owner: QWidget, again: Callable[[], None],
        changes: Callable[[str, tuple[str, ...]], None],
    ) -> None:  # fmt: skip
        self._context, self._owner, self._again, self._changes = context, owner, again, changes
        self.ocr = self.filing = False
        self.button = ActionButton("More", lambda: None, "list", dense=True)
        self.button.setAccessibleName("More to do with the bundle")

    def show(self, bundle: CaseBundle | None, looked: LookedAt | None, files: Files) -> None:
        """The menu, under its button."""
        menu = self.menu(bundle, looked, files)
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def menu(self, bundle: CaseBundle | None, looked: LookedAt | None, files: Files) -> QMenu:
        """What can be done now; what cannot says why."""
        menu = QMenu(self._owner)
        menu.setToolTipsVisible(True)
        found = shutil.which("tesseract") is not None
        words = "Read the words of scans" if found else "Read the words of scans (tesseract is not installed)"
        self._switch(menu, words, self.ocr, self._read_scans).setEnabled(found)
        self._switch(menu, "File each bundle that is built on the case", self.filing, self._file_built)
        menu.addSeparator()
        over = looked is not None and bool(looked.found.over)
        note = menu.addAction(
            "Draft the explanatory note" if over else "Draft the explanatory note (nothing is over its limit)"
        )
        note.setEnabled(over)
        note.triggered.connect(lambda: self.note(looked, files))
        kept = bundle.kept if bundle is not None else ()
        for version in reversed(kept[-5:]):
            act = menu.addAction(f"What changed since version {version.version}")
            act.triggered.connect(partial(self.compare, bundle, version))
        if not kept:
            menu.addAction("What changed since a version (none is kept yet)").setEnabled(False)
        return menu

    def _switch(self, menu: QMenu, words: str, on: bool, change: Callable[[bool], None]) -> QAction:
        act = menu.addAction(words)
        act.setCheckable(True)
        act.setChecked(on)
        act.toggled.connect(change)
        return act

    def _read_scans(self, on: bool) -> None:
        self.ocr = on
        self._again()

    def _file_built(self, on: bool) -> None:
        self.filing = on

    def note(self, looked: LookedAt | None, files: Files) -> None:
        """The explanatory note where limits are exceeded, as Word, where the person says."""
        desk = self._context.desk
        if looked is None or desk.bundles is None:
            return
        ref = looked.bundle.case.ref
        path = files.save_any(
            self._owner, "Save the explanatory note", f"{ref.replace('/', '-')} Explanatory note.docx"
        )
        if path is None:
            return
        press, words = desk.bundles, explanatory_note(looked.found, looked.bundle.case.child.name, ref)

        def done(_nothing: None) -> None:
            self._context.messages.done(f"Saved as {path.name}; read it and put the reasons in.")
            files.show(path)

        self._context.dispatcher.read(
            self._owner, lambda _p: press.note(words, path), done, self._context.messages.failed
        )

    def compare(self, bundle: CaseBundle | None, before: BundleList, _checked: bool = False) -> None:
        """What is other now than in a version that was kept, in sentences."""
        if bundle is not None:
            told = what_changed(before, bundle.list)
            self._changes(f"Changed since version {before.version}", told or ("Nothing was changed since.",))

    def built(self, path: Path, kept: BundleList, ref: str) -> None:
        """File a bundle that was built, where that was asked for."""
        context = self._context
        if not self.filing:
            return

        def done(changes: Changes) -> None:
            context.events.tell(changes.kinds, changes.cases, self._owner)
            context.messages.done(f"Version {kept.version} is filed on the case")

        desk = context.desk
        context.dispatcher.write(
            self._owner, lambda p: file_bundle(desk, ref, path, kept, p), done, context.messages.failed
        )
