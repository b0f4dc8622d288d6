"""The monthly return as a document: the councils' own columns, the balance, 13 months, the key; then the definitions
and the cases behind every figure (needs.md 4.1 and 4.4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ehcp_desk.domain.dates import MONTHS, in_words, month_words
from ehcp_desk.domain.return_papers import (
    CaseList,
    Comparison,
    FlowRow,
    Indicator,
    MonthlyReturn,
    Series,
    TargetStatus,
    Unit,
)
from ehcp_desk.reports.heads import on_paper
from ehcp_desk.reports.marks import COMPARISON_ICONS, TARGET_ICONS
from ehcp_desk.reports.model import (
    Align,
    Block,
    Cell,
    ChartBlock,
    ChartPoint,
    Column,
    Columns,
    Document,
    Heading,
    Icon,
    Line,
    PageBreak,
    Paragraph,
    Run,
    Table,
    Tone,
    words,
)

_ON_OR_ABOVE = (TargetStatus.ON, TargetStatus.ABOVE, TargetStatus.WELL_ABOVE)
_BANDS = "Percentages: on is within 2 points, well is 10 points or more."
_DATES_SHOWN = 6


def monthly_return_document(value: MonthlyReturn) -> Document:
    """The return on A4 landscape."""
    first = tuple(i for i in value.indicators if i.main) or value.indicators
    further = tuple(i for i in value.indicators if i not in first)
    blocks: list[Block] = [
        Heading(1, value.title, aside=_summary(value)),
        _table(f"Indicators for {_period(value)}", value, first),
        Columns(_balance(value), _series(value.series[:1]), 0.57),
    ]
    blocks += [Paragraph(words(text, small=True)) for text in value.sentences]
    blocks += [Paragraph(_key(value)), PageBreak()]
    if further:
        blocks += [Heading(2, "Further figures"), _table("Further figures", value, further)]
    blocks += [Columns(_series(value.series[n : n + 1]), _series(value.series[n + 1 : n + 2])) for n in _by_two(value)]
    blocks += _delays(value)
    blocks += _definitions(value)
    for cases in value.lists:
        blocks += _list(cases, value)
    final = bool(value.signed_by)
    return replace(
        on_paper(
            value.head,
            title=f"{value.name}, {_period(value)}: {value.title}",
            name=f"{value.name}, {_period(value)}",
            reference=f"Prepared by {value.prepared_by}. {f'Signed by {value.signed_by}.' if final else 'Not yet signed.'}",
            blocks=blocks,
            prepared_by=value.prepared_by,
            standing=f"final, signed by {value.signed_by}" if final else value.standing,
            landscape=True,
        ),
        as_at=_as_at(value),
    )


def figure(value: Decimal | None, unit: Unit, absent: str = "–") -> str:
    """A figure as the return writes it: ``38.7%``, ``1,204``, ``47.0``."""
    if value is None:
        return absent
    return f"{value:,}{'%' if unit is Unit.PERCENT else ''}"


def _as_at(value: MonthlyReturn) -> str:
    told = [f"As at {value.head.as_at}"]
    if value.definitions_version:
        told.append(f"Definitions version {value.definitions_version}")
    if value.ruleset:
        told.append(f"Clock rules: {value.ruleset}")
    return ". ".join(told)


def _period(value: MonthlyReturn) -> str:
    """What is counted, in words: ``October 2026``."""
    return value.period_words or month_words(value.month)


def _heading(period: str) -> str:
    return period[:1].upper() + period[1:]


def _last_year(value: MonthlyReturn) -> str:
    return value.year_ago_words or f"{MONTHS[value.month.month - 1]} {value.month.year - 1}"


def _summary(value: MonthlyReturn) -> Line:
    """Counts with their whole: only indicators that have a target, or a figure to compare with, can be counted."""
    targeted = [i for i in value.indicators if i.status in TARGET_ICONS]
    compared = [i for i in value.indicators if i.comparison in COMPARISON_ICONS]
    above = sum(i.status in _ON_OR_ABOVE for i in targeted)
    improved = sum(i.comparison is Comparison.IMPROVED for i in compared)
    return Line(
        (
            Run("On or above target: "),
            Run(f"{above} of {len(targeted)}", strong=True),
            Run(f". Improved on {_last_year(value)}: "),
            Run(f"{improved} of {len(compared)}", strong=True),
            Run("."),
        )
    )


def _columns(value: MonthlyReturn, outturn: bool) -> tuple[Column, ...]:
    """The councils' own columns; last year's outturn only where the council has entered one."""
    return (
        Column("Code", 4, fits=True),
        Column("Indicator", 31, row_head=True),
        Column("+/−", 2.6, Align.CENTRE, fits=True),
        *((Column("Outturn last year", 8, Align.RIGHT, fits=True),) if outturn else ()),
        Column(_heading(_last_year(value)), 9, Align.RIGHT, fits=True),
        Column("Target", 5.8, Align.RIGHT, fits=True),
        Column(_heading(_period(value)), 9, Align.RIGHT, fits=True),
        Column("Against target", 11, fits=True),
        Column("Since last year", 10, fits=True),
        Column("Officer notes", 33),
    )


def _table(caption: str, value: MonthlyReturn, indicators: tuple[Indicator, ...]) -> Table:
    outturn = any(one.outturn for one in value.indicators)
    return Table(
        caption, _columns(value, outturn), tuple(_indicator_row(one, outturn) for one in indicators), compact=True
    )


def _indicator_row(one: Indicator, outturn: bool) -> tuple[Cell, ...]:
    told = one.status.value.capitalize() if one.status in TARGET_ICONS else one.status.value
    target = Run(told, icon=TARGET_ICONS.get(one.status))
    since = Run(one.comparison.value or "–", icon=COMPARISON_ICONS.get(one.comparison))
    return (
        (words(f"{one.ref} {one.code}".strip()),),
        (words(one.title),),
        (words({"+": "+", "-": "−"}.get(one.polarity.value, "")),),
        *(((words(one.outturn or "–"),),) if outturn else ()),
        (words(figure(one.same_period_last_year, one.unit, one.last_year_words)),),
        (words(figure(one.target, one.unit, one.target_words)),),
        (
            words(figure(one.value, one.unit, one.absent), strong=True),
            *([words(one.state, small=True)] if one.state else []),
        ),
        (Line((target,)),),
        (Line((since,)),),
        (words(_note(one)),),
    )


def _note(one: Indicator) -> str:
    """The officer's note behind the count it rests on: a percentage never stands without its n of N."""
    whole = f"{one.numerator:,} of {one.denominator:,}." if _is_share(one) else ""
    if one.note_wanted and not one.note and one.status in (TargetStatus.BELOW, TargetStatus.WELL_BELOW):
        return f"{whole} To be written.".strip()
    return f"{whole} {one.note}".strip()


