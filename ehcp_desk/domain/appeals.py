"""An appeal as the record has it: its number, hearing, people, and every date with where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from ehcp_desk.clock.counting import Period, Unit, within
from ehcp_desk.clock.model import Deadline, Fact, Timeline
from ehcp_desk.clock.vocabulary import APPEAL_TYPES
from ehcp_desk.domain.dates import day_count, in_words
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.wording import Mark, deadline_mark, deadline_words

RESPONSE_RULE = "T_RESPONSE"
DIRECTIONS = {
    RESPONSE_RULE: "Response to the Tribunal", "bundle": "Bundle", "attendance": "Attendance form",
    "working_document": "Working document", "evidence": "Final evidence",
}  # fmt: skip
"""What the Tribunal commonly directs, by the name it is recorded under."""
DIRECTED = "directed"
"""What the clock calls the run of a limit for which the Tribunal set the date."""
SIX_WEEKS = Period(Unit.WEEKS, 6)
STARTS = ("appeal_received", "appeal_sent_to_la", "appeal_registered")
ENDS = ("tribunal_order", "appeal_withdrawn")
OVER = MappingProxyType({
    "tribunal_order": "the Tribunal decided the appeal", "appeal_withdrawn": "the appeal was withdrawn",
    "appeal_not_opposed": "the council told the Tribunal that it does not oppose the appeal",
})  # fmt: skip
"""What leaves nothing to respond to, in words."""
TOLD_BY = (*STARTS, *OVER)
"""Any of these tells that there is or was an appeal: many a record has only that it was registered, or the order."""
DAY_KINDS = (*STARTS, "hearing_listed", "tribunal_direction", "appeal_not_opposed", *ENDS)
"""The kinds a calendar reads the days at the Tribunal from."""
_Entry = TypeVar("_Entry")
_KINDS = frozenset({*DAY_KINDS, "la_response_sent", "attendance_named", "sent_to_tribunal", "working_document"})


@dataclass(frozen=True, slots=True)
class ResponseDue:
    """When the response is due: the date of the tribunal's letter, which wins, and the two that can be worked out.

    ``computed`` is thirty of the tribunal's working days, ``six_weeks`` what the government's guidance says; the
    sources differ (tribunal.md 4.2), most of all over August.  ``responded`` is the day the response was sent, ``over``
    why none is due any more, with its day.
    """

    letter: date | None
    letter_source: str
    computed: date | None
    six_weeks: date | None
    responded: date | None = None
    over: str = ""

    @property
    def heading(self) -> str:
        """What stands above the lines: a response that was sent, or need not be, is not said to be due."""
        return "The response:" if self.responded or self.over else "The response is due:"

    @property
    def due(self) -> date | None:
        """The date to keep: the letter's, else the earlier of the two worked out, which is safe on either reading."""
        known = [day for day in (self.computed, self.six_weeks) if day is not None]
        return self.letter or min(known, default=None)

    @property
    def lines(self) -> tuple[str, ...]:
        """Each date with its source, the one to keep first."""
        said = []
        if self.responded:
            said.append(f"{in_words(self.responded)}: the response was sent{self._how_late(self.responded)}.")
        if self.over:
            return (*said, f"{self.over}." if said else f"{self.over}; none is due any more.")
        if self.letter:
            said.append(f"{in_words(self.letter)}: {self.letter_source}. This date counts.")
        if self.computed:
            said.append(f"{in_words(self.computed)}: thirty of the Tribunal’s working days.")
        if self.six_weeks:
            said.append(f"{in_words(self.six_weeks)}: six weeks, as the government’s guidance says.")
        if not self.letter and not self.responded and said:
            said.append(
                "The sources differ. Record the date of the registration letter; until then keep the earlier one."
            )
        return tuple(said)

    def _how_late(self, sent: date) -> str:
        if self.due is None or sent == self.due:
            return ""
        days = abs((sent - self.due).days)
        return f", {day_count(days)} {'late' if sent > self.due else 'early'}"


@dataclass(frozen=True, slots=True)
class AppealDate:
    """One date of an appeal: what, where it comes from and its entry, and for a limit how it stands (``12 days left``)
    with the mark for that."""

    on: date
    what: str
    source: str
    entry: int | None = None
    state: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Appeal:
    """The appeal of a case; ``there`` is False where the record knows of none."""

    number: str = ""
    type: str = ""
    officer: str = ""
    representative: str = ""
    hearing: date | None = None
    where: str = ""
    began: date | None = None
    attendance: tuple[RecordedFact, ...] = ()
    sent: tuple[RecordedFact, ...] = ()
    working: tuple[RecordedFact, ...] = ()
    dates: tuple[AppealDate, ...] = ()
    due: ResponseDue = ResponseDue(None, "", None, None)

    @property
    def there(self) -> bool:
        """True where an appeal is on the record."""
        return self.began is not None

    @property
    def type_words(self) -> str:
        """What it is about, in words."""
        return APPEAL_TYPES.get(self.type, "")


