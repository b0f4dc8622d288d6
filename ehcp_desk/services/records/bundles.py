"""A case's tribunal bundle: what goes in, what pre-flight says of it, the file, and the versions kept on the case."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ehcp_desk.domain.bundle_carrying import RecordedDays, carried_on, changed_by_rule, recorded_days, with_days
from ehcp_desk.domain.bundle_limits import bundle_rules
from ehcp_desk.domain.bundle_numbers import numbers_before
from ehcp_desk.domain.bundle_sorting import first_choice, in_order
from ehcp_desk.domain.bundles import (
    APART,
    CONFIDENTIAL,
    Added,
    AppealType,
    Bound,
    BundleList,
    BundlePaper,
    Entry,
    Pick,
    Prepared,
    Source,
    pages_of,
)
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.document_details import FiledDocument, filed_documents
from ehcp_desk.domain.documents import is_email, suffix_of
from ehcp_desk.domain.emails import Email
from ehcp_desk.domain.errors import BadInput, DeskError, KnownFault
from ehcp_desk.domain.papers import Chronology, PaperHead
from ehcp_desk.domain.preflight import Built, Fix, Preflight, preflight
from ehcp_desk.ports.bundles import Binds
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.bundle_lists import kept_lists, refuse_overtaken, same_list
from ehcp_desk.services.records.bundle_secrets import (
    Secrets,
    copies_left_out,
    copies_made,
    hidden_fixes,
    named_in_chronology,
    refuse_other_secrets,
    refuse_to_tell,
    secrets_of,
    told_without,
    without_papers_apart,
)
from ehcp_desk.services.records.chronology import chronology
from ehcp_desk.services.records.heads import local, paper_head
from ehcp_desk.services.records.issuing import all_or_none, note_issue

TRIBUNAL = "First-tier Tribunal (SEND)"


@dataclass(frozen=True, slots=True)
class CaseBundle:
    """The bundle of a case as it stands: its documents, the list to build, and the versions kept so far, oldest first.

    ``copies`` are the documents that are copies made here for somebody: the number of the original, and for whom.
    ``days`` is what the record says of the days of a bundle.
    """

    case: Case
    filed: tuple[FiledDocument, ...]
    list: BundleList
    kept: tuple[BundleList, ...]
    copies: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    days: RecordedDays = field(default_factory=lambda: recorded_days(()))

    @property
    def last(self) -> BundleList | None:
        """The newest version kept."""
        return self.kept[-1] if self.kept else None

    def document(self, number: int) -> FiledDocument:
        """A document by its number on the case."""
        return next(d for d in self.filed if d.number == number)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A bundle whose papers have all been made into pages: what would be bound, and what pre-flight says.

    ``hidden`` is what it says of addresses that must not be disclosed, by what was secret when it was looked at.
    """

    bundle: CaseBundle
    papers: tuple[BundlePaper, ...]
    found: Preflight
    confidential: tuple[Entry, ...]
    hidden: tuple[Fix, ...] = ()
    secrets: Secrets = field(default_factory=Secrets)

    @property
    def gives_away(self) -> tuple[Fix, ...]:
        """The papers that would tell such an address to whoever reads the bundle: it is not built with them."""
        return tuple(fix for fix in self.hidden if fix.serious)

    @property
    def main(self) -> BundlePaper:
        """The bundle itself; the confidential part, where there is one, is the second paper."""
        return self.papers[0]


@dataclass(frozen=True, slots=True)
class BuiltBundle:
    """A bundle that was written: its files, pages, what pre-flight says with the page numbers known, and the list as built."""

    files: tuple[Path, ...]
    pages: int
    found: Preflight
    list: BundleList
    digest: str


def open_bundle(desk: Desk, ref: str, kind: AppealType) -> CaseBundle:
    """The bundle of this type as it was kept last, with what the rules and the record say now where no person said
    otherwise; new where none was kept.

    Raises BadInput where there is no such case.
    """
    with desk.store.read() as work:
        case = work.case(find(work, ref))
        facts = work.facts(case.id)
        filed = filed_documents(work.documents(case.id), facts)
        people = work.contactables(case.child.id)
        kept = tuple(k for k in kept_lists(work, facts) if k.type is kind)
    family = {name for person in people for name in (person.name,) if not person.agency}
    now = first_choice(filed, [f for f in facts if f.stands], family, bundle_rules())
    copies = copies_made(filed, facts)
    now = copies_left_out(now, copies)
    made, days = carried_on(kept[-1], now) if kept else BundleList(kind, now), recorded_days(facts)
    return CaseBundle(case, filed, with_days(made, days), kept, copies, days)


