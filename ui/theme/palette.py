"""The palette native dialogs and menus follow, from the tokens; and tokens from a system contrast palette."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from ui.theme.tokens import Tokens, contrasting

_ROLES = {
    QPalette.ColorRole.Window: "canvas",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunk",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.BrightText: "ink",
    QPalette.ColorRole.PlaceholderText: "ink3",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "ink",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.LinkVisited: "link",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Mid: "control",
    QPalette.ColorRole.Dark: "control",
    QPalette.ColorRole.Shadow: "line",
    QPalette.ColorRole.Accent: "accent",
}


def palette(tokens: Tokens) -> QPalette:
    """A palette for Fusion in which nothing is left to the system's own colours."""
    made = QPalette()
    for role, name in _ROLES.items():
        made.setColor(role, QColor(getattr(tokens, name)))
    made.setColor(QPalette.ColorRole.Highlight, QColor(tokens.accent_soft))
    made.setColor(QPalette.ColorRole.HighlightedText, QColor(tokens.selected.ink))
    off = QColor(tokens.disabled)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, off)
    return made


def tokens_from_system(system: QPalette) -> Tokens:
    """Tokens when the system has a contrast theme on: its colours, our shapes, words and patterns."""

    def named(role: QPalette.ColorRole, group: QPalette.ColorGroup = QPalette.ColorGroup.Active) -> str:
        return system.color(group, role).name()

    return contrasting(
        ground=named(QPalette.ColorRole.Window),
        ink=named(QPalette.ColorRole.WindowText),
        warn=named(QPalette.ColorRole.Link),
        accent=named(QPalette.ColorRole.Highlight),
        on_accent=named(QPalette.ColorRole.HighlightedText),
        focus=named(QPalette.ColorRole.Link),
        off=named(QPalette.ColorRole.WindowText, QPalette.ColorGroup.Disabled),
    )
