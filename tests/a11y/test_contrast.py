"""The floors of the design, worked out afresh from the tokens: text 4.5 to 1, fills and the edges of controls 3 to 1."""

from __future__ import annotations

import math

import pytest

from ui.theme.tokens import CONTRAST, DARK, LIGHT, StateColours, Tokens

TEXT, SHAPE = 4.5, 3.0
STATES = ("met", "running", "due_soon", "overdue", "relieved", "unassigned", "quiet")
WORDS = ("ink", "ink2", "ink3", "link")
every_theme = pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=lambda t: t.name)


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance of ``#RRGGBB``."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def grounds(theme: Tokens) -> set[str]:
    """Every background that words may sit on; a selected row in high contrast has colours of its own."""
    found = {theme.surface, theme.canvas, theme.sunk, theme.rail}
    return found if theme.contrast else found | {theme.accent_soft}


def test_the_measure_is_the_standards_own() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@every_theme
def test_words_can_be_read_on_every_ground(theme: Tokens) -> None:
    faint = {
        (name, ground): contrast(getattr(theme, name), ground)
        for name in (*WORDS, "disabled")
        for ground in grounds(theme)
        if contrast(getattr(theme, name), ground) < TEXT
    }
    assert faint == {}
    assert contrast(theme.on_accent, theme.accent) >= TEXT


@every_theme
def test_words_of_a_state_can_be_read_on_every_ground_and_on_their_own_tint(theme: Tokens) -> None:
    for name in STATES:
        state: StateColours = getattr(theme, name)
        for ground in grounds(theme) | {state.tint}:
            assert contrast(state.text, ground) >= TEXT, (name, ground)


@every_theme
def test_bars_edges_and_the_ring_can_be_seen(theme: Tokens) -> None:
    for ground in grounds(theme):
        for name in ("control", "focus", "accent"):
            assert contrast(getattr(theme, name), ground) >= SHAPE, (name, ground)
        for name in STATES:
            assert contrast(getattr(theme, name).fill, ground) >= SHAPE, (name, ground)


@every_theme
def test_a_selected_row_can_be_read(theme: Tokens) -> None:
    inside = theme.selected
    for name in WORDS:
        assert contrast(getattr(inside, name), inside.surface) >= TEXT, name
    for name in STATES:
        assert contrast(getattr(inside, name).text, inside.surface) >= TEXT, name
        assert contrast(getattr(inside, name).fill, inside.surface) >= SHAPE, name


def test_in_high_contrast_states_differ_by_pattern_and_not_only_by_colour() -> None:
    looks = [(getattr(CONTRAST, name).pattern, getattr(CONTRAST, name).fill) for name in STATES]
    assert len(set(looks)) == len(STATES)
    assert len({pattern for pattern, _ in looks}) == len(STATES)


# What a person without one kind of cone sees, in linear light (Machado, Oliveira and Fernandes 2009, severity 1).
BLIND = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}
TOLD_APART = 20.0
"""Least distance in CIE L*a*b* of two colours that stand beside each other and have no pattern of their own."""
every_blindness = pytest.mark.parametrize("blindness", BLIND)


def linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue))  # type: ignore[return-value]


def seen(colour: str, blindness: str) -> tuple[float, float, float]:
    """A colour as it is seen, in linear light."""
    light = linear(colour)
    rows = (sum(a * b for a, b in zip(row, light, strict=True)) for row in BLIND[blindness])
    return tuple(min(1.0, max(0.0, value)) for value in rows)  # type: ignore[return-value]


def lab(light: tuple[float, float, float]) -> tuple[float, float, float]:
    """CIE L*a*b* of linear light, D65."""
    red, green, blue = light
    white = (0.95047, 1.0, 1.08883)
    xyz = (0.4124 * red + 0.3576 * green + 0.1805 * blue, 0.2126 * red + 0.7152 * green + 0.0722 * blue,
           0.0193 * red + 0.1192 * green + 0.9505 * blue)  # fmt: skip
    x, y, z = (v / w for v, w in zip(xyz, white, strict=True))
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(one: str, two: str, blindness: str) -> float:
    """How far two colours stand from each other, as they are seen."""
    return math.dist(lab(seen(one, blindness)), lab(seen(two, blindness)))


def seen_contrast(one: str, two: str, blindness: str) -> float:
    brightness = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (seen(one, blindness), seen(two, blindness))]
    light, dark = sorted(brightness, reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_what_is_seen_knows_red_from_green_only_with_every_cone() -> None:
    assert apart("#FFFFFF", "#000000", "protanopia") == pytest.approx(100, abs=0.5)
    with_all = math.dist(lab(linear("#B04A3A")), lab(linear("#5F7A2E")))
    assert apart("#B04A3A", "#5F7A2E", "deuteranopia") < with_all / 2


@every_theme
@every_blindness
def test_inks_of_charts_and_strips_can_be_seen_and_told_apart_without_red_or_green(
    theme: Tokens, blindness: str
) -> None:
    inks = {name: getattr(theme, name).fill for name in STATES} | {"line": theme.running.text, "target": theme.ink,
                                                                   "now": theme.accent}  # fmt: skip
    faint = {name: seen_contrast(ink, theme.surface, blindness) for name, ink in inks.items()}
    assert {name: ratio for name, ratio in faint.items() if ratio < SHAPE} == {}
    if not theme.contrast:  # there every state has a pattern of its own
        beside = [("met", "running"), ("running", "due_soon"), ("met", "due_soon"), ("running", "now")]
        close = {pair: apart(inks[pair[0]], inks[pair[1]], blindness) for pair in beside}
        assert {pair: far for pair, far in close.items() if far < TOLD_APART} == {}
