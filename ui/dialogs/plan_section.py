"""Write one section of the plan: its lines above, the line under the keys in fields, and what it leaves open beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ehcp_desk.domain.errors import Conflict
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.plan_content import PlanLine, differences
from ehcp_desk.domain.plan_gaps import flags_of
from ehcp_desk.domain.plan_meeting import clashes, met, resumed
from ehcp_desk.domain.plan_sections import LINKS, PROVISION, SECTIONS, Role
from ehcp_desk.domain.provision_report import flag_words
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.casework.planning import save_section
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.conflict import ConflictDialog, Meeting
from ui.dialogs.fields import Field, choice
from ui.dialogs.frame import DeskDialog
from ui.dialogs.plan_line_form import PlanLineForm, parts_of
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.theme.type_scale import Role as Type
from ui.widgets.buttons import ActionButton
from ui.widgets.field_grid import FieldLine
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

CHECK_AFTER_MS = 200
ROWS_HIGH = 132
MERGED = "This section was changed after you wrote. What you wrote is put together with it."


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One line of the section, as it is typed now."""

    id: int
    line: PlanLine
    flagged: int

    @property
    def cell(self) -> StateCell | None:
        """Whether the wording check has something to say."""
        if self.line.section not in PROVISION:
            return None
        return StateCell(Mark.UNKNOWN, "look again") if self.flagged else StateCell(Mark.MET, "says its terms")


