"""Nothing of a rule file is lost on the way to the clock, and each slip in one has its whole sentence.

Every key of every entry is compared with what plain TOML reads, so that a key the reader forgets fails here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from ehcp_desk.clock.changing import lay_over
from ehcp_desk.clock.loading import RuleError, load_texts, packaged_texts
from ehcp_desk.clock.rules import Match, Rule, Ruleset

TEXTS = packaged_texts()
READ = load_texts(TEXTS)
TABLES = {name: tomllib.loads(text) for name, text in TEXTS.items()}
ENTRIES = [(file, entry) for file in TABLES["england.toml"]["files"] for entry in TABLES[file]["rule"]]
MATCHES = ("trigger", "met_by", "ended_by", "revived_by", "hardened_by", "held_by", "released_by")
WORDS = ("count_from", "unless_open", "only_if_open", "reliefs", "changes")
FINAL = TEXTS["assessment.toml"][TEXTS["assessment.toml"].index('[[rule]]\nid = "A_FINAL_PLAN"') :].split("[[rule]]")[1]
NEEDED = ("id", "duty", "actor", "law", "summary", "phrase", "period", "force", "evidence", "tier", "trigger",
          "in_force", "checked")  # fmt: skip


def as_match(given: Any) -> Match:
    table: Mapping[str, Any] = {"fact": given} if isinstance(given, str) else given

    def conditions(key: str) -> dict[str, tuple[str, ...]]:
        said = table.get(key, {})
        return {name: (value,) if isinstance(value, str) else tuple(value) for name, value in said.items()}

    return Match(
        table["fact"], conditions("when"), conditions("unless"), table.get("why", ""), tuple(table.get("after", ())),
        table.get("late", ""), tuple(table.get("unless_open", ())), table.get("only_after_due", False),
        tuple(map(int, table["since"].split("-"))) if "since" in table else None,
        tuple(table.get("lodged_while", ())), table.get("alone", False),
        tuple(table.get("unless_lodged_while", ())),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "file", "entry"),
    [(rule, *given) for rule, given in zip(READ.rules, ENTRIES, strict=True)],
    ids=lambda one: f"{one.id} {one.limb}".strip() if isinstance(one, Rule) else "",
)
def test_every_key_of_an_entry_arrives(rule: Rule, file: str, entry: dict[str, Any]) -> None:
    for key in ("id", "duty", "actor", "law", "summary", "tier"):
        assert getattr(rule, key) == entry[key].strip(), key
    for key in ("limb", "subject", "note"):
        assert getattr(rule, key) == entry.get(key, "").strip(), key
    for key in ("phrase", "force", "evidence"):
        assert getattr(rule, key).value == entry[key], key
    for key in WORDS:
        assert getattr(rule, key) == tuple(entry.get(key, ())), key
    for key in MATCHES:
        assert getattr(rule, key) == tuple(as_match(one) for one in entry.get(key, ())), key
    assert rule.source_file == file
    assert (rule.in_force, rule.until) == (entry["in_force"], entry.get("until"))
    assert (rule.checked_on, rule.checked_against) == (entry["checked"]["on"], entry["checked"]["against"])
    assert rule.expiry.value == entry.get("on_expiry", "overdue")
    assert rule.same_run is (entry.get("repeat", "new") == "same")
    assert rule.one_by_one is (entry.get("repeat") == "each")
    assert rule.roll is (entry.get("roll", "none") == "tribunal")
    assert rule.under_five is entry.get("only_under_five", False)
    assert rule.or_run_out is entry.get("or_run_out", False)
    assert rule.needs_plan == entry.get("needs_plan", "")
    assert rule.lookback_days == entry.get("lookback_days", 0)
    combined = rule.combined and {"choice": rule.combined.choice.value, "with": rule.combined.other}
    assert combined == entry.get("combined")
    unknown, told = rule.unknown, entry.get("unknown")
    assert (unknown is None) is (told is None)
    if unknown and told:
        lists = tuple(tuple(told.get(key, ())) for key in ("while_open", "after", "without"))
        assert (unknown.why, (unknown.while_open, unknown.after, unknown.without)) == (told["why"], lists)
    period = dict(entry["period"])
    less = period.pop("less_weeks", 0)
    ((unit, value),) = period.items()
    assert rule.period.unit.value == unit
    if unit == "fixed":
        assert (rule.period.n, f"{rule.period.month:02}-{rule.period.day:02}") == (less, value)
    else:
        assert (rule.period.n, less) == (value, 0)


def test_every_ground_arrives_with_all_it_says() -> None:
    for entry in TABLES["relief.toml"]["relief"]:
        found = READ.reliefs[entry["id"]]
        said = {
            "id": found.id,
            "title": found.title,
            "law": found.citation,
            "effect": found.effect,
            "short": found.short,
        }
        assert said == entry
    assert list(READ.reliefs) == [entry["id"] for entry in TABLES["relief.toml"]["relief"]]


def test_every_bank_holiday_arrives_with_its_name() -> None:
    told = TABLES["bank_holidays_england.toml"]
    expected = {day: name for days in told["years"].values() for day, name in zip(days, told["names"], strict=True)}
    expected |= {entry["on"]: entry["name"] for entry in told["once"]}
    for entry in told["moved"]:
        expected[entry["on"]] += f" ({entry['why']})"
    assert dict(READ.calendar.holidays) == expected
    years = sorted(map(int, told["years"]))
    assert (READ.calendar.known_from, READ.calendar.known_to) == (years[0], years[-1])
    assert re.fullmatch("[0-9a-f]{64}", READ.calendar.digest)


def load(file: str, old: str, new: str) -> Ruleset:
    assert old in TEXTS[file], old
    return load_texts({**TEXTS, file: TEXTS[file].replace(old, new, 1)})


def test_another_bank_holiday_is_another_calendar() -> None:
    later = load("bank_holidays_england.toml", "on = 2011-04-29", "on = 2011-04-28")
    assert later.calendar.digest != READ.calendar.digest
    one, other = (
        lay_over(READ, "day.toml", f'[[once]]\non = {on}\nname = "A day"\nlaw = "Royal proclamation"\n')
        for on in ("2026-11-05", "2026-11-06")
    )
    digests = {READ.calendar.digest, one.calendar.digest, other.calendar.digest}
    assert len(digests) == 3 and all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)


def test_another_change_is_another_law_and_the_same_change_the_same() -> None:
    def law(text: str, over: Ruleset = READ) -> str:
        return lay_over(over, "change.toml", text).digest

    year = 'names = ["New Year\'s Day"]\n[years]\n2031 = [2031-01-01]\n'
    changes = ("[[rule]]" + FINAL.replace("weeks = 20", "weeks = 19"), "[[rule]]" + FINAL.replace("weeks = 20", "weeks = 18"),
               year, year.replace("New Year's Day", "Early May bank holiday"),
               '[[removed]]\non = 2027-12-27\nwhy = "x"\nlaw = "y"\n')  # fmt: skip
    digests = [law(text) for text in changes]
    assert len({READ.digest, *digests}) == 1 + len(changes)
    assert [law(text + '\nabout = "words"' if "[[" not in text else text) for text in changes[:2]] == digests[:2]
    longer = load("assessment.toml", "weeks = 20", "weeks = 21")
    assert law(changes[4], longer) != digests[4]


@pytest.mark.parametrize("key", NEEDED)
def test_a_rule_without_a_key_it_needs_is_named(key: str) -> None:
    rule = re.sub(rf"(?ms)^{key} = (\[.*?^\]|[^\n]*)\n", "", FINAL, count=1)
    assert rule != FINAL
    named = "without an id" if key == "id" else "A_FINAL_PLAN"
    with pytest.raises(RuleError) as caught:
        lay_over(READ, "try.toml", "[[rule]]" + rule)
    assert str(caught.value) == f"try.toml, rule {named}: key {key!r} is missing."


def final(old: str, new: str) -> str:
    assert old in FINAL, old
    return "[[rule]]" + FINAL.replace(old, new, 1)


TRANSFER = TEXTS["transfers.toml"].split("[[rule]]")[1]
BODY = next(part for part in TEXTS["assessment.toml"].split("[[rule]]") if 'subject = "body"' in part)
BODY_ID = re.search(r'id = "(\w+)"', BODY)[1]  # type: ignore[index]
UNKNOWN = re.search(r"unknown = .*", FINAL)[0]  # type: ignore[index]
CHECKED = re.search(r"checked = .*", FINAL)[0]  # type: ignore[index]
NAMES = re.search(r"(?m)^names = .*\n", TEXTS["bank_holidays_england.toml"])[0]  # type: ignore[index]
RELIEFS = TEXTS["relief.toml"][TEXTS["relief.toml"].index("[[relief]]") :]
IN_RULE = "try.toml, rule A_FINAL_PLAN: "


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rule = [1]", "try.toml, rule without an id: expected a table, found 1."),
        (final('id = "A_FINAL_PLAN"', "id = 7"), "try.toml, rule without an id: key 'id' must be text, not 7."),
        (final('id = "A_FINAL_PLAN"', 'id = ""'), "try.toml, rule without an id: key 'id' is empty."),
        (final(CHECKED, 'checked = { on = 2026-09-01 }'), IN_RULE + "key 'against' is missing."),
        (final(CHECKED, 'checked = { against = "the text" }'), IN_RULE + "key 'on' is missing."),
        (final(CHECKED, 'checked = { on = "today", against = "x" }'),
         IN_RULE + "key 'on' must be a date such as 2014-09-01, not 'today'."),
        (final("period = { weeks = 20 }", "period = { weeks = 20, days = 1 }"), IN_RULE + "'period' must name one unit."),
        (final("period = { weeks = 20 }", "period = { weeks = -1 }"), IN_RULE + "key 'weeks' must be a whole number, not -1."),
        (final("period = { weeks = 20 }", "period = { weeks = true }"),
         IN_RULE + "key 'weeks' must be a whole number, not True."),
        (final("period = { weeks = 20 }", 'period = { weeks = "20" }'),
         IN_RULE + "key 'weeks' must be a whole number, not '20'."),
        (final("period = { weeks = 20 }", 'period = { fixed = "02-15" }'),
         IN_RULE + "a fixed period goes with the phrase 'fixed' and with no other."),
        (final('phrase = "within"', 'phrase = "fixed"'),
         IN_RULE + "a fixed period goes with the phrase 'fixed' and with no other."),
        (final("period = { weeks = 20 }", "lookback_days = 2.5\nperiod = { weeks = 20 }"),
         IN_RULE + "key 'lookback_days' must be a whole number, not 2.5."),
        (final("period = { weeks = 20 }", 'only_under_five = "yes"\nperiod = { weeks = 20 }'),
         IN_RULE + "key 'only_under_five' must be true or false."),
        (final("period = { weeks = 20 }", 'repeat = "often"\nperiod = { weeks = 20 }').replace('repeat = "same"\n', ""),
         IN_RULE + "unknown repeat 'often'."),
        (final("period = { weeks = 20 }", 'roll = "tribunl"\nperiod = { weeks = 20 }'),
         IN_RULE + "unknown roll 'tribunl'; did you mean 'tribunal'."),
        (final('tier = "core"', 'tier = "cor"'), IN_RULE + "unknown tier 'cor'; did you mean 'core'."),
        (final('duty = "Send the final plan"', "duty = 20"), IN_RULE + "key 'duty' must be text, not 20."),
        (final('met_by = ["final_plan_sent"]', 'met_by = [{ when = {} }]'), IN_RULE + "key 'fact' is missing."),
        (final('met_by = ["final_plan_sent"]', 'met_by = [{ fact = "final_plan_sent", late = "endd" }]'),
         IN_RULE + "unknown late 'endd'; did you mean 'ended'."),
        (final('met_by = ["final_plan_sent"]', 'met_by = [{ fact = "final_plan_sent", after = ["born_" ] }]'),
         IN_RULE + "unknown fact 'born_'; did you mean 'born'."),
        (final("ended_by = [", 'ended_by = [ "plan_ceased",'),
         IN_RULE + "'ended_by' plan_ceased must say why the duty falls away."),
        (final('met_by = ["final_plan_sent"]', 'count_from = ["bron"]\nmet_by = ["final_plan_sent"]'),
         IN_RULE + "unknown fact 'bron'; did you mean 'born'."),
        (final('met_by = ["final_plan_sent"]', 'count_from = ["plan_transferred_in.mad_on"]\nmet_by = ["final_plan_sent"]'),
         IN_RULE + "unknown day of plan_transferred_in 'mad_on'; did you mean 'made_on'."),
        (final('met_by = ["final_plan_sent"]', 'count_from = ["request_received.source"]\nmet_by = ["final_plan_sent"]'),
         IN_RULE + "unknown day of request_received 'source'."),
        (final('met_by = ["final_plan_sent"]', 'met_by = [{ fact = "final_plan_sent", since = "31-12" }]'),
         IN_RULE + "'31-12' is not a day of every year; write it as MM-DD."),
        (final('met_by = ["final_plan_sent"]', 'met_by = [{ fact = "final_plan_sent", since = "" }]'),
         IN_RULE + "'' is not a day of every year; write it as MM-DD."),
        (final(UNKNOWN, 'unknown = { after = ["born"] }'),
         IN_RULE + "key 'why' is missing."),
        (final(UNKNOWN, 'unknown = { why = "x", without = ["born_"] }'),
         IN_RULE + "unknown fact 'born_'; did you mean 'born'."),
        ("[[rule]]" + TRANSFER.replace('fixed = "02-15"', 'fixed = ""'),
         "try.toml, rule P_FEB15: '' is not a day of every year; write it as MM-DD."),
        (final('met_by = ["final_plan_sent"]', 'combined = { choice = "earlier_of" }\nmet_by = ["final_plan_sent"]'),
         IN_RULE + "key 'with' is missing."),
        (final('met_by = ["final_plan_sent"]', 'combined = { with = "A_DECIDE_ASSESS" }\nmet_by = ["final_plan_sent"]'),
         IN_RULE + "key 'choice' is missing."),
        (final('met_by = ["final_plan_sent"]', 'met_by = ["final_plan_sent"]\nunless_open = ["A_FINAL_PLANS"]'),
         IN_RULE + "unknown rule 'A_FINAL_PLANS'; did you mean 'A_FINAL_PLAN'."),
        (final('met_by = ["final_plan_sent"]', 'met_by = [{ fact = "final_plan_sent", lodged_while = ["A_FINAL_PLANS"] }]'),
         IN_RULE + "unknown rule 'A_FINAL_PLANS'; did you mean 'A_FINAL_PLAN'."),
        (final('met_by = ["final_plan_sent"]', 'met_by = ["final_plan_sent"]\nreliefs_ = 1'),
         IN_RULE + "unknown key 'reliefs_'; did you mean 'reliefs'."),
        ("[[rule]]" + BODY.replace('subject = "body"', 'subject = "boby"'),
         f"try.toml, rule {BODY_ID}: unknown attribute of advice_requested 'boby'; did you mean 'body'."),
        ("[[rule]]" + BODY.replace('repeat = "same"', 'repeat = "new"'),
         f"try.toml, rule {BODY_ID}: a rule with a 'subject' must say repeat = 'same'."),
        ("[[rule]]" + FINAL.replace("A_FINAL_PLAN", "A_FINAL_PLANS"),
         "try.toml: unknown rule 'A_FINAL_PLANS'; did you mean 'A_FINAL_PLAN'."),
        ("[[rule]]" + FINAL.replace('id = "A_FINAL_PLAN"', 'id = "A_FINAL_PLAN"\nlimb = "second"'),
         IN_RULE + "unknown limb 'second'."),
        ("years = 3", "try.toml: key 'years' must be a table with a row for each year."),
        ("names = [1]\n[years]\n2031 = []", "try.toml: key 'names' must be a list of texts."),
        ('names = "x"\n[years]\n2031 = []', "try.toml: key 'names' must be a list of texts."),
        ("[[once]]\non = 2026-11-06\nlaw = 'x'", "try.toml: key 'name' is missing."),
        ("[[once]]\non = 2026-11-06\nname = 'x'", "try.toml: key 'law' is missing."),
        ("[[once]]\nname = 'x'\nlaw = 'y'", "try.toml: key 'on' is missing."),
        ("[[removed]]\non = 2026-12-25\nwhy = 'x'", "try.toml: key 'law' is missing."),
        ("[[removed]]\non = 2026-12-25\nlaw = 'x'", "try.toml: key 'why' is missing."),
        ("[[removed]]\nwhy = 'x'\nlaw = 'y'", "try.toml: key 'on' is missing."),
        ("[[moved]]\non = 2026-12-24\ninstead_of = 2026-12-25\nwhy = 'x'", "try.toml: key 'law' is missing."),
        ("[[moved]]\non = 2026-12-24\ninstead_of = 2026-12-25\nlaw = 'x'", "try.toml: key 'why' is missing."),
        ("[[moved]]\non = 2026-12-24\nwhy = 'x'\nlaw = 'y'", "try.toml: key 'instead_of' is missing."),
        ("[[moved]]\ninstead_of = 2026-12-25\nwhy = 'x'\nlaw = 'y'", "try.toml: key 'on' is missing."),
        ("[[removed]]\non = 2026-12-15\nwhy = 'x'\nlaw = 'y'",
         "try.toml: Tuesday 15 December 2026 is not a bank holiday; the nearest is Friday 25 December 2026."),
        ("[[removed]]\non = 2026-12-14\nwhy = 'x'\nlaw = 'y'", "try.toml: Monday 14 December 2026 is not a bank holiday."),
    ],
)  # fmt: skip
def test_each_slip_in_a_change_has_its_whole_sentence(text: str, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        lay_over(READ, "try.toml", text)
    assert str(caught.value) == says


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("england.toml", "version = 2026-09-01", 'version = "autumn"',
         "england.toml: key 'version' must be a date such as 2014-09-01, not 'autumn'."),
        ("england.toml", "version = 2026-09-01\n", "", "england.toml: key 'version' is missing."),
        ("england.toml", 'name = "england"\n', "", "england.toml: key 'name' is missing."),
        ("england.toml", "files = [", "fyles = [", "england.toml: unknown key 'fyles'; did you mean 'files'."),
        ("bank_holidays_england.toml", "names = [", "name = [",
         "bank_holidays_england.toml: unknown key 'name'; did you mean 'names'."),
        ("bank_holidays_england.toml", NAMES, "", "bank_holidays_england.toml: key 'names' is missing."),
        ("relief.toml", RELIEFS, "relief = 1\n", "relief.toml: key 'relief' must be a list, not 1."),
        ("bank_holidays_england.toml", 'name = "Royal wedding"\n', "", "bank_holidays_england.toml: key 'name' is missing."),
        ("bank_holidays_england.toml", 'why = "Diamond Jubilee"\n', "", "bank_holidays_england.toml: key 'why' is missing."),
        ("bank_holidays_england.toml", "on = 2012-06-04", "on = 2012-06-06",
         "bank_holidays_england.toml: the day moved to 2012-06-06 is missing from its year."),
        ("assessment.toml", 'id = "A_DRAFT_TARGET"', 'id = "A_DRAFT_REPS"',
         "assessment.toml, rule A_DRAFT_REPS: two versions are in force on the same day."),
    ],
)  # fmt: skip
def test_each_slip_in_the_law_itself_has_its_whole_sentence(file: str, old: str, new: str, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        load(file, old, new)
    assert str(caught.value) == says


def test_what_may_be_left_out_may_be_left_out_and_a_note_may_be_put_in() -> None:
    assert load("england.toml", 'name = "england"', 'name = "england"\nnote = "Spring edition"').name == READ.name
    about = load("relief.toml", "[[relief]]", 'about = "The closed list"\n\n[[relief]]')
    assert dict(about.reliefs) == dict(READ.reliefs)
    plain = re.sub(r"(?m)^(source|announced_to|checked) = .*\n", "", TEXTS["bank_holidays_england.toml"])
    assert dict(load_texts({**TEXTS, "bank_holidays_england.toml": plain}).calendar.holidays) == dict(
        READ.calendar.holidays
    )


def test_a_later_version_stands_behind_the_versions_it_follows() -> None:
    """The order of the rules is the order of pages and lists, and the order of versions their years."""
    later = lay_over(READ, "later.toml", final("in_force = 2014-09-01", "in_force = 2027-01-01"))
    place = [rule.id for rule in READ.rules].index("A_FINAL_PLAN")
    assert [rule.id for rule in later.rules] == [
        *(rule.id for rule in READ.rules[: place + 1]), "A_FINAL_PLAN", *(rule.id for rule in READ.rules[place + 1 :])
    ]  # fmt: skip
    assert (later.rules[place].until, later.rules[place + 1].in_force) == (date(2027, 1, 1), date(2027, 1, 1))


def test_a_year_anew_puts_the_days_of_its_names_in_place_of_the_old_ones() -> None:
    text = 'names = ["New Year\'s Day", "Spring bank holiday"]\n[years]\n2012 = [2012-01-03, 2012-06-07]\n'
    days = lay_over(READ, "anew.toml", text).calendar.holidays
    assert (days[date(2012, 1, 3)], days[date(2012, 6, 7)]) == ("New Year's Day", "Spring bank holiday")
    assert date(2012, 1, 2) not in days and date(2012, 6, 4) not in days, "also the one that had moved, with its reason"
    assert date(2012, 6, 5) in days and date(2013, 1, 1) in days


@pytest.mark.parametrize("year", [1999, 2100])
def test_a_change_reaches_as_far_as_the_calendar_does(year: int) -> None:
    from ehcp_desk.clock.calendars import FIRST_YEAR, LAST_YEAR

    once = '[[once]]\non = {}-11-05\nname = "A day"\nlaw = "x"\n'
    for edge in (FIRST_YEAR, LAST_YEAR):
        on = next(day for day in (date(edge, 11, n) for n in range(5, 9)) if day.weekday() < 5)
        held = lay_over(READ, "edge.toml", once.replace("{}-11-05", on.isoformat())).calendar.holidays
        assert held[on] == "A day"
    if not FIRST_YEAR <= year <= LAST_YEAR:
        with pytest.raises(RuleError, match=rf"key 'on' must be a date from {FIRST_YEAR} to {LAST_YEAR}"):
            lay_over(READ, "edge.toml", once.format(year))
