"""Who changed a case first, when and what: read from the journal, said in one sentence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.shape import Shape
from db.unit import Unit
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import Clash, Conflict
from ehcp_desk.domain.journal import said_in
from ehcp_desk.domain.terms import fact_title

_LAST = Shape("actor at:moment kind payload")
_OF_CASE = "FROM journal WHERE case_id = :id ORDER BY seq DESC LIMIT 1"


def conflict(unit: Unit, yours: Case, theirs: Case, now: datetime) -> Conflict:
    """The conflict between what the record holds now (``theirs``) and what somebody wanted to save (``yours``)."""
    last = unit.shaped(_LAST, _OF_CASE, {"id": yours.id})
    clashes = tuple(_clashes(unit, yours, theirs))
    if not last:
        sentence = f"{theirs.ref} was changed by somebody else; look at it again before you save."
        return Conflict(sentence, clashes=clashes)
    actor, at, kind, payload = last[0]
    local, today = at.astimezone(), now.astimezone().date()
    when = f"at {local:%H:%M}" if local.date() == today else f"on {in_words(local.date())} at {local:%H:%M}"
    what = _what(kind, payload)
    sentence = f"{actor} changed {theirs.ref} {when} ({what}); look at it again before you save."
    return Conflict(sentence, actor, when.removeprefix("at "), clashes)


def _what(kind: str, payload: str | None) -> str:
    """The kind of change in words: the fact's own title where the entry tells of a fact."""
    told = said_in(payload).get("kind")
    return fact_title(told if isinstance(told, str) else kind)


def _clashes(unit: Unit, yours: Case, theirs: Case) -> list[Clash]:
    pairs: list[tuple[str, Any, Any]] = [
        ("Reference", theirs.ref, yours.ref),
        ("Caseworker", _name(unit, theirs.owner_id), _name(unit, yours.owner_id)),
        ("Educational psychologist", theirs.psychologist or "nobody", yours.psychologist or "nobody"),
        ("Held for checking", theirs.held or "no", yours.held or "no"),
    ]
    return [Clash(field, held, wanted) for field, held, wanted in pairs if held != wanted]


def _name(unit: Unit, officer_id: int | None) -> str:
    if officer_id is None:
        return "nobody"
    found: str | None = unit.value("SELECT name FROM officers WHERE id = :id", {"id": officer_id})
    return found or "nobody"
