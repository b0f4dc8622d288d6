"""The chronology as it goes to the other side and comes back: every row of what comes back is accounted for.

Nothing is guessed.  A row that cannot be taken as an answer is held for a person, with the reason; the file itself is
kept as a document, so nothing in it is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from ehcp_desk.domain.chronology_marks import PROPOSED, Stance, entry_marks
from ehcp_desk.domain.date_text import read_date
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import digest
from ehcp_desk.domain.papers import ChronologyLine
from ehcp_desk.domain.record import RecordedFact

HEADINGS = ("Id", "Date", "Event", "Source", "Agree or dispute", "Your words", "Your source")
HELD = "held"
ANSWERED = "Chronology with the answers of the other side"
"""What a file that was read back is called among the documents."""
_LEFT_OUT = re.compile(r"\[removed:[^\]]*\]")
_ABOUT = re.compile(r"^\s*(about|around|approx\w*\.?|circa|c\.)\s+", re.IGNORECASE)
_DIGITS = 16
_NO_ANSWERS = f"the file has no column '{HEADINGS[4]}', so nobody can say whether the row agrees; ask for it again"
DATE, WORDS, SOURCE = "the date", "the words", "the source"
NOTHING_SENT: Mapping[int, Sequence[Sequence[str]]] = MappingProxyType({})
_ID = re.compile(r"E\s*(\d{1,12})\s*[-–—]\s*([0-9A-F]{4})", re.IGNORECASE)
_AGREE = frozenset({"agree", "agreed", "yes", "y", "a", "accept", "accepted", "ok", "✓", "✔", "true"})
_DISPUTE = frozenset({"dispute", "disputed", "disagree", "disagreed", "no", "n", "d", "notagreed", "x", "✗", "false"})


def entry_id(ref: str, entry: int) -> str:
    """``E12-4F9A``: the entry and four signs that only fit this case, so that a slip of the finger is noticed."""
    return f"E{entry}-{digest(f'{ref}|{entry}')[:4].upper()}"


def sent_row(ref: str, line: ChronologyLine) -> tuple[str, ...]:
    """A line as it is sent: neutral, with the three columns to fill in left empty."""
    about = "about " if line.approximate else ""
    page = f", {line.page}" if line.page else ""
    return (entry_id(ref, line.entry), f"{about}{in_words(line.on)}", line.event, f"{line.source}{page}", "", "", "")


def as_sent(row: Sequence[str]) -> tuple[str, str]:
    """What the journal keeps of a row that is sent: a digest of its event and one of its source."""
    return _short(row[2]), _short(row[3])


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row as it came back; ``row`` is its number in the file.

    ``beside`` is what stands under a heading that was not sent, each with the heading, and ``asked`` is False where the
    file has no column for the answer.
    """

    row: int
    id: str = ""
    date: str = ""
    event: str = ""
    source: str = ""
    answer: str = ""
    says: str = ""
    their_source: str = ""
    beside: tuple[tuple[str, str], ...] = ()
    asked: bool = True


@dataclass(frozen=True, slots=True)
class MergedRow:
    """What became of a row: agreed, disputed, unanswered, unchanged, proposed or held, and why."""

    row: int
    outcome: str
    entry: int = 0
    reason: str = ""
    says: str = ""
    source: str = ""
    on: date | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a file."""

    file: str
    sha256: str
    party: str
    rows: tuple[MergedRow, ...]
    not_returned: tuple[tuple[int, date, str], ...] = ()
    dry_run: bool = False

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows had each outcome; they add up to the rows of the file."""
        return Counter(row.outcome for row in self.rows)

    @property
    def held(self) -> int:
        """Rows that a person has to look at."""
        return self.counts.get(HELD, 0)


