"""The versions of a bundle kept on a case: each is a document of its own and a fact that names it, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from ehcp_desk.domain.bundles import LIST_MEDIA, Added, AppealType, BundleList, Pick
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import Details, FiledDocument
from ehcp_desk.domain.errors import BadInput, Conflict, KnownFault
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.casework.attaching import Attachment, attachment_from, keep
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.recording import find, put, settle
from ehcp_desk.services.desk import Changes, Desk

KEPT = "bundle_kept"


def kept_lists(work: ReadWork, facts: Iterable[RecordedFact]) -> list[BundleList]:
    """Every version kept on a case, oldest first.  Raises KnownFault where one cannot be read."""
    found = []
    for fact in facts:
        if fact.fact.kind == KEPT and fact.stands and fact.document_id is not None:
            found.append(_read(work.document_bytes(fact.document_id), fact.source))
    return found


def refuse_overtaken(facts: Iterable[RecordedFact], kind: AppealType, last: BundleList | None) -> None:
    """Raises Conflict where somebody kept a version of the bundle after the one this work began from (None for none)."""
    mine = last.version if last is not None else 0
    for fact in facts:
        attrs = fact.fact.attrs
        if fact.fact.kind == KEPT and fact.stands and attrs["type"] == kind and int(attrs["version"]) > mine:
            when = in_words(fact.fact.on)
            raise Conflict(f"{fact.recorded_by} kept version {attrs['version']} of this bundle on {when}, after you opened it; "
                           "open it again, so that nothing they chose is lost.", fact.recorded_by, when)  # fmt: skip


def keep_list(desk: Desk, ref: str, built: BundleList, last: BundleList | None) -> tuple[BundleList, Changes | None]:
    """Keep a built list as the next version of its bundle, unless nothing in it changed; what is kept and what changed.

    ``last`` is the version the work began from.  Raises Conflict where somebody kept one after it.
    """
    version = last.version + 1 if last is not None else 1
    if last is not None and same_list(last, built):
        return last, None
    kept = replace(built, version=version, kept_on=desk.today(), kept_by=desk.user, added=Added.RENUMBER)
    content = msgspec.json.encode(kept)
    name = f"Bundle list, {kept.type.within}, version {version}.json"
    with desk.store.write(desk.user, desk.now()) as work:
        case = work.case(find(work, ref))
        refuse_overtaken(work.facts(case.id), built.type, last)
        filed = keep(work, case.id, Attachment(name, content), LIST_MEDIA)
        attrs = {"type": str(kept.type), "version": str(version), "pages": str(kept.pages)}
        fact = put(work, case.id, NewFact(KEPT, desk.today(), attrs, source=name, document_id=filed.id))
        settle(work, case)
    return kept, Changes(frozenset({"facts", "documents"}), frozenset({case.id}), (fact.id,))


def file_bundle(desk: Desk, ref: str, path: Path, kept: BundleList, progress: Progress | None = None) -> Changes:
    """File a bundle that was built as a document of the case, under what it is, so that no later bundle takes it in."""
    what = f"Tribunal bundle, {kept.type.within}, version {kept.version}"
    details = Details(what=what, author=desk.user, dated=desk.today(), version=f"version {kept.version}")
    return file_document(desk, ref, attachment_from(path, progress), details, progress=progress)


def list_text(made: BundleList, filed: Iterable[FiledDocument]) -> str:
    """The list as a file a person can edit, each document with what it is; see :func:`list_from`."""
    about = {d.number: d for d in filed}
    picks = []
    for pick in made.picks:
        details = about[pick.document].details
        picks.append({"document": pick.document, "file": pick.name, "what": details.what,
                      "dated": details.dated, "part": pick.part, "kind": pick.kind, "left_out": pick.left_out,
                      "pages": pick.pages, "order": pick.order, "title": pick.title, "late": pick.late,
                      "instead": pick.instead})  # fmt: skip
    whole = {"type": made.type, "evidence_by": made.evidence_by, "listed": made.listed, "documents": picks}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


class _Choice(msgspec.Struct, forbid_unknown_fields=True):
    """One document of a list that a person edited; what is left out of the file stays as it is."""

    document: int
    part: str | None = None
    kind: str | None = None
    left_out: str | None = None
    pages: str | None = None
    order: int | None = None
    title: str | None = None
    late: str | None = None
    instead: int | None = None
    file: str = ""
    what: str = ""
    dated: date | None = None


class _Choices(msgspec.Struct, forbid_unknown_fields=True):
    documents: list[_Choice]
    type: AppealType | None = None
    evidence_by: date | None = None
    listed: date | None = None


_SAID = ("part", "kind", "left_out", "pages", "order", "title", "late", "instead")


def list_from(text: bytes, name: str, made: BundleList) -> BundleList:
    """The list with what a person's file says of its documents.  Raises BadInput, naming what is wrong."""
    try:
        told = msgspec.json.decode(text, type=_Choices)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise BadInput(
            f"{name} is not a list of a bundle: {wrong}. Write one with: bundle REF --write-plan FILE"
        ) from wrong
    if told.type is not None and told.type is not made.type:
        raise BadInput(f"{name} is for {told.type}, and this bundle is for {made.type}; give the same --type.")
    for choice in told.documents:
        was = made.pick(choice.document)
        said: dict[str, Any] = {field: getattr(choice, field) for field in _SAID if getattr(choice, field) is not None}
        if was is None or any(getattr(was, field) != value for field, value in said.items()):
            made = made.with_pick((was or Pick(choice.document)).changed(**said))
    return made.giving(evidence_by=told.evidence_by or made.evidence_by, listed=told.listed or made.listed)


def _read(content: bytes, name: str) -> BundleList:
    try:
        return msgspec.json.decode(content, type=BundleList)
    except msgspec.DecodeError as wrong:
        raise KnownFault(
            f"{name} on this case cannot be read: {wrong}. Tell whoever looks after the record."
        ) from wrong


def same_list(last: BundleList, built: BundleList) -> bool:
    """Whether a bundle as built is the version kept last: the same papers on the same pages."""

    def plain(made: BundleList) -> BundleList:
        # Which pages spans are on, and as what a paper was sorted, is not in every version; neither is a paper or a page.
        spans = tuple(replace(span, pages=()) for span in made.spans)
        picks = tuple(replace(pick, ruled="") for pick in made.picks)
        return replace(made, version=0, kept_on=None, kept_by="", added=Added.RENUMBER, spans=spans, picks=picks)

    return plain(last) == plain(built)
