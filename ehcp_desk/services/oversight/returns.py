"""The monthly return: every figure of the month from one pass over the record, with the cases behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import MONTHS, in_words, short
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import RETURN_ISSUED, payload_of
from ehcp_desk.domain.returns import (
    Comparison,
    Definition,
    Definitions,
    DelayLine,
    Figure,
    FigureKind,
    MonthlyReturn,
    ReturnLine,
    TargetStatus,
    Trend,
    TrendPoint,
    Window,
    compared,
    status_of,
)  # fmt: skip
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.collector import collector_resting
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.answer_measures import ANSWERS
from ehcp_desk.services.oversight.appeal_measures import APPEALS
from ehcp_desk.services.oversight.definitions import load_definitions
from ehcp_desk.services.oversight.flow import flow
from ehcp_desk.services.oversight.measures import EVENTS, Counted, in_order
from ehcp_desk.services.oversight.population import Period, Population
from ehcp_desk.services.oversight.register_measures import REGISTERS
from ehcp_desk.services.oversight.restricting import open_whole
from ehcp_desk.services.oversight.return_facts import KINDS, Journey, Limits, journey
from ehcp_desk.services.oversight.return_settings import ReturnSettings, note_key, read_note, read_settings
from ehcp_desk.services.oversight.review_measures import REVIEWS
from ehcp_desk.services.oversight.snapshots import STANDING
from ehcp_desk.services.oversight.spans import WEEKS_IN_YEAR, Span, holding, month_end, stamp, year_ago
from ehcp_desk.services.oversight.spans import back as earlier
from ehcp_desk.services.oversight.spans import words as span_words
from ehcp_desk.services.oversight.staffing import staff_then
from ehcp_desk.services.oversight.told_measures import NOT_ENTERED, TOLD_MEASURES
from ehcp_desk.services.records.heads import COUNCIL, SERVICE
from ehcp_desk.services.upkeep.migrated import unverified_marks

MEASURES = {**EVENTS, **STANDING, **REVIEWS, **TOLD_MEASURES, **APPEALS, **ANSWERS, **REGISTERS}
TREND_MONTHS = 13
EVERY = 500
PROVISIONAL, BEING_CHECKED, FINAL, REVISED = "provisional", "being checked", "final", "revised"
"""How sure a figure is (needs.md G7): its month is not over or it rests on cases nobody verified; over, and not issued yet;
as it was issued; and no longer what was issued."""


def compute_monthly(
    desk: Desk,
    month: date,
    progress: Progress | None = None,
    definitions: Definitions | None = None,
    as_at: date | None = None,
    span: Span = Span.MONTH,
    running: bool = False,
) -> MonthlyReturn:
    """The return of one month (or of the week or quarter ``span`` says; any day of it names it), as at its last day.

    While it is not over it is as at today.

    Facts dated after that day are not counted; facts written down since are, which is why the return carries the head
    of the journal it was read at.  Raises BadInput for a month that has not begun, and Cancelled when ``progress``
    says so.  ``as_at`` counts as on a day gone by, for making a frozen return again: facts dated later are not seen;
    ``running`` says that it was made on that day itself, before the day was over.
    """
    desk.need(Act.RETURNS)
    held = definitions or load_definitions()
    period = period_of(month, as_at if running and as_at else as_at_today(as_at, desk.today()), span)
    open_whole(desk, f"Monthly return, {month:%Y-%m}")
    with collector_resting(), desk.store.read() as work:
        # What it is counted from is gone when the collector starts again, or it would look through all of that first.
        return _counted_over(desk, work, held, period, progress)


def _counted_over(
    desk: Desk, work: ReadWork, held: Definitions, period: Period, progress: Progress | None
) -> MonthlyReturn:
    settings = read_settings(work)
    limits = Limits(desk.law)
    people = Population(_journeys(work, limits, period.last, progress), limits, staff_then(work), settings.numbers)
    counting = held.on(holding(period.span, period.first)[1])
    if progress:
        progress(0, 1, "Counting the month")
    counted = {d.code: _count(people, period, d) for d in counting}
    begun = min((case.stage_days[0] for case in people.journeys), default=date.max)
    lines = tuple(_line(work, people, period, d, counted[d.code], settings, begun) for d in counting)
    issued = _issued(work, period.span.value, stamp(period.span, period.first))
    lines = tuple(standing_now(line, issued.get(line.code)) for line in lines) if period.over else lines
    lines = resting_on(lines, frozenset(unverified_marks(work)))
    return MonthlyReturn(
        month=period.first,
        as_at=period.last,
        provisional=not period.over,
        **_by(held),
        lines=lines,
        flow=flow(people.journeys, period.first, period.last),
        trends=tuple(_trend(people, period, d, counted[d.code], begun, settings) for d in counting if d.trend),
        posts=people.posts(period.last),
        left_out=tuple(gone for d in counting for gone in counted[d.code].left_out),
        bands_words=settings.bands_words,
        delays=_delays(lines),
        **_whose(desk, work),
        **_of_the_span(period),
    )


def _by(held: Definitions) -> dict[str, Any]:
    """The definitions it is counted by."""
    return {"definitions_version": held.version, "definitions_digest": held.digest}


def _whose(desk: Desk, work: ReadWork) -> dict[str, Any]:
    """Whose return it is, who prepared it and when, and the record and law it was read from."""
    seq, head, at = work.record_head()
    return {
        "council": work.setting(COUNCIL) or "Council not named yet",
        "service": work.setting(SERVICE) or "SEND service",
        "prepared_at": desk.now(),
        "prepared_by": desk.user,
        "ruleset": desk.law.name,
        "ruleset_digest": desk.law.digest,
        "journal_seq": seq,
        "journal_head": head,
        "journal_at": at,
    }


def _of_the_span(period: Period) -> dict[str, Any]:
    """How the span is named in files and in words, and the same of the year before."""
    return {
        "pack": period.span.value,
        "stamp": stamp(period.span, period.first),
        "period_words": span_words(period.span, period.first),
        "year_ago_words": _year_before_words(period),
    }


def _year_before(period: Period) -> Period:
    """The same stretch a year before, to the same day where this one still runs."""
    first, last = year_ago(period.span, period.first)
    if not period.over:
        week = period.span is Span.WEEK
        last = period.last - timedelta(weeks=WEEKS_IN_YEAR) if week else add_months(period.last, -12)
    return Period(first, last, span=period.span)


def _year_before_words(period: Period) -> str:
    before = _year_before(period)
    until = "" if period.over else f", up to {before.last.day} {MONTHS[before.last.month - 1]}"
    return f"{span_words(period.span, before.first)}{until}"


def _delays(lines: Iterable[ReturnLine]) -> tuple[DelayLine, ...]:
    """Causes of delay by who holds the work, the most cases first (needs.md 4.4, point 4)."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for line in lines:
        if line.definition.measure == "delay_causes":
            cause = line.definition.title.removeprefix("Delayed: ")
            for case in line.cases:
                found.setdefault((line.code, cause, case.why), []).append(case.days or 0)
    made = [DelayLine(*key, len(days), max(days)) for key, days in found.items()]
    return tuple(sorted(made, key=lambda d: (-d.cases, d.cause, d.party)))