class WriteSection(DeskDialog):
    """Every line of one section; saving writes what changed, in one act."""

    def __init__(
        self, context: PageContext, parent: QWidget | None, case_id: int, section: str = "F", line: str = ""
    ) -> None:
        super().__init__(
            context, "Write a section of the plan", parent, QSize(1060, 700), with_side=True, side_width=300
        )
        self._view: CaseView | None = None
        self._case_id, self._asked = case_id, line
        self._base: list[PlanLine] = []
        self._seen = 0
        """The version of the case that the lines are written over; an earlier one makes saving ask."""
        self.lines: list[PlanLine] = []
        self._at = 0
        self._drafts: Mapping[str, str] = {}
        self._check_later = QTimer(self, singleShot=True, interval=CHECK_AFTER_MS)
        self._check_later.timeout.connect(self._look)
        self._build_section(section if section in SECTIONS else "F")
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self.show_view, self.refused)

    def _build_section(self, section: str) -> None:
        self.heading = label("", Type.QUESTION, wrap=True)
        self.line_form = PlanLineForm(self.context.desk.today())
        self.section = choice([(s.id, f"{s.id}  {s.title}") for s in SECTIONS.values()], 360)
        self.section.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.section.setMinimumContentsLength(8)  # the form never scrolls sideways, however large the type
        self.section.setCurrentIndex(list(SECTIONS).index(section))
        self.section.currentIndexChanged.connect(lambda _place: self._other_section())
        columns: list[Column[SectionRow]] = [
            Column("line", "Line", lambda r: r.line.id or "new", 60, Kind.STRONG, narrow=True),
            Column("words", "What it says", lambda r: TwoLine(r.line.text or "Nothing is written yet", wrap=True),
                   kind=Kind.TWO_LINE, stretch=True, narrow=True),
            Column("look", "Wording", lambda r: r.cell, 150, Kind.STATE, narrow=True),
        ]  # fmt: skip
        self.rows: RowModel[SectionRow] = RowModel(columns, parent=self)
        self.table: RowTable[SectionRow] = RowTable(self.rows, "Lines of the section")
        self.table.setProperty("framed", True)
        self.table.setMinimumHeight(grown(ROWS_HIGH, current().percent))
        self.table.current_changed.connect(self._go_to)
        self.table.opened.connect(lambda _id: self.line_form.words_field.take_focus())
        self.add = ActionButton("Add a line", self.add_line, "plus", "Alt+N", dense=True)
        self.remove = ActionButton("Remove it", self.remove_line, "x", dense=True)
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
        self.add.setShortcut("Alt+N")
        self.line_form.changed.connect(self._typed)
        acts = QWidget()
        line = QHBoxLayout(acts)
        line.setContentsMargins(0, 0, 0, 0)
        for button in (self.add, self.remove):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        top = FieldLine((Field("&Section", self.section), acts), (1, 0), 8)
        self.form.addWidget(self.heading)
        self.form.addLayout(top)
        self.form.addWidget(self.table, 1)
        self.form.addWidget(self.line_form)
        self.open_words = label("", wrap=True)
        self.can_name = label("", Type.SMALL, wrap=True)
        for widget in (label("What this line leaves open", Type.STRONG), self.open_words,
                       label("Lines it can name", Type.STRONG), self.can_name):  # fmt: skip
            self.side.addWidget(widget)
        self.side.addStretch(1)
        self.set_primary("Save the section")
        self.note.setText("Only lines that changed are written; the version before stays as it was.")

    # -- reading ----------------------------------------------------------------------------------------------

    def show_view(self, view: CaseView) -> None:
        """Take the newest version of the plan."""
        self._view = view
        newest = view.plan.newest if view.plan is not None else None
        fine = newest is not None and newest.open
        if self.primary is not None:
            self.primary.setEnabled(fine)
        if newest is None or not fine:
            cause = (
                "has no plan yet. Start its first version."
                if newest is None
                else "has a plan that is signed off. Start a new version."
            )
            self.heading.setText(f"{view.case.child.name} {cause}")
            for part in (self.line_form, self.add, self.remove):
                part.setEnabled(False)
            return
        self.heading.setText(f"{newest.title}, for {view.case.child.name}")
        self._begin()

    def _held(self, section: str | tuple[str, ...]) -> list[PlanLine]:
        view = self._view
        if view is None or view.plan is None or view.plan.newest is None:
            return []
        wanted = (section,) if isinstance(section, str) else section
        return [line for line in view.plan.lines(view.plan.newest.number) if line.section in wanted]

    @property
    def section_id(self) -> str:
        """The section being written."""
        return str(self.section.currentData())

    def _begin(self) -> None:
        section = self.section_id
        self._base, self._seen = self._now(), self._view.case.version if self._view is not None else 0
        self._drafts = self.keep_under(f"plan.{self._case_id}.{section}", self._case_id)
        self.lines = self._kept()
        self.line_form.show_section(SECTIONS[section])
        if not self.lines:
            self.lines = [PlanLine("", section, "")]
        self._at = next((n for n, line in enumerate(self.lines) if line.id == self._asked and self._asked), 0)
        self._asked = ""
        self._fill()
        links = [kinds for part, kinds in LINKS.items() if part in SECTIONS[section].parts]
        named = [line for kinds in links for line in self._held(kinds)]
        role = SECTIONS[section].role
        none = (
            "None is in the plan yet."
            if role in (Role.PROVISION, Role.OUTCOME)
            else "Lines of this section name no others."
        )
        self.can_name.setText("\n".join(f"{line.id}  {line.text}" for line in named) or none)
        self.order_tabs()
        self.line_form.words_field.take_focus()

    def _now(self) -> list[PlanLine]:
        """The section as the plan has it, with the parts that can be written here."""
        return [replace(line, parts=parts_of(line)) for line in self._held(self.section_id)]

    def _kept(self) -> list[PlanLine]:
        """The draft, put together with what the plan says now where that changed meanwhile; the plan's without one."""
        self.trouble.say("")
        if not self._drafts:
            return list(self._base)
        mine = [PlanLine(*line) for line in json.loads(self._drafts["lines"])]
        if self._drafts["base"] == self._seal():
            return mine
        base = [PlanLine(name, self.section_id, *said) for name, *said in json.loads(self._drafts["base"])]
        lines, self._base, both = resumed(base, mine, self._base)
        asks = ""
        if both:
            self._seen = int(self._drafts.get("seen", 0))
            asks = f" Both of you changed {', '.join(both)}: saving asks which words stand."
        if lines != self._base:  # else the colleague wrote the same
            self.say_trouble(MERGED + asks)
        return lines

    def _seal(self) -> str:
        return json.dumps([[line.id, line.text, dict(line.parts)] for line in self._base])

    def _fill(self) -> None:
        self.table.blockSignals(True)
        self._show_rows()
        self.table.blockSignals(False)
        self.line_form.show_line(self.lines[self._at])
        self._look()

    def _show_rows(self) -> None:
        self.rows.set_rows([SectionRow(n, line, len(flags_of(line))) for n, line in enumerate(self.lines, 1)])
        self.table.select_row(self._at)
        self.remove.setEnabled(bool(self.lines))

    # -- writing ----------------------------------------------------------------------------------------------

    def _go_to(self, row_id: object) -> None:
        if isinstance(row_id, int) and 0 < row_id <= len(self.lines) and row_id - 1 != self._at:
            self._at = row_id - 1
            self.line_form.show_line(self.lines[self._at])
            self._look()

    def _typed(self) -> None:
        self.lines[self._at] = self.line_form.line(self.lines[self._at].id)
        self.touched()
        self._check_later.start()

    def _look(self) -> None:
        """Read the line again: its row, its underlined words, and what it leaves open."""
        if not self.lines:
            return
        line = self.lines[self._at]
        flags = flags_of(line)
        self.table.blockSignals(True)
        self._show_rows()
        self.table.blockSignals(False)
        self.line_form.underline(flags)
        if line.section not in PROVISION:
            words = "The wording check reads provision: sections F, G, H1 and H2."
        elif not line.text.strip():
            words = "Nothing is written yet."
        else:
            words = "\n\n".join(flag_words(flag) for flag in flags) or "Nothing: it says who, how often and how long."
        if words != self.open_words.text():
            self.open_words.setText(words)

    def add_line(self) -> None:
        """A new line, ready to be written."""
        self.lines.append(PlanLine("", self.section_id, ""))
        self._at = len(self.lines) - 1
        self._fill()
        self.line_form.words_field.take_focus()

    def remove_line(self) -> None:
        """Take the line under the keys out of the section; it stays in the versions before."""
        del self.lines[self._at]
        if not self.lines:
            self.lines = [PlanLine("", self.section_id, "")]
        self._at = min(self._at, len(self.lines) - 1)
        self._fill()
        self.touched()
        self.context.messages.spoken.emit("Removed. It goes when the section is saved.")

    def _other_section(self) -> None:
        """What was written in the section before is kept as a draft."""
        self.keep_draft()
        if self._view is not None and self.primary is not None and self.primary.isEnabled():
            self._begin()

    def written(self) -> list[PlanLine]:
        """The lines as they stand, without new ones nobody wrote in."""
        return [line for line in self.lines if line.id or line.text or line.parts]

    def changed(self) -> bool:
        """True where saving would write something."""
        new = [line for line in self.written() if not line.id]
        return bool(new or differences(self._base, [line for line in self.written() if line.id]))

    # -- what the frame asks ------------------------------------------------------------------------------------

    def typed(self) -> dict[str, str]:
        """The draft: the lines, and what they were written over."""
        if self._view is None or not self.changed():
            return {}
        lines = [[line.id, line.section, line.text, dict(line.parts)] for line in self.written()]
        return {"lines": json.dumps(lines), "base": self._seal(), "seen": str(self._seen)}

    def problems(self) -> list[tuple[Field, str]]:
        """A line without words; a date that is none."""
        wrong = self.line_form.wrong()
        if wrong is not None:
            return [(wrong, "Write a date, or leave it empty.")]
        empty = next((n for n, line in enumerate(self.lines) if line in self.written() and not line.text), None)
        if empty is None:
            return []
        self._at = empty
        self._fill()
        return [(self.line_form.words_field, "Write the words of the line, or remove it.")]

    def submit(self) -> None:
        """Save what changed."""
        view = self._view
        if view is None:
            return
        if not self.changed():
            self.context.messages.status("Nothing was changed, so nothing was written.")
            self.finished_with()
            return
        self._save(self.written(), self._seen)

    def _save(self, lines: Sequence[PlanLine], seen: int) -> None:
        view, desk, section = self._view, self.context.desk, self.section_id
        if view is None:
            return

        def work() -> Changes:
            return save_section(desk, view.case.ref, section, lines, seen)

        self.run(work, lambda changes: self.saved(changes, f"Section {section} of the plan is saved", undo=True))

    def refused(self, error: Exception) -> None:
        """Somebody else was quicker: show what they did; lines both changed need a choice."""
        if not isinstance(error, Conflict) or self._view is None:
            super().refused(error)
            return
        desk, case_id = self.context.desk, self._case_id

        def show(now: CaseView) -> None:
            self._meet(error, now)

        self.context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), show, self.say_error)

    def _meet(self, error: Conflict, now: CaseView) -> None:
        seen, mine, base = self._view, self.written(), list(self._base)
        if seen is None:
            return
        newest = max((f.id for f in seen.facts), default=0)
        self._view = now
        theirs = self._now()
        found = clashes(base, mine, theirs)
        added = [happened(f.fact) for f in now.facts if f.id > newest]
        added += [f"{d.change.value} {d.line.id}" for d in differences(base, theirs)]
        meeting = Meeting(
            now.case.child.name, now.case.ref, error.who, error.when, clashes=found, added=tuple(added),
            mine="" if found else f"Section {self.section_id}, {len(mine)} lines",
        )  # fmt: skip
        asking = ConflictDialog(self.context, self, meeting)
        asking.decided.connect(lambda keep: self._save(met(base, mine, theirs, keep), now.case.version))
        asking.rejected.connect(lambda: setattr(self, "_view", seen))
        asking.open()


def make(
    context: PageContext, parent: QWidget | None = None, case_id: int = 0, section: str = "F", line: str = ""
) -> WriteSection:
    """The dialog, about one case; on a section and a line of it where given."""
    return WriteSection(context, parent, case_id, section, line)
