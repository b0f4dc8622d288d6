"""Everything held about a child, as one paper anybody can read: what a request to see it is answered with."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence, Set
from datetime import date

from ehcp_desk.domain.access import Opening
from ehcp_desk.domain.case import Case, Child, Contactable, year_words
from ehcp_desk.domain.case_kinds import attrs_of, said_words
from ehcp_desk.domain.dates import in_words, local
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.document_details import filed_documents
from ehcp_desk.domain.duties import duty_about
from ehcp_desk.domain.entry_links import LINKS
from ehcp_desk.domain.ethnicities import ETHNICITIES
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.redaction_rules import rule_book
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.terms import fact_title, told, value_words
from ehcp_desk.domain.wording import lasting_words, state_words
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.upkeep.retention import chosen_rule

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DETAILS = (
    ("Known as", "known_as"), ("Sex", "sex"), ("UPN", "upn"), ("ULN", "uln"), ("NHS number", "nhs"), ("Setting", "setting"),
    ("Need", "need"), ("Language", "language"), ("Communication", "communication"),
)  # fmt: skip
_SHARING = ("disclosure", "information_shared", "information_given", "consent", "consent_withdrawn", "notice_sent",
            "plan_issued", "sent_to_tribunal")  # fmt: skip
_TOLD = (
    "We hold this to carry out the council’s duties to children and young people with special educational needs. It came "
    "from families, schools and those who advise the council. You may ask us to put right what is wrong, and you may "
    "complain to the Information Commissioner. No decision here was made by a computer alone."
)
_NOT_HERE = (
    "What the law lets us keep back, to protect somebody or because it is about somebody else, is not in this paper. Every "
    "such paper says this, whether or not there is anything of the kind."
)


def for_the_file(facts: Collection[RecordedFact]) -> frozenset[int]:
    """The numbers of the entries no pack tells of, for that there are any says enough: those of a restricted kind, what
    they were before they were corrected, and what withdrew one or names one by its number."""
    kinds = rule_book().restricted
    found = {f.id for f in facts if f.fact.kind in kinds}
    while more := {f.id for f in facts if f.id not in found and _of_one(f, found)}:
        found |= more
    return frozenset(found)


def _of_one(entry: RecordedFact, others: Set[int]) -> bool:
    if entry.superseded_by in others or (entry.fact.kind == "withdrawn_entry" and entry.supersedes in others):
        return True
    said = ",".join(entry.fact.attrs.get(name, "") for name in LINKS.get(entry.fact.kind, ()))
    return any(int(number) in others for number in said.split(",") if number.isdecimal())


def kept_documents(facts: Iterable[RecordedFact], kept: Set[int]) -> frozenset[int]:
    """The rows of the documents that were filed with one of the entries ``kept`` for the file."""
    return frozenset(f.document_id for f in facts if f.id in kept and f.document_id is not None)


def held_paper(work: ReadWork, desk: Desk, case: Case) -> ListsPaper:
    """What every case of the child holds, corrected and withdrawn entries too, each with who wrote it and when; but
    nothing of what is for the case file only."""
    cases = work.cases_of_child(case.child.id)
    every = [fact for one in cases for fact in work.facts(one.id)]
    kept = for_the_file(every)
    facts = [fact for fact in every if fact.id not in kept]
    sections = (
        _pairs(
            "What this is",
            (
                ("Why we hold it", _TOLD),
                ("How long", f"For {chosen_rule(work).title}, and longer where the law or a dispute asks for it."),
                ("What is not here", _NOT_HERE),
            ),
        ),
        _pairs("The child or young person", _details(case.child, desk.today())),
        _people(work.contactables(case.child.id)),
        _entries(facts, {one.id: one.ref for one in cases}),
        _dates(work, desk, cases),
        _documents(work, cases, kept_documents(every, kept)),
        _shared(facts),
        _opened([opening for one in cases for opening in work.openings(one.id)]),
    )
    about = f"Everything the desk holds about {case.child.name} on {in_words(desk.today())}."
    return ListsPaper(paper_head(work, desk), f"What is held, {case.ref}", about, sections, desk.user)


def _pairs(title: str, rows: Iterable[tuple[str, str]]) -> ListSection:
    return ListSection(title, "", ("What", "What is held"), (False, False), tuple(rows))


def _details(child: Child, today: date) -> list[tuple[str, str]]:
    # The name in one piece: a surname by itself may be that of somebody else.
    rows = [("Name", child.name), *((title, getattr(child, name)) for title, name in _DETAILS)]
    rows.insert(1, ("Date of birth", in_words(child.born) if child.born else ""))
    rows.append(("School year", year_words(year) if (year := child.year_on(today)) is not None else ""))
    rows.append(("Ethnicity", ETHNICITIES.get(child.ethnicity, child.ethnicity)))
    return [(title, said) for title, said in rows if said]


def _people(people: Sequence[Contactable]) -> ListSection:
    rows = tuple(
        (p.name, p.relation, ", ".join(filter(None, (p.phone, p.email, p.address, p.more))),
         "yes" if p.parental_responsibility else "", ", ".join(filter(None, (p.agency, p.preference, p.language))))
        for p in people
    )  # fmt: skip
    heads = ("Name", "Relation", "How to reach them", "Parental responsibility", "More")
    return ListSection("People around the child", "", heads, (False,) * 5, rows)


def _entries(facts: Sequence[RecordedFact], refs: dict[int, str]) -> ListSection:
    rows = tuple(
        (in_words(f.fact.on), fact_title(f.fact.kind), _said(f), f"{f.written_by}, {in_words(local(f.recorded_at).date())}",
         "" if f.stands else "corrected or withdrawn later", refs[f.case_id])
        for f in facts
    )  # fmt: skip
    sentence = "In the order they were written down, with those that were corrected later."
    heads = ("Day", "What", "What was written", "By whom, and when", "", "Case")
    return ListSection("Every entry", sentence, heads, (False,) * 6, rows)


def _said(entry: RecordedFact) -> str:
    """All that an entry says: its sentence, and whatever of it the sentence leaves out."""
    sentence = told(entry.fact) if entry.fact.kind not in PEOPLE_KINDS or entry.fact.attrs else entry.fact.note
    values = [_value(entry.fact.kind, name, v) for name, v in entry.fact.attrs.items() if v and v not in sentence]
    rest = [words for words in (*values, entry.fact.note, entry.source) if words and words not in sentence]
    return " | ".join([sentence, *rest])


def _value(kind: str, name: str, value: str) -> str:
    """A choice or a day in words; all else as it was typed, letter by letter, or what must not be read is not found in it."""
    if name in attrs_of(kind):
        return said_words(kind, name, value)
    return value_words(value) if _DAY.fullmatch(value) else value


def _dates(work: ReadWork, desk: Desk, cases: Sequence[Case]) -> ListSection:
    rows = tuple(_date(desk, one) for case in cases for one in work.deadlines(case.id))
    return ListSection(
        "Dates worked out from the law", "", ("What is to be done", "Due", "How it stands"), (False,) * 3, rows
    )


def _date(desk: Desk, limit: CachedDeadline) -> tuple[str, str, str]:
    state, days = limit.on(desk.today())
    duty = duty_about(limit.rule, desk.duties.get(limit.rule, limit.rule), limit.subject)
    over = lasting_words(limit.rule, state, limit.due, limit.met_on)
    return duty, in_words(limit.due), over or state_words(state, days, limit.due, desk.today(), limit.met_on)


def _documents(work: ReadWork, cases: Sequence[Case], kept: Set[int]) -> ListSection:
    rows = tuple(
        (case.ref, str(d.number), d.title, d.row.filename, f"{d.row.filed_by}, {in_words(local(d.row.filed_at).date())}")
        for case in cases for d in filed_documents(work.documents(case.id), work.facts(case.id)) if d.row.id not in kept
    )  # fmt: skip
    return ListSection("Documents", "", ("Case", "Number", "What it is", "File", "Filed by"), (False,) * 5, rows)


def _shared(facts: Sequence[RecordedFact]) -> ListSection:
    rows = tuple(
        (in_words(f.fact.on), fact_title(f.fact.kind), f.fact.attrs.get("to") or f.fact.attrs.get("by", ""),
         f.fact.attrs.get("what") or f.fact.attrs.get("paper") or f.fact.attrs.get("scope") or "",
         f.fact.attrs.get("basis") or f.fact.attrs.get("answer") or "")
        for f in facts if f.stands and f.fact.kind in _SHARING
    )  # fmt: skip
    heads = ("Day", "What", "With whom", "About what", "Ground or answer")
    return ListSection("Who was given or shown something, and consent", "", heads, (False,) * 5, rows)


def _opened(openings: Sequence[Opening]) -> ListSection:
    rows = tuple((in_words(local(one.at).date()), one.name, one.reason) for one in openings)
    return ListSection("Who opened the file while it was restricted", "", ("Day", "Who", "Why"), (False,) * 3, rows)