def as_at_today(as_at: date | None, today: date) -> date:
    """The day to count as at: today, or a day gone by.  The last day of a month that is over counts the month as over."""
    if as_at is None or as_at >= today:
        return today
    return as_at + timedelta(days=1) if as_at == month_end(as_at.replace(day=1)) else as_at


def period_of(month: date, today: date, span: Span = Span.MONTH) -> Period:
    """The stretch counted to its last day, or to today while it is not over.  Raises BadInput before it has begun."""
    first, last = holding(span, month)
    if first > today:
        now = span_words(span, holding(span, today)[0])
        asked = span_words(span, first)
        raise BadInput(f"{asked[:1].upper()}{asked[1:]} has not begun; the latest return is for {now}.")
    return Period(first, last, span=span) if last < today else Period(first, today, over=False, span=span)


def _journeys(work: ReadWork, limits: Limits, as_at: date, progress: Progress | None) -> Iterator[Journey]:
    rows = {row.id: row for row in work.every_row()}
    children = {number: child for number, _, child in work.every_identity()}
    total = len(rows)
    for place, (case_id, facts) in enumerate(work.every_case_facts(KINDS)):
        if progress and place % EVERY == 0:
            progress(place, total, "Reading the cases")
        # Taken out as it is used, so that rows and journeys are never all there at once.
        found = journey(rows.pop(case_id), facts, limits, as_at, children.pop(case_id, None))
        if found is not None:
            yield found
    # A store may leave out a case without a single fact of these kinds; it is a case all the same.
    for case_id, row in rows.items():
        if (found := journey(row, (), limits, as_at, children.get(case_id))) is not None:
            yield found


