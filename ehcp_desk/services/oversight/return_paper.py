"""The return as paper and page: the value the reports draw, and the definitions as a page of text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ehcp_desk.domain import return_papers
from ehcp_desk.domain.dates import at_time, in_words, ruleset_words, short, with_weekday
from ehcp_desk.domain.journal import seal_words
from ehcp_desk.domain.papers import PaperHead
from ehcp_desk.domain.returns import (
    Definition,
    FigureKind,
    ListedCase,
    MonthlyReturn,
    ReturnLine,
    TargetStatus,
    Trend,
    state_words,
)
from ehcp_desk.services.oversight.returns import same_columns
from ehcp_desk.services.records.heads import local

TITLE = "EHC needs assessments and plans"
MOST_ROWS = 400
NOT_PUBLIC = "For use inside the council: fewer than 5 children are not shown outside it, and this return shows them."
NOT_COUNTED = (
    "Attendance of plan holders (the rest of K49): it is reported by school and period and does not add up to one rate. It "
    "is on each case.",
    "Weighted caseload: the weights are those of today and cannot be made again for a month gone by. It is on the Team page.",
    "Spending and the deficit: the record holds no money.",
)
"""What councils also publish and this record cannot answer, each with the reason."""
_UNITS = {
    FigureKind.RATE: return_papers.Unit.PERCENT,
    FigureKind.COUNT: return_papers.Unit.COUNT,
    FigureKind.MEAN: return_papers.Unit.RATIO,
    FigureKind.RATIO: return_papers.Unit.RATIO,
    FigureKind.NET: return_papers.Unit.NET,
    FigureKind.PER_10000: return_papers.Unit.PER_10000,
}


def to_paper(result: MonthlyReturn, large_print: bool = False) -> return_papers.MonthlyReturn:
    """The return as the reports draw it: the same figures, notes, balance and lists.

    The lists of the front-page figures are printed; one of more than 400 rows is named and left to its file.
    """
    printed = [line for line in result.lines if line.definition.main and len(line.cases) <= MOST_ROWS]
    return return_papers.MonthlyReturn(
        head=PaperHead(
            council=result.council,
            service=result.service,
            as_at=as_at_words(result),
            seal=seal_words(result.journal_head),
            seal_day=local(result.journal_at).date() if result.journal_at else None,
            large_print=large_print,
        ),
        title=TITLE,
        month=result.month,
        prepared_by=result.prepared_by,
        definitions_version=result.definitions_version,
        ruleset=ruleset_words(result.ruleset),
        indicators=tuple(_indicator(line, state_words(line, result.pack)) for line in result.lines),
        flow=tuple(return_papers.FlowRow(f.stage, f.opening, f.came_in, f.went_out, f.closing) for f in result.flow),
        opening_day=result.month,
        closing_day=result.as_at,
        series=tuple(_series(trend, result) for trend in result.trends),
        lists=tuple(_list(line, result.as_at) for line in printed),
        bands=result.bands_words,
        sentences=(*_sentences(result), NOT_PUBLIC),
        name=f"{result.pack.capitalize()} return",
        period_words=result.period_words,
        year_ago_words=result.year_ago_words,
        standing=result.standing,
        delays=tuple(return_papers.Delay(d.cause, d.party, d.cases, d.longest) for d in result.delays),
    )


def as_at_words(result: MonthlyReturn) -> str:
    """``Friday 30 October 2026, 09:47``; for a month that is over, its last day and when it was counted."""
    counted = at_time(local(result.prepared_at))
    return counted if result.provisional else f"{with_weekday(result.as_at)}, counted {counted}"


def _indicator(line: ReturnLine, state: str) -> return_papers.Indicator:
    definition, before = line.definition, line.last_year
    return return_papers.Indicator(
        code=line.code,
        title=f"{definition.title}, {line.detail}" if line.detail else definition.title,
        polarity=definition.polarity,
        definition=definition.words,
        definition_version=definition.version,
        numerator=line.figure.numerator,
        denominator=line.figure.denominator,
        unit=_UNITS[definition.kind],
        target=line.target,
        status=line.status,
        same_period_last_year=before.value if before else None,
        comparison=line.comparison,
        note=_note(line),
        target_words=line.target_words or "–",
        last_year_words="not entered" if before is None else "–",
        main=definition.main,
        ref=line.ref,
        outturn=line.outturn,
        absent=state if line.figure.value is None else "–",
        state=state if line.figure.value is not None else "",
    )


def _note(line: ReturnLine) -> str:
    """What stands under Officer notes.  The drawing puts n of N before a percentage itself, and says where a note is wanted."""
    if line.definition.kind is FigureKind.RATE:
        _, _, more = line.sentence.partition(". ")  # what is said after n of N: a whole that moved, what was issued
        return f"{more} {line.note.text if line.note else ''}".strip()
    said = line.note.text if line.note else "To be written." if line.note_wanted else ""
    return f"{line.sentence} {said}".strip()


def _series(trend: Trend, result: MonthlyReturn) -> return_papers.Series:
    line = result.line(trend.code)
    points = tuple(
        return_papers.SeriesPoint(p.month, p.figure.value, p.target, p.annotation, _label(p.month, result.pack))
        for p in trend.points
    )
    step = _STEPS[result.pack]
    return return_papers.Series(trend.title, points, _UNITS[line.definition.kind], line.target, step)


_STEPS = {"monthly": "months", "weekly": "weeks", "quarterly": "quarters"}


def _label(first: date, pack: str) -> str:
    """Under a point of a run that is not of months: the day of the Monday, the number of the quarter."""
    if pack == "weekly":
        return f"{first.day}/{first.month}"
    return f"Q{(first.month + 2) // 3}" if pack == "quarterly" else ""


def board_paper(result: MonthlyReturn) -> return_papers.MonthlyReturn:
    """The few pages a board reads: the main figures with their notes, the balance, the runs; nobody's case."""
    whole = to_paper(result)
    main = tuple(one for one in whole.indicators if one.main)
    codes = {line.code for line in result.lines if line.definition.main}
    shown = tuple(one for one, trend in zip(whole.series, result.trends, strict=True) if trend.code in codes)
    return replace(whole, indicators=main, series=shown, lists=(), name="Board pack", sentences=(
        *(f"Out of line: {line.definition.title}. {line.note_words}" for line in result.lines
          if line.definition.main and line.status in (TargetStatus.BELOW, TargetStatus.WELL_BELOW)), NOT_PUBLIC))  # fmt: skip


