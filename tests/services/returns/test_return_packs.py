"""Weekly, quarterly and board packs: the same counts over another stretch, checked against the months."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.exchange.return_files import verify_return, write_return
from ehcp_desk.services.oversight.return_paper import board_paper
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.oversight.spans import Span, back, holding, stamp, words, year_ago
from tests.services.returns.asking import figure, month
from tests.support.memory_store import MemoryStore, desk, fact


def filled(store: MemoryStore) -> None:
    for received in ("2026-07-31", "2026-08-31", "2026-09-30", "2026-10-01", "2026-09-28", "2025-09-29"):
        store.add(fact("request_received", received))
    for sent in ("2026-07-15", "2026-08-15", "2026-09-15"):
        store.add(fact("request_received", "2026-03-20"), fact("final_plan_sent", sent),
                  fact("advice_requested", "2026-08-01", body="psychology"),
                  fact("advice_received", "2026-09-05", body="psychology"))  # fmt: skip


def test_a_quarter_is_its_three_months_added_up(store: MemoryStore) -> None:
    filled(store)
    quarter = compute_monthly(desk(store), date(2026, 8, 5), span=Span.QUARTER)
    months = [month(store, date(2026, n, 1)) for n in (7, 8, 9)]
    for code in ("K02", "K07", "K10", "K18", "K21", "K25", "K27"):
        for side in (0, 1):
            assert figure(quarter, code)[side] == sum(figure(m, code)[side] for m in months), code
    assert figure(quarter, "K07")[0] == 4
    assert figure(quarter, "K12") == figure(months[-1], "K12")
    assert (quarter.flow[-1].opening, quarter.flow[-1].closing) == (
        months[0].flow[-1].opening, months[-1].flow[-1].closing)  # fmt: skip
    assert all(row.balances for row in quarter.flow)
    last = quarter.line("K07").last_year
    assert last is not None and last.numerator == 1


def test_a_week_runs_from_monday_to_sunday_and_is_compared_with_52_weeks_before(store: MemoryStore) -> None:
    filled(store)
    week = compute_monthly(desk(store), date(2026, 9, 30), span=Span.WEEK)
    assert (week.month, week.as_at) == (date(2026, 9, 28), date(2026, 10, 4))
    assert figure(week, "K07")[0] == 3
    last = week.line("K07").last_year
    assert last is not None and last.numerator == 1
    assert [p.month for p in week.trends[0].points][-2:] == [date(2026, 9, 21), date(2026, 9, 28)]


@pytest.mark.parametrize(
    ("span", "day", "first", "last", "named", "said", "before"),
    [
        (
            Span.WEEK,
            "2026-11-22",
            "2026-11-16",
            "2026-11-22",
            "week-2026-11-16",
            "week from 16 November 2026",
            "2025-11-17",
        ),
        (Span.MONTH, "2024-02-10", "2024-02-01", "2024-02-29", "2024-02", "February 2024", "2023-02-01"),
        (Span.QUARTER, "2026-12-31", "2026-10-01", "2026-12-31", "2026-Q4", "October to December 2026", "2025-10-01"),
    ],
)
def test_spans(span: Span, day: str, first: str, last: str, named: str, said: str, before: str) -> None:
    begins, ends = holding(span, date.fromisoformat(day))
    assert (begins.isoformat(), ends.isoformat()) == (first, last)
    assert (stamp(span, begins), words(span, begins)) == (named, said)
    assert year_ago(span, begins)[0].isoformat() == before
    assert holding(span, back(span, begins, 1)[1]) == back(span, begins, 1)


def test_a_week_that_has_not_begun_is_refused(store: MemoryStore) -> None:
    with pytest.raises(BadInput, match="Week from 9 November 2026 has not begun"):
        compute_monthly(desk(store), date(2026, 11, 10), span=Span.WEEK)


@pytest.mark.parametrize(("span", "name"), [(Span.WEEK, "weekly-week-2026-09-28"), (Span.QUARTER, "quarterly-2026-Q3")])
def test_every_pack_is_frozen_and_checked_like_the_month(
    store: MemoryStore, tmp_path: Path, span: Span, name: str
) -> None:
    filled(store)
    written = write_return(compute_monthly(desk(store), date(2026, 9, 30), span=span), tmp_path)
    assert written[-1].name == f"{name}.json"
    assert all(ok for _, ok, _ in verify_return(written[-1]))
    (tmp_path / f"{name}.csv").write_text("code\n", encoding="utf-8")
    assert not all(ok for _, ok, _ in verify_return(written[-1]))
    assert json.loads(written[-1].read_text(encoding="utf-8"))["pack"] == span.value


def test_the_board_reads_the_month_s_own_figures_and_nobody_s_case(store: MemoryStore) -> None:
    filled(store)
    store.kept_settings["returns.targets"] = '{"K02": 90, "U01": 0}'
    result = month(store)
    paper = board_paper(result)
    assert [one.code for one in paper.indicators] == [x.code for x in result.lines if x.definition.main]
    assert not paper.lists
    assert {s.title for s in paper.series} <= {x.definition.title for x in result.lines if x.definition.main}
    assert any(text.startswith("Out of line: Unassigned cases.") for text in paper.sentences)
