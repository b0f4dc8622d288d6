"""File audits as values: what is asked, the sample that was drawn, and what its answers come to (needs.md O1 to O3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditForm:
    """What an audit asks: questions by id, the answers they may have, and grades by id with whether each is good."""

    version: str
    questions: Mapping[str, str]
    answers: tuple[str, ...]
    grades: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class AuditSample:
    """A sample as it was drawn.  ``population`` counts the cases it was drawn from, ``of`` says which they were;
    ``excluded`` are (reference, why), ``hidden`` how many more are kept from whoever drew it; ``closed`` how many of the
    sample itself are restricted and not open to whoever reads it now."""

    name: str
    drawn_on: str
    by: str
    of: str
    seed: int
    population: int
    refs: tuple[str, ...]
    excluded: tuple[tuple[str, str], ...] = ()
    hidden: int = 0
    form_version: str = ""
    closed: int = 0

    @property
    def size(self) -> int:
        """How many files were drawn, those that whoever reads it does not see too."""
        return len(self.refs) + self.closed

    def as_json(self) -> dict[str, Any]:
        """As ``audit draw --json`` prints it."""
        return {
            "name": self.name, "drawn_on": self.drawn_on, "by": self.by, "of": self.of, "seed": self.seed,
            "population": self.population, "refs": list(self.refs),
            "excluded": [{"ref": ref, "why": why} for ref, why in self.excluded], "hidden": self.hidden,
            "form_version": self.form_version, "closed": self.closed,
        }  # fmt: skip

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> AuditSample:
        """A sample that was kept."""
        excluded = tuple((one["ref"], one["why"]) for one in said["excluded"])
        return cls(said["name"], said["drawn_on"], said["by"], said["of"], said["seed"], said["population"],
                   tuple(said["refs"]), excluded, said["hidden"], said["form_version"], said.get("closed", 0))  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditTally:
    """A sample and how far it is: files graded, actions agreed, and how many of those are not done yet."""

    sample: AuditSample
    audited: int
    actions: int
    waiting: int
