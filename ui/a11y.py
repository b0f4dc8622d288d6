"""What makes the desk usable without eyes or mouse: the checker tests use, tab order, and announcements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import cast

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QScrollBar,
    QTableView,
    QWidget,
)


def announce(widget: QWidget, sentence: str, urgent: bool = False) -> None:
    """Say a sentence through the screen reader, whatever has the focus."""
    event = QAccessibleAnnouncementEvent(widget, sentence)
    level = QAccessible.AnnouncementPoliteness
    event.setPoliteness(level.Assertive if urgent else level.Polite)
    QAccessible.updateAccessibility(event)


def tab_in_order(widgets: Sequence[QWidget]) -> None:
    """Make Tab go through these widgets in this order, which is reading order."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def focus_first(pane: QWidget) -> None:
    """Give the keys to a pane, or to the first thing in it that takes them."""
    reason = Qt.FocusReason.TabFocusReason
    if pane.focusPolicy() & Qt.FocusPolicy.TabFocus:
        pane.setFocus(reason)
        return
    for child in pane.findChildren(QWidget):
        if child.isVisible() and child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chosen_of(child).setFocus(reason)
            return


def chosen_of(widget: QWidget) -> QWidget:
    """The choice that is made in a row of choices, where the keys belong; any other widget itself."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    chosen = group.checkedButton() if group is not None and group.exclusive() else None
    return chosen if chosen is not None and chosen.isVisible() and chosen.isEnabled() else widget


def accessible_name(widget: QWidget) -> str:
    """The name a screen reader gives the widget: its own, its label's or its words.

    Its own first: on Linux Qt answers a combo box's value where its name is asked for.
    """
    if widget.accessibleName().strip():
        return widget.accessibleName().strip()
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name).strip() if found is not None else ""


def problems(root: QWidget) -> list[str]:
    """Every way in which a window or page cannot be used by ear, one sentence each; empty is good.

    Checked: each widget the keys can reach has a name; no two side by side share one; a button with an icon alone
    is named; every column of a table is named; no name says a key's sign (&) or hides the words it stands for.
    """
    QAccessible.setActive(True)
    found: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        if _is_inside(widget) or not widget.isVisibleTo(root):
            continue
        name = accessible_name(widget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not name:
            found.append(f"{_told(widget)} can be reached by the keys and has no name.")
        if isinstance(widget, QAbstractButton) and not widget.text() and not name:
            found.append(f"{_told(widget)} is a button without words or a name.")
        if isinstance(widget, QTableView):
            found.extend(_unnamed_columns(widget))
        found.extend(_same_names(widget))
        if re.search(r"&\w", name):
            found.append(f"{_told(widget)} is read out with its sign for a key: {name}.")
        if isinstance(widget, QLabel) and widget.accessibleName() and len(name) < len(_plain(widget.text())):
            found.append(f"{_told(widget)} is read out as {name}, and its own words are not: {_plain(widget.text())}.")
    return found


def _plain(words: str) -> str:
    return QTextDocumentFragment.fromHtml(words).toPlainText() if "<" in words else words


def _is_inside(widget: QWidget) -> bool:
    """True for the parts Qt makes inside its own widgets, which take their names from the whole."""
    parent = widget.parentWidget()
    if isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_"):
        return True
    if isinstance(parent, QAbstractItemView) or (isinstance(parent, QComboBox) and widget.focusProxy() is parent):
        return True
    return isinstance(parent, QAbstractScrollArea) and widget is parent.viewport()


def _unnamed_columns(table: QTableView) -> Iterable[str]:
    model = cast("QAbstractItemModel | None", table.model())  # Qt gives None before one is set
    if model is None:
        return
    for section in range(model.columnCount()):
        named = any(
            model.headerData(section, Qt.Orientation.Horizontal, role)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        )
        if not named:
            yield f"{_told(table)}: column {section + 1} has no name."


def _same_names(parent: QWidget) -> Iterable[str]:
    seen: dict[str, QWidget] = {}
    for child in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if not child.isVisibleTo(parent) or not child.focusPolicy() & Qt.FocusPolicy.TabFocus or _is_inside(child):
            continue
        name = accessible_name(child)
        if name and name in seen:
            yield f"{_told(child)} has the same name as its neighbour: {name}."
        seen[name] = child


def _told(widget: QWidget) -> str:
    return f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