@dataclass
class _Reader:
    """Reads rows one by one against the lines of the chronology as it stands, and as they were sent."""

    ref: str
    party: str
    today: date
    lines: Mapping[int, ChronologyLine]
    before: Sequence[RecordedFact]
    sent: Mapping[int, Sequence[Sequence[str]]]
    answered: dict[int, MergedRow] = field(default_factory=dict)

    def read(self, row: ReturnedRow) -> MergedRow:
        entry, trouble = self._entry(row)
        if trouble:
            return MergedRow(row.row, HELD, entry, trouble)
        says, source = row.says.strip(), " ".join(row.their_source.split())
        if beside := self._beside(row, entry):
            told = [says or ("" if entry else row.event.strip())]
            told += [f"{heading}: {said}" if heading else said for heading, said in beside]
            return MergedRow(row.row, HELD, entry, _unheaded(beside[0][0]), " ".join(filter(None, told)), source)
        if entry and not row.asked:
            return MergedRow(row.row, HELD, entry, _NO_ANSWERS, says, source)
        return self._answer(row, entry) if entry else self._extra(row)

    def _entry(self, row: ReturnedRow) -> tuple[int, str]:
        """The entry a row is about, 0 for one that is new, and why it cannot be told."""
        if not row.id.strip():
            return self._alike(row)
        match = _ID.fullmatch(row.id.strip())
        if match is None:
            return 0, f"'{row.id.strip()}' is not an id of this chronology; nothing was taken from the row"
        entry = int(match[1])
        if entry_id(self.ref, entry).casefold() != f"e{entry}-{match[2]}".casefold():
            return entry, f"{row.id.strip()} does not belong to {self.ref}: a slip, or a row of another case"
        if entry not in self.lines:
            return (
                entry,
                f"entry {entry} is no longer in the chronology: it was corrected or withdrawn since it was sent",
            )
        return entry, ""

    def _beside(self, row: ReturnedRow, entry: int) -> list[tuple[str, str]]:
        """What they wrote under headings that were not sent; our own words under one that was typed over are not theirs."""
        if not entry:
            return list(row.beside)
        ours = {_short(own) for own in sent_row(self.ref, self.lines[entry])[:4] if _bare(own)}
        ours |= {short for one in self.sent.get(entry, ()) for short in one}
        return [(heading, said) for heading, said in row.beside if not _bare(said) or _short(said) not in ours]

    def _alike(self, row: ReturnedRow) -> tuple[int, str]:
        """The entry of a row whose id was taken out: the one with its words, and with its date where several have them."""
        alike = [line for line in self.lines.values() if row.event.strip() and _same(line.event, row.event)]
        if len(alike) > 1:
            alike = [line for line in alike if _same(in_words(line.on), row.date.removeprefix("about "))] or alike
        if len(alike) > 1:
            return 0, "its id was taken out, and more than one entry reads like it"
        return (alike[0].entry, "") if alike else (0, "")

    def _answer(self, row: ReturnedRow, entry: int) -> MergedRow:
        stance, theirs = _stance(row.answer), self._changed(row, self.lines[entry])
        says, source = row.says.strip(), " ".join(row.their_source.split())
        if stance is None:
            if not (row.answer.strip() or says or source or theirs):
                return MergedRow(row.row, "unanswered", entry)
            return MergedRow(row.row, HELD, entry, _unclear(row, theirs), says, source)
        changed = "".join(
            f"{name} of the entry differ{'' if name == WORDS else 's'} from the record’s" for name in theirs[:1]
        )
        if stance is Stance.AGREED and theirs:
            if doubt := self._doubt(row, theirs):
                return MergedRow(row.row, HELD, entry, doubt, says, source)
            stance, changed = Stance.DISPUTED, f"{changed}, so this is no agreement to ours"
        elif not theirs and _LEFT_OUT.search(row.event):
            changed = "their copy had words left out"
        says = says or self._instead(row, theirs)
        source = source or (" ".join(row.source.split()) if SOURCE in theirs else "")
        return self._once(MergedRow(row.row, stance.value, entry, changed, says, source))

    def _changed(self, row: ReturnedRow, line: ChronologyLine) -> tuple[str, ...]:
        """What of an entry a row no longer says as the record does, or as it was sent; a column they left away says
        nothing."""
        sent = self.sent.get(line.entry, ())
        page = f", {line.page}" if line.page else ""
        when = row.date.strip() and not _same(f"{'about ' if line.approximate else ''}{in_words(line.on)}", row.date)
        return tuple(
            name
            for name, differs in (
                (DATE, when and self._day(row.date) != (line.on, line.approximate)),
                (WORDS, not _same(line.event, row.event) and _short(row.event) not in {one[0] for one in sent}),
                (SOURCE, row.source.strip() and not _same(f"{line.source}{page}", row.source)
                 and _short(row.source) not in {one[1] for one in sent}),
            )
            if differs
        )  # fmt: skip

    def _doubt(self, row: ReturnedRow, theirs: Sequence[str]) -> str:
        """Why agreement to a row they changed is neither agreement nor a dispute; empty where it is a dispute."""
        if WORDS in theirs and not row.event.strip():
            return "it says agree, but the words of the entry were taken out"
        if _LEFT_OUT.search((row.event if WORDS in theirs else "") + (row.source if SOURCE in theirs else "")):
            return "it says agree, but has words left out that were not left out of what was sent"
        if DATE in theirs and self._day(row.date) is None:
            return f"it says agree, but its date was changed to '{row.date.strip()}', which is no day"
        if SOURCE in theirs and len(theirs) == 1:
            return "it says agree, but the source of the entry differs from the record’s"
        return ""

    def _day(self, text: str) -> tuple[date, bool] | None:
        """The day a text names, and whether it is only about then; None where it names none."""
        try:
            return read_date(_ABOUT.sub("", text), self.today), _ABOUT.match(text) is not None
        except BadInput:
            return None

    def _instead(self, row: ReturnedRow, theirs: Sequence[str]) -> str:
        """What they wrote over ours, as what they say happened."""
        event, day = " ".join(row.event.split()), " ".join(row.date.split())
        if DATE in theirs:
            return f"{day}: {event}" if event else day
        return event if WORDS in theirs else ""

    def _once(self, made: MergedRow) -> MergedRow:
        """An entry answered twice in one file: the same answer counts once, two answers are held."""
        before = self.answered.setdefault(made.entry, made)
        if before is made:
            return self._unless_known(made)
        if (before.outcome, before.says, before.source) == (made.outcome, made.says, made.source):
            return MergedRow(made.row, "unchanged", made.entry, f"the same as row {before.row}")
        return MergedRow(made.row, HELD, made.entry, f"row {before.row} answers the same entry otherwise")

    def _unless_known(self, made: MergedRow) -> MergedRow:
        for mark in entry_marks(self.before).get(made.entry, ()):
            same = mark.by.casefold() == self.party.casefold() and not mark.earlier
            if same and (mark.stance.value, mark.says, mark.source) == (made.outcome, made.says, made.source):
                return MergedRow(made.row, "unchanged", made.entry, "it is marked so already")
        return made

    def _extra(self, row: ReturnedRow) -> MergedRow:
        """A row of theirs: proposed, and told only once somebody here lets it in."""
        says = " ".join((row.says if row.says.strip() else row.event).split())
        if not says:
            return MergedRow(row.row, HELD, 0, "it has no id and says nothing of what happened")
        approximate = _ABOUT.match(row.date) is not None
        try:
            on = read_date(_ABOUT.sub("", row.date), self.today)
        except BadInput as bad:
            return MergedRow(row.row, HELD, 0, f"its date cannot be read: {bad}", says)
        if on > self.today:
            return MergedRow(row.row, HELD, 0, f"{in_words(on)} has not come yet", says)
        source = " ".join((row.their_source or row.source).split())
        for fact in self.before:
            attrs = fact.fact.attrs
            if fact.fact.kind == PROPOSED and (fact.fact.on, attrs["says"], attrs["by"].casefold()) == (
                on, says, self.party.casefold(),
            ):  # fmt: skip
                return MergedRow(row.row, "unchanged", fact.id, "it was proposed before")
        return MergedRow(row.row, "proposed", 0, "waits until somebody lets it in", says, source, on, approximate)