def appeal_of(recorded: Iterable[RecordedFact], timeline: Timeline) -> Appeal:
    """The newest appeal of a case, with any before it that still runs: of one that is over nothing is taken up again."""
    rounds = _current(rounds_of(r for r in recorded if r.fact.kind in _KINDS))
    entries = [r for one in rounds for r in one]
    began = max((r.fact.on for r in entries if r.fact.kind in STARTS), default=None)
    if began is None:
        return Appeal()
    kinds: dict[str, list[RecordedFact]] = {}
    for r in sorted(entries, key=lambda r: r.order):
        kinds.setdefault(r.fact.kind, []).append(r)
    first = min(r.fact.on for r in entries)
    limits = [d for d in timeline.deadlines if d.rule.startswith("T_") and d.trigger.on >= first]
    about = kinds["appeal_registered"][-1].fact.attrs if "appeal_registered" in kinds else {}
    listed = kinds.get("hearing_listed", [])
    hearing = date.fromisoformat(listed[-1].fact.attrs["date"]) if listed else None
    return Appeal(
        about.get("number", ""), about.get("type", ""), about.get("officer", ""), about.get("representative", ""),
        hearing, listed[-1].fact.attrs.get("where", "") if listed else "", began,
        tuple(kinds.get("attendance_named", [])), tuple(kinds.get("sent_to_tribunal", [])),
        tuple(kinds.get("working_document", [])), _dates(kinds, limits, timeline.as_at), _due(kinds, limits, _over(rounds)),
    )  # fmt: skip


def rounds_of(entries: Iterable[RecordedFact]) -> list[list[RecordedFact]]:
    """The entries that stand, appeal by appeal."""
    return in_rounds(sorted((e for e in entries if e.stands), key=lambda e: e.order), lambda entry: entry.fact.kind)


def in_rounds(entries: Iterable[_Entry], kind_of: Callable[[_Entry], str]) -> list[list[_Entry]]:
    """What is told of appeals, the oldest first, appeal by appeal: an appeal received begins one; what else begins one does
    so where the newest is over.  An order or a withdrawal ends the newest that still ran."""
    rounds: list[list[_Entry]] = []
    running: list[list[_Entry]] = []
    for entry in entries:
        kind = kind_of(entry)
        if kind in ENDS and running:
            running.pop().append(entry)
            continue
        over = not running or running[-1] is not rounds[-1]
        if (
            kind == "appeal_received"
            or (over and kind in (*STARTS, "tribunal_order", "appeal_not_opposed"))
            or not rounds
        ):
            rounds.append([])
            if kind not in ENDS:
                running.append(rounds[-1])
        rounds[-1].append(entry)
    return rounds


def begun(facts: Iterable[Fact]) -> list[Fact]:
    """The first fact of each appeal these tell of, whichever of ``TOLD_BY`` it is known by; the oldest first."""
    told = sorted((f for f in facts if f.kind in TOLD_BY), key=lambda f: f.order)
    return [one[0] for one in in_rounds(told, lambda fact: fact.kind)]


def is_open(facts: Iterable[Fact]) -> bool:
    """Whether the newest appeal these facts tell of was followed by no end."""
    told = [f for f in facts if f.kind in TOLD_BY]
    ended = max((f.on for f in told if f.kind in OVER), default=date.min)
    return any(ended < first.on for first in begun(told))


def _runs(one: Sequence[RecordedFact]) -> bool:
    return not any(r.fact.kind in OVER for r in one)


def _current(rounds: Sequence[Sequence[RecordedFact]]) -> list[Sequence[RecordedFact]]:
    """The newest round, and those before it that still run."""
    return [one for one in rounds if one is rounds[-1] or _runs(one)]


def _over(rounds: Sequence[Sequence[RecordedFact]]) -> str:
    """The day and words of what ended the newest appeal; empty while one runs."""
    if any(_runs(one) for one in rounds):
        return ""
    last = max((r for r in rounds[-1] if r.fact.kind in OVER), key=lambda r: r.order).fact
    return f"{in_words(last.on)}: {OVER[last.kind]}"


