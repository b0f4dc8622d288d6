"""What contacts, promises and the naming of a psychologist must say whoever writes them: lists, papers and the case
itself read it of every one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ehcp_desk.clock.vocabulary import Attr
from ehcp_desk.domain.kind_shapes import ON_BEHALF, choice, day, entry, text
from ehcp_desk.domain.record import CHANNELS, RecordedFact


def _said(*attrs: Attr) -> Mapping[str, Attr]:
    return MappingProxyType({attr.name: attr for attr in attrs})


SAID: Mapping[str, Mapping[str, Attr]] = MappingProxyType({
    "contact": _said(
        choice("channel", "How", CHANNELS), choice("direction", "Which way", {"in": "They to us", "out": "We to them"}),
        text("with", "With whom"), day("reply_by", "Reply owed by"), text(ON_BEHALF, "Written for a colleague"),
        text("subject", "Subject of the email"), text("message_id", "Its Message-ID"), text("sender", "Its sender"),
        text("sent", "When it was sent"),
    ),
    "promise_made": _said(
        day("due", "Due on", required=True), text("to", "To whom"), text("source", "Where it comes from"),
        text("item", "Which matter of a panel"),
    ),
    "psychologist_named": _said(text("to", "Who", required=True)),
    "promise_kept": _said(entry("promise", "Which promise", "promise_made")),
})  # fmt: skip


def psychologist_in(recorded: Sequence[RecordedFact]) -> str:
    """Whom the newest standing entry names as the psychologist; empty where none does.  Newest is the last day; on one day
    what was written last, a correction counting as written with what it corrects."""
    named = [r for r in recorded if r.stands and r.fact.kind == "psychologist_named"]
    return max(named, key=lambda r: r.order).fact.attrs["to"] if named else ""
