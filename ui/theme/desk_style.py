"""Fusion with our own boxes, ticks, dots and carets: what a style sheet cannot draw without picture files."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QWidget,
)

from ui.theme import icons
from ui.theme.sheet import CONTROL, DENSE, grown
from ui.theme.tokens import LIGHT, Tokens

_PE = QStyle.PrimitiveElement
_PM = QStyle.PixelMetric
_ST = QStyle.StateFlag
BOX = 15
_ABOVE, _ANIMATED = QStyle.StyleHint.SH_FocusFrame_AboveWidget, QStyle.StyleHint.SH_Widget_Animation_Duration


class DeskStyle(QProxyStyle):
    """The one style.  ``tokens`` and ``percent`` are set by the appearance before widgets repaint.

    A radio button whose property ``selected`` is true stands on the ground of a selected row.
    """

    def __init__(self) -> None:
        super().__init__("Fusion")
        self.tokens: Tokens = LIGHT
        self.percent = 100

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric in (_PM.PM_IndicatorWidth, _PM.PM_IndicatorHeight, _PM.PM_ExclusiveIndicatorWidth,
                      _PM.PM_ExclusiveIndicatorHeight):  # fmt: skip
            return BOX
        if metric in (_PM.PM_FocusFrameHMargin, _PM.PM_FocusFrameVMargin):
            return 3
        if metric in (_PM.PM_CheckBoxLabelSpacing, _PM.PM_RadioButtonLabelSpacing):
            return 8
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        data: QStyleHintReturn | None = None,
    ) -> int:
        """The focus ring stands above its neighbours, so that a tight layout never cuts it off; nothing fades or slides."""
        if hint is _ABOVE:  # asked tens of thousands of times while a large page is put together
            return 1
        if hint is _ANIMATED:
            return 0
        return super().styleHint(hint, option, widget, data)

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        if element in (_PE.PE_IndicatorCheckBox, _PE.PE_IndicatorItemViewItemCheck):
            paint_check(painter, QRectF(option.rect), option.state, self.tokens)
        elif element == _PE.PE_IndicatorRadioButton:
            chosen = widget is not None and bool(widget.property("selected"))
            paint_radio(painter, QRectF(option.rect), option.state, self.tokens.selected if chosen else self.tokens)
        elif element != _PE.PE_FrameFocusRect:
            super().drawPrimitive(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control == QStyle.ComplexControl.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            self._paint_combo(painter, option)
            return
        super().drawComplexControl(control, option, painter, widget)

    def subControlRect(  # type: ignore[override]
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget,
    ) -> QRect:
        if control == QStyle.ComplexControl.CC_ComboBox and part == QStyle.SubControl.SC_ComboBoxEditField:
            return option.rect.adjusted(7, 1, -26, -1)
        return super().subControlRect(control, option, part, widget)

    def sizeFromContents(  # type: ignore[override]
        self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget
    ) -> QSize:
        """Qt's stubs name the last argument in two ways, so no signature satisfies both."""
        made = super().sizeFromContents(kind, option, size, widget)
        if kind == QStyle.ContentsType.CT_ComboBox:
            made.setHeight(grown(DENSE if widget.property("dense") else CONTROL, self.percent))
            made.setWidth(made.width() + 12)
        return made

    def _paint_combo(self, painter: QPainter, option: QStyleOptionComboBox) -> None:
        on = bool(option.state & _ST.State_Enabled)
        tokens = self.tokens
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.control if on else tokens.disabled_edge), 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.restore()
        icons.paint(painter, "caret-down", option.rect.right() - 21, option.rect.center().y() - 6, 14,
                    tokens.ink2 if on else tokens.disabled, icons.REGULAR)  # fmt: skip


def paint_check(painter: QPainter, rect: QRectF, state: QStyle.StateFlag, tokens: Tokens) -> None:
    """A tick box 15 px square: filled with the accent when ticked, a bar when some of the rows are."""
    box = QRectF(0, 0, BOX, BOX)
    box.moveCenter(rect.center())
    box.moveTo(round(box.x()), round(box.y()))
    on, some = bool(state & _ST.State_On), bool(state & _ST.State_NoChange)
    edge = tokens.control if state & _ST.State_Enabled else tokens.disabled_edge
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.accent if on else edge), 1))
    painter.setBrush(QColor(tokens.accent if on else tokens.surface))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    left, top = box.x(), box.y()
    if on:
        painter.setPen(QPen(QColor(tokens.on_accent), 1.8))
        painter.drawPolyline([QPointF(left + 3.5, top + 7.8), QPointF(left + 6.3, top + 10.5),
                              QPointF(left + 11.5, top + 4.6)])  # fmt: skip
    elif some:
        painter.setPen(QPen(QColor(tokens.ink), 2))
        painter.drawLine(QPointF(left + 4.5, top + 7.5), QPointF(left + 10.5, top + 7.5))
    painter.restore()


def paint_radio(painter: QPainter, rect: QRectF, state: QStyle.StateFlag, tokens: Tokens) -> None:
    """A radio mark 15 px across, its dot in the accent."""
    ring = QRectF(0, 0, BOX, BOX)
    ring.moveCenter(rect.center())
    on = bool(state & _ST.State_On)
    edge = tokens.control if state & _ST.State_Enabled else tokens.disabled_edge
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.accent if on else edge), 1.5))
    painter.setBrush(QColor(tokens.surface))
    painter.drawEllipse(ring.adjusted(0.75, 0.75, -0.75, -0.75))
    if on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(ring.center(), 4, 4)
    painter.restore()
