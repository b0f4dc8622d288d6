"""Which documents of a case go into a bundle, and where: by rule first, with every choice open to a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ehcp_desk.domain.bundle_limits import BundleRules, Sorting
from ehcp_desk.domain.bundles import COUNCIL, LIST_MEDIA, PARENT, PARTS, AppealType, BundleList, Pick
from ehcp_desk.domain.document_details import FiledDocument
from ehcp_desk.domain.documents import why_not_opened
from ehcp_desk.domain.record import RecordedFact


def first_choice(
    filed: Sequence[FiledDocument], facts: Iterable[RecordedFact], family: Collection[str], rules: BundleRules
) -> tuple[Pick, ...]:
    """What the rules make of every document of a case; ``family`` are the names of the people to ring about the child."""
    listed = list(facts)
    theirs = _from_family(listed, family)
    subjects = {f.id: f.fact.attrs["subject"] for f in listed if f.fact.attrs.get("subject")}
    seen: dict[str, int] = {}
    printed = {_letter(d): d.number for d in filed if d.entries and d.row.filename.lower().endswith(".pdf")}
    picks = []
    for document in filed:
        if document.row.media_type == LIST_MEDIA:
            continue
        pick = _sorted(document, rules, family, theirs)
        pick = replace(pick, name=document.row.filename, ruled=pick.kind)
        why = _why_out(document, seen, printed)
        subject = next((subjects[n] for n in document.entries if n in subjects), "")
        if document.details.what == "Email" and subject:
            pick = replace(pick, title=f"Email: {subject}")
        picks.append(pick if not why else replace(pick, left_out=why))
        seen.setdefault(document.row.sha256, document.number)
    return tuple(picks)


def in_order(picks: Iterable[Pick], filed: Sequence[FiledDocument]) -> list[Pick]:
    """By part, then as a person ordered them, then by date; a document without any day stands last of its part."""
    dated = {d.number: d.day for d in filed}
    parts = list(PARTS)

    def place(pick: Pick) -> tuple[int, float, bool, int, int]:
        day = dated.get(pick.instead or pick.document)
        order = pick.order if pick.order is not None else 1_000_000
        return parts.index(pick.part), order, day is None, day.toordinal() if day else 0, pick.document

    return sorted((p for p in picks if not p.left_out), key=place)


def _letter(document: FiledDocument) -> tuple[str, tuple[int, ...]]:
    """What a letter has alike in all its forms: its name without the ending, and the entries it is evidence of."""
    return document.row.filename.rpartition(".")[0], document.entries


def _why_out(document: FiledDocument, seen: dict[str, int], printed: dict[tuple[str, tuple[int, ...]], int]) -> str:
    if document.newer is not None:
        return f"replaced by document {document.newer}"
    if document.row.sha256 in seen:
        return f"the same file as document {seen[document.row.sha256]}"
    if document.row.filename.lower().endswith(".docx") and (same := printed.get(_letter(document))) is not None:
        return f"document {same} is the same letter as it was sent"
    if why_not_opened(document.row.filename):
        return "a kind of file that is never opened here"
    return ""


def _sorted(document: FiledDocument, rules: BundleRules, family: Collection[str], theirs: set[int]) -> Pick:
    called, author = _called(document), document.details.author.casefold()
    from_family = (
        any(name.casefold() in author for name in family if name)
        or bool(theirs.intersection(document.entries))
        or any(word in called or word in author for word in rules.family)
    )
    evidence = PARENT if from_family else COUNCIL
    rule = _rule_for(called, rules)
    if rule is None:
        return Pick(document.number, evidence)
    if rule.to == "out":
        return Pick(document.number, evidence, rule.kind, rule.why)
    return Pick(document.number, evidence if rule.to == "evidence" else rule.to, rule.kind)


def kind_of(document: FiledDocument, rules: BundleRules) -> str:
    """The kind of paper it is by the first rule that fits what it is called, as ``privileged``; empty where none does."""
    rule = _rule_for(_called(document), rules)
    return "" if rule is None else rule.kind


def _rule_for(called: str, rules: BundleRules) -> Sorting | None:
    return next((rule for rule in rules.sorting if any(word in called for word in rule.words)), None)


def _called(document: FiledDocument) -> str:
    details = document.details
    return f" {details.what} {document.row.filename} {details.version} ".casefold().replace("’", "'").replace("_", " ")


def _from_family(facts: Iterable[RecordedFact], family: Collection[str]) -> set[int]:
    """The entries whose documents the family sent: their emails and letters, and reports they obtained."""
    names = {name.casefold() for name in family if name}
    found = set()
    for entry in facts:
        attrs = entry.fact.attrs
        sent = entry.fact.kind == "contact" and attrs.get("direction") == "in"
        if sent and any(name in attrs.get("with", "").casefold() for name in names):
            found.add(entry.id)
        if entry.fact.kind == "advice_report" and attrs.get("whose") == "parent":
            found.add(entry.id)
    return found


def moved(made: BundleList, document: int, step: int, filed: Sequence[FiledDocument]) -> BundleList:
    """The list with a document one place earlier (-1) or later (1) in its part, whose order a person now gave: they did
    not say that its papers go in."""
    chosen = in_order(made.chosen, filed)
    part = next((p.part for p in chosen if p.document == document), "")
    own = [p for p in chosen if p.part == part]
    at = next((n for n, p in enumerate(own) if p.document == document), -1)
    if at < 0 or not 0 <= at + step < len(own):
        return made
    own[at], own[at + step] = own[at + step], own[at]
    for place, pick in enumerate(own, 1):
        made = made.with_pick(replace(pick, order=place))
    return made


def likely_type(facts: Iterable[RecordedFact]) -> AppealType:
    """The type of appeal the history points to, to begin with: what the council refused, else the plan it sent."""
    kinds = {(f.fact.kind, f.fact.attrs.get("outcome", "")) for f in facts if f.stands}
    names = {kind for kind, _ in kinds}
    if names & {"final_plan_sent", "amended_plan_sent"}:
        return AppealType.CEASE if "cease_decision_notified" in names else AppealType.CONTENTS_AND_PLACEMENT
    return AppealType.REFUSAL_TO_ISSUE if "no_plan_decision_notified" in names else AppealType.REFUSAL_TO_ASSESS
