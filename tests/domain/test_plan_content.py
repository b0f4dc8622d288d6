"""A plan read from its facts: whatever is written later, an earlier version is exactly what it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp_desk.domain.plan_content import (
    Change,
    PlanLine,
    content_digest,
    differences,
    lines_of,
    next_name,
    versions,
    why_kept,
)
from ehcp_desk.domain.plan_sections import SECTIONS, line_name, names_in, number_of, section_of
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.planning import changed_lines
from tests.support.plans import DAY, PLAN, Memory

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("version"), st.sampled_from(["draft", "final", "amended"]), st.just(0)),
        st.tuples(st.just("add"), st.sampled_from(["B", "F", "H1"]), st.integers(0, 9)),
        st.tuples(st.just("change"), st.sampled_from(["B", "F", "H1"]), st.integers(0, 9)),
        st.tuples(st.just("remove"), st.sampled_from(["B", "F", "H1"]), st.integers(0, 9)),
        st.tuples(st.just("withdraw"), st.just(""), st.integers(0, 60)),
        st.tuples(st.just("sign"), st.just(""), st.just(0)),
    ),
    max_size=40,
)


def written(memory: Memory, section: str, lines: list[PlanLine]) -> None:
    """Save a section in the newest version."""
    newest = versions(memory.recorded)[-1]
    memory.add(*changed_lines(DAY, memory.recorded, newest.number, {section: lines}))


def do(memory: Memory, act: str, what: str, n: int) -> None:
    """One act of a random history, where it is allowed at all."""
    found = versions(memory.recorded)
    if act == "version":
        memory.add(NewFact("plan_version", DAY, {"version": str(len(found) + 1), "purpose": what}))
    elif act == "withdraw":
        entry = memory.recorded[n % len(memory.recorded)] if memory.recorded else None
        gone = entry is None or entry.fact.kind == "withdrawn_entry" or any(
            r.supersedes == entry.id for r in memory.recorded)  # fmt: skip
        if entry is not None and not gone and not why_kept(memory.recorded, entry):
            memory.add(NewFact("withdrawn_entry", DAY), supersedes=entry.id)
    elif not found or not found[-1].open:
        return
    elif act == "sign":
        attrs = {"version": str(found[-1].number), "by": "Ruth Castellan", "digest": "0", "red": "0"}
        memory.add(NewFact("plan_signed_off", DAY, attrs))
    else:
        lines = [line for line in lines_of(memory.recorded, found[-1].number) if line.section == what]
        if act == "add":
            lines.append(PlanLine("", what, f"Line {n}", {"who": f"teacher {n}"} if what == "F" else {}))
        elif lines and act == "change":
            lines[n % len(lines)] = replace(lines[n % len(lines)], text=f"Changed {n}")
        elif lines:
            del lines[n % len(lines)]
        written(memory, what, lines)


@settings(max_examples=150, deadline=None)
@given(ACTS)
def test_a_closed_version_shown_later_is_exactly_what_was_saved_then(acts: list[tuple[str, str, int]]) -> None:
    memory = Memory()
    closed: dict[int, tuple[tuple[PlanLine, ...], str]] = {}
    for act, what, n in acts:
        before = versions(memory.recorded)
        lines = lines_of(memory.recorded, before[-1].number) if before else ()
        do(memory, act, what, n)
        after = versions(memory.recorded)
        if len(after) > len(before) and before:
            closed[before[-1].number] = lines, content_digest(lines)
            assert lines_of(memory.recorded, after[-1].number) == lines, "a version begins as the one before it"
        for number in [n for n in closed if n > len(after) - 1]:
            del closed[number]  # the version after it was taken back, empty: it is the newest again
        for number, (kept, seal) in closed.items():
            assert lines_of(memory.recorded, number) == kept
            assert content_digest(lines_of(memory.recorded, number)) == seal


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_a_name_is_never_used_for_two_lines(acts: list[tuple[str, str, int]]) -> None:
    memory = Memory()
    begun: dict[str, int] = {}
    for act, what, n in acts:
        do(memory, act, what, n)
        for section in ("B", "F", "H1"):
            number = number_of(next_name(memory.recorded, section))
            assert number >= begun.get(section, 1)
            begun[section] = number


def test_only_what_changed_is_written() -> None:
    memory = Memory()
    memory.add(NewFact("plan_version", DAY, {"version": "1", "purpose": "draft"}))
    memory.add(*changed_lines(DAY, memory.recorded, 1, PLAN))
    assert [line.id for line in lines_of(memory.recorded, 1)] == ["B1", "B2", "E1", "F1", "F2"]
    lines = [line for line in lines_of(memory.recorded, 1) if line.section == "F"]
    assert changed_lines(DAY, memory.recorded, 1, {"F": lines}) == []
    again = [replace(lines[0], parts={**lines[0].parts, "often": "twice a week"})]
    facts = changed_lines(DAY, memory.recorded, 1, {"F": again})
    assert [(f.kind, f.attrs["line"]) for f in facts] == [("plan_line", "F1"), ("plan_line_removed", "F2")]


def test_what_changed_between_two_versions() -> None:
    memory = Memory()
    memory.add(NewFact("plan_version", DAY, {"version": "1", "purpose": "draft"}))
    memory.add(*changed_lines(DAY, memory.recorded, 1, PLAN))
    memory.add(NewFact("plan_version", DAY, {"version": "2", "purpose": "final"}))
    first = lines_of(memory.recorded, 1)
    therapy = next(line for line in first if line.id == "F1")
    more = PlanLine("", "F", "A quiet table in the library")
    written(memory, "F", [replace(therapy, text="Therapy on listening and on speech"), more])
    told = [(d.change, d.line.id) for d in differences(lines_of(memory.recorded, 1), lines_of(memory.recorded, 2))]
    assert told == [(Change.CHANGED, "F1"), (Change.REMOVED, "F2"), (Change.ADDED, "F3")]
    assert differences(first, lines_of(memory.recorded, 1)) == ()


def test_the_plan_on_a_past_day_is_what_it_was_that_day() -> None:
    memory = Memory()
    early, late = date(2026, 3, 2), date(2026, 6, 1)
    memory.add(NewFact("plan_version", early, {"version": "1", "purpose": "draft"}))
    memory.add(NewFact("plan_line", early, {"version": "1", "section": "B", "line": "B1"}, "First words"))
    memory.add(NewFact("plan_line", late, {"version": "1", "section": "B", "line": "B1"}, "Later words"))
    assert [line.text for line in lines_of(memory.recorded, 1, late - timedelta(1))] == ["First words"]
    assert [line.text for line in lines_of(memory.recorded, 1, late)] == ["Later words"]
    assert versions(memory.recorded, early - timedelta(1)) == ()


@pytest.mark.parametrize(("name", "section", "number"), [("F2", "F", 2), ("H1.3", "H1", 3), ("H2.10", "H2", 10)])
def test_the_name_of_a_line_says_its_section_and_number(name: str, section: str, number: int) -> None:
    assert (section_of(name), number_of(name)) == (section, number)
    assert line_name(section, number) == name


@pytest.mark.parametrize("words", ["", "F", "X1", "F0", "F01", "F²", "H1", "H1x", "1F"])
def test_what_is_no_name_of_a_line_has_no_section(words: str) -> None:
    assert section_of(words) == ""


def test_the_sections_are_those_of_regulation_12_in_its_order() -> None:
    assert "".join(SECTIONS) == "ABCDEFGH1H2IJK"
    assert names_in("b1; B3,  c2") == ("B1", "B3", "C2")
