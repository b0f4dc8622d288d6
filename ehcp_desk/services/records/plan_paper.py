"""The printed working copy of a plan: one version, its sections A to K, its checklist and its amendment requests."""

from __future__ import annotations

from datetime import date

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.advisers import advice_words
from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.plan_content import PlanLine, PlanVersion
from ehcp_desk.domain.plan_contributors import of_section
from ehcp_desk.domain.plan_gaps import ADVICE_SETTING, advice_days, advisers_in, months_of
from ehcp_desk.domain.plan_paper import PaperTable, PlanPaper
from ehcp_desk.domain.plan_sections import PARTS, SECTIONS, Section
from ehcp_desk.domain.terms import body_words
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.plan_view import PlanView, plan_of, version_of

_SHARES = {"needs": 7.0, "outcomes": 8.0, "group": 8.0, "target": 12.0}
_TEXT_SHARE, _PART_SHARE, _NAME_SHARE = 34.0, 13.0, 6.0


def plan_paper(desk: Desk, ref: str, number: int | None = None) -> PlanPaper:
    """A version of the plan, the newest where none is asked for.  Raises BadInput where there is none."""
    desk.need(Act.PAPERS)
    with desk.store.read() as work:
        case = work.case(find(work, ref))
        plan = plan_of(work.facts(case.id), desk.today(), months_of(work.setting(ADVICE_SETTING)))
        version = version_of(plan, ref, number)
        head = paper_head(work, desk)
    child = case.child
    about = (
        ("Born", in_words(child.born) if child.born else "not known"),
        ("Reference", case.ref),
        ("Version", f"{version.title}, begun on {in_words(version.opened_on)} by {version.opened_by}"),
        *_signed(version),
        ("Digest", plan.digest(version.number)),
    )
    lines = plan.lines(version.number)
    return PlanPaper(
        head=head,
        child=child.name,
        reference=case.ref,
        version=version.title,
        standing="signed off" if version.signed else "not signed off",
        digest=plan.digest(version.number),
        about=about,
        sections=tuple(_section(section, lines) for section in SECTIONS.values()),
        after=(_contributors(plan, version), _advice(plan), _checks(plan, version), _asked(plan)),
        prepared_by=desk.user,
    )


def _signed(version: PlanVersion) -> tuple[tuple[str, str], ...]:
    if version.signed is None:
        return (("Signed off", "Not yet"),)
    signed = version.signed
    rows = [("Signed off", f"By {signed.by}, on {in_words(signed.on)}")]
    if signed.red:
        rows.append(("In spite of", f"{signed.red} of the checklist not met. The reason given: {signed.reason}"))
    return tuple(rows)


def _section(section: Section, lines: tuple[PlanLine, ...]) -> PaperTable:
    own = [line for line in lines if line.section == section.id]
    parts = [
        part for part in section.parts if part in ("who", "often", "long", "needs") or any(x.part(part) for x in own)
    ]
    columns = (
        ("Line", _NAME_SHARE),
        (section.line, _TEXT_SHARE),
        *((PARTS[part].title, _SHARES.get(part, _PART_SHARE)) for part in parts),
    )
    rows = tuple((line.id, line.text, *(said_part(part, line.part(part)) for part in parts)) for line in own)
    return PaperTable(f"Section {section.id}: {section.title}", columns, rows, "Nothing is written in this section.")


def said_part(part: str, words: str) -> str:
    """A part as people say it: a day in words, advisers by their names."""
    if part == "target" and words:
        return in_words(date.fromisoformat(words))
    if part == "advice":
        return ", ".join(body_words(body) for body in advisers_in(words))
    return words


def _advice(plan: PlanView) -> PaperTable:
    came = sorted(advice_days(plan.recorded, plan.as_at).items(), key=lambda pair: (pair[1], pair[0]))
    rows = tuple((advice_words(body), in_words(day)) for body, day in came)
    return PaperTable("Advice on the record", (("Advice", 70), ("Newest of", 30)), rows, "No advice is on the record.")


def _contributors(plan: PlanView, version: PlanVersion) -> PaperTable:
    """Who contributed, section by section; the lead of a social care marker stays on the record."""
    named = [one for one in plan.contributors(version.number) if not one.part.startswith("lead, ")]
    rows = tuple((f"{s.id}: {s.title}", by) for s in SECTIONS.values() if (by := of_section(named, s.id)))
    return PaperTable("Who contributed", (("Section", 40.0), ("By", 60.0)), rows, "Nobody is recorded.")


def _checks(plan: PlanView, version: PlanVersion) -> PaperTable:
    rows = tuple((c.title, "Yes" if c.fine else "No", c.found) for c in plan.checklist(version.number))
    columns = (("Question", 40.0), ("Met", 8.0), ("What was found", 52.0))
    return PaperTable(f"Checklist, {in_words(plan.as_at)}", columns, rows, "")


def _asked(plan: PlanView) -> PaperTable:
    rows = tuple(
        (in_words(a.on), a.by, f"{a.about}: {a.words}" if a.about else a.words,
         said_words("amendment_answered", "answer", a.answer) if a.answer else "Not answered yet", a.reasons)
        for a in plan.amendments
    )  # fmt: skip
    columns = (
        ("Date", 13.0),
        ("Asked for by", 16.0),
        ("What", 30.0),
        ("Answer", 13.0),
        ("Reasons, or what was changed", 28.0),
    )
    return PaperTable("Amendments asked for", columns, rows, "Nobody has asked for an amendment.")
