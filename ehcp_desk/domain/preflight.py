"""Pre-flight: a bundle held against the tribunal's limits, and a list of what to put right, in words, with where.

The limits are known from summaries only, and every answer says so (``rules/tribunal/bundle_limits.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.bundle_limits import CERTAINTY, BundleRules, Limit
from ehcp_desk.domain.bundles import (
    CONFIDENTIAL,
    CORE,
    COUNCIL,
    PARENT,
    PARTS,
    PLAN,
    PRIVILEGED,
    WORKING,
    BundleList,
    Entry,
    Pick,
    label_words,
    page_ranges,
)
from ehcp_desk.domain.dates import in_words

LISTED = 6
"""Page numbers a sentence names before it says how many more there are."""
_NEEDED: tuple[tuple[str, str], ...] = (
    ("appeal_form", "the appeal form"),
    ("response", "the council’s response"),
    ("decision", "the decision letter"),
)


@dataclass(frozen=True, slots=True)
class PartPages:
    """The pages of one part, or of one paper, against its limit; ``limit`` None where there is none."""

    part: str
    title: str
    pages: int
    limit: int | None
    ok: bool
    source: str
    certainty: str = ""
    document: int = 0


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing to put right: what, and where to do it.  ``serious`` ones fail pre-flight; the others are to look at."""

    check: str
    words: str
    where: str
    document: int = 0
    serious: bool = True


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found.  ``applies`` is None where the day the hearing was listed is not known; ``direction`` names the
    practice direction and says how certain its limits are, ``named`` only names it, as a tribunal is written to."""

    limits: tuple[PartPages, ...]
    fixes: tuple[Fix, ...]
    applies: bool | None
    direction: str
    named: str

    @property
    def ok(self) -> bool:
        """True where nothing must be put right before the bundle is sent."""
        return all(row.ok for row in self.limits) and not any(fix.serious for fix in self.fixes)

    @property
    def over(self) -> tuple[PartPages, ...]:
        """What is longer than its limit."""
        return tuple(row for row in self.limits if not row.ok)


@dataclass(frozen=True, slots=True)
class Built:
    """What pre-flight looks at: the entries in order, the pages of the chronology, and the labels they have."""

    list: BundleList
    entries: Sequence[Entry]
    chronology: int
    labels: dict[str, tuple[str, ...]]
    hearing: date
    received: int = 0


def preflight(built: Built, rules: BundleRules) -> Preflight:
    """Everything that can be said before the bundle is sent.  ``hearing`` is the day report ages are counted to."""
    listed = built.list.listed
    applies = None if listed is None else listed > rules.listed_after
    limits = [*part_pages(built, rules, applies is not False), *_papers(built, rules, applies is not False)]
    fixes = [*_over(limits), *_listing(listed, rules), *_needed(built), *_choices(built)]
    for entry in built.entries:
        fixes += _of_entry(entry, built, rules)
    fixes += [*_order(built), *_late(built)]
    said = f"{rules.name}: {CERTAINTY[rules.certainty]}."
    return Preflight(tuple(limits), tuple(fixes), applies, said, rules.name)


def part_pages(built: Built, rules: BundleRules, applies: bool = True) -> list[PartPages]:
    """Pages of every part against its limit; the chronology counts in the core, cover, index and list of papers do not."""
    rows = []
    for part, title in PARTS.items():
        pages = sum(len(entry.pages) for entry in built.entries if entry.part == part)
        pages += built.chronology if part == CORE else 0
        limit = rules.limit(part, built.list.type)
        if pages or (limit is not None and _expected(part, built.list)):
            rows.append(_row(part, title, pages, limit, applies))
    return rows


def _expected(part: str, kept: BundleList) -> bool:
    return {PLAN: kept.type.has_plan, WORKING: kept.type.has_working_document}.get(part, True)


def _row(
    part: str, title: str, pages: int, limit: Limit | None, applies: bool, document: int = 0, most: int | None = None
) -> PartPages:
    if limit is None:
        return PartPages(part, title, pages, None, True, "No limit is known for this part", "", document)
    most = limit.pages if most is None else most
    ok = pages <= most or not (limit.apply and applies)
    off = "" if limit.apply else " (switched off)"
    return PartPages(part, title, pages, most, ok, limit.source + off, limit.certainty, document)


def _papers(built: Built, rules: BundleRules, applies: bool) -> list[PartPages]:
    """Reports and statements against the limit of one paper."""
    rows = []
    for entry in built.entries:
        if entry.kind == "report":
            rows.append(_row("report", entry.words, len(entry.pages), rules.report, applies, entry.document))
        elif entry.kind == "statement":
            rows.append(_row("statement", entry.words, len(entry.pages), rules.statement, applies, entry.document))
    return rows


def _over(limits: Iterable[PartPages]) -> list[Fix]:
    fixes = []
    for row in limits:
        if row.ok or row.limit is None:
            continue
        over = row.pages - row.limit
        words = f"{row.title}: {so_many(row.pages, 'page')}, {over} over the limit of {row.limit}."
        where = "Leave out or shorten papers of this part, or send the explanatory note with the bundle"
        if row.document:
            where = f"Document {row.document}: take a range of its pages, or ask leave (SEND7)"
        fixes.append(Fix("limit", words, where, row.document))
    return fixes


def _listing(listed: date | None, rules: BundleRules) -> list[Fix]:
    after = in_words(rules.listed_after)
    if listed is None:
        words = f"It is not said when the final hearing was listed; the limits apply to hearings listed after {after}."
        return [
            Fix(
                "listing",
                words,
                "Record the listing on the case, or say it under The hearing (--listed DATE)",
                serious=False,
            )
        ]
    if listed <= rules.listed_after:
        words = (
            f"The hearing was listed on {in_words(listed)}, not after {after}: the limits are shown and do not apply."
        )
        return [Fix("listing", words, "Nothing to do unless it is listed again", serious=False)]
    return []


def _needed(built: Built) -> list[Fix]:
    have = {entry.kind for entry in built.entries}
    missing = [words for kind, words in _NEEDED if kind not in have]
    if built.list.type.has_plan and not any(entry.part == PLAN for entry in built.entries):
        missing.append("the plan")
    if built.list.type.has_working_document and not any(entry.part == WORKING for entry in built.entries):
        missing.append("the working document")
    return [Fix("missing", f"There is no document marked as {words}.", "File it on the case, or say which document it is")
            for words in missing]  # fmt: skip


def _choices(built: Built) -> list[Fix]:
    """What was chosen and is not there, and evidence that stands outside without a person having said so."""
    there = {entry.document for entry in built.entries}
    fixes = [Fix("lost", f"{pick.name or f'Document {pick.document}'} was chosen and is not in the bundle.",
                 "Look at the document on the case", pick.document)
             for pick in built.list.chosen if pick.document not in there and pick.part != CONFIDENTIAL]  # fmt: skip
    for pick in built.list.picks:
        if pick.left_out and pick.by == "rule" and pick.kind == PRIVILEGED:
            fixes.append(Fix(PRIVILEGED, f"{pick.name} is left out: it {pick.left_out}.", "Say so yourself, or put it in",
                             pick.document, serious=False))  # fmt: skip
    return fixes


def _of_entry(entry: Entry, built: Built, rules: BundleRules) -> list[Fix]:
    looked, at = entry.prepared.looked, label_words(built.labels.get(entry.key, ()))
    where = f"Document {entry.document}" + (f", bundle page{'s' if ' to ' in at else ''} {at}" if at else "")
    fixes = []

    def say(check: str, words: str, serious: bool = True) -> None:
        fixes.append(Fix(check, words, where, entry.document, serious))

    if looked.trouble:
        say("unreadable", f"{entry.filename}: {looked.trouble} A slip page stands in its place.")
    pick = built.list.pick(entry.document)
    if pick is not None and (missing := beyond(pick, looked.pages)):
        say("pages", f"{entry.filename} has {so_many(looked.pages, 'page')}; there is no page {missing} to take.")
    if wordless := [n for n in looked.wordless if n - 1 in entry.pages]:
        say("words", f"{entry.filename}: {_some(wordless)} only pictures: no word on them can be searched, and "
                     "whether they are the right way up is not known. "
                     "Have them read (More, or --ocr) where tesseract is installed, or scan again with words.")  # fmt: skip
    if entry.dated is None and entry.day is not None:
        stands = f"it stands by the day it came or of its entry, {in_words(entry.day)}"
        say("undated", f"{entry.filename} bears no date on the record; {stands}.", serious=False)
    elif entry.dated is None:
        say("undated", f"{entry.filename} has no date on the record, so it stands last of its part.")
    for remark in looked.remarks:
        say("made", f"{entry.filename}: {remark}", serious=False)
    if entry.kind == "report":
        fixes += _report(entry, built, rules, where)
    if entry.kind in ("report", "statement") and looked.numbered is False:
        say("paragraphs", f"{entry.filename}: its paragraphs do not look numbered.", serious=False)
    return fixes


def _report(entry: Entry, built: Built, rules: BundleRules, where: str) -> list[Fix]:
    fixes, looked = [], entry.prepared.looked
    if entry.dated is not None and _years_on(entry.dated, rules.report_years) < built.hearing:
        words = f"{entry.words} is more than {rules.report_years} years old on {in_words(built.hearing)}; "
        fixes.append(Fix("age", words + "older reports go in only exceptionally.", where, entry.document))
    if looked.summary is False:
        words = f"{entry.words} has no summary that could be found in its first pages."
        fixes.append(Fix("summary", words, where, entry.document, serious=False))
    if looked.summary_pages > rules.summary_pages:
        words = f"{entry.words}: its summary runs to {looked.summary_pages} pages; {rules.summary_pages} is the most."
        fixes.append(Fix("summary", words, where, entry.document))
    return fixes


def _order(built: Built) -> list[Fix]:
    fixes = []
    for part in (CORE, COUNCIL, PARENT):
        dated = [entry for entry in built.entries if entry.part == part and entry.dated is not None]
        for one, after in pairwise(dated):
            if one.dated and after.dated and after.dated < one.dated:
                words = f"{PARTS[part]}: {after.words} stands after {one.words}, which is later."
                where = f"Take away the place given to document {after.document} or {one.document}"
                fixes.append(Fix("order", words, where, after.document, serious=part != CORE))
    return fixes


def _late(built: Built) -> list[Fix]:
    """The gate for late evidence: what came after the directed day needs leave, and somebody logs that it was asked."""
    fixes: list[Fix] = []
    last = built.list.evidence_by
    if last is None:
        return fixes
    for entry in built.entries:
        if entry.part not in (COUNCIL, PARENT) or entry.received is None or entry.received <= last:
            continue
        words = f"{entry.words} came on {in_words(entry.received)}, after {in_words(last)}, the last day for evidence"
        if entry.late:
            fixes.append(
                Fix("late", f"{words}. Logged: {entry.late}", f"Document {entry.document}", entry.document, False)
            )
        else:
            where = f"Apply on SEND7 and log it: --late {entry.document}=WORDS, or leave the document out"
            fixes.append(Fix("late", f"{words}; it needs leave.", where, entry.document))
    return fixes


def beyond(pick: Pick, pages: int) -> str:
    """The pages of a range that a document of ``pages`` pages does not have, as they were written."""
    return ", ".join(f"{last}" for _, last in page_ranges(pick.pages) if last > pages)


def _some(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]} is"
    shown = ", ".join(map(str, numbers[:LISTED]))
    return f"pages {shown}{f' and {len(numbers) - LISTED} more' if len(numbers) > LISTED else ''} are"


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def explanatory_note(found: Preflight, child: str, reference: str) -> tuple[str, ...]:
    """The paragraphs of a note to the tribunal where limits are exceeded, to be edited: the reasons are a person's."""
    told = [
        "Explanatory note: a bundle longer than the Practice Direction allows",
        f"Appeal about {child} (our reference {reference}).",
        f"1. This note goes with a bundle that does not keep to {found.named}.",
    ]
    number = 2
    for row in found.over:
        told.append(f"{number}. {row.title}: {so_many(row.pages, 'page')}; the limit is {row.limit}. It is necessary because "
                    "[say why each page over the limit is needed, and what was left out to shorten it].")  # fmt: skip
        number += 1
    told.append(f"{number}. The council asks the tribunal to accept the bundle as it stands. An application on form SEND7 "
                "[was made on DATE / goes with this note].")  # fmt: skip
    told.append("Signed: [name and post]. Date: [date].")
    return tuple(told)