def merge(
    ref: str, party: str, today: date, rows: Iterable[ReturnedRow], lines: Iterable[ChronologyLine],
    before: Sequence[RecordedFact], sent: Mapping[int, Sequence[Sequence[str]]] = NOTHING_SENT,
) -> tuple[tuple[MergedRow, ...], tuple[tuple[int, date, str], ...]]:  # fmt: skip
    """What becomes of every row, and the entries that did not come back.  Changes nothing.

    ``sent`` has, by the number of an entry, :func:`as_sent` of each row of it that went out.
    """
    kept = {line.entry: line for line in lines}
    reader = _Reader(ref, party, today, kept, before, sent)
    made = [reader.read(row) for row in rows]
    clashing = {row.entry for row in made if row.outcome == HELD and "answers the same entry" in row.reason}
    made = [
        MergedRow(r.row, HELD, r.entry, "another row answers the same entry otherwise")
        if r.entry in clashing and r.outcome in set(Stance)
        else r
        for r in made
    ]
    here = {row.entry for row in made}
    return tuple(made), tuple((n, line.on, line.event) for n, line in kept.items() if n not in here)


def read_again(rows: Iterable[MergedRow]) -> tuple[MergedRow, ...]:
    """The rows of a file that was read before: what it would say anew was taken back or answered otherwise since."""
    why = "this very file was read before, and what was said since stands; ask for a new one"
    news = {*Stance, "proposed"}
    return tuple(replace(row, outcome=HELD, reason=why) if row.outcome in news else row for row in rows)


def _stance(text: str) -> Stance | None:
    word = "".join(text.casefold().split()).strip(".!’'\"")
    return Stance.AGREED if word in _AGREE else Stance.DISPUTED if word in _DISPUTE else None


def _unheaded(heading: str) -> str:
    under = f"under '{heading}', a heading that was not sent" if heading else "in a column without a heading"
    return (
        f"it has words {under}, so nobody can say what they answer; mark the entry by hand, or ask for the file again"
    )


def _unclear(row: ReturnedRow, theirs: Sequence[str]) -> str:
    if row.answer.strip():
        return f"'{row.answer.strip()}' is neither agree nor dispute"
    if theirs:
        was = "were" if theirs[0] == WORDS else "was"
        return f"{theirs[0]} of the entry {was} changed and it neither agrees nor disputes"
    return "it gives words or a source but neither agrees nor disputes"


def _same(ours: str, theirs: str) -> bool:
    """True where two texts say the same, whatever Word did to their quotation marks, dashes and spaces."""
    return _bare(ours) == _bare(theirs)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _short(text: str) -> str:
    return digest(_bare(text))[:_DIGITS]
