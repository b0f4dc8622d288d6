"""What the SEN2 return and the inspection lists want of the demo: what section I names, the placement, the end of a plan,
whether a child has a disability, the register of schools; and now and then what a real council forgot to write down.

Chance comes from the case's own reference, so that nothing else of the authority changes.  The numbers of schools and
colleges lie outside the ranges that are given out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from ehcp_desk.domain.dates import school_year
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.schools import School
from ehcp_desk.services.upkeep.authority import places
from ehcp_desk.services.upkeep.authority.days import on_or_before
from ehcp_desk.services.upkeep.authority.family import SCENARIO, Teller
from ehcp_desk.services.upkeep.authority.story import Story

FORGOTTEN = 0.012
"""How often one thing of a plan was never written down: the planted errors."""
FORGET = ("section I", "placement", "rank", "unit", "reason")
DISABLED, PREMIUM = 0.55, 0.35
"""Invented shares of the children: no source gives one for Westmarsh."""
_SCHOOLS = (*places.PRIMARIES, *places.SECONDARIES, *places.SPECIALS, *places.ALTERNATIVE, *places.OUT_OF_AREA[:2])
URNS: Mapping[str, str] = {name: f"9000{number:02d}" for number, name in enumerate(_SCHOOLS, 1)}
UKPRNS: Mapping[str, str] = {
    name: f"990000{number:02d}" for number, name in enumerate((*places.POST16, places.OUT_OF_AREA[2]), 1)
}
RESIDENTIAL, RESOURCED, BUDGET, NOT_PLACED = 0.3, 0.06, 0.03, 0.04
APPEAL_TIME = 63
_YOUNG, _OLDER = ("2",), ("2", "6", "6", "4", "3")


def tell_returned(story: Story) -> None:
    """Tell what the return asks of this case besides what its story holds."""
    if story.ref.startswith(SCENARIO):
        return
    facts = [fact for _, fact in story.entries()]
    begins = min((fact.on for fact in facts), default=story.world.last)
    _tell_listed(Teller(story, Random(f"listed {story.ref}"), begins))
    rng = Random(f"returned {story.ref}")
    told = Teller(story, rng, begins)
    child = story.family.child
    if not child.upn and not child.uln:
        told.on(begins, NewFact("upn_unknown", begins, {"reason": "UN1"}))
    made = min((f.on for f in facts if f.kind in ("final_plan_sent", "plan_transferred_in")), default=None)
    if made is None:
        return
    forgotten = rng.choice(FORGET) if rng.random() < FORGOTTEN else ""
    _tell_place(told, made, forgotten)
    if rng.random() < BUDGET:
        told.on(made, NewFact("personal_budget", made, {"taken_up": "yes", "organised": "yes"}))
    decided = max((f.on for f in facts if f.kind == "cease_decision_notified"), default=None)
    if decided is not None:
        _tell_end(told, decided, forgotten)


def _tell_listed(told: Teller) -> None:
    """What inspectors ask of every child, as the form said it when the case came in."""
    rng, day = told.rng, told.begins
    if rng.random() >= FORGOTTEN:
        told.on(day, NewFact("disability", day, {"has": "yes" if rng.random() < DISABLED else "no"}))
    told.on(day, NewFact("pupil_premium", day, {"eligible": "yes" if rng.random() < PREMIUM else "no"}))


def _tell_place(told: Teller, made: date, forgotten: str) -> None:
    """What the plan names and where the child is: the same place, unless a young person has left it."""
    child, rng = told.story.family.child, told.rng
    place = _numbers(child.setting, rng)
    attrs = {"setting": child.setting, **place, "rank": "1"}
    if forgotten == "rank":
        del attrs["rank"]
    elif forgotten == "unit":
        attrs.pop("unit", None)
    if forgotten != "section I":
        told.on(made, NewFact("setting_named", made, attrs))
    if forgotten == "placement":
        return
    kind = {"type": _sort(child.setting), "by": "Placement panel", "planned": "yes"}
    entered = on_or_before(date(school_year(made), 9, 4))
    why = "The setting can meet the needs in the plan."
    if (child.year_on(told.story.world.today) or 0) >= 12 and rng.random() < NOT_PLACED:
        kind |= {"setting": "No setting", "code": "NEET", "rank": "1", "type": "none"}
        told.on(made, NewFact("placement", entered, kind, "Left college; looking for work."))
        return
    told.on(made, NewFact("placement", entered, {**attrs, **kind}, why))


def register() -> dict[str, dict[str, Any]]:
    """The register of schools as the record keeps it; every ordinary one has a resourced provision."""
    types = ((places.SPECIALS, "Community special school"), (places.ALTERNATIVE, "Pupil referral unit"),
             (places.OUT_OF_AREA, "Other independent special school"))  # fmt: skip
    found = {}
    for name, urn in URNS.items():
        kind = next((words for names, words in types if name in names), "Community school")
        ordinary = name in places.PRIMARIES or name in places.SECONDARIES
        found[urn] = School(urn, name, kind, resourced=ordinary).as_json()
    return found


def _numbers(setting: str, rng: Random) -> dict[str, str]:
    if setting in UKPRNS:
        return {"ukprn": UKPRNS[setting], "unit": "no", "resourced": "no"}
    if setting not in URNS:
        return {"code": "EYP"} if setting in places.EARLY_YEARS else {"code": "OTH", "other": setting}
    ordinary = setting in places.PRIMARIES or setting in places.SECONDARIES
    resourced = "yes" if ordinary and rng.random() < RESOURCED else "no"
    found = {"urn": URNS[setting], "unit": "no", "resourced": resourced}
    if setting in places.OUT_OF_AREA and rng.random() < RESIDENTIAL:
        found["residential"] = "52"
    return found


def _sort(setting: str) -> str:
    sorts = ((places.SPECIALS, "special"), (places.EARLY_YEARS, "early_years"), (places.POST16, "college"),
             (places.ALTERNATIVE, "alternative"), (places.OUT_OF_AREA, "independent"))  # fmt: skip
    return next((sort for names, sort in sorts if setting in names), "mainstream")


def _tell_end(told: Teller, decided: date, forgotten: str) -> None:
    """The plan ends once the time to appeal has passed; its reason is one a person of that age can have."""
    ends = on_or_before(decided + timedelta(days=APPEAL_TIME + told.rng.randrange(3, 20)))
    born = told.story.family.child.born
    older = born is not None and (ends - born).days >= 17 * 365
    reason = {} if forgotten == "reason" else {"reason": told.rng.choice(_OLDER if older else _YOUNG)}
    told.on(ends, NewFact("plan_ceased", ends, reason))
