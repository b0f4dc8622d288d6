"""Every letter of a case: to whom it went, when and how, what it was, and what is known of its arrival."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.letter_terms import NOTICES
from ehcp_desk.domain.letters import METHODS
from ehcp_desk.domain.record import RecordedFact


@dataclass(frozen=True, slots=True)
class SentLetter:
    """One letter to one reader.  ``again`` are the days and ways it was sent once more; ``needs`` what the reader needs."""

    entry: int
    kind: str
    to: str
    on: date
    how: str
    by: str
    digest: str
    document_id: int | None
    needs: str
    again: tuple[tuple[date, str], ...] = ()
    received: date | None = None
    proof: str = ""

    @property
    def title(self) -> str:
        """What letter it is."""
        return NOTICES.get(self.kind, self.kind)

    @property
    def way(self) -> str:
        """``By post``."""
        return METHODS.get(self.how, self.how)


def letter_log(recorded: Iterable[RecordedFact]) -> tuple[SentLetter, ...]:
    """The letters of a case, the newest first."""
    entries = [r for r in recorded if r.stands]
    again: dict[str, list[tuple[date, str]]] = {}
    came: dict[str, RecordedFact] = {}
    for r in entries:
        if r.fact.kind == "notice_sent_again":
            again.setdefault(r.fact.attrs["letter"], []).append((r.fact.on, r.fact.attrs["how"]))
        elif r.fact.kind == "notice_received":
            came[r.fact.attrs["letter"]] = r
    found = [_sent(r, again.get(str(r.id), []), came.get(str(r.id))) for r in entries if r.fact.kind == "notice_sent"]
    return tuple(sorted(found, key=lambda letter: (letter.on, letter.entry), reverse=True))


def _sent(r: RecordedFact, again: list[tuple[date, str]], came: RecordedFact | None) -> SentLetter:
    attrs = r.fact.attrs
    return SentLetter(
        r.id, attrs["kind"], attrs["to"], r.fact.on, attrs["how"], r.recorded_by, attrs["digest"], r.document_id,
        attrs.get("needs", ""), tuple(sorted(again)), came.fact.on if came else None,
        came.fact.attrs.get("proof", "") if came else "",
    )  # fmt: skip
