"""The register of schools a council brings in: which there are, of what type, with what units and commissioned places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class School:
    """One establishment.  ``type`` is in the register's own words; ``unit`` and ``resourced`` say whether it has a SEN
    unit or a resourced provision; ``places`` are those the council commissions there, ``expected`` how many people with a
    plan it expects to be placed there.  None where nobody said."""

    urn: str
    name: str
    type: str = ""
    unit: bool = False
    resourced: bool = False
    places: int | None = None
    expected: int | None = None

    @property
    def special(self) -> bool:
        """True for a special school, of whatever kind."""
        return "special" in self.type.casefold()

    @property
    def unusual(self) -> bool:
        """True for a type that is unusual for a plan (rule D-V14): higher education, offshore, online and the like."""
        words = self.type.casefold()
        return any(part in words for part in _UNUSUAL)

    def as_json(self) -> dict[str, Any]:
        """As the register keeps it."""
        said = {"name": self.name, "type": self.type, "unit": self.unit, "resourced": self.resourced,
                "places": self.places, "expected": self.expected}  # fmt: skip
        return {name: value for name, value in said.items() if value not in ("", False, None)}


_UNUSUAL = (
    "higher education",
    "offshore",
    "online provider",
    "miscellaneous",
    "british schools overseas",
    "service children",
)


@dataclass(frozen=True, slots=True)
class Commissioned:
    """The places the council commissions: how many in all (None where it entered none), and the schools they are at, by
    URN and by name in small letters."""

    places: Decimal | None = None
    schools: frozenset[str] = frozenset()

    def has(self, urn: str, name: str) -> bool:
        """True where a placement by this URN or name is at one of them.  A URN that is given decides."""
        return (urn or name.strip().casefold()) in self.schools


def commissioned(register: Mapping[str, School]) -> Commissioned:
    """What the register says of places."""
    held = [school for school in register.values() if school.places is not None]
    if not held:
        return Commissioned()
    keys: Iterable[str] = (key for school in held for key in (school.urn, school.name.strip().casefold()))
    return Commissioned(Decimal(sum(school.places or 0 for school in held)), frozenset(keys))
