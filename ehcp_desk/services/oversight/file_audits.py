"""File audits: a random sample that can be drawn again, answers on the cases, actions as promises, what recurs.

A sample is kept as the setting ``audit.NAME`` and in the journal.  Its answers are facts of the cases; they are never on a
chronology.  An action is a promise whose source is the audit, and stands on every list promises stand on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from types import MappingProxyType
from typing import Any

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.file_audits import AuditForm, AuditSample, AuditTally
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.audit_form import form_in
from ehcp_desk.services.oversight.kept_cases import named

KEY = "audit."
POPULATIONS: Mapping[str, str] = MappingProxyType({
    "open": "open assessments", "plans": "cases with a plan in place", "all": "every case",
})  # fmt: skip
_TOLD = ("audit_answer", "audit_graded", "promise_made", "promise_kept")
UNOPENED = "the file is restricted and was not opened by whoever drew the sample"
MOST_PERCENT = 100


def draw(desk: Desk, name: str, of: str, seed: int, number: int = 0, percent: float = 0) -> AuditSample:
    """Draw a sample and keep it.  ``number`` cases, or ``percent`` of the population (at least one).

    The same record, seed and size give the same sample.  Raises BadInput for a name that is taken or empty, or a size
    the population does not allow.
    """
    desk.need(Act.RETURNS)
    if not name.strip() or of not in POPULATIONS:
        raise BadInput(f"Name the audit, and say of what it is: {', '.join(POPULATIONS)}.")
    with desk.store.write(desk.user, desk.now()) as work:
        if work.setting(KEY + name) is not None:
            raise BadInput(f"There is an audit called {name} already; give this one another name.")
        rows = work.case_rows(work.case_ids(_query(desk.today(), of)))
        hidden, unopened = work.closed_cases()
        shut = {row.id: row.ref for row in rows if row.id in unopened}
        refs = sorted(row.ref for row in rows if row.id not in unopened)
        excluded = tuple((ref, UNOPENED) for ref in sorted(shut.values()))
        if not 0 <= percent <= MOST_PERCENT:
            raise BadInput(f"A sample is at most {MOST_PERCENT} per cent of the cases, not {percent}.")
        size = number or max(1, round(len(refs) * percent / 100))
        if not 0 < size <= len(refs) or (number > 0) == (percent > 0):
            raise BadInput(f"Say how many of the {len(refs)} {POPULATIONS[of]} to draw, as a number or per cent.")
        chosen = tuple(sorted(Random(seed).sample(refs, size)))
        sample = AuditSample(name, desk.today().isoformat(), desk.user, of, seed, len(refs), chosen, excluded, len(hidden),
                             form_in(work).version)  # fmt: skip
        # A setting is read by everybody, and any case may be restricted later: each stands in it by its number, and is
        # named to whoever sees it.
        ids = {row.ref: row.id for row in rows}
        kept = sample.as_json() | {"cases": [ids[ref] for ref in chosen],
                                   "excluded": [{"case": number, "why": UNOPENED} for number in sorted(shut)]}  # fmt: skip
        del kept["refs"], kept["closed"]
        work.set_setting(KEY + name, json.dumps(kept, sort_keys=True))
        work.append(NewEntry("audit_drawn", None, kept))
    return sample


def _query(day: date, of: str) -> CaseQuery:
    if of == "plans":
        return CaseQuery(day, scope=Scope.ALL, stages=(Stage.PLAN,), sort=Sort.REF)
    return CaseQuery(day, scope=Scope.ALL if of == "all" else Scope.OPEN, sort=Sort.REF)


def good_grades(work: ReadWork) -> Mapping[str, frozenset[str]]:
    """The grades that are good or better, by audit, as the questions each was drawn under have it."""
    found = {}
    for key in work.settings():
        if key.startswith(KEY):
            sample = sample_of(work, key[len(KEY) :])
            grades = form_in(work, sample.form_version).grades
            found[sample.name] = frozenset(grade for grade, good in grades.items() if good)
    return found


def sample_of(work: ReadWork, name: str) -> AuditSample:
    """A sample that was drawn.  Raises BadInput where there is none of this name, naming those there are."""
    text = work.setting(KEY + name)
    if text is None:
        known = ", ".join(sorted(key[len(KEY) :] for key in work.settings() if key.startswith(KEY)))
        raise BadInput(f"There is no audit called {name}; {f'there are: {known}' if known else 'none was drawn yet'}.")
    said = json.loads(text)
    drawn = said["cases"] if "cases" in said else said["refs"]  # by reference, as it was kept once
    left_out = [(one.get("case", one.get("ref")), one["why"]) for one in said["excluded"]]
    refs = named(work, [*drawn, *(case for case, _ in left_out)])
    seen = [
        {"ref": ref, "why": why} for ref, why in sorted((refs[case], why) for case, why in left_out if case in refs)
    ]
    here = sorted(refs[case] for case in drawn if case in refs)
    return AuditSample.from_json(said | {"refs": here, "closed": len(drawn) - len(here), "excluded": seen,
                                         "hidden": said["hidden"] + len(left_out) - len(seen)})  # fmt: skip


def closed_words(closed: int) -> str:
    """How much of a sample is kept from whoever reads it, after a full stop; empty where all of it is seen."""
    return f" {so_many(closed, 'file is', 'files are')} restricted, not open to you and not counted." if closed else ""


def audits(desk: Desk) -> list[AuditTally]:
    """Every sample that was drawn, the newest first, with how far it is."""
    desk.need(Act.RETURNS)
    with desk.store.read() as work:
        samples = [sample_of(work, key[len(KEY) :]) for key in work.settings() if key.startswith(KEY)]
        refs = sorted({ref for sample in samples for ref in sample.refs})
        ids = {number: ref for ref in refs if (number := work.find_case(ref)) is not None}
        told = work.standing_of(_TOLD, list(ids)) if ids else []
    found = []
    for sample in samples:
        graded = {e.case_id for e in told if _is(e, "audit_graded", sample.name)}
        actions = _actions(told, ids, sample.name, desk.today())
        waiting = sum(not action["done"] for action in actions)
        found.append(AuditTally(sample, len(graded), len(actions), waiting))
    return sorted(found, key=lambda one: (one.sample.drawn_on, one.sample.name), reverse=True)


def answer(
    desk: Desk, name: str, ref: str, answers: Mapping[str, str], grade: str = "", comment: str = "",
    actions: Sequence[tuple[str, date]] = (),
) -> Changes:  # fmt: skip
    """Write an audit's answers, grade and actions on a case, in one act.  A later answer takes the place of an earlier.

    Raises BadInput for a case outside the sample, a question, answer or grade the form does not have, or a comment
    without a grade.
    """
    today = desk.today()
    with desk.store.read() as work:
        sample = sample_of(work, name)
        form = form_in(work, sample.form_version)
        if ref not in sample.refs:
            raise BadInput(f"{ref} is not in the sample of {name}; only its cases can be audited.")
    for question, said in answers.items():
        if question not in form.questions or said not in form.answers:
            raise BadInput(f"{question}={said} is no answer of the form; questions are {', '.join(form.questions)}, "
                           f"answers {', '.join(form.answers)}.")  # fmt: skip
    if grade and grade not in form.grades:
        raise BadInput(f"{grade} is no grade of the form; there are: {', '.join(form.grades)}.")
    if comment.strip() and not grade:
        raise BadInput("A comment is kept with a grade: say the grade too, or leave the comment out.")
    if late := [what for what, due in actions if due < today]:
        raise BadInput(f"The action “{late[0]}” is due before today; check its day.")
    facts = [NewFact("audit_answer", today, {"audit": name, "question": q, "answer": a}) for q, a in answers.items()]
    if grade:
        facts.append(NewFact("audit_graded", today, {"audit": name, "grade": grade, "by": desk.user}, comment))
    facts += [NewFact("promise_made", today, {"due": due.isoformat(), "to": "the audit", "source": "audit"}, what,
                      source=f"File audit {name}") for what, due in actions]  # fmt: skip
    if not facts:
        raise BadInput("Say at least one answer, the grade or an action.")
    return record(desk, ref, facts, by_its_act=True)


def report(desk: Desk, name: str) -> dict[str, Any]:
    """What an audit came to: each question's answers, what recurs most first, grades, share graded good by quarter, and
    the actions with whether they are done.  Raises NotAllowed for whoever makes no returns."""
    desk.need(Act.RETURNS)
    with desk.store.read() as work:
        sample = sample_of(work, name)
        form = form_in(work, sample.form_version)
        ids = [number for ref in sample.refs if (number := work.find_case(ref)) is not None]
        refs = {row.id: row.ref for row in work.case_rows(ids)}
        told = work.standing_of(_TOLD, ids)
    answered = _latest(told, "audit_answer", name)
    graded = {entry.case_id: entry for entry in told if _is(entry, "audit_graded", name)}
    return {
        **sample.as_json(),
        "audited": len(graded),
        "files": _files(refs, graded, answered),
        "not_audited": sorted(ref for number, ref in refs.items() if number not in graded),
        "grades": dict(Counter(e.fact.attrs["grade"] for e in graded.values())),
        "by_quarter": _by_quarter(graded.values(), form),
        "themes": _themes(answered, refs, form),
        "actions": _actions(told, refs, name, desk.today()),
    }


def _files(
    refs: Mapping[int, str], graded: Mapping[int, RecordedFact], answered: Mapping[tuple[int, str], RecordedFact]
) -> list[dict[str, Any]]:
    """Each file of the sample with its grade, who gave it and when, and its answers."""
    found = []
    for case, ref in sorted(refs.items(), key=lambda one: one[1]):
        entry = graded.get(case)
        said = {q: e.fact.attrs["answer"] for (number, q), e in answered.items() if number == case}
        found.append({
            "ref": ref, "case_id": case, "grade": entry.fact.attrs["grade"] if entry else "", "answers": said,
            "by": entry.fact.attrs.get("by", "") if entry else "", "on": entry.fact.on.isoformat() if entry else "",
            "comment": entry.fact.note if entry else "",
        })  # fmt: skip
    return found


def _themes(
    answered: Mapping[tuple[int, str], RecordedFact], refs: Mapping[int, str], form: AuditForm
) -> list[dict[str, Any]]:
    """Each question with its answers and the files that fell short, those that fell short most often first."""
    found: list[tuple[int, int, dict[str, Any]]] = []
    for question, asks in form.questions.items():
        said = {case: e.fact.attrs["answer"] for (case, q), e in answered.items() if q == question}
        counts = Counter(said.values())
        short = sorted(refs[case] for case, words in said.items() if words in ("no", "part"))
        theme = {"question": question, "asks": asks, **{words: counts[words] for words in form.answers}, "refs": short}
        found.append((-counts["no"], -counts["part"], theme))
    return [theme for *_, theme in sorted(found, key=lambda one: one[:2])]


def _is(entry: RecordedFact, kind: str, name: str) -> bool:
    return entry.fact.kind == kind and entry.fact.attrs.get("audit") == name


def _latest(told: Sequence[RecordedFact], kind: str, name: str) -> dict[tuple[int, str], RecordedFact]:
    """The last answer to each question of each case: entries come in order of recording."""
    return {(e.case_id, e.fact.attrs["question"]): e for e in told if _is(e, kind, name)}


def _by_quarter(graded: Any, form: AuditForm) -> list[dict[str, Any]]:
    quarters: dict[str, list[bool]] = {}
    for entry in graded:
        day = entry.fact.on
        good = form.grades.get(entry.fact.attrs["grade"], False)
        quarters.setdefault(f"{day.year}-Q{(day.month + 2) // 3}", []).append(good)
    return [{"quarter": quarter, "good_or_better": sum(marks), "of": len(marks),
             "percent": round(100 * sum(marks) / len(marks), 1)} for quarter, marks in sorted(quarters.items())]  # fmt: skip


def _actions(told: Sequence[RecordedFact], refs: Mapping[int, str], name: str, today: date) -> list[dict[str, Any]]:
    """What was agreed, what is not done first and then by day; ``late`` where its day has gone by."""
    kept = {e.fact.attrs.get("promise", "") for e in told if e.fact.kind == "promise_kept"}
    found = []
    for entry in told:
        if entry.fact.kind == "promise_made" and entry.source == f"File audit {name}" and entry.case_id in refs:
            due, done = entry.fact.attrs.get("due", ""), str(entry.id) in kept
            found.append({"ref": refs[entry.case_id], "case_id": entry.case_id, "action": entry.fact.note, "due": due,
                          "done": done, "late": not done and due < today.isoformat()})  # fmt: skip
    return sorted(found, key=lambda one: (one["done"], one["due"], one["ref"]))
