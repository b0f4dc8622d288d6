"""The record itself: where it is kept, its copies, whether it still agrees, and the law it is reckoned by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ehcp_desk.clock.model import Evidence
from ehcp_desk.clock.proof import checked_words
from ehcp_desk.clock.rules import Rule
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import in_words, ruleset_words
from ehcp_desk.domain.duties import duty_about
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.terms import FORCE
from ehcp_desk.domain.wording import Mark
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.checking import Check, verify_record
from ehcp_desk.services.upkeep.paper_check import FORMS, verify_paper
from ehcp_desk.version import VERSION
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.models.cells import StateCell
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.settings.section import Section
from ui.theme.appearance import current
from ui.theme.type_scale import Role, line_height
from ui.widgets.buttons import ActionButton
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

ROW, CHECKS_SHOWN = 26, 9
EVIDENCE = {
    Evidence.CONFIRMED: "confirmed against the text",
    Evidence.PART: "confirmed in part",
    Evidence.MEMORY: "from memory: check the text",
}
CHECK_WORDS = {
    "journal": "The journal’s chain",
    "deadlines": "Every deadline, worked out again",
    "documents": "Every document",
    "owners": "Every case has somebody",
    "seal": "The seal it carries",
    "issue": "What was issued",
    "entries": "The entries of the case",
    "record": "Worked out again as at then",
    "since": "What changed since",
}
ChooseFile = Callable[[QWidget, str], Path | None]


def _choose_file(parent: QWidget, name: str) -> Path | None:
    chosen, _ = QFileDialog.getSaveFileName(parent, "Back up the record", name, "Backup (*.backup)")
    return Path(chosen) if chosen else None


class RecordSection(Section):
    """Copies and checks run off the window's thread, with progress and Stop."""

    title = "Record"
    sentence = "Where the record is kept, its copies, whether everything still agrees, and the law it is reckoned by."

    def __init__(
        self, context: PageContext, choose_file: ChooseFile = _choose_file, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._choose_file, self._files = choose_file, Files()
        upper = QHBoxLayout()
        upper.setSpacing(8)
        upper.addWidget(self._kept(), 2)
        upper.addWidget(self._verified(), 3)
        self.body.addLayout(upper)
        self.body.addWidget(self._law(), 1)

    def panes(self) -> list[QWidget]:
        """The acts, then the law."""
        return [self.backup, self.table]

    # -- building ----------------------------------------------------------------------------------------------

    def _kept(self) -> QWidget:
        panel = Panel("Where it is kept", padded=True)
        stack = QVBoxLayout()
        stack.setSpacing(8)
        desk = self.context.desk
        for head, words in (("Record", desk.store.description + (", encrypted" if desk.store.encrypted else "")),
                            ("Program", f"EHCP Desk {VERSION}"),
                            ("At the desk", f"{desk.user}, signed in as {desk.signed_in_as.lower()}"
                             if desk.roles is not None else desk.user)):  # fmt: skip
            stack.addWidget(label(head, Role.SMALL_STRONG))
            stack.addWidget(label(words, Role.BODY, wrap=True))
        self.backup = ActionButton("Back up now", self.back_up, "download-simple")
        hint = "A whole copy, checked before it counts. People can go on working meanwhile."
        stack.addWidget(label(hint, Role.SMALL, wrap=True))
        stack.addWidget(self.backup)
        self.backed_up = label("", Role.BODY, wrap=True)
        self.backed_up.hide()
        stack.addWidget(self.backed_up)
        stack.addStretch(1)
        panel.body.addLayout(stack)
        return panel

    def _verified(self) -> QWidget:
        panel = Panel("Does everything still agree?", note=" ")
        self._verdict = panel
        self.verify = ActionButton("Check it now", self.check, "check", dense=True)
        panel.add_to_heading(self.verify)
        self.paper = ActionButton("Check a paper", self.check_paper, "file-text", dense=True)
        self.paper.setToolTip(
            "Is this PDF, Word file or web page what was issued here, and does the record still bear it out?"
        )
        panel.add_to_heading(self.paper)
        self.rows: RowModel[tuple[int, Check]] = RowModel(
            (
                Column("check", "Check", _check_words, 220),
                Column("found", "Found", _found, 330, Kind.STATE, stretch=True),
            ),
            lambda r: f"{_check_words(r)}: {'agrees' if r[1][1] else 'does not agree'}. {r[1][2]}",
            row_id=lambda r: r[0],
        )
        self.checks: RowTable[tuple[int, Check]] = RowTable(self.rows, "Checks of the record", two_line=False,
                                                            row_height=ROW, start_selected=False)  # fmt: skip
        self.checks.hide()
        self._before = label(
            "Checking reads every case: the database itself, the journal’s unbroken chain, each deadline worked out "
            "again from its facts, each document against its digest, and that every case has somebody.",
            Role.BODY, wrap=True)  # fmt: skip
        self._before.setContentsMargins(13, 8, 13, 8)
        panel.add(self._before)
        panel.add(self.checks)
        self.wrong = label("", Role.BODY, wrap=True)
        self.wrong.setContentsMargins(13, 8, 13, 8)
        self.wrong.hide()
        panel.add(self.wrong)
        panel.body.addStretch(1)
        return panel

    def _law(self) -> QWidget:
        desk = self.context.desk
        rules = _in_force(desk, desk.today())
        panel = Panel(
            "The law in force",
            note=ruleset_words(desk.law.name),
            aside=f"{len({rule.id for rule in rules})} time limits",
        )
        self.law: RowModel[tuple[int, Rule]] = RowModel(
            (
                Column(
                    "duty", "Time limit", lambda r: duty_about(r[1].id, r[1].duty, ""), 300, narrow=True, stretch=True
                ),
                Column("law", "Where it is written", lambda r: r[1].law, 340, Kind.SECOND, narrow=True),
                Column("force", "What binds", lambda r: FORCE[r[1].force.value], 104),
                Column("evidence", "How sure we are", _evidence, 232, Kind.STATE),
                Column("checked", "Checked", lambda r: in_words(r[1].checked_on), 138, right=True),
            ),
            lambda r: f"{r[1].duty}, {r[1].law}. {r[1].summary}",
            row_id=lambda r: r[0],
        )
        self.law.set_rows(list(enumerate(rules, 1)))
        self.table: RowTable[tuple[int, Rule]] = RowTable(self.law, "The law in force", two_line=False, row_height=ROW)
        self.table.setMinimumHeight(160)
        self.table.current_changed.connect(self._explain)
        panel.add(self.table, 1)
        self.explained = label("", Role.SMALL, wrap=True)
        self.explained.setContentsMargins(13, 6, 13, 8)
        panel.add(self.explained)
        self.explained.setMinimumHeight(2 * line_height(Role.SMALL, current().percent) + 14)
        self.table.select_row(0)
        return panel

    def _explain(self, number: object) -> None:
        place = self.law.find(number) if isinstance(number, int) else None
        row = self.law.row_at(place) if place is not None else None
        if row is not None:
            rule = row[1]
            said = [rule.summary, rule.note, checked_words(rule)]
            self.explained.setText(" ".join(part for part in said if part))

    # -- backing up --------------------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Ask where, and copy the record there."""
        desk = self.context.desk
        target = self._choose_file(self, f"ehcp-desk-{desk.today().isoformat()}.backup")
        if target is None:
            return
        self.backup.setEnabled(False)
        self.context.dispatcher.read(
            self, lambda progress: _copy(desk, target, progress), lambda held: self._copied(target, held),
            self._not_copied, title="Backing up the record",
        )  # fmt: skip

    def _copied(self, target: Path, held: Mapping[str, str]) -> None:
        self.backup.setEnabled(True)
        told = f"Backed up and checked: {target}, sealed at entry {held.get('journal_seq', '0')}."
        self.backed_up.setText(told)
        self.backed_up.show()
        if held.get("chain_breaks_at"):
            self.context.messages.trouble(
                f"The record is backed up to {target.name}, but its journal does not fit together at entry "
                f"{held['chain_breaks_at']}, and so it is in the copy. Check the record."
            )
            return
        self.context.messages.done(f"The record is backed up to {target.name}, and the copy is checked.")

    def _not_copied(self, error: Exception) -> None:
        self.backup.setEnabled(True)
        self.context.messages.failed(error)

    # -- checking ----------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Check everything there is to check."""
        desk = self.context.desk
        self.verify.setEnabled(False)
        self.context.dispatcher.read(
            self, lambda progress: verify_record(desk, progress), self._checked, self._not_checked,
            title="Checking the record",
        )  # fmt: skip

    def check_paper(self) -> None:
        """Ask for a file, and say whether it is what was issued here and whether the record still supports it."""
        desk, chosen = self.context.desk, self._files.open_files(self, "Check a paper")
        if not chosen:
            return
        path = chosen[0]
        if path.suffix.lower() not in FORMS:
            self.context.messages.trouble(f"{path.name} is no PDF, Word file or web page; choose a paper issued here.")
            return
        self.paper.setEnabled(False)

        def done(checks: list[Check]) -> None:
            self.paper.setEnabled(True)
            wrong = self._show_checks(checks)
            if wrong:
                self.context.messages.trouble(f"{path.name} does not hold: {wrong[0]}")
            else:
                self.context.messages.done(f"{path.name} is what was issued here, and the record supports it.")

        self.context.dispatcher.read(
            self, lambda _p: verify_paper(desk, path), done, self._not_checked, title="Checking a paper"
        )

    def _checked(self, checks: list[Check]) -> None:
        self.verify.setEnabled(True)
        wrong = self._show_checks(checks)
        if wrong:
            told = f"{len(wrong)} of {len(checks)} checks of the record found something wrong; they are named below."
            self.context.messages.trouble(told)
        else:
            self.context.messages.done("Everything in the record agrees.")

    def _show_checks(self, checks: list[Check]) -> list[str]:
        """Show checks in the table; what did not agree, a sentence each."""
        self._before.hide()
        self.rows.set_rows(list(enumerate(checks, 1)))
        self.checks.show()
        self.checks.fit_height(CHECKS_SHOWN)
        wrong = [f"{_check_words((0, found))}: {found[2]}." for found in checks if not found[1]]
        self.wrong.setText(" ".join(wrong))
        self.wrong.setVisible(bool(wrong))
        self._verdict.set_note("something is wrong" if wrong else "everything agrees")
        return wrong

    def _not_checked(self, error: Exception) -> None:
        self.verify.setEnabled(True)
        self.paper.setEnabled(True)
        self.context.messages.failed(error)


def _copy(desk: Desk, target: Path, progress: Progress) -> Mapping[str, str]:
    desk.need(Act.BACKUP)
    if target.exists():
        raise BadInput(f"{target} is already there; give the backup a new name, so that no backup is overwritten.")
    return desk.store.backup(target, progress)


def _in_force(desk: Desk, day: date) -> list[Rule]:
    return [rule for rule in desk.law.rules if rule.in_force <= day and (rule.until is None or day < rule.until)]


def _check_words(row: tuple[int, Check]) -> str:
    name = row[1][0]
    return CHECK_WORDS.get(name, name.replace("_", " ").capitalize())


def _found(row: tuple[int, Check]) -> StateCell:
    _, ok, detail = row[1]
    return StateCell(Mark.MET if ok else Mark.OVERDUE, detail or ("agrees" if ok else "does not agree"))


def _evidence(row: tuple[int, Rule]) -> StateCell | str:
    words = EVIDENCE[row[1].evidence]
    return words if row[1].evidence is Evidence.CONFIRMED else StateCell(Mark.UNKNOWN, words)
