"""How the desk looks now: theme and text size, and the change that everything painted follows."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from ui.theme import icons, type_scale
from ui.theme.desk_style import DeskStyle
from ui.theme.palette import palette, tokens_from_system
from ui.theme.sheet import sheet
from ui.theme.tokens import CONTRAST, DARK, LIGHT, Tokens
from ui.theme.type_scale import Role


class Choice(StrEnum):
    """What a person may choose in Settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


MOVING = (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_FadeMenu, Qt.UIEffect.UI_AnimateCombo,
          Qt.UIEffect.UI_AnimateTooltip, Qt.UIEffect.UI_FadeTooltip)  # fmt: skip
"""What Qt would roll out or fade in where the system does; here nothing moves for anybody."""


class Appearance(QObject):
    """The theme in force.  ``changed`` is emitted after the style sheet and palette have been replaced."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: Choice = Choice.SYSTEM, percent: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self._system_palette: QPalette = app.palette()
        self._style = DeskStyle()
        self._choice = choice
        self._percent = percent
        self.tokens: Tokens = LIGHT
        self._worn: tuple[Tokens, int] | None = None
        type_scale.register_fonts()
        app.setStyle(self._style)
        for effect in MOVING:
            app.setEffectEnabled(effect, False)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow_system)
        self._apply()

    @property
    def choice(self) -> Choice:
        """What the person chose (the system's, unless they said otherwise)."""
        return self._choice

    @property
    def percent(self) -> int:
        """Text size in per cent."""
        return self._percent

    def choose(self, choice: Choice) -> None:
        """Change the theme."""
        self._choice = choice
        self._apply()

    def resize_text(self, percent: int) -> None:
        """Change the text size, kept between 90 and 150 per cent."""
        self._percent = min(max(percent, type_scale.SMALLEST), type_scale.LARGEST)
        self._apply()

    def font(self, role: Role) -> QFont:
        """The font of a role at the person's text size; copy it before changing it."""
        return type_scale.font(role, self._percent)

    def icon(self, name: str, colour: str = "", weight: str = icons.REGULAR, size: int = 16) -> QIcon:
        """An icon for a button or a menu, in ink unless another colour is given."""
        return icons.icon(name, colour or self.tokens.ink, weight, size)

    def _follow_system(self) -> None:
        if self._choice is Choice.SYSTEM:
            self._apply()

    def _wanted(self) -> Tokens:
        hints = QGuiApplication.styleHints()
        contrast = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
        if self._choice is Choice.SYSTEM and contrast:
            return tokens_from_system(self._system_palette) if sys.platform == "win32" else CONTRAST
        if self._choice is Choice.CONTRAST:
            return CONTRAST
        dark = self._choice is Choice.DARK or (
            self._choice is Choice.SYSTEM and hints.colorScheme() == Qt.ColorScheme.Dark
        )
        return DARK if dark else LIGHT

    def _apply(self) -> None:
        wanted = self._wanted(), self._percent
        if wanted == self._worn:
            return
        self._worn = wanted
        self.tokens = wanted[0]
        self._style.tokens = self.tokens
        self._style.percent = self._percent
        self._app.setPalette(palette(self.tokens))
        self._app.setFont(type_scale.font(Role.BODY, self._percent))
        self._app.setStyleSheet(sheet(self.tokens, self._percent))
        self.changed.emit()


def current() -> Appearance:
    """The appearance of this application, made on first use.  Raises RuntimeError before there is one to dress."""
    app = QApplication.instance()
    if app is None:
        raise RuntimeError("There is no application to dress yet.")
    found = app.findChild(Appearance)
    return found if found is not None else Appearance(cast(QApplication, app))
