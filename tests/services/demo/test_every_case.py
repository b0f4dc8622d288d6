"""Every case the demo tells: facts the vocabulary allows, written down after they happened."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, time

import pytest

from ehcp_desk.clock.facts import FACT_KINDS, check_fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.identifiers import upn_fault
from ehcp_desk.domain.record import CASE_FACTS
from ehcp_desk.services.casework.deriving import derive
from ehcp_desk.services.upkeep.authority.days import year_group_on
from ehcp_desk.services.upkeep.authority.story import standing_facts
from tests.services.demo.conftest import Tell, tell_authority

DAYS = [date(2026, 10, 30), date(2019, 7, 18), date(2026, 1, 2), date(2027, 3, 1)]
DAY = DAYS[0]


@pytest.mark.parametrize("day", DAYS)
def test_every_fact_is_one_the_desk_would_take(tell: Tell, day: date) -> None:
    _, cases = tell(300, day)
    now = datetime.combine(day, time(9), UTC)
    for case in cases:
        for fact, at, by in case.facts:
            if fact.kind in FACT_KINDS:
                check_fact(fact.as_fact())
            else:
                assert fact.kind in CASE_FACTS
            assert by
            assert at <= now
            planned = fact.kind in FACT_KINDS and FACT_KINDS[fact.kind].planned
            assert planned or fact.on <= at.date(), (case.ref, fact)
            assert "{" not in fact.note


@pytest.mark.parametrize("day", DAYS)
def test_what_is_kept_beside_a_case_is_what_its_facts_give(tell: Tell, law: Ruleset, day: date) -> None:
    _, cases = tell(300, day)
    for case in cases:
        derived = derive(0, standing_facts(case.facts), law)
        assert derived.summary == case.summary
        assert derived.deadlines == case.deadlines
        assert [w for w in derived.warnings if not w.startswith("Relief ")] == []


def test_places_point_at_the_right_facts(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    corrected = kept = 0
    for case in cases:
        facts = [fact for fact, _, _ in case.facts]
        assert [at for _, at, _ in case.facts] == sorted(at for _, at, _ in case.facts)
        for place, fact in enumerate(facts, 1):
            if fact.supersedes is not None:
                old = facts[fact.supersedes - 1]
                assert fact.supersedes < place and old.kind == fact.kind and old.on != fact.on and fact.note
                corrected += 1
            if fact.kind == "promise_kept":
                made = facts[int(fact.attrs["promise"]) - 1]
                assert made.kind == "promise_made" and made.on <= fact.on
                kept += 1
    assert corrected > 10
    assert kept > 100


def test_late_entries_approximate_dates_and_overdue_promises_are_there(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    late = sum((at.date() - f.on).days > 2 for c in cases for f, at, _ in c.facts if f.kind == "request_received")
    approximate = sum(f.approximate for c in cases for f, _, _ in c.facts)
    overdue = still_to_do = 0
    for case in cases:
        kept = {f.attrs["promise"] for f, _, _ in case.facts if f.kind == "promise_kept"}
        for place, (fact, _, _) in enumerate(case.facts, 1):
            if fact.kind == "promise_made" and str(place) not in kept:
                overdue += date.fromisoformat(fact.attrs["due"]) < DAY
                still_to_do += date.fromisoformat(fact.attrs["due"]) >= DAY
    assert late > 20 and approximate > 10 and overdue > 5 and still_to_do > 5


def test_children_have_sound_numbers_and_fit_their_school_year(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    children = [c.child for c in cases if not c.ref.startswith("DEMO-")]
    numbers = [c.upn for c in children if c.upn and c.id == 0]
    assert [upn_fault(upn) for upn in numbers if upn_fault(upn)] == []
    assert len(set(numbers)) == len(numbers) > 2000
    assert all(c.born is None or c.year_on(DAY) == year_group_on(c.born, DAY) for c in children)
    assert all(2 <= (child.age_on(DAY) or 0) <= 25 for child in children)
    assert any(not child.forenames.isascii() for child in children)
    assert Counter(c.ref for c in cases).most_common(1)[0][1] == 1


def test_a_family_that_was_refused_has_asked_again(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    shared = Counter(c.child.id for c in cases if c.child.id < 0)
    assert 2 in shared.values()


def test_people_to_ring_can_only_be_rung_in_fiction(tell: Tell) -> None:
    _, cases = tell(3300, DAY)
    people = [person for case in cases for person in case.people]
    fictional = re.compile(r"(07700 900\d{3}|01632 960\d{3}|)")
    assert all(fictional.fullmatch(p.phone) for p in people)
    assert all(p.email == "" or p.email.endswith((".example", "@example.org")) for p in people)
    assert all(p.email.isascii() for p in people)
    assert any(p.relation == "SENCO" for p in people) and any(p.preference for p in people)
    assert any(c.child.before_you_ring for c in cases)


def test_the_same_seed_and_day_tell_the_same_and_others_do_not(law: Ruleset) -> None:
    _, first = tell_authority(law, 120, DAY, seed=7)
    _, again = tell_authority(law, 120, DAY, seed=7)
    _, other_seed = tell_authority(law, 120, DAY, seed=8)
    _, other_day = tell_authority(law, 120, date(2026, 10, 29), seed=7)
    assert first == again
    assert [c.child for c in first] != [c.child for c in other_seed]
    assert first != other_day


def test_chance_does_not_depend_on_how_python_hashes() -> None:
    """Two interpreters with different hash seeds tell the same authority."""
    code = (
        "import hashlib\n"
        "from datetime import date\n"
        "from ehcp_desk.clock.rules import Ruleset\n"
        "from tests.services.demo.conftest import tell_authority\n"
        "_, cases = tell_authority(Ruleset.load(), 40, date(2026, 10, 30))\n"
        "print(hashlib.sha256(repr(cases).encode()).hexdigest())\n"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]
    assert len(told[0].strip()) == 64