def _is_share(one: Indicator) -> bool:
    return one.unit is Unit.PERCENT and one.numerator is not None and one.denominator is not None


def _balance(value: MonthlyReturn) -> tuple[Block, ...]:
    columns = (
        Column("Stage", 40, row_head=True),
        Column(in_words(value.opening_day), 22, Align.RIGHT),
        Column("In", 10, Align.RIGHT),
        Column("Out", 10, Align.RIGHT),
        Column(in_words(value.closing_day), 22, Align.RIGHT),
    )
    rows = tuple(_flow_row(row, strong=place == len(value.flow) - 1) for place, row in enumerate(value.flow))
    heading = Heading(2, "It balances: opening + in − out = closing")
    wrong = [row.stage for row in value.flow if not row.balances]
    if wrong:
        heading = Heading(2, "It does not balance")
    blocks: list[Block] = [heading, Table("Cases by stage", columns, rows, compact=True)]
    if wrong:
        blocks.append(Paragraph(words(f"These rows do not add up: {', '.join(wrong)}.", strong=True)))
    return tuple(blocks)


def _flow_row(row: FlowRow, strong: bool) -> tuple[Cell, ...]:
    counts = (row.opening, row.came_in, row.went_out)
    return (
        (words(row.stage, strong=strong),),
        *((words("–" if count is None else f"{count:,}", strong=strong),) for count in counts),
        (words("–" if row.closing is None else f"{row.closing:,}", strong=True),),
    )


def _by_two(value: MonthlyReturn) -> range:
    """Where each pair of further series begins; the first series has its place on the first page."""
    return range(1, len(value.series), 2)