def look_at(
    desk: Desk, bundle: CaseBundle, folder: Path, ocr: bool = False, progress: Progress | None = None
) -> LookedAt:
    """Make every chosen document into pages in ``folder`` and hold the bundle against the limits.

    ``folder`` may be kept between calls: what was made there is not made again.  Nothing is written to the record.
    """
    press = _press(desk)
    chosen = in_order(bundle.list.chosen, bundle.filed)
    entries = []
    for done, pick in enumerate(chosen):
        document = bundle.document(pick.document)
        if progress is not None:
            progress(done, len(chosen), f"Looking at {document.row.filename}")
        made = _prepared(desk, bundle, pick, document, folder, ocr, press, progress)
        entries.append(_entry(pick, document, bundle.document(pick.instead) if pick.instead else document, made))
    with desk.store.read() as work:
        head = paper_head(work, desk)
        journal = work.record_head()[1]  # as the seal: what was printed since changes neither
    secrets = secrets_of(desk, bundle.case.ref)
    told, left_out = without_papers_apart(
        chronology(desk, bundle.case.ref, TRIBUNAL), bundle.list, lambda told: _cited(told, bundle.filed)
    )
    told, taken_out = told_without(secrets, told)
    papers = _papers(desk, bundle, entries, told, head, journal)
    apart = tuple(e for e in entries if e.part == CONFIDENTIAL)
    _, pages = press.front(papers[0])
    found = _preflight(desk, bundle, (*papers[0].entries, *apart), pages, {}, told)
    hidden = (*hidden_fixes(secrets, entries, lambda entry: press.words(entry.prepared)), *taken_out, *left_out)
    return LookedAt(bundle, papers, replace(found, fixes=(*found.fixes, *hidden)), apart, hidden, secrets)


def build(desk: Desk, looked: LookedAt, path: Path, progress: Progress | None = None) -> BuiltBundle:
    """Write the bundle, and the confidential part beside it where there is one, and keep in the journal what was issued.

    Raises BadInput where a paper would give away an address that must not be disclosed, Conflict where somebody kept a
    version or changed such an address meanwhile, KnownFault where it cannot be written; a file already there is replaced
    only by a whole one.
    """
    press, bundle = _press(desk), looked.bundle
    refuse_to_tell(looked.gives_away)
    refuse_other_secrets(desk, bundle.case.ref, looked.secrets)
    with desk.store.read() as work:
        refuse_overtaken(work.facts(bundle.case.id), bundle.list.type, bundle.last)
    targets = (path, confidential_path(path))[: len(looked.papers)]
    papers, last = looked.papers, bundle.last
    with all_or_none() as made:
        main, built = _bound(press, bundle, papers, targets, made, progress)
        if last is not None and same_list(last, built):  # no version is kept of it, so it says the one it is
            papers = tuple(replace(paper, version=last.version) for paper in papers)
            main, built = _bound(press, bundle, papers, targets, made, progress)
        note_issue(desk, "bundle", [""] * len(targets), targets, looked.main.head, bundle.case.ref)
    labels = {span.key.removeprefix(APART): span.labels for span in reversed(built.spans)}
    told = looked.main.chronology
    counted = len(labels.get("chronology", ()))
    found = _preflight(
        desk, replace(bundle, list=built), (*looked.main.entries, *looked.confidential), counted, labels, told
    )
    found = replace(found, fixes=(*found.fixes, *looked.hidden))
    return BuiltBundle(targets, main.pages, found, built, main.digest)


