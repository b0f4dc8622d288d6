"""The return as it may leave the council: no notes, no lists, small numbers left out and others with them (needs.md Q9).

Every number that would be printed, and every number that could be worked out from two of them, is a cell of one table;
:mod:`ehcp_desk.domain.suppressing` says which cells must go.  Where two figures are counted over the same cases, or one
over a part of the other's, that is an equation: the cases of an exception are the difference of K02 and K01.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ehcp_desk.domain import return_papers
from ehcp_desk.domain.case import STAGE_WORDS, Stage
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.return_papers import LEFT_OUT, Published
from ehcp_desk.domain.returns import Figure, FigureKind, ListedCase, MonthlyReturn, ReturnLine, TargetStatus, Trend
from ehcp_desk.domain.suppressing import USUAL_THRESHOLD, Equation, Table, Told, suppress
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.oversight.flow import ALL_OPEN
from ehcp_desk.services.oversight.publishing_again import Earlier, held_and_told
from ehcp_desk.services.oversight.return_paper import to_paper

# A part and the whole its cases are among.  ".of" is a denominator, ".n" a numerator.
_AMONG = (
    ("K14.n", "K12.n"), ("U01.n", "K12.n"), ("K12-agreed.n", "K12.n"), ("K45.n", "K12.n"), ("U02.n", "K12-agreed.n"),
    ("V01.of", "K12-agreed.n"), ("F01.n", "K12-agreed.n"), ("K16.n", "K14.n"), ("K17-over-6.n", "K17.n"),
    ("A01-psychology.n", "K17-over-6.n"), ("K28.of", "K27.n"), ("K22.n", "K14.n"), ("K15.of", "K14.n"),
    *((f"{code}.n", "K23.n") for code in ("K29", "U03", "K42", "K43", "K44", "K46", "K47", "P01", "P02", "P03", "R01", "K24")),
)  # fmt: skip
_PLANS_AMONG = (("K02.of", "K21.n"), ("K01.of", "K02.of"), ("K01.n", "K02.n"), ("K04.of", "K02.of"))
_OPEN_TWICE = ("M01.of", "T04.of", "T05.of")
# Numbers of one table that, added up, hold numbers of another.
_TOGETHER = (
    (tuple(f"K33-{said}.n" for said in ("keep", "amend", "cease", "other")), ("K32.of",)),
    (("K03-up-to-20.n",), ("K02.n",)), (("K03-20-52.n", "K03-over-52.n", "K02.n"), ("K02.of",)),
)  # fmt: skip
_KEPT = ("K26", "K45-all")
"""Never published: who came and went beside plans sent, ceased and moved, and who is held beside who is not, tell those
few apart, and to keep those few back by leaving out others would cost the plans in place."""
_WHOLES = {"K08": "K07", "K13": "K12", "K03": "K21", "D01": "K14", "F02": "K12-agreed", "D02": "K10"}


def publish(
    result: MonthlyReturn,
    threshold: int = USUAL_THRESHOLD,
    progress: Progress | None = None,
    earlier: Iterable[Earlier] = (),
) -> Published:
    """The return without small numbers, and without what an ``earlier`` published return left out of the same months.

    Raises BadInput for a threshold under 3, which would keep nothing back.

    ``progress`` hears how many numbers are left out so far; it stops the search by raising Cancelled.
    """
    if threshold < 3:
        raise BadInput(f"A threshold of {threshold} keeps nothing back; give 3 or more, usually {USUAL_THRESHOLD}.")
    table, moved = _with_moves(published_table(result), result, threshold)
    held, known = held_and_told(table, result.month, threshold, earlier)
    out = suppress(table, threshold, telling(progress), moved | held, known)
    whole = to_paper(result)
    rule = (f"Numbers from 1 to {threshold - 1} are left out, and other numbers with them so that they cannot be worked "
            f"out: {LEFT_OUT}. What an earlier published return left out of a month is left out of it again. Officer notes, "
            "causes by party and lists of cases are not published.")  # fmt: skip
    given = zip(whole.indicators, result.lines, strict=True)
    paper = replace(
        whole,
        indicators=tuple(_indicator(one, line, out) for one, line in given),
        flow=tuple(_flow(row, out) for row in whole.flow),
        series=tuple(
            _series(one, trend, out)
            for one, trend in zip(whole.series, result.trends, strict=True)
            if trend.code != _COME_AND_GONE
        ),
        lists=(),
        delays=(),
        sentences=(rule,),
    )
    return Published(paper, out, threshold)


def telling(progress: Progress | None) -> Told | None:
    """What a search for small numbers is told by: how many are left out so far, in words."""
    if progress is None:
        return None
    return lambda gone, printed: progress(gone, printed, f"Leaving out small numbers, {gone:,} so far")


def _indicator(one: return_papers.Indicator, line: ReturnLine, out: frozenset[str]) -> return_papers.Indicator:
    """A figure goes whole: its value, its standing and its arrow, or none of them.  Last year's stands in the runs.

    What a count is among is another figure's number, left out there or not, and is never given here.
    """
    cells = set(_printed(line.code, line.definition.kind, line.figure, line.definition.over))
    shown = replace(
        one,
        title=line.definition.title,
        note="",
        note_wanted=False,
        same_period_last_year=None,
        last_year_words="–",
        outturn="",
        denominator=None if line.definition.kind is FigureKind.COUNT else one.denominator,
    )
    if line.code not in _KEPT and not cells & out:
        return shown
    none = return_papers.Comparison.NONE
    return replace(shown, numerator=None, denominator=None, absent=LEFT_OUT, status=TargetStatus.NONE, comparison=none)


def _flow(row: return_papers.FlowRow, out: frozenset[str]) -> return_papers.FlowRow:
    def kept(name: str, number: int | None) -> int | None:
        return None if f"flow.{row.stage}.{name}" in out else number

    whole = row.stage == ALL_OPEN  # moves between stages would tell decisions apart that are left out elsewhere
    return return_papers.FlowRow(
        row.stage,
        kept("opening", row.opening),
        kept("in", row.came_in) if whole else None,
        kept("out", row.went_out) if whole else None,
        kept("closing", row.closing),
    )


def _series(one: return_papers.Series, trend: Trend, out: frozenset[str]) -> return_papers.Series:
    points = []
    for place, point in enumerate(trend.points):
        code = trend.code if place == len(trend.points) - 1 else f"{trend.code}@{point.month:%Y-%m}"
        gone = code in _KEPT or out & set(_printed(code, point.figure.kind, point.figure, ""))
        points.append(replace(one.points[place], value=None) if gone else one.points[place])
    return replace(one, points=tuple(points))


# ---- every number, and what binds them ---------------------------------------------------------------------------------

_COME_AND_GONE = "K26"
"""Its run is not published: less the new plans of each month it says how many moved in, whom the month itself left out."""
_MOVED = frozenset({"K41-in.n", "K41-out.n"})
_FLOW = {"K23.n": 1, "K21.n": -1, "K41-in.n": -1, "K25.n": 1, "K41-out.n": 1}
"""Plans in place, less who came and with who went: the plans in place a month before."""


def _printed(code: str, kind: FigureKind, figure: Figure, over: str) -> dict[str, int]:
    """The cells one figure prints, or that its value gives away together with what is known."""
    if figure.numerator is None or figure.denominator is None:
        return {}
    top, under = figure.numerator, figure.denominator
    if kind is FigureKind.MEAN:
        return {f"{code}.of": int(under)}
    if kind is FigureKind.NET:
        return {f"{code}.n": int(top), f"{code}.went": int(under - top)}
    if kind is FigureKind.RATE and not over:
        return {f"{code}.n": int(top), f"{code}.of": int(under)}
    return {f"{code}.n": int(top)}


@dataclass(slots=True)
class _Making:
    """The table as it is put together."""

    cells: dict[str, int] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    implied: set[str] = field(default_factory=set)

    def total(self, whole: str, parts: Sequence[str]) -> None:
        """Parts of a whole and, where they are not all of it, a rest that is never printed."""
        self.among([whole], parts)

    def among(self, wholes: Sequence[str], parts: Sequence[str]) -> None:
        """Numbers of which others are a part, both added up, and the rest that is never printed."""
        if any(name not in self.cells for name in (*wholes, *parts)):
            return
        rest = sum(self.cells[whole] for whole in wholes) - sum(self.cells[part] for part in parts)
        equation = dict.fromkeys(wholes, -1) | dict.fromkeys(parts, 1)
        if rest < 0:
            return
        if rest:
            name = f"rest {len(self.equations)}"
            self.cells[name] = rest
            self.implied.add(name)
            equation[name] = 1
        self.equations.append(equation)

    def same(self, one: str, other: str) -> None:
        """Two numbers that are one."""
        if self.cells.get(one) == self.cells.get(other) is not None and one != other:
            self.equations.append({one: 1, other: -1})


def _with_moves(table: Table, result: MonthlyReturn, threshold: int) -> tuple[Table, frozenset[str]]:
    """The table where plans that moved in and out are told beside plans new, ceased and in place; and those moves, both left
    out, where one of them or of plans ceased is small or 0.

    With both unknown the plans in place of two months tie nothing: to tie them cost the plans in place themselves.
    """
    if any(table.cells.get(name, threshold) < threshold for name in (*_MOVED, "K25.n")):
        return table, _MOVED & table.cells.keys()
    terms = {**_FLOW, _before(result): -1}
    so = terms.keys() <= table.cells.keys() and sum(f * table.cells[name] for name, f in terms.items()) == 0
    return replace(table, equations=(*table.equations, terms)) if so else table, frozenset()


def _before(result: MonthlyReturn) -> str:
    """The plans in place a month before, as the run of months gives them."""
    points = result.trends[0].points[-2:-1] if result.trends else ()
    return f"K23@{points[0].month:%Y-%m}.n" if points else ""


def published_table(result: MonthlyReturn) -> Table:
    """Every number the published return would print, with the equations between them."""
    made = _Making()
    for line in result.lines:
        if line.code not in _KEPT:
            made.cells |= _printed(line.code, line.definition.kind, line.figure, line.definition.over)
    _flow_cells(made, result)
    _trend_cells(made, result)
    for line in result.lines:
        if line.definition.kind is FigureKind.RATE and not line.definition.over:
            made.total(f"{line.code}.of", [f"{line.code}.n"])
    for part, whole in (*_AMONG, *_PLANS_AMONG):
        made.total(whole, [part])
    _parts(made, result.lines)
    _twins(made, result.lines)
    made.total("K12.n", ["K45.n", "U01.n"])
    for name in _OPEN_TWICE:
        made.same(name, "K12.n")
    for wholes, parts in _TOGETHER:
        made.among(wholes, parts)
    no_plan = [f"{line.code}.n" for line in result.lines if line.definition.of == "D03"]
    made.among(no_plan, ["K06.of"])
    return Table(made.cells, tuple(made.equations), frozenset(made.implied))


def _parts(made: _Making, lines: Iterable[ReturnLine]) -> None:
    groups: dict[str, list[str]] = {}
    for line in lines:
        if line.definition.of and line.code not in ("K12-agreed", "K17-over-6"):
            groups.setdefault(line.definition.of, []).append(f"{line.code}.n")
    for code, parts in groups.items():
        made.total(f"{_WHOLES.get(code, code)}.n", parts)


def _twins(made: _Making, lines: Sequence[ReturnLine]) -> None:
    """Numbers counted over the very same rows, whatever they are called."""
    seen: dict[frozenset[tuple[int, object]], str] = {}
    for line in lines:
        for name, rows in _lists(line):
            if name in made.cells and rows:
                made.same(seen.setdefault(rows, name), name)


def _lists(line: ReturnLine) -> Iterator[tuple[str, frozenset[tuple[int, object]]]]:
    yield f"{line.code}.n", _keys(case for case in line.cases if case.counted)
    yield f"{line.code}.of", _keys(line.cases)


def _keys(cases: Iterable[ListedCase]) -> frozenset[tuple[int, object]]:
    return frozenset((case.case_id, case.start) for case in cases)


def _flow_cells(made: _Making, result: MonthlyReturn) -> None:
    for row in result.flow:
        made.cells |= {f"flow.{row.stage}.opening": row.opening, f"flow.{row.stage}.closing": row.closing}
        if row.stage == ALL_OPEN:
            made.cells |= {f"flow.{ALL_OPEN}.in": row.came_in, f"flow.{ALL_OPEN}.out": row.went_out}
            names = (f"flow.{ALL_OPEN}.{side}" for side in ("opening", "in", "out", "closing"))
            made.equations.append(dict(zip(names, (1, 1, -1, -1), strict=True)))
    stages = [row.stage for row in result.flow if row.stage != ALL_OPEN]
    for side in ("opening", "closing"):
        made.total(f"flow.{ALL_OPEN}.{side}", [f"flow.{stage}.{side}" for stage in stages])
    drafting, assessing = STAGE_WORDS[Stage.DRAFTING], STAGE_WORDS[Stage.ASSESSING]
    made.same(f"flow.{ALL_OPEN}.closing", "K12.n")
    made.same(f"flow.{drafting}.closing", "F01.n")
    made.total("K12-agreed.n", [f"flow.{drafting}.closing", f"flow.{assessing}.closing"])
    made.total(f"flow.{ALL_OPEN}.in", ["K07.n"])
    made.total(f"flow.{ALL_OPEN}.out", ["K21.n", "K10.n", "K06.of"])


def _trend_cells(made: _Making, result: MonthlyReturn) -> None:
    months = [f"{point.month:%Y-%m}" for point in result.trends[0].points] if result.trends else []
    for trend in result.trends:
        if trend.code == _COME_AND_GONE:
            continue
        for month, point in zip(months[:-1], trend.points, strict=False):
            code = f"{trend.code}@{month}"
            made.cells |= _printed(code, point.figure.kind, point.figure, "")
            if point.figure.kind is FigureKind.RATE:
                made.total(f"{code}.of", [f"{code}.n"])
    for month in months[:-1]:
        for part, whole in _PLANS_AMONG:
            (one, end), (other, last) = part.split("."), whole.split(".")
            made.total(f"{other}@{month}.{last}", [f"{one}@{month}.{end}"])
    terms = {"K23.n": 1, _before(result): -1, "K26.n": -1, "K26.went": 1}
    if terms.keys() <= made.cells.keys() and sum(f * made.cells[name] for name, f in terms.items()) == 0:
        made.equations.append(terms)
