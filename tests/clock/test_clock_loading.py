"""The rule files: complete, dated, cited; and whatever is wrong in one is named so that a lawyer could mend it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from importlib.resources import files

import pytest

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.loading import RuleError, load_texts, packaged_texts
from ehcp_desk.clock.model import Evidence
from ehcp_desk.clock.proof import checked_words
from ehcp_desk.clock.rules import Ruleset
from tests.support.clock_facts import LAW, fact, only
from tests.support.clock_rules import ROWS


def test_every_time_limit_is_there_and_no_other() -> None:
    assert set(LAW.ids) == {row.rule for row in ROWS}
    assert len(LAW.ids) == 71


@pytest.mark.parametrize("rule", LAW.rules, ids=lambda rule: f"{rule.id} {rule.limb}".strip())
def test_each_rule_says_what_a_lawyer_asks(rule: object) -> None:
    for name in ("duty", "actor", "law", "summary", "checked_against"):
        assert getattr(rule, name), name
    assert rule.trigger and rule.met_by and rule.changes
    assert date(2014, 9, 1) <= rule.in_force <= rule.checked_on
    assert rule.summary.endswith(".")


def test_nobody_is_pointed_at_a_file_that_does_not_ship_with_the_program() -> None:
    """A source is an Act, a regulation, a decision or whoever explained it; never our own working notes."""
    returns = files("ehcp_desk.rules.returns") / "indicators.toml"
    texts = {**packaged_texts(), "indicators.toml": returns.read_text(encoding="utf-8")}
    assert {name: found for name, text in texts.items() if (found := re.findall(r"\w+\.md\b|\(S\d+", text))} == {}


def test_what_was_not_read_is_said_and_what_was_names_its_source() -> None:
    said = {f"{rule.id} {rule.limb}".strip(): checked_words(rule) for rule in LAW.rules}
    assert said["A_FINAL_PLAN"].startswith(
        "Checked on 1 September 2026 against regulation 13 of the SEND Regulations 2014 as made, legislation.gov.uk"
    )
    assert said["R_AMEND_OTHER"] == "Looked at on 1 September 2026: regulation 28 was not read."
    for rule in LAW.rules:
        words = said[f"{rule.id} {rule.limb}".strip()]
        assert words.startswith("Checked on") == (rule.evidence is not Evidence.MEMORY), rule.id
        if rule.evidence is Evidence.MEMORY:
            assert "not read" in words or "neither" in words, rule.id


def test_the_ruleset_has_a_name_and_a_digest_of_what_it_says() -> None:
    texts = packaged_texts()
    again = load_texts(texts)
    assert again.name == LAW.name == "england@2026-09-01"
    assert again.digest == LAW.digest and re.fullmatch("[0-9a-f]{64}", again.digest)
    with_comment = {**texts, "related.toml": texts["related.toml"] + "\n# a comment changes nothing\n"}
    assert load_texts(with_comment).digest == LAW.digest
    longer = {**texts, "assessment.toml": texts["assessment.toml"].replace("weeks = 20", "weeks = 21")}
    assert load_texts(longer).digest != LAW.digest


def test_the_strict_reading_of_before_moves_the_two_fixed_days_only() -> None:
    strict = Ruleset.load(strict_before=True)
    moved = {rule.id for rule, usual in zip(strict.rules, LAW.rules, strict=True) if rule != usual}
    assert moved == {"P_FEB15", "P_MAR31"}
    assert strict.name != LAW.name and strict.digest != LAW.digest
    for phase, rule, usual, eve in (("infant_to_junior", "P_FEB15", "2027-02-15", "2027-02-14"),
                                    ("secondary_to_post16", "P_MAR31", "2027-03-31", "2027-03-30")):  # fmt: skip
        move = fact("phase_transfer_planned", "2027-09-01", phase=phase)
        days = [str(only(compute([move], law, date(2027, 1, 4)), rule).due) for law in (LAW, strict)]
        assert days == [usual, eve]


def test_the_law_reads_the_same_where_a_computer_writes_in_another_code_page() -> None:
    """Windows does: the rule files are UTF-8 whatever the computer's own encoding."""
    told = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", "from ehcp_desk.clock.loading import load_packaged as law; print(law().digest)"],
        env={**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.stdout.strip() == LAW.digest, told.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("assessment.toml", 'period = { weeks = 20 }', 'peroid = { weeks = 20 }',
         "assessment.toml, rule A_FINAL_PLAN: unknown key 'peroid'; did you mean 'period'"),
        ("assessment.toml", 'met_by = ["final_plan_sent"]', 'met_by = ["final_plan_send"]',
         "assessment.toml, rule A_FINAL_PLAN: unknown fact 'final_plan_send'; did you mean 'final_plan_sent'"),
        ("assessment.toml", 'reliefs = ["EX_PERSONAL",', 'reliefs = ["EX_PERSNAL",',
         "assessment.toml, rule A_ADVICE_RESPONSE: unknown relief 'EX_PERSNAL'; did you mean 'EX_PERSONAL'"),
        ("assessment.toml", 'outcome = "assess" } }, "agreed', 'outcome = "asess" } }, "agreed',
         "unknown value of assess_decision_notified outcome 'asess'; did you mean 'assess'"),
        ("assessment.toml", 'duty = "Send the final plan"', 'title = "Send the final plan"', "unknown key 'title'"),
        ("assessment.toml", 'phrase = "beginning_with"', 'phrase = "begining_with"',
         "unknown phrase 'begining_with'; did you mean 'beginning_with'"),
        ("assessment.toml", "in_force = 2015-01-01", 'in_force = "2015-01-01"', "key 'in_force' must be a date"),
        ("assessment.toml", 'id = "A_DRAFT_TARGET"', 'id = "A_DRAFT_REPS"',
         "two versions are in force on the same day"),
        ("assessment.toml", "period = { weeks = 20 }", "period = { weeks = 20, days = 1 }", "must name one unit"),
        ("assessment.toml", 'force = "derived"', 'force = "statutory"',
         "unknown force 'statutory'; did you mean 'statute'"),
        ("transfers.toml", 'fixed = "02-15"', 'fixed = "02-30"', "'02-30' is not a day of every year"),
        ("related.toml", 'trigger = ["direct_payment_started"]', 'trigger = "direct_payment_started"',
         "key 'trigger' must be a list"),
        ("assessment.toml", 'subject = "body"\nrepeat = "same"', 'subject = "body"', "must say repeat = 'same'"),
        ("moves.toml", 'with = "D_TRANSFER"', 'with = "D_TRANSFERS"', "unknown rule 'D_TRANSFERS'"),
        ("relief.toml", 'short = "a missed appointment"\n', "", "relief.toml: key 'short' is missing"),
        ("england.toml", '"moves.toml", ', "", "unknown rule 'D_REVIEW_3M'"),
        ("england.toml", '"moves.toml"', '"moved.toml"', "The rule file moved.toml is missing."),
        ("bank_holidays_england.toml", "2014-01-01, ", "", "year 2014 has 7 days where 8 are named"),
        ("bank_holidays_england.toml", "2014 = [2014-01-01", "2014 = [2015-01-01",
         "2015-01-01 stands in the row of 2014"),
        ("related.toml", "[[rule]]", "[[rule]", "related.toml is not sound TOML"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named_with_rule_key_and_near_miss(file: str, old: str, new: str, says: str) -> None:
    texts = packaged_texts()
    assert old in texts[file]
    with pytest.raises(RuleError) as caught:
        load_texts({**texts, file: texts[file].replace(old, new, 1)})
    assert says in str(caught.value)


def test_an_older_version_of_a_rule_governs_what_started_under_it() -> None:
    texts = packaged_texts()
    head, tail = texts["assessment.toml"].split('[[rule]]\nid = "O_REVERSAL_14W"')
    old = f'[[rule]]\nid = "O_REVERSAL_14W"{tail}'.replace("weeks = 14", "weeks = 12").replace(
        "in_force = 2014-09-01", "in_force = 2014-09-01\nuntil = 2020-01-01"
    )
    new = f'[[rule]]\nid = "O_REVERSAL_14W"{tail}'.replace("in_force = 2014-09-01", "in_force = 2020-01-01")
    law = load_texts({**texts, "assessment.toml": head + old + "\n" + new})
    for on, due in (("2019-12-31", "2020-03-24"), ("2020-01-01", "2020-04-08")):
        found = compute([fact("agreed_to_assess", on)], law, date(2020, 2, 1))
        assert only(found, "O_REVERSAL_14W").due.isoformat() == due
