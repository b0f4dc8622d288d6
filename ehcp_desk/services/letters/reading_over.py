"""A letter read over for what its reader must not be told, by the rules of copies for a recipient.

An address that must not be disclosed refuses the letter.  What else the rules would take out of a copy for this reader is
a warning: a letter is written for its reader, and somebody may have meant to say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ehcp_desk.domain.case import Case, Contactable
from ehcp_desk.domain.letters import Addressee, Letter
from ehcp_desk.domain.recipients import reader_of
from ehcp_desk.domain.redaction import Redactor
from ehcp_desk.domain.redaction_rules import Action
from ehcp_desk.domain.redaction_terms import terms_for
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.recipient_copies import inside_of

GIVEN_AWAY = "The letter would give away an address that must not be disclosed; take it out of what was written."
_TOLD_OF = frozenset({"sibling", "third_party", "other_parent", "restricted", "contact_detail"})


class Reading:
    """What each reader of the letters of a case must not be told."""

    def __init__(self, work: ReadWork, desk: Desk, case: Case, people: Sequence[Contactable]) -> None:
        self._inside, self._people = inside_of(work, desk, case.id), {p.id: p for p in people}

    def gives_away(self, to: Addressee, text: str) -> bool:
        """True where a text names an address that must not be disclosed to its reader."""
        return bool(self._redactor(to).hidden_in(text))

    def warnings(self, letters: Iterable[Letter], written: Mapping[str, str]) -> Iterator[str]:
        """For each reader, what was written that a copy for them would be without.  Fixed words name nobody."""
        text = "\n".join(written.values())
        for letter in letters:
            spans = [s for s in self._redactor(letter.to).spans(text)
                     if s.action is Action.REMOVE and s.rule.id in _TOLD_OF]  # fmt: skip
            said = dict.fromkeys(f"“{text[s.start : s.end]}” ({s.rule.title.lower()})" for s in spans)
            if said:
                yield f"Is {letter.to.name} to read this? {', '.join(said)}."

    def _redactor(self, to: Addressee) -> Redactor:
        who = reader_of([self._people[n] for n in to.people if n in self._people], self._inside.child)
        return Redactor(who, terms_for(self._inside, who))
