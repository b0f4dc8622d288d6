"""A change laid over the law: rules re-made, versions that follow one another, days off more and fewer."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest

from ehcp_desk.clock.changing import check_goes_on, lay_over
from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.loading import packaged_texts
from ehcp_desk.clock.reading import RuleError
from ehcp_desk.clock.rules import Ruleset
from tests.support.clock_facts import LAW, day, fact, only

ROYAL = '[[once]]\non = 2026-11-06\nname = "Royal day"\nlaw = "Royal proclamation"\n'


def final_plan(**changes: str) -> str:
    """The shipped rule of the final plan as a change file, with lines put in place of others."""
    text = packaged_texts()["assessment.toml"]
    start = text.index('[[rule]]\nid = "A_FINAL_PLAN"')
    end = text.find("[[rule]]", start + 5)
    rule = text[start : end if end > 0 else None]
    for old, new in {"period = { weeks = 20 }": "", **changes}.items():
        if new:
            assert old in rule
            rule = rule.replace(old, new)
    return rule


def due(law: Ruleset, received: str) -> date:
    return only(compute([fact("request_received", received)], law, day(received)), "A_FINAL_PLAN").due


EIGHTEEN = {"period = { weeks = 20 }": "period = { weeks = 18 }"}


def test_a_rule_with_the_same_first_day_takes_the_others_place() -> None:
    law = lay_over(LAW, "eighteen.toml", final_plan(**EIGHTEEN))
    assert (due(LAW, "2026-06-24"), due(law, "2026-06-24")) == (date(2026, 11, 11), date(2026, 10, 28))
    assert [r.id for r in law.rules] == [r.id for r in LAW.rules]
    assert law.name == "england@2026-09-01+eighteen"
    assert law.versions("A_FINAL_PLAN")[0].source_file == "eighteen.toml"
    assert law.calendar is LAW.calendar


def test_a_new_version_ends_the_open_one_the_day_it_begins() -> None:
    later = {**EIGHTEEN, "in_force = 2014-09-01": "in_force = 2026-09-01"}
    law = lay_over(LAW, "later.toml", final_plan(**later))
    before, after = law.versions("A_FINAL_PLAN")
    assert (before.in_force, before.until, after.in_force, after.until) == (
        date(2014, 9, 1), date(2026, 9, 1), date(2026, 9, 1), None)  # fmt: skip
    assert due(law, "2026-08-31") == date(2027, 1, 18), "the day before still has twenty weeks"
    assert due(law, "2026-09-01") == date(2027, 1, 5), "from its first day the new one has eighteen"
    assert law.ids == LAW.ids


def test_a_version_that_starts_before_the_open_one_overlaps_it() -> None:
    early = {"in_force = 2014-09-01": "in_force = 2013-09-01"}
    with pytest.raises(RuleError, match="rule A_FINAL_PLAN: two versions are in force on the same day"):
        lay_over(LAW, "early.toml", final_plan(**early))
    ended = {"in_force = 2014-09-01": "in_force = 2013-09-01\nuntil = 2014-09-01"}
    assert len(lay_over(LAW, "early.toml", final_plan(**ended)).versions("A_FINAL_PLAN")) == 2


def test_only_the_limb_named_is_changed() -> None:
    rule = next(r for r in LAW.rules if r.limb)
    others = [r for r in LAW.versions(rule.id) if r.limb != rule.limb]
    assert others
    text = packaged_texts()[rule.source_file]
    entries = text.split("[[rule]]")[1:]
    mine = next(e for e in entries if f'id = "{rule.id}"' in e and f'limb = "{rule.limb}"' in e)
    law = lay_over(LAW, "limb.toml", "[[rule]]" + mine.replace('duty = "', 'duty = "Newly: '))
    assert [r.duty.startswith("Newly") for r in law.versions(rule.id)] == [
        r.limb == rule.limb for r in LAW.versions(rule.id)
    ]
    with pytest.raises(RuleError, match="unknown limb"):
        lay_over(LAW, "limb.toml", "[[rule]]" + mine.replace(f'limb = "{rule.limb}"', 'limb = "nowhere"'))


def test_a_day_more_and_a_day_fewer_move_working_days() -> None:
    told = [fact("mediation_requested", "2026-11-04", health="yes")]

    def by(law: Ruleset) -> date:
        return only(compute(told, law, day("2026-11-04")), "M_TELL_ICB").due

    more = lay_over(LAW, "royal-day.toml", ROYAL)
    assert (by(LAW), by(more)) == (date(2026, 11, 9), date(2026, 11, 10))
    assert more.calendar.holidays[date(2026, 11, 6)] == "Royal day"
    gone = '[[removed]]\non = 2026-11-06\nwhy = "Called off"\nlaw = "Royal proclamation"\n'
    fewer = lay_over(more, "off.toml", gone)
    assert by(fewer) == date(2026, 11, 9)
    assert fewer.name == "england@2026-09-01+royal-day+off"


def test_a_day_moves_with_its_name() -> None:
    moved = '[[moved]]\non = 2027-05-07\ninstead_of = 2027-05-03\nwhy = "Jubilee"\nlaw = "Royal proclamation"\n'
    days = lay_over(LAW, "moved.toml", moved).calendar.holidays
    assert date(2027, 5, 3) not in days
    assert days[date(2027, 5, 7)] == "Early May bank holiday (Jubilee)"
    assert len(days) == len(LAW.calendar.holidays)


def test_a_whole_years_row_takes_that_years_place_and_new_years_are_known() -> None:
    text = (
        'names = ["New Year\'s Day", "Good Friday"]\n[years]\n'
        "2027 = [2027-01-04, 2027-03-26]\n2041 = [2041-01-01, 2041-04-19]\n"
    )
    calendar = lay_over(LAW, "years.toml", text).calendar
    assert date(2027, 1, 1) not in calendar.holidays and date(2027, 1, 4) in calendar.holidays
    assert date(2027, 12, 27) in calendar.holidays, "days not named stay"
    assert (calendar.known_from, calendar.known_to) == (2011, 2041)


def test_the_shipped_holiday_file_laid_over_itself_changes_no_day() -> None:
    text = packaged_texts()["bank_holidays_england.toml"]
    again = lay_over(LAW, "bank_holidays_england.toml", text).calendar
    assert set(again.holidays) == set(LAW.calendar.holidays)
    assert (again.known_from, again.known_to) == (LAW.calendar.known_from, LAW.calendar.known_to)


def test_the_digest_is_of_what_is_said_and_not_of_how() -> None:
    one = lay_over(LAW, "a.toml", ROYAL)
    same = lay_over(LAW, "b.toml", f'about = "A comment"\n# and another\n{ROYAL}')
    assert one.digest == same.digest != LAW.digest
    assert lay_over(LAW, "a.toml", ROYAL.replace("06", "05")).digest != one.digest
    assert one.calendar.digest not in (LAW.calendar.digest, "")


def test_the_digest_of_a_changed_law_is_the_one_that_returns_printed_before_name() -> None:
    """It stands on every return, so the way it is made up must not change with the program."""
    said = {"law": LAW.digest,
            "change": {"once": [{"on": "2026-11-06", "name": "Royal day", "law": "Royal proclamation"}]}}  # fmt: skip
    expected = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    assert lay_over(LAW, "royal.toml", ROYAL).digest == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[once]\n", "try.toml is not sound TOML"),
        ('about = "nothing"\n', "try.toml: it changes nothing"),
        (ROYAL.replace("once", "onse"), "try.toml: unknown key 'onse'; did you mean 'once'"),
        (ROYAL.replace("name", "namex"), "try.toml: unknown key 'namex'; did you mean 'name'"),
        (ROYAL.replace("law =", "why ="), "try.toml: unknown key 'why'"),
        (ROYAL.replace("2026-11-06", '"6 November"'), "key 'on' must be a date such as"),
        (ROYAL.replace("2026-11-06", "2126-11-06"), "key 'on' must be a date from 1980 to 2070"),
        (ROYAL.replace("2026-11-06", "1979-11-06"), "key 'on' must be a date from 1980 to 2070"),
        (ROYAL.replace("11-06", "11-07"), "Saturday 7 November 2026 is no working day"),
        ('[[removed]]\non = 2027-05-04\nwhy = "x"\nlaw = "y"\n',
         "Tuesday 4 May 2027 is not a bank holiday; the nearest is Monday 3 May 2027."),
        ('[[removed]]\non = 2027-11-04\nwhy = "x"\nlaw = "y"\n', "Thursday 4 November 2027 is not a bank holiday."),
        ('[[moved]]\non = 2027-05-07\ninstead_of = 2027-05-04\nwhy = "x"\nlaw = "y"\n', "is not a bank holiday"),
        ('[[moved]]\non = 2027-05-08\ninstead_of = 2027-05-03\nwhy = "x"\nlaw = "y"\n', "no working day"),
        ('names = ["A", "B"]\n[years]\n2027 = [2027-01-01]\n', "year 2027 has 1 days where 'names' has 2"),
        ('names = ["A"]\n[years]\n2027 = 5\n', "year 2027 has 0 days where 'names' has 1"),
        ('names = ["A"]\n[years]\n2027 = [2028-01-03]\n', "2028-01-03 stands in the row of 2027"),
        ('names = ["A"]\n[years]\n2027 = ["May"]\n', "May stands in the row of 2027"),
        ('names = ["A"]\nyears = [2027]\n', "key 'years' must be a table"),
        (final_plan(met_by="met_bye"),
         "try.toml, rule A_FINAL_PLAN: unknown key 'met_bye'; did you mean 'met_by'"),
        (final_plan(**{'"A_FINAL_PLAN"': '"A_FINAL_PLANN"'}), "unknown rule 'A_FINAL_PLANN'; did you mean 'A_FINAL_PLAN'"),
        ("rule = 5\n", "key 'rule' must be a list"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place_and_near_miss(text: str, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        lay_over(LAW, "try.toml", text)
    assert says in str(caught.value)
    assert str(caught.value).startswith("try.toml") and "\n" not in str(caught.value)


FOR_A_WHILE = {"in_force = 2014-09-01": "in_force = 2027-01-01\nuntil = 2027-09-01"}


def goes_on(before: Ruleset, text: str) -> Ruleset:
    law = lay_over(before, "while.toml", text)
    check_goes_on(before, law, "while.toml")
    return law


def test_a_time_limit_changed_for_a_while_needs_what_holds_afterwards() -> None:
    told = (r"^while\.toml, rule A_FINAL_PLAN: no time limit would be in force from 2027-09-01 on; write after it a second "
            r"\[\[rule\]\] of this id with in_force = 2027-09-01 that says what holds from that day\.$")  # fmt: skip
    with pytest.raises(RuleError, match=told):
        goes_on(LAW, final_plan(**FOR_A_WHILE))
    afterwards = final_plan(**{"in_force = 2014-09-01": "in_force = 2027-09-01"})
    law = goes_on(LAW, final_plan(**FOR_A_WHILE) + "\n" + afterwards)
    assert [rule.until for rule in law.versions("A_FINAL_PLAN")] == [date(2027, 1, 1), date(2027, 9, 1), None]
    assert due(law, "2027-10-05") == due(LAW, "2027-10-05")


def test_no_hole_is_left_between_two_versions() -> None:
    first = {"in_force = 2014-09-01": "in_force = 2014-09-01\nuntil = 2020-01-01"}
    later = final_plan(**{"in_force = 2014-09-01": "in_force = 2020-03-01"})
    with pytest.raises(
        RuleError, match=r"from 2020-01-01 to 2020-03-01; .* in_force = 2020-01-01 and until = 2020-03-01"
    ):
        goes_on(LAW, final_plan(**first) + "\n" + later)
    # A hole that a record has already does not stand in the way of another change.
    holed = lay_over(LAW, "old.toml", final_plan(**first) + "\n" + later)
    assert goes_on(holed, ROYAL).calendar is not holed.calendar
    stops = {"in_force = 2014-09-01": "in_force = 2020-03-01\nuntil = 2027-09-01"}
    with pytest.raises(RuleError, match="no time limit would be in force from 2027-09-01 on;"):
        goes_on(holed, final_plan(**stops))
    ended = lay_over(LAW, "old.toml", final_plan(**first))
    longer = {"in_force = 2014-09-01": "in_force = 2014-09-01\nuntil = 2021-01-01"}
    assert goes_on(ended, final_plan(**longer)).versions("A_FINAL_PLAN")[0].until == date(2021, 1, 1)


@pytest.mark.parametrize("until", ["2026-01-01", "2027-01-01"])
def test_a_rule_does_not_end_before_it_begins(until: str) -> None:
    text = final_plan(**{"in_force = 2014-09-01": f"in_force = 2027-01-01\nuntil = {until}"})
    with pytest.raises(RuleError) as caught:
        goes_on(LAW, text)
    assert str(caught.value) == (
        f"while.toml, rule A_FINAL_PLAN: 'until' ({until}) must be later than 'in_force' (2027-01-01): it is the first day "
        "the rule is no longer in force."
    )


def test_what_a_record_applied_before_and_an_earlier_version_do_not_stand_in_the_way() -> None:
    backwards = lay_over(
        LAW, "old.toml", final_plan(**{"in_force = 2014-09-01": "in_force = 2027-01-01\nuntil = 2026-01-01"})
    )
    assert goes_on(backwards, ROYAL).ids == LAW.ids
    earlier = final_plan(**{"in_force = 2014-09-01": "in_force = 2013-09-01\nuntil = 2014-09-01"})
    assert len(goes_on(LAW, earlier).versions("A_FINAL_PLAN")) == 2


def test_a_limb_may_not_stop_either() -> None:
    rule = next(r for r in LAW.rules if r.limb)
    entries = packaged_texts()[rule.source_file].split("[[rule]]")[1:]
    mine = next(e for e in entries if f'id = "{rule.id}"' in e and f'limb = "{rule.limb}"' in e)
    started = f"in_force = {rule.in_force}"
    assert started in mine
    with pytest.raises(RuleError, match=rf"from 2027-09-01 on \(limb {rule.limb}\)"):
        goes_on(LAW, "[[rule]]" + mine.replace(started, f"{started}\nuntil = 2027-09-01"))
