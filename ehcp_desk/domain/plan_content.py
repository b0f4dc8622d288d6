"""The plan of a case, read from its facts: its versions, the lines of each, and what changed between two.

A version is opened by a ``plan_version`` fact and begins as the version before it.  Each ``plan_line`` is the whole of
one line as it was saved, in the version then open; a later one for the same line replaces it, and a
``plan_line_removed`` ends it.  Only the newest version that is not signed off may be written in, so an earlier version
never changes: it is the fold of every line written in it and before (``docs/decisions/plans.md``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ehcp_desk.clock.model import NOTHING
from ehcp_desk.domain.journal import canonical, digest
from ehcp_desk.domain.plan_sections import line_name, number_of, place_of, section_of
from ehcp_desk.domain.record import RecordedFact

LINE_KINDS = frozenset({"plan_line", "plan_line_removed"})
"""What a plan is written with: shown as the plan, never one by one in a timeline or a chronology."""
_SENT = ("final_plan_sent", "amended_plan_sent")
_HEAD = ("version", "section", "line")
PURPOSES = {"draft": "Draft", "final": "Final", "amended": "Amended"}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of a plan: its name (``F2``), its words and its parts.

    ``version`` is the version it was last written in and ``fact_id`` the entry that holds it; both are 0 for a line
    not saved yet, whose ``id`` may be empty.
    """

    id: str
    section: str
    text: str
    parts: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    version: int = 0
    fact_id: int = 0

    def says(self, other: PlanLine) -> bool:
        """True where both say the same."""
        return self.text == other.text and dict(self.parts) == dict(other.parts)

    def part(self, name: str) -> str:
        """What a part says; empty where it says nothing."""
        return self.parts.get(name, "")


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signed a version off, when, over which content, and why in spite of what was red."""

    fact_id: int
    on: date
    by: str
    digest: str
    red: int
    reason: str


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version: its number from 1, purpose, who opened it and when, its sign-off, and to whom it was sent.

    ``open`` is True where lines may still be written in it: the newest, and not signed off.
    """

    number: int
    purpose: str
    opened_on: date
    opened_by: str
    fact_id: int
    signed: SignOff | None = None
    issued: tuple[RecordedFact, ...] = ()
    open: bool = False

    @property
    def title(self) -> str:
        """``Version 2, draft``."""
        return f"Version {self.number}, {PURPOSES.get(self.purpose, self.purpose).lower()}"


class Change(StrEnum):
    """What happened to a line between two versions."""

    ADDED = "Added"
    CHANGED = "Changed"
    REMOVED = "Removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that is not the same in two versions, as it was and as it is."""

    change: Change
    before: PlanLine | None
    after: PlanLine | None

    @property
    def line(self) -> PlanLine:
        """The line as it is, or as it was where it is gone."""
        line = self.after or self.before
        assert line is not None
        return line


def counted(
    recorded: Iterable[RecordedFact], on: date | None = None, known_by: datetime | None = None
) -> list[RecordedFact]:
    """The entries that counted, in order of recording: at the end of the day ``on``, by what was known then."""
    seen = [r for r in recorded if (on is None or r.fact.on <= on) and (known_by is None or r.recorded_at <= known_by)]
    replaced = {r.supersedes for r in seen if r.supersedes is not None}
    kept = [r for r in seen if r.id not in replaced and r.fact.kind != "withdrawn_entry"]
    return sorted(kept, key=lambda r: r.id)


def versions(recorded: Iterable[RecordedFact], on: date | None = None) -> tuple[PlanVersion, ...]:
    """Every version, oldest first; as it stood at the end of a day where one is given."""
    entries = counted(recorded, on)
    opened = [r for r in entries if r.fact.kind == "plan_version"]
    signed = {r.fact.attrs["version"]: _signed(r) for r in entries if r.fact.kind == "plan_signed_off"}
    sent: dict[str, list[RecordedFact]] = {}
    for r in entries:
        if r.fact.kind == "plan_issued":
            sent.setdefault(r.fact.attrs["plan"], []).append(r)
    newest = max((int(r.fact.attrs["version"]) for r in opened), default=0)
    return tuple(
        PlanVersion(
            number := int(r.fact.attrs["version"]),
            r.fact.attrs["purpose"],
            r.fact.on,
            r.recorded_by,
            r.id,
            signed.get(str(number)),
            tuple(sent.get(str(r.id), ())),
            number == newest and str(number) not in signed,
        )
        for r in sorted(opened, key=lambda r: int(r.fact.attrs["version"]))
    )


