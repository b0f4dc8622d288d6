"""The side of the assign dialog: what each person carries before and after the move, by count and by weight.

A tick beside a person says that cases may be spread to them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.move_preview import Change, MovePreview
from ehcp_desk.services.oversight.team import Load
from ui.as_written import caption
from ui.models.cells import Bar
from ui.theme.type_scale import Role
from ui.widgets.load_bar import LoadBar
from ui.widgets.panel import rule
from ui.widgets.state_chip import StateChip
from ui.widgets.text import label

HEADS = ("Posts", "Open cases", "Weight", "A post")
_NO_CHANGE = Change()
_WHOLE = 100
"""Where a weight before or after is as much as this a move is told in whole numbers: ``185 → 255``."""


@dataclass
class _Line:
    load: Load
    figures: tuple[QLabel, QLabel, QLabel]
    bar: LoadBar


class AfterTheMove(QWidget):
    """``said`` holds the same in sentences."""

    spread_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.ticks: dict[str, QCheckBox] = {}
        self._lines: list[_Line] = []
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(4)
        stack.addWidget(label("Before and after", Role.HEADING))
        words = "Tick who takes cases. Weight is of open cases and plans together; a post is full time."
        stack.addWidget(label(words, Role.SMALL, wrap=True))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(0, 1)
        self._over = QVBoxLayout()
        stack.addLayout(self._over)
        stack.addWidget(rule())
        stack.addLayout(self._grid)
        stack.addStretch(1)

    def offer(self, preview: MovePreview, to: Collection[str] = ()) -> None:
        """Lay everybody out: those who could take a case with a tick, those who only hold some without."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.ticks, self._lines = {}, []
        holders = {row.row.case.owner for row in preview.rows}
        named = [load for load in preview.loads if load.officer_id is not None]
        shown = [load for load in named if load.name in holders or load.name in preview.people]
        most = max((load.weight / (load.fte or 1.0) for load in shown), default=1.0) * 1.3 or 1.0
        leaving = {o.name for o in preview.staff.officers.values() if o.left_on is not None}
        for column, words in enumerate(HEADS, 1):
            head = label(words, Role.SMALL_STRONG)
            head.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(head, 0, column)
        for place, load in enumerate(sorted(shown, key=lambda one: (one.name not in holders, one.name))):
            can = load.name in preview.people
            ticked = load.name in to if to else can and load.name not in leaving and load.name not in holders
            self._add(load, 2 * place + 1, can, ticked, most)

    def _add(self, load: Load, line: int, can: bool, ticked: bool, most: float) -> None:
        if can:
            tick = QCheckBox(caption(load.name))
            tick.setChecked(ticked)
            tick.setAccessibleName(f"Spread to {load.name}")
            tick.toggled.connect(lambda _on: self.spread_changed.emit())
            self.ticks[load.name] = tick
            self._grid.addWidget(tick, line, 0)
        else:
            self._grid.addWidget(label(load.name), line, 0)
        self._figure(f"{load.fte:g}" if load.fte else "left", line, 1)
        figures = self._figure("", line, 2), self._figure("", line, 3), self._figure("", line, 4)
        bar = LoadBar(Bar(0, most))
        self._grid.addWidget(bar, line + 1, 0, 1, 5)
        self._lines.append(_Line(load, figures, bar))

    def _figure(self, words: str, line: int, column: int) -> QLabel:
        made = label(words, "second")
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(made, line, column)
        return made

    @property
    def spread_to(self) -> list[str]:
        """Those ticked."""
        return [name for name, tick in self.ticks.items() if tick.isChecked()]

    def show_change(self, changes: Mapping[str, Change]) -> None:
        """What each would carry now; above it whether anybody goes over their limit."""
        self.said = []
        most = max((_each(one.load, changes.get(one.load.name, _NO_CHANGE)) for one in self._lines), default=1.0)
        most = 1.15 * max([most, *(_each(one.load, _NO_CHANGE) for one in self._lines), 1.0])
        for one in self._lines:
            change = changes.get(one.load.name, _NO_CHANGE)
            self._say(one, change, most)
        over = [one.load.name for one in self._lines if one.load.limit is not None
                and (change := changes.get(one.load.name, _NO_CHANGE)).cases > 0
                and one.load.open_cases + change.cases > one.load.limit]  # fmt: skip
        while self._over.count():
            item = self._over.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._over.addWidget(self._verdict(over))

    def _say(self, one: _Line, change: Change, most: float) -> None:
        load, moves = one.load, change != _NO_CHANGE
        cases, weight = load.open_cases + change.cases, load.weight + change.weight
        of = f" of {load.limit}" if load.limit is not None else ""
        far = ".0f" if max(load.weight, weight) >= _WHOLE and moves else ".1f"
        counted = f"{load.open_cases} → {cases}" if moves else str(cases)
        weighed = f"{load.weight:{far}} → {weight:{far}}" if moves else f"{weight:.1f}"
        each = _each(load, change)
        for made, words in zip(one.figures, (counted, weighed, f"{each:.1f}" if load.fte else "–"), strict=True):
            made.setText(words)
        one.bar.show_bar(Bar(_each(load, _NO_CHANGE), most, added=each - _each(load, _NO_CHANGE)))
        self.said.append(
            f"{load.name}: {load.open_cases}, then {cases}{of}; weight {load.weight:.1f}, then {weight:.1f}"
        )

    def _verdict(self, over: list[str]) -> QWidget:
        if over:
            words = f"{over[0]} goes over their limit" if len(over) == 1 else f"{len(over)} people go over their limit"
            return StateChip(Mark.DUE_SOON, words, plain=True)
        if any(one.load.limit is not None for one in self._lines):
            return StateChip(Mark.MET, "Nobody goes over their limit", plain=True)
        return label("No limit of cases is set.", "second")


def _each(load: Load, change: Change) -> float:
    """Weight for each full-time post."""
    return (load.weight + change.weight) / (load.fte or 1.0)
