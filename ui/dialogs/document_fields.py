"""The fields that say what a document is: shared by filing and by saying it later."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ehcp_desk.domain.dates import short
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.happenings import happened
from ehcp_desk.services.records.case_view import CaseView
from ui.context import PageContext
from ui.dialogs.controls import Control
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldGrid

KINDS = ("Psychology advice", "Health advice", "Social care advice", "School report", "Therapy report", "Parents’ views",
         "Letter", "Decision letter", "Draft plan", "Final plan", "Review report", "Consultation reply", "Photograph",
         "Email attachment")  # fmt: skip
LONGEST_ENTRY = 70
_NOT_EVIDENCE = ("document_filed", "withdrawn_entry")


class DocumentFields(QWidget):
    """What it is, who wrote it, the day it bears and the day it came, what it is evidence of, what it replaces."""

    touched = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        today = context.desk.today()
        self.what = choice([(k, k) for k in KINDS], typed=True)
        self.author, self.version = line_edit("Who wrote it"), line_edit("Version", most=60)
        self.dated = DateField(today, "Dated", required=False)
        self.received = DateField(today, "Received", required=False)
        for day in (self.dated, self.received):
            day.bound(None, today, "That day has not come yet. Leave it empty if you do not know.")
        self.entry, self.replaces = QComboBox(), QComboBox()
        self._several: tuple[int, ...] = ()
        self.fields = (
            Field("What it &is", self.what, key="Alt+I"), Field("Who &wrote it", self.author, key="Alt+W"),
            Field("&Dated", self.dated, key="Alt+D", focus_on=self.dated.line),
            Field("&Received", self.received, key="Alt+R", focus_on=self.received.line),
            Field("&Evidence of", self.entry, key="Alt+E"), Field("A &new version of", self.replaces, key="Alt+N"),
            Field("&Version", self.version, "As it says on it: draft 2, signed copy.", key="Alt+V"),
        )  # fmt: skip
        beside = (*self.fields, QWidget())
        grid = FieldGrid([beside[n : n + 2] for n in range(0, len(beside), 2)], down=9)
        grid.setContentsMargins(0, 0, 0, 0)
        self.setLayout(grid)
        for box in (self.what, self.entry, self.replaces):
            box.setMinimumContentsLength(16)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.currentTextChanged.connect(lambda _words: self.touched.emit())
        for line in (self.author, self.version):
            line.textEdited.connect(lambda _words: self.touched.emit())
        self.show_details(Details())

    def offer(self, view: CaseView, itself: int = 0) -> None:
        """The entries and the earlier documents of a case, the newest first; ``itself`` cannot replace itself."""
        self.entry.clear()
        self.entry.addItem("nothing yet", 0)
        for entry in reversed(view.facts):
            if entry.stands and entry.fact.kind not in _NOT_EVIDENCE:
                words = " ".join(happened(entry.fact).split())
                cut = words if len(words) <= LONGEST_ENTRY else f"{words[: LONGEST_ENTRY - 1]}…"
                self.entry.addItem(f"{short(entry.fact.on, view.as_at)}: {cut}", entry.id)
        self.replaces.clear()
        self.replaces.addItem("no other document", 0)
        for document in reversed(view.filed):
            if document.row.id != itself:
                self.replaces.addItem(f"{document.number}. {document.row.filename}", document.row.id)

    def show_details(self, details: Details) -> None:
        """Fill the fields."""
        self.what.setEditText(details.what)
        self.author.setText(details.author)
        self.version.setText(details.version)
        self.dated.set_day(details.dated)
        self.received.set_day(details.received)
        self._several = details.entries if len(details.entries) > 1 else ()
        held = self.entry.findData(-1)
        if held >= 0:
            self.entry.removeItem(held)
        if self._several:
            self.entry.insertItem(1, f"the {len(self._several)} entries it belongs to now", -1)
        wanted = -1 if self._several else (details.entries[0] if details.entries else 0)
        self.entry.setCurrentIndex(max(0, self.entry.findData(wanted)))
        self.replaces.setCurrentIndex(max(0, self.replaces.findData(details.version_of or 0)))

    def details(self) -> Details:
        """What the fields say; a day that cannot be right is no day."""
        for day in (self.dated, self.received):
            day.read()
        entry, replaces = int(self.entry.currentData() or 0), int(self.replaces.currentData() or 0)
        entries = self._several if entry == -1 else ((entry,) if entry else ())
        return Details(chosen(self.what), self.author.text().strip(), self.dated.day, self.received.day,
                       self.version.text().strip(), replaces or None, entries)  # fmt: skip

    def controls(self) -> dict[str, Control]:
        """What is typed and chosen in, by name."""
        return {"what": self.what, "author": self.author, "dated": self.dated, "received": self.received,
                "entry": self.entry, "replaces": self.replaces, "version": self.version}  # fmt: skip

    def days_are_right(self) -> bool:
        """Read both days; the first that is wrong says so itself and takes the keys."""
        for day in (self.dated, self.received):
            day.read()
            if day.sentence:
                day.setFocus()
                return False
        return True