def _signed(entry: RecordedFact) -> SignOff:
    attrs = entry.fact.attrs
    return SignOff(entry.id, entry.fact.on, attrs["by"], attrs["digest"], int(attrs["red"]), entry.fact.note)


def lines_of(recorded: Iterable[RecordedFact], version: int, on: date | None = None) -> tuple[PlanLine, ...]:
    """Every line of a version, in the order of the plan; as it stood at the end of a day where one is given."""
    standing: dict[str, PlanLine] = {}
    for entry in counted(recorded, on):
        attrs = entry.fact.attrs
        if entry.fact.kind not in LINE_KINDS or int(attrs["version"]) > version:
            continue
        name = attrs["line"]
        standing.pop(name, None)
        if entry.fact.kind == "plan_line":
            standing[name] = line_in(name, attrs, entry.fact.note, entry.id)
    return tuple(sorted(standing.values(), key=lambda line: place_of(line.id)))


def line_in(name: str, attrs: Mapping[str, str], text: str, fact_id: int = 0) -> PlanLine:
    """The line an entry holds."""
    parts = {key: value for key, value in attrs.items() if key not in _HEAD}
    return PlanLine(name, section_of(name), text, parts, int(attrs["version"]), fact_id)


def next_name(recorded: Iterable[RecordedFact], section: str, taken: Iterable[str] = ()) -> str:
    """The name of the next line of a section.  A name is never used twice, even after its line is gone."""
    used = [r.fact.attrs["line"] for r in recorded if r.fact.kind in LINE_KINDS]
    numbers = [number_of(name) for name in (*used, *taken) if section_of(name) == section]
    return line_name(section, max(numbers, default=0) + 1)


def differences(before: Sequence[PlanLine], after: Sequence[PlanLine]) -> tuple[Difference, ...]:
    """What changed from one set of lines to another, in the order of the plan."""
    was, now = {line.id: line for line in before}, {line.id: line for line in after}
    found = []
    for name in sorted(was.keys() | now.keys(), key=place_of):
        old, new = was.get(name), now.get(name)
        if old is not None and new is not None and not old.says(new):
            found.append(Difference(Change.CHANGED, old, new))
        elif old is None or new is None:
            found.append(Difference(Change.ADDED if old is None else Change.REMOVED, old, new))
    return tuple(found)


def content_digest(lines: Iterable[PlanLine]) -> str:
    """SHA-256 over every line's name, words and parts: the same content always has the same digest."""
    said = [
        [line.id, line.text, dict(sorted(line.parts.items()))] for line in sorted(lines, key=lambda x: place_of(x.id))
    ]
    return digest(canonical({"lines": said}))


def why_kept(recorded: Sequence[RecordedFact], entry: RecordedFact) -> str:
    """Why an entry of the plan may not be withdrawn, in a sentence; empty where it may.

    A version that is signed off, or followed by another, stays exactly as it was.  A sign-off can be taken back until the
    plan has gone out.
    """
    kind, attrs = entry.fact.kind, entry.fact.attrs
    if kind not in LINE_KINDS and kind not in ("plan_version", "plan_signed_off"):
        return ""
    version = next((v for v in versions(recorded) if str(v.number) == attrs["version"]), None)
    if version is None:
        return ""
    if kind == "plan_signed_off":
        return _why_signed(recorded, version, entry.fact.on)
    if not version.open:
        return f"Version {version.number} of the plan is closed and stays as it was; start a new version and change it there."
    written = any(r.fact.kind in LINE_KINDS and r.fact.attrs["version"] == attrs["version"] for r in counted(recorded))
    if kind == "plan_version" and written:
        return f"Version {version.number} of the plan has lines written in it; take those back first, or go on from it."
    return ""


def _why_signed(recorded: Sequence[RecordedFact], version: PlanVersion, signed_on: date) -> str:
    """Why the sign-off of a version stands; empty where nobody has the version yet and none follows it."""
    sent = any(r.stands and r.fact.kind in _SENT and r.fact.on >= signed_on for r in recorded)
    if not sent and not version.issued and version.number == max(v.number for v in versions(recorded)):
        return ""
    return (
        f"Version {version.number} of the plan has gone out or been followed by another, so its sign-off stays; "
        "start a new version and change it there."
    )
