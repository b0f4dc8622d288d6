"""The forecast on paper: what it says in words, the months in a table and a drawing, the duties, and every assumption."""

from __future__ import annotations

from decimal import Decimal

from ehcp_desk.domain.dates import MONTHS, month_words
from ehcp_desk.domain.forecast.paper import ForecastPaper
from ehcp_desk.domain.forecast.values import MEASURES, Assumption, BackTest, Forecast, own_assumptions
from ehcp_desk.domain.forecast.words import (
    LEFT_OUT,
    figure_words,
    headline,
    outlook_words,
    spread_words,
    standing_words,
    test_words,
)
from ehcp_desk.reports.heads import on_paper
from ehcp_desk.reports.model import (
    Align,
    Block,
    Cell,
    ChartBlock,
    ChartPoint,
    Column,
    Document,
    Heading,
    Paragraph,
    Table,
    words,
)

_PAST = 6


def forecast_document(value: ForecastPaper) -> Document:
    """The forecast, A4 landscape: the scenario beside the baseline, month by month."""
    first = value.forecasts[0]
    span = f"{month_words(first.months[0].month)} to {month_words(first.months[-1].month)}"
    blocks: list[Block] = [Heading(1, f"Forecast, {span}")]
    for one in value.forecasts:
        if len(value.forecasts) > 1:
            blocks.append(Heading(2, one.title))
        blocks += [Paragraph(words(sentence)) for sentence in headline(one)]
    said = "The middle of all runs; 8 of 10 runs lie between the figures in brackets."
    blocks += [Heading(2, "Month by month"), Paragraph(words(said)), *_months(value.forecasts)]
    for one in value.forecasts:
        blocks += [Heading(2, f"Final plans within 20 weeks: {one.title.lower()}"), _chart(one)]
    for one in value.forecasts:
        blocks += [Heading(2, f"Duties: {one.title.lower()}"), _duties(one)]
    blocks += [Heading(2, "What this rests on"), Paragraph(words(LEFT_OUT, strong=True), boxed=True)]
    for place, one in enumerate(value.forecasts):
        fresh = own_assumptions(value.forecasts, place)
        blocks += [_assumptions(one.title, fresh)] if fresh else []
    if value.test is not None:
        blocks += _tested(value.test)
    return on_paper(
        value.head,
        title=f"Forecast, {value.head.council}, {span}",
        name="Forecast",
        reference=f"Prepared by {value.prepared_by}; seed {first.seed}, {first.runs:,} runs",
        blocks=blocks,
        prepared_by=value.prepared_by,
        landscape=True,
    )


def _months(forecasts: tuple[Forecast, ...]) -> list[Block]:
    months = [month.month for month in forecasts[0].months]
    rows: list[tuple[Cell, ...]] = []
    for key, title in MEASURES.items():
        for one in forecasts:
            name = title if len(forecasts) == 1 else f"{title}: {one.title.lower()}"
            cells = [spread_words(key, month.figures.get(key)) for month in one.months]
            rows.append(((words(name, strong=True),), *((words(cell),) for cell in cells)))
    tables: list[Block] = []
    for start in range(0, len(months), _PAST):
        shown = months[start : start + _PAST]
        columns = (Column("Measure", 26.0, row_head=True),
                   *(Column(f"{MONTHS[m.month - 1][:3]} {m.year}", 13.0, Align.RIGHT) for m in shown))  # fmt: skip
        cut = tuple((row[0], *row[1 + start : 1 + start + _PAST]) for row in rows)
        tables.append(Table(f"Month by month, from {month_words(shown[0])}", columns, cut, compact=True))
    return tables


def _chart(one: Forecast) -> ChartBlock:
    points = [
        ChartPoint(MONTHS[m.month.month - 1][:3], month_words(m.month), _tenths(m.figures.get("on_time")),
                   figure_words("on_time", m.figures.get("on_time")))
        for m in one.past[-_PAST:]
    ]  # fmt: skip
    for month in one.months:
        spread = month.figures.get("on_time")
        points.append(ChartPoint(
            MONTHS[month.month.month - 1][:3], f"{month_words(month.month)}, forecast",
            _tenths(spread.median if spread else None), spread_words("on_time", spread),
            _tenths(spread.low if spread else None), _tenths(spread.high if spread else None)))  # fmt: skip
    return ChartBlock(f"Final plans within 20 weeks, per cent: {one.title.lower()}", tuple(points), "%")


def _tenths(figure: float | None) -> Decimal | None:
    return None if figure is None else Decimal(f"{figure:.1f}")


def _duties(one: Forecast) -> Table:
    columns = (
        Column("Duty", 40.0, row_head=True),
        Column("Rule", 20.0),
        Column("Last three months", 24.0),
        Column("Breaks", 34.0),
    )
    rows = tuple(
        (
            (words(duty.words, strong=True),),
            (words(duty.rule),),
            (words(standing_words(duty)),),
            (words(outlook_words(duty)),),
        )
        for duty in one.duties
    )
    return Table(f"Duties: {one.title.lower()}", columns, rows, compact=True)


def _assumptions(title: str, said: tuple[Assumption, ...]) -> Table:
    columns = (Column("What", 34.0, row_head=True), Column("Number", 30.0), Column("Where it comes from", 60.0))
    rows = tuple(((words(a.what, strong=True),), (words(a.value),), (words(a.source, strong=a.default),)) for a in said)
    return Table(f"What it rests on: {title.lower()}", columns, rows, compact=True)


def _tested(test: BackTest) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Tested against the last year")]
    blocks += [Paragraph(words(sentence)) for sentence in test_words(test)]
    columns = (Column("Month", 20.0, row_head=True),
               *(Column(title, 16.0, Align.RIGHT) for title in MEASURES.values()))  # fmt: skip
    rows = tuple(
        ((words(month_words(ahead.month), strong=True),),
         *((words(f"{spread_words(key, ahead.figures.get(key))}; was {figure_words(key, was.figures.get(key))}"),)
           for key in MEASURES))
        for ahead, was in zip(test.forecast.months, test.happened, strict=True)
    )  # fmt: skip
    return [*blocks, Table("Forecast, and what it was", columns, rows, compact=True)]
