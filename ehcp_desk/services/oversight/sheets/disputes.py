"""Complaints and challenges over all cases: what is owed by when, what they are about, who complains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from ehcp_desk.clock.counting import add_months
from ehcp_desk.domain.case_kinds import attrs_of
from ehcp_desk.domain.dispute_kinds import THEMES
from ehcp_desk.domain.disputes import DISPUTE_KINDS, NO_THEME, Dispute, disputes_of
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.procedures import SETTING, STEPS, Limit, limit_on, limits_of
from ehcp_desk.domain.sheets import Head, Line, Sheet, for_outside
from ehcp_desk.domain.worklist import CaseRow, Scope
from ehcp_desk.services.oversight.sheets.ground import Ground
from ehcp_desk.services.oversight.sheets.placements import CHILD, OWNER, STATE

NOT_SAID = "not said"
_OF_COMPLAINANT = (("as", "Complains as"), ("ethnicity", "Ethnicity"), ("language", "First language"),
                   ("disability", "Has a disability"))  # fmt: skip


def disputes(ground: Ground, kind: str) -> list[Dispute]:
    """The disputes of a kind that are open or were answered within twelve months, open ones by their day first."""
    since = add_months(ground.day, -12)
    told = ground.told(DISPUTE_KINDS, ground.having((kind,), Scope.ALL))
    found = [one for entries in told.values() for one in disputes_of(entries) if one.kind == kind]
    kept = [one for one in found if one.is_open or _closed(one) >= since]
    return sorted(kept, key=lambda one: (not one.is_open, one.due or date.max, one.since, one.last.id))


def _closed(one: Dispute) -> date:
    return one.answer.fact.on if one.answer is not None else one.last.fact.on


def complaints(ground: Ground) -> Sheet:
    """Complaints with their stage, the day due and the limit it comes from (I4), and what was changed (I6)."""
    found, limits = disputes(ground, "complaint"), limits_of(ground.work.setting(SETTING))
    rows = ground.rows([one.case_id for one in found])
    lines = tuple(_complaint(ground, rows[one.case_id], one, limits) for one in found)
    heads = (*CHILD, Head("about", "What it is about", 240), Head("theme", "Theme", 120, under=True),
             Head("number", "Complaint", 110), Head("stage", "Stage", 100, under=True), Head("by", "By", 120, side=True),
             Head("received", "Received", 120, side=True), Head("due", "Answer due", 150),
             Head("limit", "Limit", 150, under=True), Head("procedure", "Procedure", 170, side=True), STATE,
             Head("change", "What we changed", 200, side=True),
             OWNER)  # fmt: skip
    return Sheet("complaints", "Complaints", "What is open by the day its answer is due, then what was answered in twelve "
                 "months. The day comes from the procedure in force when the complaint came.", heads, lines,
                 "No complaint is open, and none was answered in twelve months.", children=True)  # fmt: skip


def _complaint(ground: Ground, row: CaseRow, one: Dispute, limits: Iterable[Limit]) -> Line:
    attrs = one.last.fact.attrs
    return Line((row.name, row.ref, one.issue, one.theme, attrs.get("reference", ""), one.stage, attrs.get("by", ""), one.since,
                 one.due, *limit_words(one, limits), one.state(ground.day), one.change or None, ground.answers(row)),
                (row.id,), one.late(ground.day), one.last.id, not one.is_open)  # fmt: skip


def challenges(ground: Ground) -> Sheet:
    """Challenges with the rung they stand on, how long they are open, and the next rung (I7, I10)."""
    found, limits = disputes(ground, "challenge"), limits_of(ground.work.setting(SETTING))
    rows, lines = ground.rows([one.case_id for one in found]), []
    for one in found:
        row, day = rows[one.case_id], ground.day
        age = (day - one.since).days if one.is_open else None
        after = f"Then {one.next_step[:1].lower()}{one.next_step[1:]}" if one.is_open and one.next_step else None
        lines.append(Line((row.name, row.ref, one.issue, one.theme, one.stage, after, one.last.fact.attrs.get("by", ""),
                           one.since, age, one.due, *limit_words(one, limits), one.state(day), one.change or None,
                           ground.answers(row)),
                          (row.id,), one.late(day), one.last.id, not one.is_open))  # fmt: skip
    heads = (*CHILD, Head("issue", "Issue", 230), Head("theme", "Theme", 120, under=True), Head("level", "Stands at", 150),
             Head("next", "Next step", 130, under=True), Head("by", "Raised by", 120, side=True),
             Head("raised", "Raised", 120, side=True), Head("age", "Days open", 90, number=True),
             Head("due", "Answer due", 150), Head("limit", "Limit", 150, under=True),
             Head("procedure", "Procedure", 170, side=True), STATE,
             Head("change", "What it changed", 200, side=True), OWNER)  # fmt: skip
    return Sheet("challenges", "Challenges", "What is open by the day its answer is due, each on its highest rung, then what "
                 "was answered in twelve months.", heads, tuple(lines),
                 "No challenge is open, and none was answered in twelve months.", children=True)  # fmt: skip


def limit_words(one: Dispute, limits: Iterable[Limit]) -> tuple[str | None, str | None]:
    """``10 working days`` and ``Corporate complaints``: of the procedure the entry names; None where it names none."""
    attrs = one.last.fact.attrs
    stage = attrs.get("stage" if one.kind == "complaint" else "level", "")
    step, procedure = f"{one.kind}.{stage}", attrs.get("procedure", "")
    try:
        found = limit_on(limits, step, one.last.fact.on, procedure) if procedure and step in STEPS else None
    except BadInput:
        found = None
    return found.words if found is not None else None, procedure or None


def themes(ground: Ground) -> Sheet:
    """How many disputes are about what: open now, and raised in twelve months (I6, I10)."""
    since = add_months(ground.day, -12)
    found = [*disputes(ground, "complaint"), *disputes(ground, "challenge")]
    lines = []
    for theme in (*THEMES.values(), NO_THEME):
        some = [one for one in found if one.theme == theme]
        counts = Counter(key for one in some for key in _counted(one, since))
        lines.append(Line((theme, *(counts[key] for key in ("open.complaint", "open.challenge", "open", "new", "agreed"))),
                          tuple(dict.fromkeys(one.case_id for one in some))))  # fmt: skip
    heads = (Head("theme", "Theme", 240), Head("complaints", "Complaints open", 150, number=True, part="open"),
             Head("challenges", "Challenges open", 150, number=True, part="open"), Head("open", "Open in all", 120, number=True),
             Head("raised", "Raised in twelve months", 190, number=True),
             Head("upheld", "Complaints upheld, whole or part", 210, number=True))  # fmt: skip
    words = "Open complaints and challenges, and those raised or answered in twelve months, by what they are about."
    return Sheet("themes", "Themes of disputes", words, heads, tuple(lines))


def _counted(one: Dispute, since: date) -> Iterable[str]:
    if one.is_open:
        yield from (f"open.{one.kind}", "open")
    if one.since >= since:
        yield "new"
    if one.answer is not None and one.answer.fact.attrs.get("outcome") in ("upheld", "part"):
        yield "agreed"


def complainants(ground: Ground) -> Sheet:
    """Who complained in twelve months, as far as they said, small numbers always left out (5.3)."""
    since = add_months(ground.day, -12)
    told = ground.told(("complaint",), ground.having(("complaint",), Scope.ALL))
    said = [entry.fact.attrs for entries in told.values() for entry in entries if entry.fact.on >= since]
    words: Mapping[str, Mapping[str, str]] = {name: attrs_of("complaint")[name].values for name, _ in _OF_COMPLAINANT}
    lines = []
    for name, title in _OF_COMPLAINANT:
        counts = Counter(words[name].get(attrs.get(name, ""), attrs.get(name, "") or NOT_SAID) for attrs in said)
        named = sorted(counts, key=lambda group: (group == NOT_SAID, -counts[group], group))
        lines += [Line((title, group, counts[group]), group=title) for group in named]
        if counts:
            lines.append(Line((title, "All complaints", len(said)), group=title, total=True))
    heads = (
        Head("about", "Asked", 220),
        Head("answer", "Answer", 280),
        Head("complaints", "Complaints", 130, number=True),
    )
    whole = Sheet("complainants", "Who complains", "Complaints received in twelve months, by what those who complained said "
                  "of themselves.", heads, tuple(lines), "No complaint was received in twelve months.")  # fmt: skip
    return for_outside(whole)