def _series(series: tuple[Series, ...]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for one in series:
        letters = [MONTHS[p.month.month - 1] for p in one.points]
        ends = (0, len(letters) - 1)
        points = tuple(
            ChartPoint(
                label=point.label or (name[:3] if place in ends else name[0]),
                full=month_words(point.month),
                value=point.value,
                words=figure(point.value, one.unit, "none"),
                aim=point.target,
            )
            for place, (name, point) in enumerate(zip(letters, one.points, strict=True))
        )
        suffix = "%" if one.unit is Unit.PERCENT else ""
        target = f"target {figure(one.target, one.unit)}" if one.target is not None else ""
        title = f"{one.title}, {len(one.points)} {one.step}"
        blocks += [Heading(2, title), ChartBlock(title, points, suffix, one.target, target)]
        told = [f"{month_words(p.month)}: {p.annotation}" for p in one.points if p.annotation]
        if told:
            blocks.append(Paragraph(words("; ".join(told), small=True)))
    return tuple(blocks)


def _key(value: MonthlyReturn) -> Line:
    """The printed key: polarity, the five boxes, the arrows."""
    quiet = Tone.QUIET
    runs = [
        Run("Key. ", strong=True),
        Run("+/−: + means higher is better, − means lower is better. Against target: ", tone=quiet),
    ]
    runs += _key_runs({status.value: icon for status, icon in TARGET_ICONS.items()})
    runs.append(Run(f"{value.bands or _BANDS} Since last year, whichever way the figure moved: ", tone=quiet))
    runs += _key_runs({comparison.value: icon for comparison, icon in COMPARISON_ICONS.items()})
    return Line(tuple(runs), small=True)


def _key_runs(signs: dict[str, Icon]) -> list[Run]:
    last = len(signs) - 1
    return [
        Run(f"{told}{'. ' if place == last else ', '}", tone=Tone.QUIET, icon=icon)
        for place, (told, icon) in enumerate(signs.items())
    ]


def _delays(value: MonthlyReturn) -> list[Block]:
    """Causes of delay, the most cases first, with who holds the work."""
    if not value.delays:
        return []
    columns = (
        Column("Cause of delay", 40, row_head=True),
        Column("With whom", 34),
        Column("Cases past 20 weeks", 14, Align.RIGHT),
        Column("Longest, days over", 12, Align.RIGHT),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        ((words(d.cause[:1].upper() + d.cause[1:]),), (words(d.party or "–"),), (words(f"{d.cases:,}", strong=True),),
         (words(f"{d.longest:,}"),))
        for d in value.delays
    )  # fmt: skip
    return [Heading(2, "Causes of delay"), Table("Causes of delay", columns, rows, compact=True)]


def _definitions(value: MonthlyReturn) -> list[Block]:
    columns = (
        Column("Code", 7, fits=True),
        Column("Indicator", 28, row_head=True),
        Column("Definition", 53),
        Column("Version", 12, fits=True),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        ((words(i.code),), (words(i.title),), (words(i.definition),), (words(i.definition_version),))
        for i in value.indicators
    )
    return [Heading(2, "Definitions"), Table("Definitions", columns, rows, compact=True)]


def _list(cases: CaseList, value: MonthlyReturn) -> list[Block]:
    """The cases behind one figure; the rows are as many as its denominator."""
    named = next((i for i in value.indicators if i.code == cases.code), None)
    counted = sum(case.in_numerator for case in cases.cases)
    title = f"{cases.code} {named.title if named else ''}".strip()
    heading = Heading(2, f"{title}: {counted} of {len(cases.cases)} cases")
    if not cases.cases:
        return [heading, Paragraph(words("There are no cases behind this figure.", small=True))]
    names: list[str] = []
    for case in cases.cases:
        names += [name for name, _ in case.decided_by if name not in names]
    shown = names if len(names) <= _DATES_SHOWN else []
    columns: tuple[Column, ...] = (Column("Case", 20, row_head=True), Column("Counted", 12))
    columns += tuple(Column(name, 20) for name in shown) or (Column("What decided it", 60),)
    rows: list[tuple[Cell, ...]] = []
    for case in cases.cases:
        decided = dict(case.decided_by)
        told = [decided.get(name, "–") for name in shown] or ["; ".join(f"{n}: {w}" for n, w in case.decided_by)]
        first: tuple[Cell, Cell] = ((words(case.reference),), (words("yes" if case.in_numerator else "no"),))
        rows.append((*first, *((words(text),) for text in told)))
    return [heading, Table(title, columns, tuple(rows), compact=True)]
