"""The sweep: what the record says was notified and no letter shows, and rights of appeal nobody can show were given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.notice_rules import Condition
from ehcp_desk.domain.orphans import SWEEP_BEFORE_LETTERS, SWEEP_DAYS, Forgotten, Orphan
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.ports.work import ReadWork

APPEALABLE = tuple(Condition(*word.partition("=")[::2]) for word in (
    "assess_decision_notified=refuse", "no_plan_decision_notified", "final_plan_sent", "amended_plan_sent",
    "cease_decision_notified", "review_decision_notified=keep", "review_decision_notified=cease", "not_amending_notified",
    "reassessment_decision_notified=refuse",
))  # fmt: skip
"""What carries a right of appeal: the triggers of the rule T_APPEAL_2M."""
_TOLD = ("assess_decision_notified=assess", "draft_plan_served", "review_decision_notified=amend", "amendment_notice_sent",
         "transfer_notice_sent")  # fmt: skip
NOTIFIED = (*APPEALABLE, *(Condition(*word.partition("=")[::2]) for word in _TOLD))
"""What the record says a family was told."""
_EVIDENCE = ("notice_sent", "document_filed", "decision")


def without_letters(work: ReadWork, numbers: Sequence[int], day: date) -> Iterator[Forgotten]:
    """Each of these cases with something notified and no letter or document that shows it, and each with a right of
    appeal of which nothing on the record says that it was given.

    It looks back to the first letter written here, a year at most: what was notified before has its letter in another
    system.  Where none was written yet, it looks back four weeks.
    """
    kinds = {condition.kind for condition in NOTIFIED} | set(_EVIDENCE)
    by_case: dict[int, list[RecordedFact]] = {}
    for entry in work.standing_of(kinds, numbers):
        by_case.setdefault(entry.case_id, []).append(entry)
    written = [r.fact.on for entries in by_case.values() for r in entries if r.fact.kind == "notice_sent"]
    begun = min(written, default=day - timedelta(SWEEP_BEFORE_LETTERS))
    since = max(day - timedelta(SWEEP_DAYS), min(begun, day - timedelta(SWEEP_BEFORE_LETTERS)))
    for number, entries in by_case.items():
        yield from _of_case(number, entries, since, day)


def _of_case(number: int, entries: list[RecordedFact], since: date, day: date) -> Iterator[Forgotten]:
    shown, given = shown_by_letters(entries), _given(entries)
    told_rights = [date.fromisoformat(r.fact.attrs["told_on"]) for r in entries if _says_rights(r)]
    seen: set[Orphan] = set()
    for r in sorted(entries, key=lambda r: r.fact.on):
        if not since <= r.fact.on <= day:
            continue
        why = f"{fact_title(r.fact.kind).lower()} on {in_words(r.fact.on)}"
        if r.document_id is None and r.id not in shown and any(c.meets(r.fact) for c in NOTIFIED):
            yield from _once(seen, Forgotten(number, Orphan.NO_LETTER, why, (day - r.fact.on).days))
        later = any(told >= r.fact.on for told in told_rights)
        if r.id not in given and not later and any(c.meets(r.fact) for c in APPEALABLE):
            yield from _once(seen, Forgotten(number, Orphan.NO_RIGHT, why, (day - r.fact.on).days))


def _once(seen: set[Orphan], found: Forgotten) -> Iterator[Forgotten]:
    """A case stands once on a list, for the oldest of what put it there."""
    if found.kind not in seen:
        seen.add(found.kind)
        yield found


def shown_by_letters(entries: Iterable[RecordedFact]) -> set[int]:
    """The entries a letter or a document on file is evidence of."""
    found = set(_given(entries, any_letter=True))
    for r in entries:
        if r.fact.kind == "document_filed":
            found |= {int(n) for n in r.fact.attrs.get("entries", "").split(",") if n}
    return found


def _given(entries: Iterable[RecordedFact], any_letter: bool = False) -> set[int]:
    """The entries of which a letter was issued here: one that gave the right of appeal, or any."""
    sent = [r.fact.attrs for r in entries if r.fact.kind == "notice_sent"]
    return {
        int(a["entry"]) for a in sent if a.get("entry", "").isdecimal() and (any_letter or a.get("rights") == "yes")
    }


def _says_rights(r: RecordedFact) -> bool:
    return r.fact.kind == "decision" and r.fact.attrs.get("rights") == "yes" and bool(r.fact.attrs.get("told_on"))