def _due(kinds: dict[str, list[RecordedFact]], limits: Sequence[Deadline], over: str) -> ResponseDue:
    directed = [r for r in kinds.get("tribunal_direction", []) if r.fact.attrs["rule"] == RESPONSE_RULE]
    computed = [d.due for d in limits if d.rule == RESPONSE_RULE and d.subject != DIRECTED]
    sent = kinds.get("appeal_sent_to_la", [])
    letter = directed[-1] if directed else None
    responded = [r for r in kinds.get("la_response_sent", []) if not sent or r.fact.on >= sent[-1].fact.on]
    source = f"the Tribunal’s letter recorded on {in_words(letter.fact.on)} (entry {letter.id})" if letter else ""
    return ResponseDue(
        date.fromisoformat(letter.fact.attrs["date"]) if letter else None, source,
        max(computed, default=None), within(sent[-1].fact.on, SIX_WEEKS) if sent else None,
        responded[-1].fact.on if responded else None, over,
    )  # fmt: skip


def _dates(kinds: dict[str, list[RecordedFact]], limits: Sequence[Deadline], as_at: date) -> tuple[AppealDate, ...]:
    def stands(d: Deadline) -> tuple[str, Mark]:
        return deadline_words(d, as_at), deadline_mark(d)

    ours = (d for d in limits if d.actor == "LA" and d.subject != DIRECTED)
    found = [AppealDate(d.due, d.duty, f"worked out: {d.law}", None, *stands(d)) for d in ours]
    directed = {(d.rule, d.due): d for d in limits if d.subject == DIRECTED}
    for r in kinds.get("tribunal_direction", []):
        on, told = date.fromisoformat(r.fact.attrs["date"]), f"the Tribunal, {in_words(r.fact.on)}"
        limit = directed.get((r.fact.attrs["rule"], on))
        found.append(AppealDate(on, direction_words(r), told, r.id, *(stands(limit) if limit else ())))
    for r in kinds.get("hearing_listed", []):
        where = r.fact.attrs.get("where", "")
        found.append(AppealDate(date.fromisoformat(r.fact.attrs["date"]), "Hearing", where or "listing letter", r.id))
    return tuple(sorted(found, key=lambda d: (d.on, d.what)))


def direction_words(entry: RecordedFact) -> str:
    """What a direction asks for: its note, else what it was recorded as."""
    rule = entry.fact.attrs["rule"]
    return DIRECTIONS.get(rule) or entry.fact.note.strip() or rule.replace("_", " ").capitalize()


def sent_lines(appeal: Appeal) -> tuple[str, ...]:
    """What was sent of the appeal, to whom, when, how, and the digest that proves it, a line each."""
    return tuple(
        ", ".join(filter(None, (
            f"{in_words(r.fact.on)}: {r.fact.attrs['what']}, to {r.fact.attrs['to']}", f"by {r.fact.attrs['how']}",
            f"document {r.fact.attrs['document']}" if r.fact.attrs.get("document") else "",
            f"digest {r.fact.attrs['digest'][:12]}" if r.fact.attrs.get("digest") else "",
        ))) for r in appeal.sent
    )  # fmt: skip


def email_subject(appeal: Appeal, name: str, subject: str) -> str:
    """The subject line the tribunal asks for: hearing date, appeal number, name, subject (tribunal.md 4.2)."""
    hearing = f"{appeal.hearing:%d/%m/%Y}" if appeal.hearing else "not yet listed"
    return f"{hearing} - {appeal.number or 'number not known'} - {name} - {subject}"


def calendar_days(recorded: Sequence[RecordedFact], rules: Iterable[str]) -> tuple[tuple[int, date, str], ...]:
    """(entry, day, words) of hearings and of directions about no limit of the clock: what a calendar must add, from one
    case's entries of ``DAY_KINDS``.  Never the words somebody typed, which may name a child."""
    known = set(rules)
    found = []
    for r in _not_over(rounds_of(recorded)):
        if r.fact.kind == "hearing_listed":
            found.append((r.id, date.fromisoformat(r.fact.attrs["date"]), "Tribunal hearing"))
        elif r.fact.kind == "tribunal_direction" and r.fact.attrs["rule"] not in known:
            found.append(
                (
                    r.id,
                    date.fromisoformat(r.fact.attrs["date"]),
                    f"{DIRECTIONS.get(r.fact.attrs['rule'], 'Something')} directed by the Tribunal",
                )
            )
    return tuple(found)


def _not_over(rounds: Sequence[Sequence[RecordedFact]]) -> Iterator[RecordedFact]:
    """The entries whose days still stand: what was listed before an appeal ended falls with it.  Where an earlier appeal
    runs beside it the record does not say which of them ended, so nothing is left out."""
    beside = False
    for one in rounds:
        ended = 0 if beside else max((n for n, r in enumerate(one, 1) if r.fact.kind in ENDS), default=0)
        yield from one[ended:]
        beside = beside or _runs(one)
