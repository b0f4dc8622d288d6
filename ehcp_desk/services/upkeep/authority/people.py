"""The children of the demo authority and the people to ring about them.  All of them are invented.

Telephone numbers come from the ranges kept for fiction (01632 960xxx, 07700 900xxx), email addresses from the domain
kept for examples, and UPNs carry the number of an authority that does not exist.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ehcp_desk.domain.case import Child, Contactable, YearGroup
from ehcp_desk.domain.dates import school_year
from ehcp_desk.domain.identifiers import upn_check_letter
from ehcp_desk.services.upkeep.authority import names, places

NO_SUCH_AUTHORITY = "999"
_NEED_WORDS = [need for need, _ in names.NEEDS]
_NEED_WEIGHTS = [weight for _, weight in names.NEEDS]
_FOLDED = str.maketrans("łŁøØ", "lLoO", "’-")


@dataclass(frozen=True, slots=True)
class Family:
    """A child and who to ring, the first of them somebody with parental responsibility."""

    child: Child
    people: tuple[Contactable, ...]

    @property
    def parent(self) -> str:
        """The first person to ring."""
        return self.people[0].name

    @property
    def school_person(self) -> str:
        """The SENCO, or failing that the parent."""
        return next((p.name for p in self.people if p.relation == "SENCO"), self.parent)


class Families:
    """Draws families one after another; each UPN is given once."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng = rng
        self._today = today
        self._given = 0

    def draw(self, year_group: int, special: bool, number: int = 0, setting: str = "") -> Family:
        """A family whose child is in this national curriculum year today.

        ``number`` is 0, or a negative one where several cases of this load share the child.
        """
        rng = self._rng
        girl = rng.random() < 0.32
        surname = rng.choice(names.SURNAMES)
        forename = rng.choice(names.GIRLS if girl else names.BOYS)
        setting = setting or places.setting_for(rng, year_group, special)
        child = Child(
            id=number,
            surname=surname,
            forenames=forename,
            born=self._born(year_group),
            sex="F" if girl else "M",
            upn=self._upn(year_group),
            year_group=YearGroup.said_on(year_group, self._today),
            setting=setting,
            need=rng.choices(_NEED_WORDS, _NEED_WEIGHTS)[0],
            before_you_ring=rng.choice(names.BEFORE_YOU_RING) if rng.random() < 0.06 else "",
        )
        return Family(child, self._people(child))

    def _born(self, year_group: int) -> date:
        first = date(school_year(self._today) - year_group - 5, 9, 1)
        return first + timedelta(days=self._rng.randrange(365))

    def _upn(self, year_group: int) -> str:
        self._given += 1
        if year_group < 0 and self._rng.random() < 0.7:
            return ""
        school, serial = divmod(self._given, 1000)
        entered = school_year(self._today) - max(year_group, 0)
        rest = f"{NO_SUCH_AUTHORITY}{school % 10000:04d}{entered % 100:02d}{serial:03d}"
        return upn_check_letter(rest) + rest

    def _people(self, child: Child) -> tuple[Contactable, ...]:
        rng = self._rng
        found = [self._parent(child, "mother" if rng.random() < 0.8 else "father")]
        if rng.random() < 0.45:
            other = "father" if found[0].relation == "mother" else "grandmother" if rng.random() < 0.2 else "mother"
            found.append(self._parent(child, other))
        if (child.year_on(self._today) or 0) >= 12 and rng.random() < 0.6:
            found.append(Contactable(0, child.id, child.name, "young person", _mobile(rng), preference="text first"))
        if (child.year_on(self._today) or 0) <= 11 and rng.random() < 0.85:
            found.append(Contactable(0, child.id, rng.choice(names.SENCOS), "SENCO", _landline(rng)))
        return tuple(found)

    def _parent(self, child: Child, relation: str) -> Contactable:
        rng = self._rng
        pool = {"mother": names.MOTHERS, "father": names.FATHERS}.get(relation, names.GRANDPARENTS)
        first = rng.choice(pool)
        last = child.surname if rng.random() < 0.75 else rng.choice(names.SURNAMES)
        preference = rng.choice(names.PREFERENCES) if rng.random() < 0.3 else ""
        phone = "" if preference == "email only" else _mobile(rng)
        return Contactable(
            id=0,
            child_id=child.id,
            name=f"{first} {last}",
            relation=relation,
            phone=phone,
            email=_email(first, last) if not phone or rng.random() < 0.7 else "",
            parental_responsibility=relation in ("mother", "father"),
            preference=preference,
        )


def _mobile(rng: Random) -> str:
    return f"07700 900{rng.randrange(1000):03d}"


def _landline(rng: Random) -> str:
    return f"01632 960{rng.randrange(1000):03d}"


def _email(first: str, last: str) -> str:
    text = unicodedata.normalize("NFKD", f"{first}.{last}".translate(_FOLDED))
    plain = "".join(c for c in text if not unicodedata.combining(c))
    return f"{plain.casefold()}@example.org"
