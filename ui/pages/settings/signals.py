"""Which events raise a case to its owner and manager, and the line under which attendance does (needs.md C4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.signals import OFFERED, kinds_words, named
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.upkeep.alerting import Alerts, alerts, change_alerts
from ui.context import PageContext
from ui.dialogs.controls import CLEAR, TICKED
from ui.dialogs.fields import Field, line_edit
from ui.pages.settings.filled import Filled
from ui.pages.settings.section import FORM_WIDE, Section
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.panel import Panel
from ui.widgets.text import label

_ONLY = {"placement_ended": "Placement ended, not as planned", "place_offered": "Place offered and not answered"}
"""What of a kind raises a case, where not every entry of it does."""


class SignalsSection(Section):
    """A tick for each kind of event, and the line for attendance.  One act saves both, and the journal keeps it."""

    title = "Signals"
    sentence = "What raises a case to its caseworker and their manager until somebody records what was done about it."
    kinds = ("settings",)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.ticks = {kind: QCheckBox(_words(kind)) for kind in OFFERED}
        self.low = line_edit(width=90, most=3)
        self.filled = Filled({**self.ticks, "low": self.low})
        self.low_field = Field("Attendance raises a case &under, per cent", self.low)
        self.save = ActionButton("Save the signals", self._save, kind=ButtonKind.PRIMARY)
        panel = Panel("Raise a case at", padded=True)
        panel.setMaximumWidth(FORM_WIDE)
        panel.body.setSpacing(4)
        for tick in self.ticks.values():
            panel.add(tick)
        panel.body.addSpacing(6)
        panel.add(self.low_field)
        panel.body.addSpacing(6)
        panel.add(
            label(
                "A complaint, a pre-action letter, the Ombudsman and a challenge with a day for the answer wait for it "
                "whatever is ticked, and so does a reply that is owed. Good attendance raises nothing.",
                Role.SMALL,
                wrap=True,
            )
        )
        panel.body.addSpacing(6)
        panel.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        panel.body.addStretch(1)
        self.body.addWidget(panel, 1)

    def panes(self) -> list[QWidget]:
        """The first tick."""
        return [next(iter(self.ticks.values()))]

    def reread(self) -> None:
        """Read anew; what is being changed stays."""
        desk = self.context.desk
        self.context.dispatcher.read(self, lambda _p: alerts(desk), self._show, self.context.messages.failed)

    def _show(self, kept: Alerts) -> None:
        chosen = named(kept.signals)
        ticked = {kind: kind in chosen for kind in self.ticks}
        words = {kind: TICKED if on else CLEAR for kind, on in ticked.items()}
        self.filled.fill({**ticked, "low": kept.low_attendance}, {**words, "low": str(kept.low_attendance)})

    def _save(self) -> None:
        low = self.low.text().strip()
        self.low_field.set_wrong("")
        if not low.isdecimal():
            self._refused(BadInput("Type a whole number, such as 90."))
            return
        desk, was = self.context.desk, self.filled.seen
        seen = Alerts(signals=_signals(was), low_attendance=was["low"])
        ticked = {kind: tick.isChecked() for kind, tick in self.ticks.items()}
        wanted = replace(seen, signals=_signals(ticked), low_attendance=int(low))
        self.context.dispatcher.write(self, lambda _p: change_alerts(desk, wanted, seen), self._saved, self._refused)

    def _saved(self, changes: Changes) -> None:
        self.saved(changes, "The signals are saved.")

    def _refused(self, error: Exception) -> None:
        if isinstance(error, BadInput):
            self.low_field.set_wrong(str(error))
            self.low_field.take_focus()
            self.context.messages.say(str(error))
        else:
            self.failed(error)


def _signals(ticked: Mapping[str, bool]) -> str:
    return kinds_words([kind for kind in OFFERED if ticked[kind]])


def _words(kind: str) -> str:
    return _ONLY.get(kind, OFFERED[kind])
