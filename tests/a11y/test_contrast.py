"""The floors of the design, worked out afresh from the tokens: text 4.5 to 1, fills and the edges of controls 3 to 1."""

from __future__ import annotations

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
