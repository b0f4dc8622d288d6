"""Rules about the header and the return as a whole, and the one way in: a checker fed Person after Person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from ehcp_desk.clock.counting import add_months
from ehcp_desk.clock.model import NOTHING
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.ethnicities import ETHNICITIES
from ehcp_desk.domain.schools import School
from ehcp_desk.domain.sen2 import Counts, Finding, Node, Person, Profile, Sen2Settings
from ehcp_desk.services.oversight.schools import NO_SCHOOLS
from ehcp_desk.services.oversight.sen2.checks.active import check_active
from ehcp_desk.services.oversight.sen2.checks.asked import check_request, check_requests_together
from ehcp_desk.services.oversight.sen2.checks.ground import Ground, Tally, number
from ehcp_desk.services.oversight.sen2.checks.people import check_person
from ehcp_desk.services.oversight.sen2.checks.plans import check_plan
from ehcp_desk.services.oversight.sen2.checks.register import fewer_than_expected
from ehcp_desk.services.oversight.sen2.profiles import (
    census_days,
    councils_for,
    invented,
    load_rules,
    upn_councils,
)

LARGE_SHARE, ENOUGH = 0.1, 20
"""From what share of how many at least a code that says nothing is a large share: ours, no source gives a number."""
SHARP = 0.2
"""A total that moves by more than a fifth from one return to the next moves sharply: ours again."""
WHY_NOT = {
    "register": "no register of schools was brought in (return schools FILE.csv)",
    "expected": "the register of schools expects no number of people anywhere (column ExpectedPlaced)",
    "last": "the frozen copy of the last return was not given (--last)",
    "choice": "plans that ended between 31 December and the census are left out (after_the_year), so nothing can balance",
}
_STATES = ("Y", "N", "R")
_SERIAL = re.compile("[0-9]{3}")


class Checker:
    """Runs every rule that applies.  ``person`` gives the findings of one Person; ``whole`` those of the rest, once."""

    def __init__(
        self,
        profile: Profile,
        settings: Sen2Settings,
        until: date | None = None,
        schools: Mapping[str, School] = NO_SCHOOLS,
    ) -> None:
        last = until or profile.census
        first = profile.first_day if until is None else date(until.year, 1, 1)
        own = settings.la
        self.tally = Tally()
        self._settings, self._profile, self._rules = settings, profile, load_rules()
        self.ground = Ground(
            year=profile.year,
            first=first.isoformat(),
            last=last.isoformat(),
            own=own,
            councils=councils_for(own),
            upn_councils=upn_councils() | invented().keys() if own in invented() else upn_councils(),
            ethnicities=frozenset(ETHNICITIES),
            needs=frozenset(profile.codes("SENneed", "SENtype")),
            choices=settings.choices,
            tags=frozenset(item.tag for items in profile.modules.values() for item in items),
            tally=self.tally,
            last_census=census_days().get(profile.year - 1, add_months(last, -12)).isoformat(),
            year_ago=add_months(last, -12).isoformat(),
            four_weeks_ago=(last - timedelta(days=28)).isoformat(),
            schools=schools,
        )

    def person(self, person: Person) -> list[Finding]:
        """What the rules find on one Person."""
        found: list[Finding] = []

        def add(rule_id: str, place: int = 0, detail: str = "", item: str = "") -> None:
            found.append(self._finding(rule_id, detail, item, person.refs[place], person.cases[place]))

        node, ground = person.node, self.ground
        ground.tally.persons += 1
        check_person(node, ground, add)
        born = node.get("PersonBirthDate", "")
        born = born if number(born) > 0 else ""
        requests = node.get("Requests", ())
        for place, request in enumerate(requests):
            check_request(request, place, born, ground, add)
            check_plan(request, place, born, ground, add)
            check_active(request, place, born, ground, add)
        check_requests_together(requests, add)
        return found

    def _finding(self, rule_id: str, detail: str, item: str, ref: str = "", case_id: int = 0) -> Finding:
        rule = self._rules[rule_id]
        severity = rule.severity
        if rule_id == "D-R18" and self._settings.choices["after_no_decision"] == "error":
            severity = type(severity).ERROR
        words = f"{rule.says} ({detail})" if detail else rule.says
        return Finding(rule_id, severity, ref, item or rule.item, words, case_id)

    def header(self, header: Mapping[str, Node]) -> list[Finding]:
        """What the rules find in the header."""
        about, source = header["CollectionDetails"], header["Source"]
        get, year = source.get, self._profile.year
        states = _STATES if "DSCO" in self.ground.tags else ()
        wrong = [
            ("D-H01", about.get("Collection") != "SEN2", ""),
            ("D-H02", about.get("Year") != about.get("ReferenceDate", "")[:4], about.get("Year", "")),
            ("D-H03", about.get("ReferenceDate") != census_days()[year].isoformat(), about.get("ReferenceDate", "")),
            ("D-H04", get("SourceLevel") != "L", ""),
            ("D-H05", get("LEA", "") not in self.ground.councils or get("LEA") != self.ground.own, get("LEA", "")),
            ("D-H06", not get("SoftwareCode"), ""),
            ("D-H07", not _SERIAL.fullmatch(get("SerialNo", "")), get("SerialNo", "")),
            ("D-H08", not _is_moment(get("DateTime", "")), get("DateTime", "")),
            ("D-H09", get("DMO") not in _STATES, ""),
            ("D-H10", get("DCO") not in _STATES, ""),
            ("D-H11", (year >= 2026 or "DSCO" in source) and get("DSCO") not in states, ""),
            ("D-H12", get("DMO") == "N" and get("DCO") == "N", ""),
        ]
        return [self._finding(rule, detail, "") for rule, failed, detail in wrong if failed]

    def whole(self, last_return: Counts | None = None) -> list[Finding]:
        """What the rules find in the return as a whole, once every Person has been seen."""
        tally = self.tally
        shares = (
            ("D-P09", tally.not_stated, tally.live), ("D-R05", tally.other_source, tally.sourced),
            ("D-N33", tally.other_reason, tally.ceased),
        )  # fmt: skip
        found = [
            self._finding(rule, f"{part} of {all_}", "")
            for rule, part, all_ in shares
            if all_ >= ENOUGH and part > LARGE_SHARE * all_
        ]
        if tally.persons == 0:
            found.append(self._finding("D-H13", "", ""))
        if tally.new and tally.excepted == tally.new:
            found.append(self._finding("D-A16", f"{tally.new} of {tally.new}", ""))
        found += [self._finding(rule, detail, "") for rule, detail in fewer_than_expected(self.ground)]
        if last_return is not None:
            found += [self._finding(rule, detail, "") for rule, detail in self._since(last_return)]
        return found

    def _since(self, before: Counts) -> Iterator[tuple[str, str]]:
        """What does not follow from the last return, and what moved sharply since."""
        now, since, last = self.tally.counts(), self.tally.since, in_words(date.fromisoformat(self.ground.last_census))
        expected = before.live_plans + since["made"] + since["moved in"] - since["ceased"]
        if expected != now.live_plans and _leaves_none_out(self._settings.choices):
            yield "D-F04", (f"{before.live_plans} in the last return + {since['made']} made + {since['moved in']} transferred in"
                            f" - {since['ceased']} ceased since {last} is {expected}, not {now.live_plans}")  # fmt: skip
        for name in ("live_plans", "requests", "ceased"):
            old, new = getattr(before, name), getattr(now, name)
            if old and abs(new - old) > SHARP * old:
                yield "D-F05", f"{name.replace('_', ' ')}: {old} in the last return, {new} now"


def not_run(
    schools: Mapping[str, School], last_return: Counts | None, choices: Mapping[str, str] = NOTHING
) -> list[tuple[str, str]]:
    """(rule, why) for every rule that wants something the desk was not given, or that the choices leave without ground."""
    expected = any(school.expected is not None for school in schools.values())
    given = {"register": bool(schools), "expected": expected, "last": last_return is not None}
    found = [(rule.id, WHY_NOT[rule.needs]) for rule in load_rules().values() if rule.needs and not given[rule.needs]]
    if given["last"] and not _leaves_none_out(choices):
        found.append(("D-F04", WHY_NOT["choice"]))
    return found


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _leaves_none_out(choices: Mapping[str, str]) -> bool:
    return choices.get("after_the_year") != "left_out"
