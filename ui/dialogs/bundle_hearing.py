"""What the tribunal directed about a bundle: the day of listing, the last day for evidence, and how pages are added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.bundles import Added, BundleList
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.text import label

ADDED = [(str(Added.RENUMBER), "Number everything afresh"), (str(Added.END), "At the end; what was there keeps its numbers"),
         (str(Added.LETTERS), "In their place with letters (45A)")]  # fmt: skip


class BundleHearing(DeskDialog):
    """Three questions; ``take`` is given the list with the answers."""

    def __init__(
        self, context: PageContext, parent: QWidget | None, made: BundleList, take: Callable[[BundleList], object]
    ) -> None:
        super().__init__(context, "The hearing and its bundle", parent, QSize(560, 430))
        self._list, self._take = made, take
        today = context.desk.today()
        self.form.addWidget(label("What did the tribunal direct?", Role.QUESTION, wrap=True))
        self.listed = DateField(today, "Hearing listed on", made.listed, required=False)
        self.evidence_by = DateField(today, "Last day for evidence", made.evidence_by, required=False)
        self.added = choice(ADDED, 420)
        self.added.setCurrentIndex(self.added.findData(str(made.added)))
        listed = Field("Final hearing was &listed on", self.listed, "The day of the notice, not of the hearing.", "Alt+L",
                       self.listed.line)  # fmt: skip
        self.form.addWidget(listed)
        self.form.addWidget(Field("Last day for &evidence", self.evidence_by, "What comes later needs leave (SEND7).", "Alt+E",
                                  self.evidence_by.line))  # fmt: skip
        self.form.addWidget(Field("&Pages new since the last one made", self.added, key="Alt+P"))
        self.form.addStretch(1)
        self.set_primary("Save the directions")
        listed.take_focus()

    def submit(self) -> None:
        """Hand the list back."""
        made = replace(self._list, added=Added(chosen(self.added)))
        self._take(made.giving(listed=self.listed.day, evidence_by=self.evidence_by.day))
        self.finished_with()


def make(context: PageContext, parent: QWidget | None = None, **kw: object) -> BundleHearing:
    """The dialog, about one bundle."""
    made, take = kw["made"], kw["take"]
    assert isinstance(made, BundleList) and callable(take)
    return BundleHearing(context, parent, made, take)
