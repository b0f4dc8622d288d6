"""Two people and one form of settings: each writes what they changed, and what both changed is told, not lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ehcp_desk.domain.errors import Conflict
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.letterhead import change_letterhead, letterhead
from ehcp_desk.services.oversight.weighing import change_weights, weights
from ehcp_desk.services.upkeep.alerting import alerts, change_alerts
from ehcp_desk.services.upkeep.council import Council, change_council, council_view
from ehcp_desk.services.upkeep.practice import change_practice, practice


def _council(desk: Desk) -> Council:
    return council_view(desk).council


def _practice(desk: Desk, kinds: str, seen: Any) -> None:
    change_practice(desk, kinds, "", seen.two_step is not None, seen=seen)


def _weigh(desk: Desk, numbers: dict[str, float], seen: Any) -> None:
    change_weights(desk, {**seen, **numbers}, seen)


@pytest.fixture
def thandi(desk: Desk) -> Desk:
    change_council(desk, Council("Westmarsh Council"))
    return replace(desk, user="Thandi Mbeki")


def test_a_field_nobody_touched_keeps_what_a_colleague_saved(desk: Desk, thandi: Desk) -> None:
    seen, kept, letters, mail, numbers = (
        _council(desk),
        practice(desk),
        letterhead(desk),
        alerts(desk),
        weights(desk).numbers,
    )
    change_council(thandi, replace(seen, caseload=55, cautious=True))
    change_practice(thandi, "\n".join(kept.note_kinds), "", True)
    change_letterhead(thandi, replace(letters, signatory="Ruth Castellan"))
    change_alerts(thandi, replace(mail, ladder="5 team manager"))
    change_weights(thandi, {"plan": 0.3})
    change_council(desk, replace(seen, service="SEND Casework"), seen)
    _practice(desk, "Supervision", kept)
    change_letterhead(desk, replace(letters, leaflet="If you disagree"), letters)
    change_alerts(desk, replace(mail, low_attendance=85), mail)
    _weigh(desk, {"appeal": 2.0}, numbers)
    assert _council(desk) == Council("Westmarsh Council", "SEND Casework", 55, True)
    assert practice(desk).two_step == desk.today() and practice(desk).note_kinds == ("Supervision",)
    assert (letterhead(desk).signatory, letterhead(desk).leaflet) == ("Ruth Castellan", "If you disagree")
    assert (alerts(desk).ladder, alerts(desk).low_attendance) == ("5 team manager", 85)
    assert (weights(desk).numbers["plan"], weights(desk).numbers["appeal"]) == (0.3, 2.0)


BOTH: dict[str, tuple[Callable[[Desk], Any], Callable[[Desk, Any, Any], Any], Any, Any, str]] = {
    "council": (_council, change_council, {"caseload": 55}, {"caseload": 60}, "cases for a full-time caseworker: 55"),
    "practice": (practice, _practice, "Home visit\nConcern", "Supervision", "kinds of note: Home visit / Concern"),
    "letterhead": (letterhead, change_letterhead, {"signatory": "Ruth"}, {"signatory": "Joy"}, "Who signs: Ruth"),
    "alerts": (alerts, change_alerts, {"low_attendance": 80}, {"low_attendance": 85}, "line for attendance: 80"),
    "weights": (lambda d: weights(d).numbers, _weigh, {"plan": 0.3}, {"plan": 0.4}, "Plan in place: 0.3"),
}


@pytest.mark.parametrize("what", BOTH)
def test_where_both_changed_the_same_it_says_who_and_what_and_nothing_is_saved(
    desk: Desk, thandi: Desk, what: str
) -> None:
    read, change, theirs, mine, told = BOTH[what]
    seen = read(desk)

    def wanted(by: Any) -> Any:
        return by if what in ("practice", "weights") else replace(seen, **by)

    change(thandi, wanted(theirs), seen)
    stands = read(desk)
    change_council(desk, replace(_council(desk), service="Another line of the journal"))
    with pytest.raises(Conflict, match=r"^Thandi Mbeki changed what you are changing .*Nothing was saved") as conflict:
        change(desk, wanted(mine), seen)
    assert f"Now it is {told}." in str(conflict.value)
    assert conflict.value.who == "Thandi Mbeki" and conflict.value.when and len(conflict.value.clashes) == 1
    assert what == "council" or read(desk) == stands
    change(desk, wanted(mine), read(desk)) if what != "practice" else change(desk, mine, read(desk))
    assert read(desk) != stands, "knowing what stood there, it is saved"


def test_both_wanting_the_same_is_no_conflict(desk: Desk, thandi: Desk) -> None:
    seen = _council(desk)
    for one in (thandi, desk):
        change_council(one, replace(seen, caseload=55), seen)
    assert _council(desk).caseload == 55