def _bound(
    press: Binds, bundle: CaseBundle, papers: Sequence[BundlePaper], targets: Sequence[Path],
    made: Callable[[Path, str], str], progress: Progress | None,
) -> tuple[Bound, BundleList]:  # fmt: skip
    """The papers bound, each to its file: the bundle itself, and the list with the pages everything came to."""
    bounds = []
    for paper, target in zip(papers, targets, strict=True):
        pages = {entry.key: entry.pages for entry in paper.entries}
        bound = press.bind(paper, target, progress)
        bounds.append(replace(bound, spans=tuple(replace(s, pages=pages.get(s.key, ())) for s in bound.spans)))
        made(target, "")
    apart = [replace(span, key=APART + span.key) for bound in bounds[1:] for span in bound.spans]
    return bounds[0], replace(bundle.list, spans=(*bounds[0].spans, *apart), pages=bounds[0].pages)


def confidential_path(path: Path) -> Path:
    """Where the confidential part goes: beside the bundle."""
    return path.with_name(f"{path.stem} confidential{path.suffix}")


def file_name(bundle: CaseBundle, version: int = 0) -> str:
    """The name offered, of the next version unless one is given: ``SEN-26118 Bundle version 2.pdf``; no child's name,
    for it travels by email."""
    ref = bundle.case.ref.replace("/", "-").replace("\\", "-")
    return f"{ref} Bundle version {version or next_version(bundle)}.pdf"


def next_version(bundle: CaseBundle) -> int:
    """The number the next kept version has."""
    return bundle.last.version + 1 if bundle.last is not None else 1


def received_and_in(bundle: CaseBundle) -> list[tuple[FiledDocument, Pick]]:
    """Evidence received against evidence in the bundle: every document of the case with what was decided of it."""
    return [(bundle.document(pick.document), pick) for pick in bundle.list.picks]


# ---- inside --------------------------------------------------------------------------------------------------------


def _press(desk: Desk) -> Binds:
    if desk.bundles is None:
        raise BadInput("Making bundles is not set up on this computer; ask whoever installed the desk.")
    return desk.bundles


def _prepared(
    desk: Desk, bundle: CaseBundle, pick: Pick, document: FiledDocument, folder: Path, ocr: bool, press: Binds,
    progress: Progress | None,
) -> Prepared:  # fmt: skip
    row = document.row
    path = folder / f"{row.sha256}{suffix_of(row.filename)[:10]}"
    if not path.exists():
        _copy(desk, document, path, progress)
    about = (("On the case", document.title), ("Filed", f"{local(row.filed_at):%d %B %Y} by {row.filed_by}"))
    source = Source(path, row.filename, row.sha256, row.size, pick.kind, None, about)
    remarks: tuple[str, ...] = ()
    if is_email(row.filename):
        source, remarks = _email(desk, bundle, source)
    made = press.prepare(source, folder, ocr)
    return replace(made, looked=replace(made.looked, remarks=(*made.looked.remarks, *remarks))) if remarks else made


def _copy(desk: Desk, document: FiledDocument, path: Path, progress: Progress | None) -> None:
    """The bytes of a document onto the disk, a piece at a time, whole or not at all."""
    part, done = path.with_name(f"{path.name}.part"), 0
    try:
        with desk.store.read() as work, part.open("wb") as file:
            for piece in work.document_pieces(document.row.id):
                file.write(piece)
                done += len(piece)
                if progress is not None:
                    progress(done, max(document.row.size, done), f"Reading {document.row.filename}")
        part.replace(path)
    except OSError as fault:
        raise KnownFault(f"{document.row.filename} cannot be copied: {fault.strerror or fault}.") from fault
    finally:
        part.unlink(missing_ok=True)


def _email(desk: Desk, bundle: CaseBundle, source: Source) -> tuple[Source, tuple[str, ...]]:
    """An email's head and words; each attachment of it that is not on the case is named."""
    if desk.emails is None:
        return source, ()
    try:
        found = desk.emails(source.name, source.path.read_bytes())
    except DeskError:
        return source, ("it cannot be read as an email, so it was set as it stands.",)
    there = {d.row.sha256 for d in bundle.filed}
    missing = [a.name for a in found.attachments if hashlib.sha256(a.content).hexdigest() not in there]
    told = tuple(f"its attachment {name} is not on the case, so it is not in the bundle; file it." for name in missing)
    return replace(source, text=found.body or "(This email has no words.)", about=_email_head(found)), told