def _list(line: ReturnLine, as_at: date) -> return_papers.CaseList:
    return return_papers.CaseList(line.code, tuple(_behind(case, line.definition, as_at) for case in line.cases))


def _behind(case: ListedCase, definition: Definition, as_at: date) -> return_papers.CaseBehind:
    heads = definition.headings
    told = [
        (heads.start, _day(case.start, as_at)),
        (heads.due, _day(case.due, as_at)),
        (heads.end, _day(case.end, as_at)),
        (heads.days, "–" if case.days is None else str(case.days)),
        (heads.why, case.why),
    ]
    return return_papers.CaseBehind(case.ref, case.counted, tuple((h.capitalize(), w) for h, w in told if h))


def _day(day: date | None, as_at: date) -> str:
    return "–" if day is None else short(day, as_at)


def _sentences(result: MonthlyReturn) -> list[str]:
    """How cases left, what the figures leave out, and which lists are too long to print."""
    ways = [f"{count:,} {way}" for line in result.flow for way, count in line.ways]
    out = f"Out: {', '.join(ways)}. " if ways else ""
    said = [f"{out}Cases that move between stages are out of one and in to the next."]
    gone: dict[str, int] = {}
    for left in result.left_out:
        gone[left.code] = gone.get(left.code, 0) + 1
    if gone:
        counts = ", ".join(f"{code}: {count}" for code, count in gone.items())
        said.append(f"Left out of a figure, each listed with the reason: {counts}.")
    said += [f"{one} and {other} have the same figure in every month shown: see that they count two things."
             for one, other in same_columns(result)]  # fmt: skip
    long = [line for line in result.lines if line.definition.main and len(line.cases) > MOST_ROWS]
    for line in long:
        where = f"cases-{result.stamp}, {line.code}.csv"
        said.append(f"The {len(line.cases):,} cases behind {line.code} are too many to print; they are in {where}.")
    return said


def definitions_page(result: MonthlyReturn) -> str:
    """The definitions that counted this month as a Markdown page."""
    lines = [
        f"# Definitions of the {result.pack} return, version {result.definitions_version}",
        "",
        f"As they counted the month to {in_words(result.as_at)}. Time limits: {ruleset_words(result.ruleset)}.",
        "A percentage is 100 × numerator / denominator to one decimal, half up; with nothing to count it is empty.",
        "The same month last year is counted by these definitions too, from the record as it stands.",
        result.bands_words,
        NOT_PUBLIC,
        "",
    ]
    better = {"+": "higher is better", "-": "lower is better", "": "neither way is better"}
    for line in result.lines:
        d = line.definition
        period = "what happened in the month" if d.window.value == "month" else "as things stood on the as-at day"
        since = f"in force from {in_words(d.valid_from)}"
        if d.valid_to is not None:
            since += f" to {in_words(d.valid_to - timedelta(1))}"
        lines += [
            f"## {d.code} {d.title}",
            "",
            d.words,
            "",
            f"Version {d.version}, {since}. Unit: {d.unit}; {better[d.polarity.value]}; {period}. Source: {d.source}.",
            "",
        ]
    lines += ["## Not counted", "", *(f"- {words}" for words in NOT_COUNTED)]
    return "\n".join(lines).rstrip() + "\n"


def head_lines(result: MonthlyReturn) -> tuple[str, ...]:
    """The lines above the figures in a workbook: whose, as at when, by which definitions and seal."""
    return (
        f"{result.council}, {result.service}",
        f"{result.pack.capitalize()} return, {result.standing}. As at {as_at_words(result)}. "
        f"Definitions version {result.definitions_version}. "
        f"Clock rules: {ruleset_words(result.ruleset)}. Seal {seal_words(result.journal_head)}.",
        NOT_PUBLIC,
    )
