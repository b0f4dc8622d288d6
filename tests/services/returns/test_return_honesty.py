"""The figures in the source papers that did not agree (needs.md section 6, X1 to X21), each as a test of this return.

X9, X11, X12 and X21 are one promise (a figure is stamped and can be made again); X10 has a file of its own,
``test_return_publishing.py``; X20 is a slip in quoting and no matter for a program.
"""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ehcp_desk.domain.case_kinds import attrs_of
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.return_papers import Polarity
from ehcp_desk.domain.returns import Comparison, Figure, FigureKind, compared
from ehcp_desk.exchange.return_files import write_return
from ehcp_desk.services.oversight.definitions import DefinitionError, load_definitions, read_definitions
from ehcp_desk.services.oversight.return_paper import to_paper
from ehcp_desk.services.oversight.returns import same_columns
from tests.services.returns.asking import counted, figure, month
from tests.support.memory_store import MemoryStore, day, fact
from ui.pages.returns.words import header_sentence

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("top", "under", "printed"),
    [(2, 169, "1.2"), (10, 23, "43.5"), (50, 998, "5.0"), (10, 24, "41.7"), (118, 135, "87.4"), (170, 190, "89.5")],
)
def test_x1_x5_x6_x7_x17_a_percentage_follows_from_its_counts(top: int, under: int, printed: str) -> None:
    assert str(Figure(FigureKind.RATE, Decimal(top), Decimal(under)).value) == printed


def test_x1_x5_the_words_beside_a_rate_say_n_of_n(store: MemoryStore) -> None:
    for number in range(23):
        sent = "2026-10-07" if number < 10 else "2026-10-08"
        store.add(fact("request_received", "2026-05-20"), fact("final_plan_sent", sent))
    assert month(store).line("K02").sentence == "10 of 23."


def test_x2_x15_two_figures_for_one_thing_are_two_codes_two_definitions_and_two_lists(store: MemoryStore) -> None:
    """558, 84 and 'about 500' were unfinished plans, late plans and all waiting: here each has its own name and list."""
    store.add(fact("request_received", "2026-10-20"), fact("draft_plan_served", "2026-10-28"), ref="draft")
    store.add(fact("request_received", "2026-04-01"), ref="late")
    result = month(store)
    lists = {code: counted(result, code) for code in ("K12", "K14", "F01")}
    assert lists == {"K12": ["late", "draft"], "K14": ["late"], "F01": ["draft"]}
    assert len({result.line(code).definition.words for code in lists}) == 3


def test_x3_x4_a_caseload_names_its_unit_and_the_posts_of_the_day_divide_it(store: MemoryStore) -> None:
    store.officers += [
        Officer(1, "Joy Addo", Role.CASEWORKER, fte=0.6),
        Officer(2, "Sam Ito", Role.CASEWORKER, fte=0.5, started_on=day("2026-11-01")),
        Officer(3, "Kit Lowe", Role.CASEWORKER, fte=1.0, left_on=day("2026-10-30")),
    ]
    for _ in range(3):
        store.add(fact("request_received", "2026-10-01"), owner_id=1, owner="Joy Addo", owned_since=day("2026-10-01"))
    result = month(store)
    line = result.line("K45")
    assert line.definition.unit == "cases for each full-time post"
    assert (line.figure.denominator, line.figure.value) == (Decimal("0.6"), Decimal("5.0"))
    assert "0.6 full-time posts on 31 October" in line.sentence


def test_x6_a_denominator_that_moves_is_said_beside_the_figure(store: MemoryStore) -> None:
    for year, many in ((2025, 10), (2026, 16)):
        for _ in range(many):
            store.add(fact("request_received", f"{year}-06-01"), fact("final_plan_sent", f"{year}-10-05"))
    assert "the 16 were 10 in October 2025, 60.0% more" in month(store).line("K02").sentence


def test_x7_how_many_improved_says_of_how_many(store: MemoryStore) -> None:
    store.add(fact("request_received", "2025-06-01"), fact("final_plan_sent", "2025-11-20"))
    store.add(fact("request_received", "2026-06-10"), fact("final_plan_sent", "2026-10-10"))
    result = month(store)
    better, comparable = result.improved
    assert 0 < better <= comparable < len(result.lines)
    assert f"Improved on last year: {better} of {comparable}." in header_sentence(result, "31 October 2026")


