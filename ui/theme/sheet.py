"""The style sheet: style.qss with the tokens and the sizes of type filled in."""

from __future__ import annotations

from dataclasses import fields
from importlib.resources import files
from string import Template

from ui.theme.tokens import StateColours, Tokens
from ui.theme.type_scale import Role, pixel_size

CONTROL, DENSE = 32, 26
"""Heights in pixels of a control on a page, and inside panels and filter rows (design.md section 5)."""


def grown(height: int, percent: int) -> int:
    """A height that follows the text size, but never shrinks under the drawing's own."""
    return max(height, round(height * percent / 100))


def sheet(tokens: Tokens, percent: int = 100) -> str:
    """The whole style sheet for a theme at a text size."""
    values: dict[str, str] = {}
    for item in fields(tokens):
        value = getattr(tokens, item.name)
        values[item.name] = value.text if isinstance(value, StateColours) else str(value)
    values.update({role.value: str(pixel_size(role, percent)) for role in Role})
    values["selected_ink"] = tokens.selected.ink
    values["primary_ground"] = tokens.surface if tokens.contrast else tokens.accent
    values["primary_text"] = tokens.accent if tokens.contrast else tokens.on_accent
    values["primary_edge_width"] = "2" if tokens.contrast else "1"
    values["control_inner"] = str(grown(CONTROL, percent) - 2)
    values["dense_inner"] = str(grown(DENSE, percent) - 2)
    text = (files("ui.theme") / "style.qss").read_text(encoding="utf-8")
    return Template(text).substitute(values)
