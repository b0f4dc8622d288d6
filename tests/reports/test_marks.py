"""Icons: every state has one, every one is a path that stays inside its square, all are told apart without colour."""

from __future__ import annotations

import math

import pytest

from ehcp_desk.domain.papers import LineMark
from ehcp_desk.domain.return_papers import Comparison, TargetStatus
from ehcp_desk.domain.wording import Mark
from ehcp_desk.reports.marks import (
    COMPARISON_ICONS,
    LINE_ICONS,
    STATE_ICONS,
    STATE_KEY,
    TARGET_ICONS,
    box_of,
    outline,
)
from ehcp_desk.reports.model import Icon
from ehcp_desk.reports.svg_path import steps

DRAWN = [icon for icon in Icon if not box_of(icon)]


def test_every_state_has_its_own_icon_and_words() -> None:
    assert set(STATE_ICONS) == set(STATE_KEY) == set(Mark)
    assert len(set(STATE_ICONS.values())) == len(Mark)
    assert set(LINE_ICONS) == set(LineMark)
    assert set(TARGET_ICONS) == set(TargetStatus) - {TargetStatus.NONE, TargetStatus.BEING_SET}
    assert set(COMPARISON_ICONS) == set(Comparison) - {Comparison.NONE}


@pytest.mark.parametrize("icon", DRAWN)
def test_outlines_are_closed_and_stay_inside_their_square(icon: Icon) -> None:
    path = outline(icon)
    assert path[0][0] == "M"
    assert path[-1][0] == "Z"
    for _, numbers in path:
        assert all(-0.5 <= number <= 256.5 for number in numbers), numbers


def test_a_half_circle_bulges_the_way_it_is_swept() -> None:
    for sweep, middle in ((1, -10.0), (0, 10.0)):
        path = steps(f"M0,0A10,10,0,0,{sweep},20,0")
        (_, first), (_, second) = path[1], path[2]
        assert first[4:] == pytest.approx((10, middle))
        assert second[4:] == pytest.approx((20, 0))


def test_arcs_are_round_along_their_whole_length() -> None:
    x, y = 24.0, 128.0
    for command, numbers in steps("M24,128A104,104,0,1,1,128,232")[1:]:
        assert command == "C"
        x1, y1, x2, y2, end_x, end_y = numbers
        for t in (0.25, 0.5, 0.75, 1.0):
            u = 1 - t
            at_x = u**3 * x + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t**3 * end_x
            at_y = u**3 * y + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t**3 * end_y
            assert math.hypot(at_x - 128, at_y - 128) == pytest.approx(104, abs=0.05)
        x, y = end_x, end_y


def test_flags_and_numbers_that_run_together_are_read_apart() -> None:
    assert steps("M1-2.5l.5.5a8,8,0,0116,0")[:2] == (("M", (1.0, -2.5)), ("L", (1.5, -2.0)))
    assert steps("M0,0a8,8,0,0116,0")[-1][1][4:] == pytest.approx((16, 0))


def test_a_second_pair_after_a_move_is_a_line_and_smooth_curves_mirror() -> None:
    assert steps("m1,1 2,2z") == (("M", (1.0, 1.0)), ("L", (3.0, 3.0)), ("Z", ()))
    curves = steps("M0,0C0,10,10,10,10,0s10-10,10,0")
    assert curves[-1] == ("C", (10.0, -10.0, 20.0, -10.0, 20.0, 0.0))
