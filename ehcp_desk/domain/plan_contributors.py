"""Who contributed to each section of a plan: who wrote its lines here, whose advice they rest on, and who co-authored it.

The social care sections also name the lead of a child in need or child protection marker: the marker and the lead, no
more (needs.md E7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.plan_content import PlanLine, counted
from ehcp_desk.domain.plan_gaps import advisers_in
from ehcp_desk.domain.plan_sections import SECTIONS
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.terms import body_words

SOCIAL_CARE = ("D", "H1", "H2")
_LED = ("need", "protection")


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who contributed to a section; ``part`` says how, ``entry`` is what tells it."""

    section: str
    name: str
    part: str
    entry: int

    @property
    def words(self) -> str:
        """``Ilse Brandreth (wrote with us, children’s social care)``."""
        return f"{self.name} ({self.part})"


def contributors(recorded: Iterable[RecordedFact], lines: Sequence[PlanLine], day: date) -> tuple[Contributor, ...]:
    """Everybody who contributed to the lines of a version, section by section, each once in each way."""
    entries = counted(recorded, day)
    by_id = {entry.id: entry for entry in entries}
    found = [*_named(entries), *_leads(entries, {line.section for line in lines})]
    for line in lines:
        if line.fact_id in by_id:
            found.append(Contributor(line.section, by_id[line.fact_id].recorded_by, "wrote it here", line.fact_id))
        found += _advisers(entries, line)
    once = {(one.section, one.name, one.part): one for one in reversed(found)}
    order = list(SECTIONS)
    kept = sorted(once.values(), key=lambda one: (order.index(one.section), one.part == "wrote it here", one.entry))
    return tuple(kept)


def of_section(found: Iterable[Contributor], section: str) -> str:
    """Everybody of one section in a line; empty where there is nobody."""
    return ", ".join(one.words for one in found if one.section == section)


def _named(entries: Sequence[RecordedFact]) -> Iterable[Contributor]:
    for entry in entries:
        attrs = entry.fact.attrs
        if entry.fact.kind == "plan_contributor":
            did = said_words("plan_contributor", "did", attrs.get("did", "")).lower()
            part = ", ".join(filter(None, (did, attrs.get("role"), attrs.get("agency"))))
            yield Contributor(attrs["section"], attrs["name"], part, entry.id)


def _advisers(entries: Sequence[RecordedFact], line: PlanLine) -> Iterable[Contributor]:
    """Whoever wrote the newest report of each adviser a line rests on."""
    for body in advisers_in(line.part("advice")):
        told = [e for e in entries if e.fact.kind == "advice_report" and e.fact.attrs.get("body") == body]
        if told:
            last = max(told, key=lambda e: (e.fact.attrs.get("written_on", ""), e.first_written))
            author = last.fact.attrs.get("author") or "author not recorded"
            yield Contributor(line.section, author, f"advice: {body_words(body).lower()}", last.id)


def _leads(entries: Sequence[RecordedFact], sections: set[str]) -> Iterable[Contributor]:
    told = [e for e in entries if e.fact.kind == "safeguarding" and e.fact.attrs.get("marker") != "concern"]
    last = max(told, key=lambda e: e.order, default=None)
    if last is not None and last.fact.attrs.get("marker") in _LED and last.fact.attrs.get("lead"):
        marker = said_words("safeguarding", "marker", last.fact.attrs["marker"]).lower()
        for section in SOCIAL_CARE:
            if section in sections:
                yield Contributor(section, last.fact.attrs["lead"], f"lead, {marker}", last.id)
