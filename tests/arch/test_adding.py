"""The examples of docs/adding.md do what the page says, and are as short as it promises."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.loading import load_texts, packaged_texts
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.worklist import CaseQuery
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.oversight.definitions import read_definitions
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.upkeep.demo import build_demo
from ui.models import case_columns
from ui.models.row_source import Order

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "adding.md").read_text(encoding="utf-8")
DAY = date(2026, 10, 30)


def example(heading: str) -> str:
    """The code block under a heading of the page."""
    found = re.search(rf"## {heading}\n.*?```\w+\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("heading", ["A rule", "An indicator", "A column"])
def test_each_example_is_short(heading: str) -> None:
    assert len(example(heading).splitlines()) < 30


def test_the_rule_gives_a_date_that_can_be_met() -> None:
    texts = packaged_texts()
    texts["related.toml"] += "\n" + example("A rule")
    law = load_texts(texts)
    asked = Fact("request_received", date(2026, 12, 22), {"source": "parent"})
    due = next(d for d in compute([asked], law, date(2027, 1, 4)).deadlines if d.rule == "G_RING_BACK")
    # 22 December is a Tuesday: 23, 24, 29, 30 and 31 December are the five working days after it.
    assert due.due == date(2026, 12, 31)


def test_the_indicator_counts_the_cases_it_names(tmp_path: Path) -> None:
    shipped = files("ehcp_desk.rules.returns").joinpath("indicators.toml").read_text(encoding="utf-8")
    desk = open_desk(str(tmp_path / "desk.db"), "Joy Addo", DAY, create=True)
    for ref, source in (("A-1", "early_years"), ("A-2", "parent"), ("A-3", "early_years")):
        open_request(desk, NewRequest(ref, Child(0, "Farrowdale", ref, date(2023, 5, 1)), DAY, source))
    told = compute_monthly(desk, DAY, definitions=read_definitions(shipped + "\n" + example("An indicator")))
    desk.store.close()
    line = told.line("L01")
    assert {case.ref for case in line.cases if case.counted} == {"A-1", "A-3"}
    assert line.figure.value == 2


def test_the_column_shows_what_it_says(tmp_path: Path) -> None:
    room: dict[str, Any] = vars(case_columns).copy()
    exec(example("A column"), room)
    column = room["psychologist"]()
    desk = open_desk(str(tmp_path / "desk.db"), "Joy Addo", DAY, create=True)
    build_demo(desk, 60, 1)
    source = case_columns.CaseSource(desk)
    rows = source.rows(source.ids(CaseQuery(DAY), Order("")))
    desk.store.close()
    shown = {column.value(row) for row in rows}
    assert column.hidden
    assert "not named" in shown
    assert {row.case.psychologist for row in rows} - {""} == shown - {"not named"} != set()
