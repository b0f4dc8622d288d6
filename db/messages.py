"""Messages to staff: queued, claimed by one sender at a time, and marked with what became of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from db.moments import utc
from db.shape import Shape
from db.unit import Unit, WritingUnit
from ehcp_desk.domain.digests import Digest
from ehcp_desk.domain.outbox import Kept, MessageState

_SHAPE = Shape("id day:day officer_id name role address subject body cases state tries trouble changed_at:moment")
_GIVEN_UP = timedelta(minutes=15)
"""A message still being sent after this long belongs to a sender that died; it may be claimed again."""


class MessageReading(Unit):
    """Reading messages."""

    def messages(self, day: date) -> list[Kept]:
        """Every message of a day, by name."""
        return [_kept(row) for row in self.shaped(_SHAPE, "FROM messages WHERE day = :day ORDER BY name", {"day": day})]


class MessageWriting(MessageReading, WritingUnit):
    """Queueing, claiming and marking messages."""

    _at: datetime

    def queue_messages(self, day: date, digests: Iterable[Digest]) -> None:
        """Keep a day's messages; whoever has one of that day already gets no second, but what no server took yet says what is
        true now.  What earlier days left unsent is replaced: today's says everything that is still due.  One of today's that
        a run replaced while the computer's clock was ahead is there to send again.  One of today's that no server took goes to
        the address its reader has now."""
        at = {"day": day, "at": utc(self._at)}
        self._run("UPDATE messages SET state = 'replaced', changed_at = :at WHERE day < :day AND state = 'queued'", at)
        # What is being sent, or went, keeps the address it was given to the server with.
        self._run(
            "UPDATE messages SET address = o.email, state = 'queued', trouble = '', changed_at = :at FROM officers o "
            "WHERE o.id = messages.officer_id AND messages.day = :day AND messages.address <> o.email "
            "AND messages.state IN ('queued', 'refused')",
            at,
        )
        for digest in digests:
            self._run(
                "INSERT INTO messages (day, name, officer_id, role, address, subject, body, cases, state, tries, "
                "trouble, changed_at) VALUES (:day, :name, :officer, :role, :address, :subject, :body, :cases, "
                "'queued', 0, '', :at) ON CONFLICT (day, name) DO UPDATE SET officer_id = excluded.officer_id, "
                "role = excluded.role, address = excluded.address, subject = excluded.subject, body = excluded.body, "
                "cases = excluded.cases, state = 'queued', changed_at = excluded.changed_at, "
                "trouble = CASE messages.state WHEN 'queued' THEN messages.trouble ELSE '' END "
                "WHERE messages.state IN ('queued', 'replaced')",
                {"name": digest.to, "officer": digest.officer_id, **_words(digest), **at},
            )

    def claim_message(self, day: date) -> Kept | None:
        """Take one message to send; None when there is no more.  Nobody else gets it while this sender lives."""
        # Asked twice: whoever waited for another sender's claim must see, once it is over, that the message is taken.
        free = "(state = 'queued' OR (state = 'sending' AND changed_at < :old))"
        first = f"SELECT id FROM messages WHERE day = :day AND address <> '' AND {free} ORDER BY tries, name LIMIT 1"
        found = self._rows(
            "UPDATE messages SET state = 'sending', tries = tries + 1, changed_at = :at "
            f"WHERE id = ({first}) AND {free} RETURNING id",
            {"day": day, "at": utc(self._at), "old": utc(self._at) - _GIVEN_UP},
        )
        if not found:
            return None
        (row,) = self.shaped(_SHAPE, "FROM messages WHERE id = :id", {"id": found[0][0]})
        return _kept(row)

    def rewrite_message(self, number: int, digest: Digest) -> None:
        """Keep what a claimed message says now, in place of what it said when it was queued."""
        self._update("messages", "id", number, {**_words(digest), "changed_at": utc(self._at)})

    def mark_message(self, number: int, state: MessageState, trouble: str = "") -> None:
        """Say what became of a message."""
        values = {"state": state.value, "trouble": trouble, "changed_at": utc(self._at)}
        self._update("messages", "id", number, values)


def _words(digest: Digest) -> dict[str, str]:
    return {"role": digest.role, "address": digest.address, "subject": digest.subject, "body": digest.body,
            "cases": json.dumps(digest.cases)}  # fmt: skip


def _kept(row: Sequence[object]) -> Kept:
    number, day, officer, name, role, address, subject, body, cases, state, tries, trouble, at = row
    digest = Digest(officer, name, role, address, subject, body, tuple(json.loads(str(cases))))  # type: ignore[arg-type]
    return Kept(number, day, digest, MessageState(str(state)), tries, trouble, at)  # type: ignore[arg-type]
