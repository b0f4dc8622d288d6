"""How far each setting is towards being named, what is missing of the one named, and who contributed to each section."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.domain.plan_content import PlanLine, lines_of
from ehcp_desk.domain.plan_contributors import contributors, of_section
from ehcp_desk.domain.plan_gaps import GapKind
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.planning import changed_lines
from ehcp_desk.services.records.plan_view import plan_of
from tests.support.plans import DAY, PLAN, Memory


@pytest.fixture
def memory() -> Memory:
    made = Memory()
    made.add(NewFact("plan_version", DAY, {"version": "1", "purpose": "draft"}))
    made.add(*changed_lines(DAY, made.recorded, 1, PLAN))
    return made


def write(memory: Memory, line: PlanLine) -> None:
    memory.add(*changed_lines(DAY, memory.recorded, 1, {line.section: [replace(line, id="")]}))


def test_each_setting_says_what_is_missing_before_it_is_named(memory: Memory) -> None:
    memory.add(NewFact("setting_preferred", date(2026, 9, 2), {"setting": "Larkspur", "by": "parent"}))
    memory.add(NewFact("setting_consulted", date(2026, 9, 9), {"setting": "Windle Hill"}))
    memory.add(NewFact("setting_replied", date(2026, 9, 20), {"setting": "Windle Hill"}))
    memory.add(NewFact("setting_met", date(2026, 9, 25), {"setting": "windle hill", "how": "visit"}))
    plan = plan_of(memory.recorded, DAY)
    assert [(log.setting, log.words) for log in plan.settings] == [
        ("Larkspur", "asked for; not consulted, no reply, the family has not met it"),
        ("Windle Hill", "consulted, replied, met the family"),
    ]
    assert "setting_met" in [step.kind for step in plan.place]


@pytest.mark.parametrize(("setting", "why"), [
    ("Larkspur", "Larkspur: not consulted, no reply, the family has not met it."),
    ("Windle Hill", "Windle Hill: the family has not met it."),
])  # fmt: skip
def test_a_setting_named_without_them_is_something_to_look_at(memory: Memory, setting: str, why: str) -> None:
    memory.add(NewFact("setting_consulted", date(2026, 9, 9), {"setting": "Windle Hill"}))
    memory.add(NewFact("setting_replied", date(2026, 9, 20), {"setting": "Windle Hill"}))
    write(memory, PlanLine("I1", "I", "The school named", {"setting": setting}))
    gaps = [gap.why for gap in plan_of(memory.recorded, DAY).gaps(1) if gap.kind is GapKind.SETTING]
    assert gaps == [why]
    memory.add(NewFact("setting_consulted", DAY, {"setting": setting}), NewFact("setting_replied", DAY, {"setting": setting}),
               NewFact("setting_met", DAY, {"setting": setting, "how": "interview"}))  # fmt: skip
    assert not [gap for gap in plan_of(memory.recorded, DAY).gaps(1) if gap.kind is GapKind.SETTING]


def test_the_contributors_of_a_section_are_named_each_once(memory: Memory) -> None:
    report = {"body": "speech_and_language", "author": "Adaeze Lawal", "written_on": "2026-09-01", "whose": "council"}
    memory.add(
        NewFact("advice_report", date(2026, 9, 3), {**report, "author": "Somebody before", "written_on": "2025-01-01"})
    )
    memory.add(NewFact("advice_report", date(2026, 9, 3), report))
    said = {"section": "D", "name": "Imre Vantongeren", "agency": "Children’s social care", "did": "wrote"}
    memory.add(NewFact("plan_contributor", DAY, said), NewFact("plan_contributor", DAY, said))
    memory.add(NewFact("safeguarding", DAY, {"marker": "need", "lead": "Ilse Brandreth"}))
    lines = lines_of(memory.recorded, 1)
    found = contributors(memory.recorded, lines, DAY)
    assert of_section(found, "F") == "Adaeze Lawal (advice: speech and language therapy), Joy Addo (wrote it here)"
    assert of_section(found, "D") == "Imre Vantongeren (wrote with us, Children’s social care)"
    write(memory, PlanLine("D1", "D", "Needs a key worker"))
    found = contributors(memory.recorded, lines_of(memory.recorded, 1), DAY)
    assert "Ilse Brandreth (lead, child in need)" in of_section(found, "D")
    ended = memory.add(NewFact("safeguarding", DAY, {"marker": "ended"}))
    assert ended and "Ilse Brandreth" not in of_section(
        contributors(memory.recorded, lines_of(memory.recorded, 1), DAY), "D"
    )
    earlier = replace(lines[0], fact_id=0)
    assert of_section(contributors((), [earlier], DAY), earlier.section) == ""
