"""A forecast in plain words: the sentences that a person reads first, on the page, on paper and on the command line."""

from __future__ import annotations

from ehcp_desk.domain.dates import in_words, month_words
from ehcp_desk.domain.forecast.values import MEASURES, BackTest, DutyOutlook, Forecast, Spread

LEFT_OUT = (
    "Left out: amendments after reviews, mediation, the time that reviews and appeals take, lifted time limits, holidays and "
    "sickness of single people, and how people would work otherwise if they saw this. The 20-week figure counts every first "
    "final plan, with or without an exception."
)
"""What the model does not know, said wherever a forecast is shown."""
SEED = 1
RUNS = 1000


def in_tens(share: float) -> str:
    """A share of runs as people say it: ``in 8 of 10 runs``."""
    if share >= 1:
        return "in every run"
    if share <= 0:
        return "in no run"
    tenth = round(10 * share)
    return (
        "in more than 9 of 10 runs"
        if tenth == 10
        else "in fewer than 1 of 10 runs"
        if not tenth
        else f"in {tenth} of 10 runs"
    )


def spread_words(key: str, spread: Spread | None) -> str:
    """``56 (48 to 65)``, with per cent where the measure is one; ``56`` where all runs say so, a dash where there is none."""
    if spread is None:
        return "–"
    unit = "%" if key == "on_time" else ""
    middle, low, high = (f"{figure:,.0f}" for figure in (spread.median, spread.low, spread.high))
    return f"{middle}{unit}" if low == high else f"{middle}{unit} ({low} to {high}{unit})"


def figure_words(key: str, figure: float | None) -> str:
    """A figure of the record in the same form."""
    return "–" if figure is None else f"{figure:,.0f}{'%' if key == 'on_time' else ''}"


def headline(found: Forecast) -> tuple[str, ...]:
    """A few sentences: what the last month looks like, and which duty breaks first."""
    last = found.months[-1]
    said = []
    rate, late = last.figures.get("on_time"), last.figures["late"]
    if rate is not None:
        said.append(f"In 8 of 10 runs between {rate.low:.0f} and {rate.high:.0f}% of the plans sent in "
                    f"{month_words(last.month)} are within 20 weeks; the middle is {rate.median:.0f}%.")  # fmt: skip
    said.append(f"In 8 of 10 runs between {late.low:,.0f} and {late.high:,.0f} assessments are past 20 weeks at the end of "
                f"{month_words(last.month)}; the middle is {late.median:,.0f}.")  # fmt: skip
    few = sum(assumption.default for assumption in found.assumptions)
    if few:
        said.append(f"Too little is on record for {few} of the numbers below; each says which default it uses instead.")
    return (*said, *breaks_words(found))


def breaks_words(found: Forecast) -> tuple[str, ...]:
    """What is broken already, and which duty breaks first: its words, the month and how likely."""
    broken = "; ".join(f"{duty.words} ({met_words(duty)})" for duty in found.broken)
    said = [f"Broken already, over the last three months: {broken}."] if broken else []
    first = found.breaks_first
    if first is not None:
        month = f", most often in {month_words(first.month)}" if first.month else ""
        said.append(f"The {'next' if broken else 'first'} to break is “{first.words}”: {in_tens(first.first)} it "
                    f"breaks before any other that holds today{month}.")  # fmt: skip
    elif any(duty.holds_now for duty in found.duties):
        said.append("No other duty breaks in any run." if broken else "No duty breaks in any run.")
    return tuple(said)


def met_words(duty: DutyOutlook) -> str:
    """How many of the limits of the last three months were met."""
    return f"{duty.due - duty.missed:,} of {duty.due:,} met"


def standing_words(duty: DutyOutlook) -> str:
    """How a duty stands today."""
    if not duty.due:
        return "nothing fell due"
    return f"{'holds' if duty.holds_now else 'broken'}, {met_words(duty)}"


def outlook_words(duty: DutyOutlook) -> str:
    """When a duty breaks."""
    if duty.month is None:
        return "in no run"
    return f"{in_tens(duty.breaks)}, first most often in {month_words(duty.month)}"


def test_words(test: BackTest) -> tuple[str, ...]:
    """A back-test in sentences, one a measure, and what to make of it."""
    said = [
        f"Forecast as if on {in_words(test.forecast.as_at)}, from what was on record by then, beside what happened."
    ]
    for one in test.tests:
        unit = " percentage points" if one.measure == "on_time" else ""
        way = "too high" if one.bias > 0 else "too low" if one.bias < 0 else "neither too high nor too low"
        said.append(
            f"{MEASURES[one.measure]}: off by {one.error:g}{unit} a month on average, against a usual {one.usual:,.10g}; "
            f"on the whole {way} by {abs(one.bias):g}; the range held the figure in {one.covered} of {one.months} months."
        )
    held, of = sum(one.covered for one in test.tests), sum(one.months for one in test.tests)
    if of:
        verdict = (
            "as it should" if held >= 0.7 * of else "less than the 8 of 10 it should: read it as too sure of itself"
        )
        said.append(f"Over everything the range held {held} of {of} figures, {verdict}.")
    return (*said, *test.notes)
