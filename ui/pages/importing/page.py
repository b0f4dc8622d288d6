"""Import: choose a file, match its columns, look at what would happen, and only then bring it in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QInputDialog, QWidget

from ehcp_desk.domain.import_words import came_to
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.upkeep import bringing
from ehcp_desk.services.upkeep.bringing import Trial
from ehcp_desk.services.upkeep.certifying import print_certificate, write_certificates
from ui.as_written import caption
from ui.context import PageContext
from ui.pages.importing.certificate import CertificatePanel
from ui.pages.importing.matching import Chosen, MatchingPanel
from ui.pages.importing.steps import Steps
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.notices import EmptyState
from ui.widgets.page import MIDDLE, Page
from ui.widgets.panel import PageHeader, Panel

SIDE = 392
FILES = "Trackers and returns (*.xlsx *.xlsm *.xls *.ods *.csv *.txt *.xml);;Every file (*)"
STEPS = ("Choose the file", "Match the columns", "Certificate")


def make(context: PageContext) -> ImportPage:
    """The page, for the window."""
    return ImportPage(context)


class ImportPage(Page):
    """A tracker in, with every row accounted for."""

    title = "Import"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__("Import", parent)
        self._context = context
        self._trial: Trial | None = None
        self._profile = ""
        self._saving = ""
        self._done = False
        self._number = 0
        self.setAcceptDrops(True)
        self.header = PageHeader("Bring in a file")
        self.steps = Steps(STEPS)
        self._profiles = ActionButton("Profile: none", self._choose_profile)
        self._keep = ActionButton("Save as profile", self._save_profile, "bookmark-simple")
        self._other = ActionButton("Choose a file", self._choose, "folder-open")
        self._go = ActionButton("Bring it in", self._bring, "download-simple", kind=Kind.PRIMARY)
        self._left = ActionButton("What is left to do", partial(context.ask, "import_acts"), "list-checks")
        self._compare = ActionButton("Compare only", self._ask_compare, "rows")
        self._offered = (self._profiles, self._keep, self._compare, self._other, self._go)
        for action in (self._left, *self._offered):
            self.header.add_action(action)
        self.content.addWidget(self.header)
        self.content.addWidget(self.steps)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(8)
        self.matching = MatchingPanel(self._rematch)
        self.certificate = CertificatePanel(context, self._save_certificate, self._sign_certificate)
        self._start = Panel()
        self._start.add(EmptyState("download-simple", "Bring in the tracker you have now",
                                   "Choose a spreadsheet or CSV file, or drop it here. You will see what each column and row "
                                   "would do before anything is changed.", "Choose a file", self._choose))  # fmt: skip
        self._start.body.addStretch(1)
        self._columns.addWidget(self._start, 1)
        self._columns.addWidget(self.matching, 1)
        self._columns.addWidget(self.certificate)
        self.content.addLayout(self._columns, 1)
        self._show_step(0)

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **kw: Any) -> None:
        """``path`` reads a file at once (a file dropped on the window, a picture for the guide)."""
        desk = self._context.desk
        self._context.dispatcher.read(self, lambda _p: bringing.profiles(desk), self._offer_profiles)
        if kw.get("path"):
            self.read_file(Path(str(kw["path"])))

    def panes(self) -> list[QWidget]:
        """What to choose first; then columns and the certificate."""
        return [self._start, self.matching.table, self.certificate.rows_table]

    def help_words(self) -> str:
        """What this page is for."""
        return ("Bring in a tracker or an export. Every row ends in one place, nothing is guessed, and what cannot be read is "
                "kept word for word on the case. Bringing the same file in twice creates nothing.")  # fmt: skip

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped anywhere on the page."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the first file dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.read_file(paths[0])

    # -- reading -----------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Choose a tracker", "", FILES)
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path, chosen: Chosen | None = None) -> None:
        """Try a file: nothing is changed.  The same file chosen again is read by the choices that are shown.

        Until it is read, nothing can be brought in: what stands on the page is not what was chosen last.
        """
        if self._saving:
            self._context.messages.status(f"{self._saving} is being brought in; choose the next file when it is.")
            return
        desk, profile = self._context.desk, self._profile
        by = chosen or (self.matching.chosen if path.name == self.matching.file else Chosen())
        self._stands(False)
        self._context.dispatcher.latest(
            self,
            lambda progress: bringing.trial(desk, path, by.targets, profile, progress, by.values, by.styles),
            lambda trial: self._tried(trial, by),
            self._not_tried,
            title=f"Reading {path.name}",
            about="file",
        )

    def _not_tried(self, error: Exception) -> None:
        """What stood on the page stands again."""
        self._stands(True)
        self._context.messages.failed(error)

    def _stands(self, stands: bool) -> None:
        """Whether what the page shows may be kept, compared and brought in."""
        self._go.setEnabled(stands and self._trial is not None and self._trial.plan.writes)
        for action in (self._keep, self._compare):
            action.setEnabled(stands)

    def _tried(self, trial: Trial, chosen: Chosen) -> None:
        self._trial, self._done = trial, False
        self._context.messages.over()
        self.matching.show_look(trial.look, chosen)
        self.certificate.show_plan(trial.plan, done=False)
        self._show_step(1)
        self.matching.table.setFocus()  # the button that had the keys is gone

    def _rematch(self, chosen: Chosen) -> None:
        if self._trial is not None:
            self.read_file(self._trial.path, chosen)

    # -- bringing in -------------------------------------------------------------------------------------------

    def _bring(self) -> None:
        trial, desk = self._trial, self._context.desk
        if trial is None:
            return
        self._saving = trial.path.name
        for action in self._offered:
            action.setEnabled(False)
        self._context.dispatcher.write(
            self, lambda progress: (bringing.bring(desk, trial, progress), came_to(trial.plan)),
            lambda done: self._brought(trial, *done), self._not_brought, title=f"Bringing in {trial.path.name}",
        )  # fmt: skip

    def _brought(self, trial: Trial, changes: Changes, words: str) -> None:
        self._ended()
        self._done, self._number = True, changes.act
        self.certificate.show_plan(trial.plan, done=True)
        self._show_step(2)
        self._context.events.tell(changes.kinds, frozenset(), self)
        self._context.messages.done(f"{trial.path.name} is in: {words}.")

    def _not_brought(self, error: Exception) -> None:
        self._ended()
        self._context.messages.failed(error)

    def _ended(self) -> None:
        """The next file may be chosen."""
        self._saving = ""
        for action in self._offered:
            action.setEnabled(True)

    def _show_step(self, step: int) -> None:
        self.steps.show_step(step)
        self._start.setVisible(step == 0)
        self._other.setVisible(step > 0)  # before that the one button to choose a file is in the middle of the page
        self.matching.setVisible(step > 0)
        self.certificate.setVisible(step > 0)
        self._keep.setVisible(step > 0)
        self._compare.setVisible(step == 1)
        self._go.setVisible(step == 1)
        self._stands(True)
        writes = self._go.isEnabled()
        rows = self._trial.plan.certificate if self._trial else None
        count = rows.created + rows.updated + rows.merged + rows.held if rows else 0
        self._go.set_words(
            f"Bring in {count:,} row{'' if count == 1 else 's'}" if writes else "Nothing new to bring in"
        )
        self.matching.setEnabled(step == 1)

    def _ask_compare(self) -> None:
        if self._trial is not None:
            by = self.matching.chosen
            said = {
                "targets": by.targets,
                "values": by.values,
                "styles": by.styles,
                "profile": self._trial.look.profile,
            }
            self._context.ask("import_compare", path=str(self._trial.path), **said)

    # -- profiles and certificate ----------------------------------------------------------------------------

    def _offer_profiles(self, names: tuple[str, ...]) -> None:
        self._profile_names = names
        self._profiles.setVisible(bool(names))

    def _choose_profile(self) -> None:
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        for name in ("", *self._profile_names):
            menu.addAction(caption(name) or "None", partial(self._use_profile, name))
        menu.popup(self._profiles.mapToGlobal(self._profiles.rect().bottomLeft()))

    def _use_profile(self, name: str) -> None:
        self._profile = name
        self._profiles.set_words(f"Profile: {caption(name) or 'none'}")
        if self._trial is not None:
            self.read_file(self._trial.path, Chosen())  # the profile's choices, not those made before

    def _save_profile(self) -> None:
        trial, desk = self._trial, self._context.desk
        if trial is None:
            return
        name, agreed = QInputDialog.getText(self, "Save as profile", "Name of the profile", text=trial.path.stem)
        if agreed and name.strip():
            by = self.matching.chosen
            self._context.dispatcher.write(
                self,
                lambda _p: bringing.save_profile(desk, name.strip(), trial.look, by.targets, by.values, by.styles),
                lambda _none: self._profile_saved(name.strip()),
                self._context.messages.failed,
            )

    def _profile_saved(self, name: str) -> None:
        self._profile_names = tuple(sorted({*self._profile_names, name}))
        self._profiles.show()
        self._profile = name
        self._profiles.set_words(f"Profile: {caption(name)}")
        self._context.messages.done(f"The profile {name} is saved for the next file like this.")

    def _save_certificate(self) -> None:
        if self._trial is None:
            return
        name, _ = QFileDialog.getSaveFileName(self, "Save the certificate", f"{self._trial.path.stem}-certificate.json",
                                              "Certificate (*.json);;To print (*.pdf);;Web page (*.html)")  # fmt: skip
        if name and not name.lower().endswith(".json"):
            desk, certificate = self._context.desk, self._trial.plan.certificate
            self._context.dispatcher.write(
                self, lambda _p: print_certificate(desk, [certificate.as_json()], Path(name)),
                lambda _n: self._context.messages.done(f"The certificate is in {name}."), self._context.messages.failed,
            )  # fmt: skip
        elif name:
            certificate = self._trial.plan.certificate
            self._context.dispatcher.read(
                self, lambda _p: write_certificates([certificate], Path(name)),
                lambda _n: self._context.messages.done(f"The certificate is in {name}."), self._context.messages.failed,
            )  # fmt: skip

    def _sign_certificate(self) -> None:
        """The data officer's signature under what was just brought in."""
        if self._trial is not None and self._done:
            document = self._trial.plan.certificate.as_json()
            self._context.ask("sign_import", number=self._number, documents=[document])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Under 1280 the certificate drops below the columns."""
        super().resizeEvent(event)
        wide = self.window().width() >= MIDDLE
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.certificate.setMinimumWidth(SIDE if wide else 0)
        self.certificate.setMaximumWidth(SIDE if wide else 16777215)
