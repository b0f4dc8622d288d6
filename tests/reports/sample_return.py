"""Westmarsh's return for October 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ehcp_desk.domain.return_papers import (
    CaseBehind,
    CaseList,
    Comparison,
    FlowRow,
    Indicator,
    MonthlyReturn,
    Polarity,
    Series,
    SeriesPoint,
    TargetStatus,
    Unit,
)
from tests.reports.sample_head import HEAD


def _indicator(
    code: str,
    title: str,
    polarity: Polarity,
    n: int,
    of: int | Decimal | None,
    unit: Unit,
    status: TargetStatus,
    since: Comparison,
    note: str,
    target: str = "",
    last: str = "",
) -> Indicator:
    return Indicator(
        code,
        title,
        polarity,
        f"{title}: counted on the last day of the month, all cases of the council.",
        "3",
        Decimal(n),
        Decimal(of) if of is not None else None,
        unit,
        Decimal(target) if target else None,
        status,
        Decimal(last) if last else None,
        since,
        note,
    )


def monthly_return(**changes: Any) -> MonthlyReturn:
    """October 2026 in Westmarsh."""
    up, down = Polarity.HIGHER, Polarity.LOWER
    share, count = Unit.PERCENT, Unit.COUNT
    better, worse, none = Comparison.IMPROVED, Comparison.WORSENED, Comparison.NONE
    on, below, well = TargetStatus.ON, TargetStatus.BELOW, TargetStatus.WELL_BELOW
    rows = (
        _indicator(
            "K02",
            "Plans sent within 20 weeks, including exceptions",
            up,
            12,
            31,
            share,
            on,
            better,
            "Five plans had a coded exception, one of them on time.",
            "40",
            "20.7",
        ),
        _indicator(
            "K01",
            "Plans sent within 20 weeks, excluding exceptions",
            up,
            11,
            26,
            share,
            below,
            better,
            "Schools answered 15 of 31 consultations late.",
            "45",
            "19.2",
        ),
        _indicator(
            "K05",
            "Decisions whether to assess told within 6 weeks",
            up,
            33,
            36,
            share,
            below,
            better,
            "Three waited for the panel of 13 October.",
            "95",
            "79.4",
        ),
        _indicator(
            "K07",
            "Requests received, forecast 34",
            Polarity.NONE,
            39,
            None,
            count,
            TargetStatus.NONE,
            none,
            "39, forecast 34.",
            "",
            "31",
        ),
        _indicator(
            "K14",
            "Open cases past 20 weeks",
            down,
            31,
            214,
            count,
            below,
            better,
            "31 of 214. 38 in September. Back to 25 by January.",
            "25",
            "64",
        ),
        _indicator(
            "U01",
            "Unassigned cases, longest wait 9 days",
            down,
            7,
            214,
            count,
            well,
            better,
            "7 of 214. One leaver’s cases, 21 October. All placed by 3 November.",
            "0",
            "23",
        ),
        _indicator("U02", "Assessments with no psychologist", down, 6, 123, count, well, better, "", "0", "41"),
        _indicator(
            "K18",
            "Psychology advice within 6 weeks",
            up,
            14,
            33,
            share,
            well,
            worse,
            "One vacancy since August; a locum starts 9 November.",
            "60",
            "48.6",
        ),
        _indicator(
            "K45",
            "Cases for each full-time post",
            down,
            207,
            Decimal("4.4"),
            Unit.RATIO,
            TargetStatus.ABOVE,
            better,
            "207 cases over 4.4 posts on 30 October.",
            "50",
            "58.3",
        ),
        _indicator(
            "C01",
            "Contacts waiting for a reply, oldest 11 days",
            down,
            23,
            None,
            count,
            TargetStatus.BEING_SET,
            none,
            "23 open. No figure was kept last year.",
        ),
    )
    months = [date(2025 + (9 + n) // 12, (9 + n) % 12 + 1, 1) for n in range(13)]
    shares = ("20.7", "18.0", "19.1", "22.0", "20.0", "22.6", "25.0", "24.1", "27.3", "22.2", "30.0", "35.5", "38.7")
    value = MonthlyReturn(
        head=HEAD,
        title="EHC needs assessments and plans",
        month=date(2026, 10, 1),
        prepared_by="Bea Tindall, data officer",
        definitions_version="3",
        ruleset="England, 1 September 2026",
        indicators=rows,
        flow=(
            FlowRow("Deciding whether to assess", 41, 39, 37, 43),
            FlowRow("Gathering advice", 128, 26, 31, 123),
            FlowRow("Writing the plan", 52, 27, 31, 48),
            FlowRow("All open cases", 221, 39, 46, 214),
        ),
        opening_day=date(2026, 10, 1),
        closing_day=date(2026, 10, 30),
        series=(
            Series(
                "Plans sent within 20 weeks",
                tuple(SeriesPoint(m, Decimal(v)) for m, v in zip(months, shares, strict=True)),
                share,
                Decimal(40),
            ),
        ),
        lists=(
            CaseList(
                "K02",
                tuple(
                    CaseBehind(
                        f"SEN/26{n:03}",
                        n % 3 == 0,
                        (
                            ("Request", "9 June 2026"),
                            ("Last day", "27 October 2026"),
                            ("Final plan sent", "29 October 2026"),
                        ),
                    )
                    for n in range(31)
                ),
            ),
            CaseList("C01", ()),
        ),
        sentences=("Fewer than 5 children are not shown outside the council.",),
    )
    return replace(value, **changes)