def test_x8_a_title_and_its_polarity_may_not_contradict_each_other() -> None:
    text = ('version = "1"\nfrom = 2020-01-01\n[[indicator]]\ncode = "Z1"\ntitle = "Increase in plans in time"\n'
            'polarity = "-"\nkind = "count"\nunit = "plans"\nwindow = "month"\nmeasure = "new_plans"\n'
            'columns = ["a", "", "", "", ""]\nwords = "w"\nsource = "s"\n')  # fmt: skip
    with pytest.raises(DefinitionError, match="the title says more is better"):
        read_definitions(text)
    fell = compared(*(Figure(FigureKind.COUNT, Decimal(n), Decimal(n)) for n in (80, 90)), Polarity.LOWER)
    assert fell is Comparison.IMPROVED


def test_x9_x13_the_parts_of_a_year_add_up_to_its_total(store: MemoryStore) -> None:
    for number in range(40):
        received = date.fromordinal(day("2026-10-01").toordinal() + number % 30).isoformat()
        store.add(fact("request_received", received, source=("parent", "school", "", "health", "a uncle")[number % 5]))
    result = month(store)
    for whole in ("K07", "K12", "K21", "K23", "R01", "K25", "A01"):
        base = {"K07": "K08", "K12": "K13", "K21": "K03"}.get(whole, whole)
        parts = [line.figure.value or Decimal(0) for line in result.lines if line.definition.of == base]
        assert sum(parts) == result.line(whole).figure.value, whole


def test_x9_x11_x12_x21_a_figure_is_stamped_and_one_store_gives_one_answer(store: MemoryStore, tmp_path: Path) -> None:
    store.add(fact("request_received", "2026-10-06"))
    one, two = (write_return(month(store), tmp_path / name)[-1] for name in ("one", "two"))
    frozen = json.loads(one.read_text(encoding="utf-8"))
    assert one.read_bytes() == two.read_bytes()
    assert {"as_at", "extracted_at", "definitions", "ruleset", "journal", "files", "seal"} <= frozen.keys()
    printed = {row["code"]: row["value"] for row in frozen["indicators"]}
    assert printed["K07"] == 1 and len(printed) == len(frozen["indicators"])


def test_x13_what_a_complaint_is_stands_in_its_definition() -> None:
    words = next(d.words for d in load_definitions().every if d.code == "K39")
    assert "Ombudsman" in words and "not here" in words


def test_x14_a_withdrawn_appeal_is_closed_and_is_not_open_as_well(store: MemoryStore) -> None:
    store.add(fact("request_received", "2026-08-01"), fact("appeal_received", "2026-10-02"),
              fact("appeal_withdrawn", "2026-10-20"))  # fmt: skip
    result = month(store)
    assert (figure(result, "K37")[0], figure(result, "K37-decided")[0]) == (0, 1)


def test_x16_two_measures_that_agree_month_after_month_are_named(store: MemoryStore) -> None:
    for number in range(14):
        on = date(2025 + (8 + number) // 12, (8 + number) % 12 + 1, 5).isoformat()
        store.add(fact("request_received", "2025-01-10"), fact("final_plan_sent", on))
    result = month(store)
    assert same_columns(result) == (("K14", "U01"),)
    assert any(text.startswith("K14 and U01 have the same figure") for text in to_paper(result).sentences)


def test_x17_no_code_and_no_title_stands_twice() -> None:
    lines = load_definitions().on(date(2026, 10, 31))
    assert len({d.code for d in lines}) == len({d.title.casefold() for d in lines}) == len(lines)


def test_x18_last_years_figure_is_counted_and_not_typed(store: MemoryStore) -> None:
    store.add(fact("request_received", "2025-06-01"), fact("final_plan_sent", "2025-10-10"))
    store.add(fact("request_received", "2026-06-10"), fact("final_plan_sent", "2026-10-10"))
    now, then = month(store), month(store, date(2025, 10, 1))
    assert now.line("K02").last_year == then.line("K02").figure


def test_x19_who_advises_is_a_controlled_list_with_the_right_word() -> None:
    words = attrs_of("advice_requested")["body"].values
    assert words["psychology"] == "Educational psychologist"
    assert not any("psychiatr" in word.lower() for word in words.values())


def test_every_conflict_of_the_source_papers_names_a_test_there_is() -> None:
    page = (ROOT / "docs/decisions/monthly-return.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| X(\d+) \|.*\| (.+?) \|$", page, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 22))
    files = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    for number, tests in rows:
        named = re.findall(r"`([^`]+)`", tests)
        assert all(name in files or f"{name}" in globals() for name in named), (number, named)
        assert named or number == "20", number
