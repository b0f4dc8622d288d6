"""The people a file names: those a sheet of officers lists, and those met beside cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ehcp_desk.domain.importing import PersonSeed
from ehcp_desk.exchange.cells import NeverCalculated, Sheet, blank, tidy
from ehcp_desk.exchange.planning import words
from ehcp_desk.exchange.planning.mapping import Mapping
from ehcp_desk.exchange.planning.profiles import Profile
from ehcp_desk.exchange.planning.row_reading import RowReading
from ehcp_desk.exchange.planning.targets import Target


def read_officers(sheet: Sheet, mapping: Mapping) -> Iterator[PersonSeed]:
    """The caseworkers a sheet lists, with their part of full time and team; anything else said of them is noted.

    A row whose name is a word for nobody ("VACANT") is a post, not a person, and is passed over.
    """
    for row in sheet.below(mapping.heading_row):
        name = team = ""
        fte: float | None = None
        notes: list[str] = []
        for match in mapping.columns:
            cell = row[match.column] if match.column < len(row) else ""
            if blank(cell) or isinstance(cell, NeverCalculated):
                continue
            if match.target is Target.CASEWORKER:
                name = tidy(cell)
            elif match.target is Target.TEAM:
                team = tidy(cell)
            elif match.target is Target.FTE and (part := words.fraction_of_full_time(cell)) is not None:
                fte = part
            elif match.target is not Target.IGNORED:
                notes.append(f"{match.heading}: {tidy(cell)}")
        if name and words.folded(name) not in words.VACANCY_WORDS:
            yield PersonSeed(name, fte=fte, team=team, placeholder=False, note="; ".join(notes))


class People:
    """Everybody an import names, each once, in the order met; one spelling for each name."""

    def __init__(self, profile: Profile) -> None:
        self._matched = {words.folded(name) for name in profile.officers.values()}
        self._seeds: dict[tuple[str, str], PersonSeed] = {}
        self._spellings: dict[tuple[str, str], str] = {}

    def add_listed(self, seeds: Iterable[PersonSeed]) -> None:
        """Enter the people of a sheet of officers."""
        for seed in seeds:
            self._seeds.setdefault((seed.role, words.folded(seed.name)), seed)

    def meet(self, reading: RowReading) -> None:
        """Enter the people beside a case, and give each name in the row the spelling it was first met in."""
        if reading.owner:
            reading.owner = self._spelling(reading.owner, "caseworker")
        if reading.psychologist:
            reading.psychologist = self._spelling(reading.psychologist, "psychologist")

    def _spelling(self, name: str, role: str) -> str:
        spelt = self._spellings.get((role, name))
        if spelt is None:
            folded = words.folded(name)
            known = self._seeds.get((role, folded))
            if known is None:
                known = PersonSeed(name, role=role, placeholder=folded not in self._matched)
                self._seeds[(role, folded)] = known
            spelt = self._spellings[(role, name)] = known.name
        return spelt

    def seeds(self) -> tuple[PersonSeed, ...]:
        """Everybody, in the order met."""
        return tuple(self._seeds.values())
