"""The side of the fact forms: which dates the entry would start, meet, end or move."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehcp_desk.domain.case import STAGE_WORDS
from ehcp_desk.services.records.case_view import CaseView
from ehcp_desk.services.records.effects import Effect
from ui.theme.type_scale import Role
from ui.widgets.panel import rule
from ui.widgets.state_chip import StateChip
from ui.widgets.text import label

MOST = 7


class WhatItDoes(QWidget):
    """Whose case it is, and below it the effect, worked out anew as the form changes."""

    def __init__(self) -> None:
        super().__init__()
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(2)
        stack.addWidget(label("About", Role.SMALL))
        self._name = label("", Role.QUESTION, wrap=True)
        self._about = label("", wrap=True)
        stack.addWidget(self._name)
        stack.addWidget(self._about)
        stack.addSpacing(8)
        stack.addWidget(rule())
        stack.addSpacing(8)
        stack.addWidget(label("What this will do to the dates", Role.SMALL))
        self._effects = QVBoxLayout()
        self._effects.setSpacing(2)
        stack.addLayout(self._effects)
        stack.addStretch(1)
        self.said: list[str] = []
        self.show_effects(None)

    def show_case(self, view: CaseView) -> None:
        """Whose case it is."""
        self._name.setText(view.case.child.name)
        week = f"week {view.row.week.ordinal} of 20" if view.row.week is not None else ""
        self._about.setText(", ".join(p for p in (view.case.ref, STAGE_WORDS[view.stage].lower(), week) if p))

    def show_effects(self, effects: Sequence[Effect] | None) -> None:
        """The dates that change; None while the form does not say enough yet."""
        while (item := self._effects.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.said = []
        if effects is None:
            self._effects.addWidget(label("Say what happened and when, and it stands here.", "second", wrap=True))
        elif not effects:
            self._effects.addWidget(label("No date changes.", "second", wrap=True))
        for effect in (effects or ())[:MOST]:
            duty = label(effect.duty, wrap=True)
            duty.setContentsMargins(0, 4, 0, 0)
            self._effects.addWidget(duty)
            self._effects.addWidget(StateChip(effect.mark, effect.words, plain=True))
            self.said.append(f"{effect.duty}: {effect.words}")
        more = len(effects or ()) - MOST
        if more > 0:
            self._effects.addWidget(label(f"and {more} more", Role.SMALL))
