"""Targets, bands, forecasts and notes; and definitions that refuse to contradict themselves."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.returns import Band, Comparison, Figure, FigureKind, Polarity, TargetStatus, compared, status_of
from ehcp_desk.services.oversight.definitions import DefinitionError, load_definitions, read_definitions
from ehcp_desk.services.oversight.return_paper import definitions_page, to_paper
from ehcp_desk.services.oversight.return_settings import write_note
from ehcp_desk.services.oversight.returns import MEASURES, compute_monthly
from tests.support.memory_store import MemoryStore, desk, fact

OCTOBER = date(2026, 10, 1)
RATES, COUNTS = Band(Decimal(2), Decimal(10)), Band(Decimal(5), Decimal(50))


@pytest.mark.parametrize(
    ("value", "target", "polarity", "points", "status"),
    [
        # The figures of the design's own page.
        ("38.7", "40", "+", True, TargetStatus.ON),
        ("42.3", "45", "+", True, TargetStatus.BELOW),
        ("42.4", "60", "+", True, TargetStatus.WELL_BELOW),
        ("31", "25", "-", False, TargetStatus.BELOW),
        ("7", "0", "-", False, TargetStatus.WELL_BELOW),
        ("0", "0", "-", False, TargetStatus.ON),
        ("33", "20", "-", False, TargetStatus.WELL_BELOW),
        ("47.0", "50", "-", False, TargetStatus.ABOVE),
        ("50", "40", "+", True, TargetStatus.WELL_ABOVE),
        ("42", "40", "+", True, TargetStatus.ON),
        ("39", "30", "", False, TargetStatus.NONE),
    ],
)
def test_five_steps_by_polarity(value: str, target: str, polarity: str, points: bool, status: TargetStatus) -> None:
    band = RATES if points else COUNTS
    assert status_of(Decimal(value), Decimal(target), Polarity(polarity), band, points) is status


def test_a_falling_backlog_has_improved_and_equal_figures_are_the_same() -> None:
    less, more = (Figure(FigureKind.COUNT, Decimal(n), Decimal(n)) for n in (31, 64))
    assert compared(less, more, Polarity.LOWER) is Comparison.IMPROVED
    assert compared(less, more, Polarity.HIGHER) is Comparison.WORSENED
    assert compared(less, less, Polarity.LOWER) is Comparison.SAME
    # 1 of 3 and 33 of 99 print alike, so they are the same.
    third, thirds = (Figure(FigureKind.RATE, Decimal(a), Decimal(b)) for a, b in ((1, 3), (3330, 10000)))
    assert compared(third, thirds, Polarity.HIGHER) is Comparison.SAME


@pytest.mark.parametrize(
    ("top", "under", "value"), [(2, 169, "1.2"), (10, 23, "43.5"), (50, 998, "5.0"), (1, 8, "12.5"), (1, 16, "6.3")]
)
def test_the_percentages_that_were_printed_wrong(top: int, under: int, value: str) -> None:
    assert Figure(FigureKind.RATE, Decimal(top), Decimal(under)).value == Decimal(value)


def one_in_time_one_late() -> MemoryStore:
    store = MemoryStore()
    store.add(fact("request_received", "2026-06-10"), fact("final_plan_sent", "2026-10-20"))
    store.add(fact("request_received", "2026-05-10"), fact("final_plan_sent", "2026-10-20"))
    return store


def test_targets_come_from_settings_as_a_number_a_profile_or_words() -> None:
    store = one_in_time_one_late()
    store.kept_settings["returns.targets"] = json.dumps(
        {"K02": 40, "K01": {"2026-04": 45, "2026-10": 52, "2026-11": 90}, "K21": "baseline"}
    )
    result = compute_monthly(desk(store), OCTOBER)
    assert (result.line("K02").target, result.line("K02").status) == (40, TargetStatus.WELL_ABOVE)
    assert (result.line("K01").target, result.line("K01").status) == (52, TargetStatus.ON)
    assert (result.line("K21").target_words, result.line("K21").status) == ("baseline", TargetStatus.BEING_SET)
    assert result.line("K05").status is TargetStatus.NONE
    assert result.on_target == (2, 2)


def test_bands_are_the_councils_own_and_are_printed() -> None:
    store = one_in_time_one_late()
    store.kept_settings["returns.targets"] = '{"K02": 40}'
    store.kept_settings["returns.bands"] = '{"rates": {"on": 12, "well": 20}}'
    result = compute_monthly(desk(store), OCTOBER)
    assert result.line("K02").status is TargetStatus.ON
    assert "on is within 12 points" in result.bands_words


@pytest.mark.parametrize("setting", ["[1]", "not json", '{"rates": {"on": 12, "well": 5}}', '{"rates": 4}'])
def test_bands_that_make_no_sense_are_named(setting: str) -> None:
    store = one_in_time_one_late()
    store.kept_settings["returns.bands"] = setting
    with pytest.raises(BadInput, match=r"returns\.bands"):
        compute_monthly(desk(store), OCTOBER)


def test_a_forecast_stands_beside_the_requests() -> None:
    store = one_in_time_one_late()
    store.add(fact("request_received", "2026-10-05"))
    store.kept_settings["returns.forecast"] = '{"2026-10": 34}'
    assert compute_monthly(desk(store), OCTOBER).line("K07").sentence == "1, forecast 34."


def test_a_note_is_kept_with_its_author_and_the_journal_keeps_what_it_replaced() -> None:
    store = one_in_time_one_late()
    store.kept_settings["returns.targets"] = '{"K02": 80}'
    assert compute_monthly(desk(store), OCTOBER).line("K02").note_wanted
    write_note(desk(store), "K02", date(2026, 10, 30), "  Five plans waited for one school. ")
    write_note(desk(store, user="Ruth Castellan"), "K02", OCTOBER, "Six plans waited for one school.")
    line = compute_monthly(desk(store), OCTOBER).line("K02")
    assert line.note is not None
    assert (line.note.author, line.note_words) == ("Ruth Castellan", "1 of 2. Six plans waited for one school.")
    assert not line.note_wanted
    assert [e.payload["before"] for e in store.entries] == ["", "Five plans waited for one school."]
    assert compute_monthly(desk(store), date(2026, 9, 1)).line("K02").note is None
    write_note(desk(store), "K02", OCTOBER, "")
    assert compute_monthly(desk(store), OCTOBER).line("K02").note is None


@pytest.mark.parametrize(
    ("code", "text", "said"), [("K99", "x", "no indicator K99"), ("K02", "x" * 2001, "2000 characters")]
)
def test_a_note_that_cannot_be_kept_says_why(code: str, text: str, said: str) -> None:
    store = MemoryStore()
    with pytest.raises(BadInput, match=said):
        write_note(desk(store), code, OCTOBER, text)
    assert not store.entries and not store.kept_settings


# ---- definitions -----------------------------------------------------------------------------------------------------

ONE = """
version = "7"
from = 2014-09-01
[[indicator]]
code = "Z01"
title = "Plans sent"
polarity = "+"
kind = "count"
unit = "plans"
window = "month"
measure = "new_plans"
columns = ["received", "", "sent", "", ""]
words = "w"
source = "s"
"""
AGAIN = ONE.split("2014-09-01\n", 1)[1]


def test_every_definition_names_a_measure_that_exists_and_says_what_it_counts() -> None:
    for definition in load_definitions().every:
        assert definition.measure in MEASURES, definition.code
        assert len(definition.words) > 40 and definition.source, definition.code


def test_every_indicator_the_record_can_answer_is_there() -> None:
    """Every K of the list; what a return cannot count is on its definitions page with the reason."""
    codes = {d.code for d in load_definitions().on(date(2026, 10, 31))}
    whole = {code.split("-")[0] for code in codes}
    assert whole == {*(f"K{n:02}" for n in range(1, 51)), "U01", "U02", "U03", "A01",
                     "F01", "F02", "F03", "R01", "R02", "O01", "C02", "T01", "T02", "T03", "T04", "T05", "C03", "C04", "E01",
                     "D02", "D03",
                     "P01", "P02", "P03", "M01", "V01", "D01"}  # fmt: skip


def test_a_month_is_counted_by_the_version_that_held_on_its_last_day() -> None:
    text = ONE.replace('version = "7"', 'version = "8"').replace('source = "s"', 'source = "s"\nto = 2026-10-31')
    text += AGAIN.replace('source = "s"', 'source = "s"\nversion = "2"\nfrom = 2026-10-31').replace(
        "Plans sent", "Plans posted"
    )
    held = read_definitions(text)
    store = one_in_time_one_late()
    told = [compute_monthly(desk(store), m, definitions=held).lines[0].definition for m in (date(2026, 9, 1), OCTOBER)]
    assert [(d.title, d.version) for d in told] == [("Plans sent", "1"), ("Plans posted", "2")]
    assert held.version == "8"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (ONE + AGAIN, "Z01 is defined twice"),
        (ONE + AGAIN.replace("Z01", "Z02"), "same title"),
        (ONE.replace("Plans sent", "Increase in plans").replace('"+"', '"-"'), "says more is better"),
        (ONE.replace("Plans sent", "Overdue advice"), "says less is better"),
        (ONE.replace('"plans"', '"%"'), "a rate has the unit %"),
        (ONE.replace('words = "w"', ""), "Z01 lacks words"),
        (ONE.replace('source = "s"', 'source = "s"\nsauce = "s"'), "unknown keys: sauce"),
        (ONE.replace('"month"', '"fortnight"'), "fortnight"),
        (ONE.replace('["received", "", "sent", "", ""]', '["received"]'), "columns names start"),
        ("version = ", "not sound TOML"),
        ("version = 1", "do not say 'from'"),
    ],
)
def test_definitions_that_contradict_themselves_are_refused(wrong: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        read_definitions(wrong)


# ---- paper -----------------------------------------------------------------------------------------------------------


def test_the_paper_says_what_the_return_says() -> None:
    store = one_in_time_one_late()
    store.kept_settings |= {"council.name": "Westmarsh Council", "returns.targets": '{"K14": 0, "K02": 80}'}
    store.add(fact("request_received", "2026-05-01"), ref="past")
    result = compute_monthly(desk(store), OCTOBER)
    paper = to_paper(result)
    by_code = {i.code: i for i in paper.indicators}
    assert [(i.code, i.value) for i in paper.indicators] == [(x.code, x.figure.value) for x in result.lines]
    assert by_code["K14"].note == "1 of 1. To be written."
    assert by_code["K02"].last_year_words == "not entered"
    assert paper.head.council == "Westmarsh Council"
    assert paper.head.as_at == "Saturday 31 October 2026, counted Monday 2 November 2026, 09:00"
    assert paper.ruleset == "England, 1 September 2026"
    assert all(row.balances for row in paper.flow)
    lists = {listed.code: listed.cases for listed in paper.lists}
    assert len(lists["K02"]) == 2
    assert lists["K02"][0].decided_by[:3] == (("Received", "10 May"), ("Due", "27 September"), ("Sent", "20 October"))


def test_a_list_too_long_to_print_is_named_with_where_it_is() -> None:
    store = MemoryStore()
    for _ in range(401):
        store.add(fact("request_received", "2026-10-05"))
    paper = to_paper(compute_monthly(desk(store), OCTOBER))
    assert "K07" not in {listed.code for listed in paper.lists}
    assert any("401 cases behind K07" in sentence for sentence in paper.sentences)


def test_the_definitions_page_has_every_indicator_with_its_words_and_since_when() -> None:
    result = compute_monthly(desk(MemoryStore()), OCTOBER)
    page = definitions_page(result)
    for line in result.lines:
        assert f"## {line.code} {line.definition.title}\n" in page
        assert line.definition.words in page
    assert "in force from 1 September 2014" in page