def _count(people: Population, period: Period, definition: Definition) -> Counted:
    return MEASURES[definition.measure](people, period, definition)


def _figure(definition: Definition, counted: Counted) -> Figure:
    return Figure(definition.kind, counted.numerator, counted.denominator)


def _line(
    work: ReadWork,
    people: Population,
    period: Period,
    definition: Definition,
    counted: Counted,
    settings: ReturnSettings,
    begun: date,
) -> ReturnLine:
    figure = _figure(definition, counted)
    before = _before(people, period, definition, begun)
    whole_month = period.span is Span.MONTH
    standing = definition.window is not Window.MONTH
    # What is set for a month is not what may happen in a week or a quarter, and a note on a month's figure is not on theirs.
    apart = not whole_month and not standing
    target, words = settings.targets.on(definition.code, period.last)
    if apart and definition.kind in (FigureKind.COUNT, FigureKind.NET):
        target, words = None, ""
    rate = definition.kind is FigureKind.RATE
    status = status_of(figure.value, target, definition.polarity, settings.rates if rate else settings.counts, rate)
    forecast = settings.forecast.get(f"{period.first:%Y-%m}") if definition.code == "K07" and whole_month else None
    detail = f"forecast {forecast}" if forecast is not None else counted.detail
    return ReturnLine(
        definition=definition,
        figure=figure,
        cases=in_order(counted.cases),
        sentence=" ".join(
            filter(
                None,
                (_sentence(definition, figure, detail, period), _moved(figure, before, period)),
            )
        ),
        detail=detail,
        target=target,
        target_words=words,
        status=TargetStatus.BEING_SET if words else status,
        last_year=before,
        comparison=compared(figure, before, definition.polarity) if before else Comparison.NONE,
        note=None if apart else read_note(work.setting(note_key(definition.code, period.last))),
        ref=str(settings.refs.get(definition.code, "")),
        outturn=str(settings.outturns.get(definition.code, "")),
        quarter=_quarter(people, period, definition),
        state=_state(definition, figure, period, definition.code in settings.lagged, counted.detail),
        last_note=read_note(work.setting(note_key(definition.code, add_months(period.first, -1))))
        if whole_month
        else None,
    )


def standing_now(line: ReturnLine, issued: tuple[str, str] | None) -> ReturnLine:
    """A line of a month that is over, told final or revised where a return of that month was issued, else being checked.

    ``issued`` is the numerator and denominator it was first issued with.
    """
    if line.state not in ("", BEING_CHECKED, "new indicator"):
        return line
    if issued is None:
        return replace(line, state=line.state or BEING_CHECKED)
    if issued == numbers_of(line):
        return replace(line, state=FINAL)
    return replace(line, state=REVISED, sentence=f"{line.sentence} It was issued as {' of '.join(issued)}.".strip())


def numbers_of(line: ReturnLine) -> tuple[str, str]:
    """Numerator and denominator as the journal keeps them of a return that was issued."""
    return str(line.figure.numerator), str(line.figure.denominator)


def _issued(work: ReadWork, pack: str, named: str) -> dict[str, tuple[str, str]]:
    """What each figure of this month, week or quarter was first issued with; nothing where no return of it was."""
    entries = filter(None, map(payload_of, work.journal(kind=RETURN_ISSUED)))
    same = [said["figures"] for said in entries if (said["pack"], said["stamp"]) == (pack, named)]
    return {code: (top, under) for code, (top, under) in same[0].items()} if same else {}


def resting_on(lines: Iterable[ReturnLine], unverified: frozenset[int]) -> tuple[ReturnLine, ...]:
    """The lines, each that rests on cases from a file which nobody has verified marked provisional and saying so."""
    made = []
    for line in lines:
        cases = {case.case_id for case in line.cases}
        resting = len(cases & unverified)
        if resting:
            are = "is" if resting == 1 else "are"
            said = f"{resting:,} of the {len(cases):,} listed {are} migrated, not verified."
            state = line.state if line.figure.value is None else PROVISIONAL
            line = replace(line, state=state, sentence=f"{line.sentence} {said}".strip(), unverified=resting)
        made.append(line)
    return tuple(made)


