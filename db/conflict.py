"""Who changed a case first, when and what: read from the journal, said in one sentence."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from db.tables import JournalRecord, OfficerRecord
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import Clash, Conflict
from ehcp_desk.domain.terms import fact_title

J = JournalRecord


def conflict(connection: Connection, yours: Case, theirs: Case, now: datetime) -> Conflict:
    """The conflict between what the record holds now (``theirs``) and what somebody wanted to save (``yours``)."""
    query = select(J.actor, J.at, J.kind, J.payload).where(J.case_id == yours.id).order_by(J.seq.desc()).limit(1)
    last = connection.execute(query).first()
    clashes = tuple(_clashes(connection, yours, theirs))
    if last is None:
        sentence = f"{theirs.ref} was changed by somebody else; look at it again before you save."
        return Conflict(sentence, clashes=clashes)
    local, today = last.at.astimezone(), now.astimezone().date()
    when = f"at {local:%H:%M}" if local.date() == today else f"on {in_words(local.date())} at {local:%H:%M}"
    what = _what(last.kind, last.payload)
    sentence = f"{last.actor} changed {theirs.ref} {when} ({what}); look at it again before you save."
    return Conflict(sentence, last.actor, when.removeprefix("at "), clashes)


def _what(kind: str, payload: str | None) -> str:
    """The kind of change in words: the fact's own title where the entry tells of a fact."""
    told = json.loads(payload).get("kind") if payload else None
    return fact_title(told if isinstance(told, str) else kind)


def _clashes(connection: Connection, yours: Case, theirs: Case) -> list[Clash]:
    pairs: list[tuple[str, Any, Any]] = [
        ("Reference", theirs.ref, yours.ref),
        ("Caseworker", _name(connection, theirs.owner_id), _name(connection, yours.owner_id)),
        ("Educational psychologist", theirs.psychologist or "nobody", yours.psychologist or "nobody"),
        ("Held for checking", theirs.held or "no", yours.held or "no"),
    ]
    return [Clash(field, held, wanted) for field, held, wanted in pairs if held != wanted]


def _name(connection: Connection, officer_id: int | None) -> str:
    if officer_id is None:
        return "nobody"
    found = connection.execute(select(OfficerRecord.name).where(OfficerRecord.id == officer_id)).scalar()
    return found or "nobody"
