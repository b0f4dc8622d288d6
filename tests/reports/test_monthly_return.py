"""The monthly return: the councils' columns, counts with their whole, a balance that is checked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ehcp_desk.domain.return_papers import FlowRow, Indicator, MonthlyReturn, Polarity, TargetStatus, Unit
from ehcp_desk.reports.html import render_html
from ehcp_desk.reports.model import ChartBlock, Columns
from ehcp_desk.reports.monthly_return import figure, monthly_return_document
from tests.reports.reading import Outline, flowing, pages
from tests.reports.sample_return import monthly_return


def read(value: MonthlyReturn) -> list[str]:
    return [flowing(page) for page in pages(monthly_return_document(value))]


def share(numerator: int | None, denominator: int | None) -> Indicator:
    return Indicator(
        "K02",
        "Plans sent within 20 weeks",
        Polarity.HIGHER,
        "Plans sent in the month.",
        "3",
        None if numerator is None else Decimal(numerator),
        None if denominator is None else Decimal(denominator),
        Unit.PERCENT,
        status=TargetStatus.WELL_BELOW,
    )


def test_the_first_page_holds_table_balance_months_and_key() -> None:
    first = read(monthly_return())[0]
    assert "K02 Plans sent within 20 weeks, including exceptions + 20.7% 40% 38.7% On target improved" in first
    assert "All open cases 221 39 46 214" in first
    assert "Plans sent within 20 weeks, 13 months" in first
    assert "Key. +/−: + means higher is better" in first
    assert "38.7% target 40%" in first


def test_counts_of_indicators_carry_their_whole() -> None:
    assert "On or above target: 2 of 8. Improved on October 2025: 7 of 8." in read(monthly_return())[0]


def test_a_share_is_worked_out_from_its_counts() -> None:
    assert share(2, 169).value == Decimal("1.2")
    assert share(1, 3).value == Decimal("33.3")
    assert share(1, 2000).value == Decimal("0.1")


def test_no_cases_is_not_nought_per_cent() -> None:
    assert share(0, 0).value is None
    first = read(monthly_return(indicators=(replace(share(0, 0), absent="no plans were due"),)))[0]
    assert "no plans were due" in first
    assert "0.0%" not in first


def test_a_share_in_the_table_always_has_its_n_of_n() -> None:
    assert "2 of 169." in read(monthly_return(indicators=(share(2, 169),)))[0]


def test_a_missing_note_below_target_is_asked_for() -> None:
    assert "2 of 169. To be written." in read(monthly_return(indicators=(share(2, 169),)))[0]


def test_figures_are_written_as_people_write_them() -> None:
    assert figure(Decimal("38.7"), Unit.PERCENT) == "38.7%"
    assert figure(Decimal(1204), Unit.COUNT) == "1,204"
    assert figure(None, Unit.COUNT, "not yet due") == "not yet due"


def test_provisional_until_somebody_signs() -> None:
    assert "October 2026 provisional" in read(monthly_return())[0]
    signed = read(monthly_return(signed_by="Ruth Castellan"))
    assert "final, signed by Ruth Castellan" in signed[0]
    assert "Not yet signed" not in signed[0]


def test_a_long_head_leaves_the_councils_name_beside_its_mark() -> None:
    value = monthly_return(standing="month over, not yet signed", definitions_version="6",
                           ruleset="England, 1 September 2026")  # fmt: skip
    long = replace(value.head, as_at="Wednesday 30 September 2026, counted Friday 30 October 2026, 09:00")
    printed = read(replace(value, head=long))[0]
    assert "month over, not yet signed" in printed and "Not yet signed." in printed
    assert printed.index(value.head.council) < printed.index("Definitions version 6"), "the name is beside the head"


def test_definitions_come_before_the_lists_of_cases() -> None:
    later = read(monthly_return())[1:]
    assert later[0].index("Definitions") < later[0].index(
        "K02 Plans sent within 20 weeks, including exceptions: 11 of 31"
    )
    assert sum(page.count("SEN/26") for page in later) == 31
    assert "There are no cases behind this figure." in " ".join(later)


def test_a_flow_that_does_not_balance_is_said_aloud() -> None:
    wrong = (FlowRow("Gathering advice", 128, 26, 31, 124),)
    first = read(monthly_return(flow=wrong))[0]
    assert "It does not balance" in first
    assert "These rows do not add up: Gathering advice." in first


def test_a_month_without_a_figure_breaks_the_line_and_reads_none() -> None:
    value = monthly_return()
    series = value.series[0]
    gap = replace(series, points=(*series.points[:4], replace(series.points[4], value=None), *series.points[5:]))
    document = monthly_return_document(replace(value, series=(gap,)))
    columns = next(block for block in document.blocks if isinstance(block, Columns))
    chart = next(block for block in columns.right if isinstance(block, ChartBlock))
    assert chart.points[4].words == "none"
    page = Outline(render_html(document))
    assert "February 2026 none" in page.text
    lines = [attrs for tag, attrs in page.tags if tag == "polyline" and (attrs["points"] or "").count(",") > 2]
    assert [(attrs["points"] or "").count(",") for attrs in lines] == [4, 8]


def test_a_month_with_no_cases_at_all_still_prints() -> None:
    value = monthly_return(indicators=(), flow=(), series=(), lists=())
    assert "On or above target: 0 of 0." in read(value)[0]


def test_a_series_of_noughts_prints() -> None:
    value = monthly_return()
    series = value.series[0]
    flat = replace(series, target=None, points=tuple(replace(p, value=Decimal(0)) for p in series.points))
    assert "13 months" in read(replace(value, series=(flat,)))[0]


def test_figures_that_are_not_the_main_ones_follow_the_first_page() -> None:
    value = monthly_return()
    split = tuple(replace(one, main=one.code in ("K02", "K05")) for one in value.indicators)
    read_pages = read(monthly_return(indicators=split))
    assert "K05 Decisions whether to assess" in read_pages[0]
    assert "Unassigned cases" not in read_pages[0]
    assert "Key. " in read_pages[0]
    assert read_pages[1].index("Further figures") < read_pages[1].index("U01 Unassigned cases")
    assert "On or above target: 2 of 8." in read_pages[0]


@pytest.mark.parametrize(
    ("most", "labels"),
    [("100", "0% 50% 100%"), ("38.7", "0% 10% 20% 30% 40%"), ("61.3", "0% 20% 40% 60% 80%"), ("0", "0% 1% 2% 3%")],
)
def test_the_axis_of_a_chart_ends_on_the_least_round_figure(most: str, labels: str) -> None:
    value = monthly_return()
    series = value.series[0]
    points = tuple(replace(p, value=Decimal(most)) for p in series.points)
    first = read(replace(value, series=(replace(series, target=None, points=points),)))[0]
    assert f"13 months {labels} Oct N" in first