def _quarter(people: Population, period: Period, definition: Definition) -> Figure | None:
    """The calendar quarter to date; None for a figure that says how things stood."""
    if definition.window is not Window.MONTH or period.span is not Span.MONTH:
        return None
    first = period.first.replace(month=(period.first.month - 1) // 3 * 3 + 1)
    return _figure(definition, _count(people, Period(first, period.last, period.over), definition))


def _state(definition: Definition, figure: Figure, period: Period, lagged: bool, detail: str) -> str:
    """What is said beside a number, or in place of one (needs.md P5)."""
    if figure.value is None:
        return NOT_ENTERED if detail.endswith(NOT_ENTERED) else "n/a"
    if lagged:
        return "lagged"
    if not period.over:
        return PROVISIONAL
    return "new indicator" if definition.valid_from > add_months(period.first, -12) else ""


def _before(people: Population, period: Period, definition: Definition, begun: date) -> Figure | None:
    """The same month last year, to the same day where this one still runs, counted by the same definition; None where the
    record does not reach back to it."""
    before = _year_before(period)
    return None if begun > before.last else _past(people, Period(before.first, before.last), definition)


def _past(people: Population, period: Period, definition: Definition) -> Figure:
    """The figure of a stretch gone by: the trend and the comparison with last year ask for the same one."""
    return people.once(
        ("past", definition.code, period), lambda: _figure(definition, _count(people, period, definition))
    )


def _trend(
    people: Population, period: Period, definition: Definition, now: Counted, begun: date, settings: ReturnSettings
) -> Trend:
    def point(first: date, figure: Figure) -> TrendPoint:
        target, _ = settings.targets.on(definition.code, first)
        return TrendPoint(first, figure, target, str(settings.annotations.get(f"{first:%Y-%m}", "")))

    points = []
    for back in range(TREND_MONTHS - 1, 0, -1):
        first, last = earlier(period.span, period.first, back)
        figure = Figure(definition.kind, None, None) if begun > last else _past(people, Period(first, last), definition)
        points.append(point(first, figure))
    points.append(point(period.first, _figure(definition, now)))
    return Trend(definition.code, definition.title, tuple(points))


def _sentence(definition: Definition, figure: Figure, detail: str, period: Period) -> str:
    """n of N in words, which every note begins with (needs.md P4)."""
    top, under = figure.numerator, figure.denominator
    tail = f", {detail}" if detail else ""
    if top is None or under is None:
        return ""
    if definition.kind is FigureKind.NET:
        return f"{top:,f} came, {under - top:,f} went{tail}."
    if definition.over in ("residents", "months", "places"):
        return f"{top:,f} over {under:,f} {definition.over}{tail}." if under else f"{top:,f}{tail}."
    if definition.kind is FigureKind.RATIO:
        return f"{top:,f} over {under:,f} full-time posts on {short(period.last, period.first)}{tail}."
    if definition.kind is FigureKind.MEAN:
        return f"Mean of {under:,f} cases{tail}." if under else f"No cases on {in_words(period.last)}."
    if definition.whole:
        return f"{top:,f}{tail}."
    return f"{top:,f} of {under:,f}{tail}." if under else "None to count."


def _moved(now: Figure, before: Figure | None, period: Period) -> str:
    """Said where what a rate divides by moved by more than a quarter since last year (needs.md Q4, X6)."""
    under, was = now.denominator, before.denominator if before else None
    if now.kind is not FigureKind.RATE or not under or not was or abs(under - was) * 4 <= was or max(under, was) < 10:
        return ""
    share = (abs(under - was) * 100 / was).quantize(Decimal("0.1"))
    way, then = "more" if under > was else "fewer", _year_before_words(period)
    return f"Note that the {under:,f} were {was:,f} in {then}, {share}% {way}."


def same_columns(result: MonthlyReturn) -> tuple[tuple[str, str], ...]:
    """Indicators whose figures agree in every month of the run, by pairs: copied, or counting one thing (X16).

    A run with fewer than three different figures says nothing and is passed over; so do K01 and K02, which are one
    figure in every month without an exception.
    """
    runs = [(t.code, tuple(p.figure.value for p in t.points)) for t in result.trends]
    telling = [(code, run) for code, run in runs if len(set(run) - {None}) > 2 and code != "K01"]
    return tuple(
        (code, other) for n, (code, run) in enumerate(telling) for other, same in telling[n + 1 :] if run == same
    )
