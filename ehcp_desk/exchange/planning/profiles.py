"""A profile: how one council's tracker is read, saved once and used every month."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.exchange.planning.dates import DateStyle
from ehcp_desk.exchange.planning.targets import Target, fold_heading, known_target
from ehcp_desk.exchange.planning.words import VACANCY_WORDS, folded

_FORM = "ehcp-desk import profile"
_VERSION = 1
EVERY_COLUMN = "all"
"""In place of a heading: every column of dates."""
_NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person confirmed about a tracker.

    ``targets`` is folded heading to field.  ``styles`` holds the date style somebody chose for a column, or for ``all``.
    ``officers`` is the name as the tracker has it (folded) to the person's name on record.  ``vacancy_words`` are the
    folded words that mean nobody.  ``values`` is folded heading to what its (folded) words mean in ours.
    """

    name: str
    targets: Mapping[str, Target] = field(default_factory=lambda: MappingProxyType({}))
    styles: Mapping[str, DateStyle] = field(default_factory=lambda: MappingProxyType({}))
    officers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    vacancy_words: frozenset[str] = VACANCY_WORDS
    values: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    def target_of(self, heading: str) -> Target | None:
        """Where this profile sends a heading; None for one it does not know."""
        return self.targets.get(fold_heading(heading))

    def knows(self, heading: str) -> Target | None:
        """Where a heading goes by this profile, else by the headings everybody uses; None when neither knows."""
        return self.target_of(heading) or known_target(heading)

    def style_of(self, heading: str) -> DateStyle | None:
        """The date style this profile states for a heading; None when it states none."""
        return self.styles.get(fold_heading(heading)) or self.styles.get(EVERY_COLUMN)

    def with_styles(self, styles: Mapping[str, str]) -> Profile:
        """The profile with these date styles chosen as well, by heading (or ``all``)."""
        said = {fold_heading(heading): DateStyle(style) for heading, style in styles.items()}
        earlier = {} if EVERY_COLUMN in said else self.styles
        return replace(self, styles=MappingProxyType({**earlier, **said}))

    def without_values(self, headings: Iterable[str]) -> Profile:
        """The profile without what the words under these headings mean."""
        gone = {fold_heading(heading) for heading in headings}
        return replace(self, values=MappingProxyType({h: said for h, said in self.values.items() if h not in gone}))

    def with_officers(self, officers: Mapping[str, str]) -> Profile:
        """The profile with these names matched to people as well."""
        matched = {**self.officers, **{folded(name): person for name, person in officers.items()}}
        return replace(self, officers=MappingProxyType(matched))

    def values_of(self, heading: str) -> Mapping[str, str]:
        """What the words under a heading mean; nothing where this profile does not say."""
        return self.values.get(fold_heading(heading), _NO_VALUES)

    def with_values(self, values: Mapping[str, Mapping[str, str]]) -> Profile:
        """The profile with what these words mean as well, by heading."""
        said = {heading: dict(words) for heading, words in self.values.items()}
        for heading, words in values.items():
            said.setdefault(fold_heading(heading), {}).update({folded(theirs): ours for theirs, ours in words.items()})
        return replace(self, values=MappingProxyType(said))

    def to_json(self) -> str:
        """The profile as JSON text, the same text for the same profile."""
        content = {
            "form": _FORM,
            "version": _VERSION,
            "name": self.name,
            "headings": {heading: target.value for heading, target in self.targets.items()},
            "date_styles": {heading: style.value for heading, style in self.styles.items()},
            "officers": dict(self.officers),
            "vacancy_words": sorted(self.vacancy_words),
            "values": {heading: dict(words) for heading, words in self.values.items()},
        }
        return json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def profile_from_json(text: str) -> Profile:
    """Read a saved profile.  Raises :class:`BadInput` with one sentence when it is not one, or a newer one."""
    try:
        content = json.loads(text)
    except ValueError as fault:
        raise BadInput("This is not an import profile: it is not JSON.") from fault
    if not isinstance(content, dict) or content.get("form") != _FORM:
        raise BadInput("This is not an import profile.")
    if content.get("version") != _VERSION:
        raise BadInput(f"This profile is of version {content.get('version')}; this program reads version {_VERSION}.")
    try:
        return Profile(
            name=str(content["name"]),
            targets=MappingProxyType({fold_heading(h): Target(t) for h, t in content["headings"].items()}),
            styles=MappingProxyType({fold_heading(h): DateStyle(s) for h, s in content["date_styles"].items()}),
            officers=MappingProxyType({folded(str(n)): str(p) for n, p in content["officers"].items()}),
            vacancy_words=frozenset(folded(str(word)) for word in content["vacancy_words"]),
            values=MappingProxyType(
                {
                    fold_heading(h): {folded(str(theirs)): str(ours) for theirs, ours in words.items()}
                    for h, words in content.get("values", {}).items()
                }
            ),
        )
    except (KeyError, AttributeError, TypeError, ValueError) as fault:
        raise BadInput(f"The import profile is damaged at {fault}: save it again from the import page.") from fault
