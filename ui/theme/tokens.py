"""The colours of the three themes, as design.md section 2 gives them.  No colour is written anywhere else."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum


class Pattern(StrEnum):
    """How a bar is filled where colour cannot be trusted (high contrast), and for late and relieved everywhere."""

    SOLID = "solid"
    UPRIGHT = "upright lines"
    LEVEL = "level lines"
    RISING = "hatch /"
    FALLING = "hatch \\"
    DASHED = "dashed"
    DOTTED = "dotted"


@dataclass(frozen=True, slots=True)
class StateColours:
    """One state: ``text`` for words and icons, ``tint`` for chips, ``fill`` for bars, and the bar's ``pattern``."""

    text: str
    tint: str
    fill: str
    pattern: Pattern = Pattern.SOLID


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour of one theme.  ``contrast`` is true where shape and pattern must replace colour."""

    name: str
    contrast: bool
    canvas: str
    rail: str
    surface: str
    sunk: str
    line: str
    control: str
    ink: str
    ink2: str
    ink3: str
    link: str
    accent: str
    on_accent: str
    accent_soft: str
    focus: str
    disabled: str
    disabled_edge: str
    scrim: str
    scrim_strength: float
    met: StateColours
    running: StateColours
    due_soon: StateColours
    overdue: StateColours
    relieved: StateColours
    unassigned: StateColours
    quiet: StateColours

    @property
    def selected(self) -> Tokens:
        """The colours inside a selected row: the same, or in high contrast everything inverted."""
        return _inverted(self) if self.contrast else replace(self, surface=self.accent_soft)


LIGHT = Tokens(
    name="light", contrast=False, canvas="#F5F3EE", rail="#EBE8E1", surface="#FFFFFF", sunk="#F0EEE8", line="#DCD8CF",
    control="#7C786F", ink="#1B2128", ink2="#474D54", ink3="#5E646B", link="#1C4A73", accent="#22364A",
    on_accent="#FFFFFF", accent_soft="#E2ECF5", focus="#0B62D6", disabled="#5E646B", disabled_edge="#DCD8CF",
    scrim="#1B2128", scrim_strength=0.32,
    met=StateColours("#1D6A3A", "#E3F1E7", "#3E8E5E"),
    running=StateColours("#2A5885", "#E5EEF6", "#4B80B4"),
    due_soon=StateColours("#855000", "#FCEFD3", "#B8770C"),
    overdue=StateColours("#AB1F1F", "#FBE6E3", "#C53A36", Pattern.RISING),
    relieved=StateColours("#5A3D91", "#EDE8F7", "#7B5FB8", Pattern.FALLING),
    unassigned=StateColours("#8A2763", "#F8E5F0", "#B14C88"),
    quiet=StateColours("#595F66", "#EDECE8", "#7D838A"),
)  # fmt: skip

DARK = Tokens(
    name="dark", contrast=False, canvas="#15181C", rail="#101316", surface="#1E2328", sunk="#191D21", line="#343A41",
    control="#828A93", ink="#ECEEF0", ink2="#BFC5CB", ink3="#9CA4AC", link="#9CC7EF", accent="#C6D5E3",
    on_accent="#0E1A26", accent_soft="#22374C", focus="#FFC94D", disabled="#9CA4AC", disabled_edge="#343A41",
    scrim="#000000", scrim_strength=0.55,
    met=StateColours("#7CCB97", "#1B3325", "#4FA371"),
    running=StateColours("#8DBBE6", "#1D2F41", "#5F97CC"),
    due_soon=StateColours("#F0BC5E", "#3A2D12", "#D79B33"),
    overdue=StateColours("#FF9A90", "#45211F", "#E8685F", Pattern.RISING),
    relieved=StateColours("#C0A8F2", "#2F2645", "#9A80D8", Pattern.FALLING),
    unassigned=StateColours("#F09AC6", "#421F34", "#D071A6"),
    quiet=StateColours("#AAB1B8", "#2B3036", "#8A9199"),
)  # fmt: skip


def contrasting(ground: str, ink: str, warn: str, accent: str, on_accent: str, focus: str, off: str) -> Tokens:
    """A high contrast theme from a few colours: ours, or those of the contrast theme the system has on."""

    def state(colour: str, pattern: Pattern) -> StateColours:
        return StateColours(colour, ground, colour, pattern)

    return Tokens(
        name="contrast", contrast=True, canvas=ground, rail=ground, surface=ground, sunk=ground, line=ink,
        control=ink, ink=ink, ink2=ink, ink3=ink, link=warn, accent=accent, on_accent=on_accent, accent_soft=accent,
        focus=focus, disabled=off, disabled_edge=off, scrim=ground, scrim_strength=0.0,
        met=state(ink, Pattern.SOLID), running=state(ink, Pattern.UPRIGHT), due_soon=state(ink, Pattern.LEVEL),
        overdue=state(warn, Pattern.RISING), relieved=state(ink, Pattern.FALLING),
        unassigned=state(warn, Pattern.DASHED), quiet=state(ink, Pattern.DOTTED),
    )  # fmt: skip


CONTRAST = contrasting("#000000", "#FFFFFF", "#FFFF00", "#1AEBFF", "#000000", "#FFFF00", "#3FF23F")


def _inverted(tokens: Tokens) -> Tokens:
    """Every ink becomes the text on the accent, every ground the accent itself."""
    on, ground = tokens.on_accent, tokens.accent
    grounds = {"canvas", "rail", "surface", "sunk", "accent_soft", "scrim", "on_accent"}
    changed: dict[str, str | StateColours] = {}
    for item in fields(tokens):
        value = getattr(tokens, item.name)
        if isinstance(value, StateColours):
            changed[item.name] = replace(value, text=on, tint=ground, fill=on)
        elif isinstance(value, str) and value.startswith("#"):
            changed[item.name] = ground if item.name in grounds else on
    return replace(tokens, **changed)  # type: ignore[arg-type]