def _email_head(found: Email) -> tuple[tuple[str, str], ...]:
    sent = f"{local(found.sent_at):%d %B %Y, %H:%M}".lstrip("0") if found.sent_at else "not said"
    rows = (("From", found.sender.full), ("To", "; ".join(a.full for a in found.to)),
            ("Copied to", "; ".join(a.full for a in found.cc)), ("Sent", sent), ("Subject", found.subject),
            ("Attached", ", ".join(a.name for a in found.attachments)))  # fmt: skip
    return tuple((name, words) for name, words in rows if words)


def _entry(pick: Pick, document: FiledDocument, about: FiledDocument, prepared: Prepared) -> Entry:
    """A paper in its place; ``about`` is the document that says what it is: itself, or the one it is a copy of."""
    details, looked = about.details, prepared.looked
    pages = tuple(range(looked.pages)) if looked.trouble else pages_of(pick.pages, looked.pages)
    return Entry(
        document=pick.document,
        title=pick.title or about.called,
        part=pick.part,
        dated=details.dated,
        author=details.author,
        filename=document.row.filename,
        sha256=document.row.sha256,
        prepared=prepared,
        pages=pages,
        kind=pick.kind,
        received=details.received,
        late=pick.late,
        day=about.day,
    )


def _papers(
    desk: Desk, bundle: CaseBundle, entries: Sequence[Entry], told: Chronology, head: PaperHead, journal: str
) -> tuple[BundlePaper, ...]:
    apart = tuple(e for e in entries if e.part == CONFIDENTIAL and e.pages)
    main = [e for e in entries if e.part != CONFIDENTIAL and e.pages]
    versions = bundle.kept if bundle.list.added is not Added.RENUMBER else ()
    before, used = numbers_before(versions, main)
    added = bundle.list.added if before else Added.RENUMBER
    if before:
        main = _marked_new(main, {s.key for s in before}, added)
    first = BundlePaper(
        head, bundle.case.child.name, bundle.case.ref, desk.user, bundle.list.type, next_version(bundle), tuple(main), told,
        cited=_cited(told, bundle.filed), added=added, apart=len(apart), journal=journal, before=before, used=used,
    )  # fmt: skip
    if not apart:
        return (first,)
    before, used = numbers_before(versions, apart, apart=True)
    second = replace(first, entries=apart, chronology=None, cited={}, prefix="C", apart=0, before=before, used=used,
                     title="Tribunal bundle, confidential part")  # fmt: skip
    return first, second


def _marked_new(entries: Iterable[Entry], was: set[str], added: Added) -> list[Entry]:
    marked = [replace(e, new=e.key not in was) for e in entries]
    return sorted(marked, key=lambda e: e.new) if added is Added.END else marked


def _cited(told: Chronology, filed: Sequence[FiledDocument]) -> dict[int, tuple[int, ...]]:
    """The documents each line of the chronology rests on, by the titles its source names."""
    titles = [(d.title.casefold(), d.number) for d in filed]
    found = {line.number: tuple(n for title, n in titles if title in line.source.casefold()) for line in told.lines}
    return {number: documents for number, documents in found.items() if documents}


def _preflight(
    desk: Desk, bundle: CaseBundle, entries: Sequence[Entry], chronology_pages: int, labels: dict[str, tuple[str, ...]],
    told: Chronology | None,
) -> Preflight:  # fmt: skip
    received = sum(1 for d in bundle.filed if d.details.received is not None)
    found = preflight(Built(bundle.list, entries, chronology_pages, labels, desk.today(), received), bundle_rules())
    named = [] if told is None else named_in_chronology(bundle.list, _cited(told, bundle.filed))
    since = [] if bundle.last is None else changed_by_rule(bundle.last, bundle.list)
    return replace(found, fixes=(*found.fixes, *since, *_beside_newer(bundle), *named))


def _beside_newer(bundle: CaseBundle) -> list[Fix]:
    """Papers that a person put in although the newer version of them is in too."""
    newer = {pick.document: bundle.document(pick.document).newer for pick in bundle.list.chosen}
    return [
        Fix("newer", f"{pick.name} is in beside document {newer[pick.document]}, which replaces it.",
            "Leave it out, unless both are wanted", pick.document, serious=False)
        for pick in bundle.list.chosen if newer[pick.document] in newer
    ]  # fmt: skip
