"""The side of the assign dialog: what each person would carry after the move, and whether anybody goes over."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.team import Load
from ui.models.cells import Bar
from ui.theme.type_scale import Role
from ui.widgets.load_bar import LoadBar
from ui.widgets.panel import rule
from ui.widgets.state_chip import StateChip
from ui.widgets.text import label

MOST = 8
HEAD = 2
"""The heading and what is counted, which stay."""


class AfterTheMove(QWidget):
    """``said`` holds the same in sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(2)
        self._stack.addWidget(label("After the move", Role.HEADING))
        self._stack.addWidget(label("Open cases, and the limit. Plans are not counted.", Role.SMALL, wrap=True))

    def show_loads(self, loads: tuple[Load, ...], change: Mapping[str, int]) -> None:
        """Those whose load changes first, then who has room; at the end whether anybody goes over their limit."""
        while self._stack.count() > HEAD:
            _drop(self._stack.takeAt(HEAD))
        self.said = []
        named = [load for load in loads if load.officer_id is not None]
        moved = [load for load in named if change.get(load.name)]
        others = [load for load in named if not change.get(load.name)]
        shown = (moved + others)[: max(len(moved), 4)][:MOST]
        full = max(
            [_held(load) + max(0, change.get(load.name, 0)) for load in shown]
            + [load.limit or 0 for load in shown]
            + [1]
        )
        for load in shown:
            self._add(load, change.get(load.name, 0), full * 1.06)
        over = [load.name for load in moved if load.limit is not None and _held(load) + change[load.name] > load.limit
                and change[load.name] > 0]  # fmt: skip
        self._stack.addSpacing(6)
        self._stack.addWidget(rule())
        self._stack.addSpacing(6)
        if over:
            words = f"{over[0]} goes over their limit" if len(over) == 1 else f"{len(over)} people go over their limit"
            self._stack.addWidget(StateChip(Mark.DUE_SOON, words, plain=True))
        elif any(load.limit is not None for load in named):
            self._stack.addWidget(StateChip(Mark.MET, "Nobody goes over their limit", plain=True))
        else:
            self._stack.addWidget(label("No limit of cases is set.", "second"))
        self._stack.addStretch(1)

    def _add(self, load: Load, change: int, full: float) -> None:
        held = _held(load)
        after = held + change
        of = f" of {load.limit}" if load.limit is not None else ""
        words = f"{held} → {after}{of}" if change else f"{held}{of}"
        self._stack.addSpacing(6)
        self._stack.addWidget(rule())
        self._stack.addSpacing(4)
        line = QHBoxLayout()
        line.addWidget(label(load.name, Role.STRONG), 1)
        line.addWidget(label(words, "second"))
        self._stack.addLayout(line)
        limit = float(load.limit) if load.limit is not None else None
        self._stack.addWidget(LoadBar(Bar(held, full, limit, change)))
        self.said.append(f"{load.name}: {held}, then {after}{of}")


def _held(load: Load) -> int:
    """Open cases alone: the limit is for them, here as on Team and Unassigned."""
    return load.open_cases


def _drop(item: object) -> None:
    widget = getattr(item, "widget", lambda: None)()
    layout = getattr(item, "layout", lambda: None)()
    if widget is not None:
        widget.hide()
        widget.deleteLater()
    while layout is not None and layout.count():
        _drop(layout.takeAt(0))
