"""How the figures of a return are said on screen; the same words are spoken and copied."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ehcp_desk.domain.dates import month_words, short
from ehcp_desk.domain.returns import (
    Comparison,
    Definition,
    Figure,
    FigureKind,
    FlowLine,
    ListedCase,
    MonthlyReturn,
    Polarity,
    ReturnLine,
    TargetStatus,
    Trend,
    state_words,
)
from ehcp_desk.domain.wording import Mark
from ui.models.cells import StateCell
from ui.widgets.chart_values import Chart, Point, month_label

MINUS = "−"


def figure_words(figure: Figure | None, unentered: str = "not entered") -> str:
    """``38.7%``, ``1,204``, ``47.0``; a dash where there is nothing to divide by."""
    if figure is None:
        return unentered
    value = figure.value
    if value is None:
        return "–"
    return f"{value:,f}%" if figure.kind is FigureKind.RATE else f"{value:,f}"


def whole_words(line: ReturnLine) -> str:
    """``12 of 31``, ``207 over 4.4``; empty for a plain count, whose whole is itself."""
    top, under, definition = line.figure.numerator, line.figure.denominator, line.definition
    if top is None or under is None or definition.whole:
        return ""
    if definition.kind is FigureKind.RATIO:
        return f"{top:,f} over {under:,f}"
    if definition.kind is FigureKind.MEAN:
        return f"of {under:,f} cases" if under else "none"
    return f"{top:,f} of {under:,f}" if under else "none to count"


def title_words(line: ReturnLine) -> str:
    """The indicator with what goes with it: ``Unassigned cases, longest wait 9 days``; parts stand further in."""
    words = f"{line.definition.title}, {line.detail}" if line.detail else line.definition.title
    return f"      {words}" if line.definition.of else words


def polarity_sign(polarity: Polarity) -> str:
    """A plus or a true minus."""
    return MINUS if polarity is Polarity.LOWER else polarity.value


def target_words(line: ReturnLine) -> str:
    """``40%``, ``baseline``; a dash where there is none."""
    if line.target is None:
        return line.target_words or "–"
    return f"{plain(line.target)}%" if line.definition.kind is FigureKind.RATE else plain(line.target)


def plain(number: Decimal) -> str:
    """A number without noughts nobody typed: ``40``, ``61.3``."""
    return f"{number.normalize():,f}"


def line_sentence(line: ReturnLine) -> str:
    """One spoken sentence for a row."""
    whole = whole_words(line)
    said = [f"{line.code}, {title_words(line).strip()}: {figure_words(line.figure)}{f', {whole}' if whole else ''}."]
    if line.status is not TargetStatus.NONE:
        said.append(f"Target {target_words(line)}, {line.status}.")
    if line.comparison is not Comparison.NONE:
        said.append(f"Last year {figure_words(line.last_year)}, {line.comparison}.")
    if line.note:
        said.append(f"Note: {line.note.text}")
    elif line.note_wanted:
        said.append("A note is wanted.")
    return " ".join(said)


def header_sentence(result: MonthlyReturn, as_at: str) -> str:
    """As at when, by which definitions, and how many are on target and improved, each with its whole."""
    good, judged = result.on_target
    better, comparable = result.improved
    return (
        f"As at {as_at}. Definitions version {result.definitions_version}. "
        f"On or above target: {good} of {judged}. Improved on last year: {better} of {comparable}."
    )


def way_out_words(flow: tuple[FlowLine, ...]) -> str:
    """How cases left, and why the stages do not add up downwards."""
    ways = [f"{count:,} {way}" for line in flow for way, count in line.ways]
    out = f"Out: {', '.join(ways)}. " if ways else ""
    return f"{out}Cases that move between stages are out of one and in to the next."


# -- the cases behind a figure ---------------------------------------------------------------------------------------


def in_figure(case: ListedCase, definition: Definition, as_at: date) -> StateCell | str:
    """Whether the case counts.  Where more is better, one that does not says how late it was, or is."""
    if definition.polarity is not Polarity.HIGHER:
        return "counted" if case.counted else "not counted"
    if case.counted:
        return StateCell(Mark.MET, "counted")
    late = ((case.end or as_at) - case.due).days if case.due is not None else 0
    if late <= 0:
        return StateCell(Mark.ENDED, "not counted")
    days = "1 day" if late == 1 else f"{late} days"
    return StateCell(Mark.MET_LATE, f"{days} late") if case.end else StateCell(Mark.OVERDUE, f"overdue by {days}")


def day_words(day: date | None, as_at: date) -> str:
    """A date of a case list; a dash where it has none."""
    return "–" if day is None else short(day, as_at)


def behind_note(line: ReturnLine) -> str:
    """``12 counted, 19 not``."""
    counted = sum(case.counted for case in line.cases)
    left = len(line.cases) - counted
    words = f"{counted:,} counted, {left:,} not" if left else f"all {counted:,} counted" if counted else "none to count"
    if line.unverified:
        return f"{words}; provisional, {line.unverified:,} migrated and not verified"
    return f"{words}; {state_words(line)}" if line.state and line.figure.value is not None else words


def listed(line: ReturnLine) -> list[ListedCase]:
    """The cases of a figure as they are read: rates from the quickest, everything else from the longest."""
    quickest = line.definition.polarity is Polarity.HIGHER
    known = sorted((c for c in line.cases if c.days is not None), key=lambda c: c.days or 0, reverse=not quickest)
    return known + [c for c in line.cases if c.days is None]


# -- thirteen months -------------------------------------------------------------------------------------------------


def chart_of(trend: Trend, line: ReturnLine) -> Chart:
    """Thirteen months of a figure with its target."""
    points: list[Point] = []
    for point in trend.points:
        figure = point.figure
        value = None if figure.value is None else float(figure.value)
        whole = _n_of_n(figure)
        words = f"{figure_words(figure)}{f', {whole}' if whole else ''}" if value is not None else ""
        points.append(Point(month_label(point.month, not points), value, words, current=point is trend.points[-1],
                            full=month_words(point.month)))  # fmt: skip
    rate = line.definition.kind is FigureKind.RATE
    return Chart(
        title=f"{line.definition.title}, 13 months",
        places="Month",
        values="Figure",
        points=tuple(points),
        target=None if line.target is None else float(line.target),
        target_words="" if line.target is None else f"target {target_words(line)}",
        unit="%" if rate else "",
    )


def _n_of_n(figure: Figure) -> str:
    if figure.kind is not FigureKind.RATE or figure.numerator is None or figure.denominator is None:
        return ""
    return f"{figure.numerator:,f} of {figure.denominator:,f}"
