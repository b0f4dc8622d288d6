"""The pack that answers a request to see what is held: one paper of everything, and a copy of every document.

Each is looked over by the rules that every copy for somebody is (:mod:`ehcp_desk.domain.redaction_rules`).  Until a person
has decided about everything that is about others, nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ehcp_desk.domain.access_requests import AccessRequest
from ehcp_desk.domain.bundle_limits import bundle_rules
from ehcp_desk.domain.bundle_sorting import kind_of
from ehcp_desk.domain.bundles import PRIVILEGED
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.document_details import FiledDocument, filed_documents
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.recipients import Recipient
from ehcp_desk.domain.redaction import Decision, Ruling, decision_key
from ehcp_desk.domain.small_papers import ListsPaper
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.access_requests import request_by
from ehcp_desk.services.records.held_paper import for_the_file, held_paper, kept_documents
from ehcp_desk.services.records.issuing import moment
from ehcp_desk.services.records.recipient_copies import PaperCopy, paper_copy, redactor_for
from ehcp_desk.services.records.recipient_papers import PagesCopy, document_copy

NO_HARM_ASKED = (
    "No health professional’s view on serious harm is on record for this request; health information must not go before "
    "there is one. Record it on the case: serious harm considered, of entry {entry}."
)
NO_REQUEST = (
    "No open request by {name} is on record for {ref}; the clock of a month runs from the day it came. Log it first."
)
FOR_THE_FILE = (
    "{ref}: {entries} {numbers} {are} for the case file only and not in the pack. What may be given goes by hand."
)
WITH_THE_FILE = (
    "it was filed with an entry that is for the case file only, so it is not in the pack; give it by hand if this person may "
    "have it."
)
PERHAPS_PRIVILEGED = (
    "by its name it may be privileged or without prejudice, which nobody need be given (Data Protection Act 2018 sch 2 para 19), "
    "so it is not in the pack; ask the legal service, and give it by hand if it may go."
)
HELD = "everything-held"
"""What the paper of everything is called in the folder of a pack."""
HEADS = ("Paper", "Where", "Before", "Words", "After", "Why", "What becomes of it", "Still to be looked at")
Copy = PaperCopy[Any] | PagesCopy


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One place that is about somebody else, and what becomes of it."""

    paper: str
    ruling: Ruling

    @property
    def row(self) -> tuple[str, ...]:
        """As a line of the review list."""
        hit = self.ruling.hit
        becomes = "removed" if self.ruling.removed else "kept"
        if self.ruling.open:
            becomes = hit.span.proposed.value
        return (
            self.paper,
            hit.where,
            hit.before,
            hit.words,
            hit.after,
            hit.why,
            becomes,
            "yes" if self.ruling.open else "",
        )


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack holds or would hold: what is about others, what a person must see to by hand, and the files written."""

    ref: str
    recipient: str
    request: AccessRequest | None
    risks: tuple[str, ...]
    reviewed: tuple[Reviewed, ...]
    by_hand: tuple[str, ...]
    files: tuple[Path, ...] = ()

    @property
    def to_look_at(self) -> int:
        """How many places nobody has decided on."""
        return sum(one.ruling.open for one in self.reviewed)


def look_over(
    desk: Desk, ref: str, name: str, decisions: Mapping[str, Decision] | None = None, confirmed: bool = False,
    also: Sequence[str] = (), progress: Progress | None = None,
) -> Pack:  # fmt: skip
    """What a pack would hold and leave out, with nothing written.  BadInput for a case or a recipient there is not."""
    return _each(desk, ref, name, decisions or {}, confirmed, also, progress, None)


def write_pack(
    desk: Desk, ref: str, name: str, out: Path, decisions: Mapping[str, Decision] | None = None,
    confirmed: bool = False, also: Sequence[str] = (), progress: Progress | None = None,
) -> Pack:  # fmt: skip
    """Write the pack into an empty folder, each of its files in the log of the case; nothing where something is still to
    be looked at, which the answer then says.

    Raises BadInput where the folder holds anything, KnownFault where a file cannot be written: then no file is left, and
    the log says of each that was made that it was.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(
            f"{out} is not an empty folder; give the pack one of its own, so that nothing else goes with it."
        )
    seen = look_over(desk, ref, name, decisions, confirmed, also, progress)
    if seen.to_look_at:
        return seen
    written: list[Path] = []
    there = out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        return _each(desk, ref, name, decisions or {}, confirmed, also, progress, _Writer(desk, out, written))
    except BaseException as fault:
        for path in written:
            path.unlink(missing_ok=True)
        if not there and out.exists() and not any(out.iterdir()):
            out.rmdir()
        if isinstance(fault, OSError):
            raise KnownFault(f"{out} cannot be written: {fault.strerror or fault}.") from fault
        raise


class _Writer:
    """Writes each copy to its place in the pack."""

    def __init__(self, desk: Desk, out: Path, written: list[Path]) -> None:
        self._desk, self._out, self.written = desk, out, written

    def write(self, stem: str, copy: Copy, rulings: Sequence[Ruling]) -> None:
        """One copy: as PDF, and with its accessible twin where it is a paper of words."""
        suffixes = (".pdf",) if isinstance(copy, PagesCopy) else (".pdf", ".html")
        paths = [self._out / f"{stem}{suffix}" for suffix in suffixes]
        self.written += paths
        copy.write(self._desk, paths, rulings)


def _each(
    desk: Desk, ref: str, name: str, decisions: Mapping[str, Decision], confirmed: bool, also: Sequence[str],
    progress: Progress | None, writer: _Writer | None,
) -> Pack:  # fmt: skip
    """Go through the papers of a pack, looking or writing."""
    if any(key.startswith("#") for key in decisions):
        raise BadInput("In a pack places are named by their words, not by #NUMBER: every paper has numbers of its own.")
    papers = list(_papers(desk, ref, name, also))
    reviewed, by_hand, risks = list[Reviewed](), list[str](), dict[str, None]()
    recipient, unused = "", set(decisions)
    for done, (stem, title, make) in enumerate(papers):
        if progress is not None:
            progress(done, len(papers), "Looking over what is held" if writer is None else "Writing the pack")
        try:
            copy = make()
        except BadInput as trouble:
            if done == 0:
                raise
            by_hand.append(f"{title}: {trouble}")
            continue
        with _closing(copy):
            keys = {hit.key for hit in copy.hits}
            here = {key: said for key, said in decisions.items() if _forms(key) & keys}
            unused -= here.keys()
            rulings = copy.rulings(here, confirmed)
            recipient = copy.recipient.words
            risks.update(dict.fromkeys(r for r in copy.risks if " to look at: " not in r))
            reviewed += [Reviewed(title, ruling) for ruling in rulings]
            if writer is not None:
                writer.write(stem, copy, rulings)
    if unused:
        raise BadInput(f"'{min(unused)}' is not among what was found in any paper; see the list with --dry-run.")
    with desk.store.read() as work:
        request = request_by(work, desk, find(work, ref), name)
        left_out = list(_left_out(work, work.case(find(work, ref))))
    told = (*risks, *left_out, *_of_request(ref, name, request))
    files = tuple(writer.written) if writer is not None else ()
    return Pack(ref, recipient, request, told, tuple(reviewed), tuple(by_hand), files)


def _left_out(work: ReadWork, case: Case) -> Iterator[str]:
    """Which entries of each case of the child no pack tells of, for whoever answers."""
    for one in work.cases_of_child(case.child.id):
        if numbers := sorted(for_the_file(work.facts(one.id))):
            many = len(numbers) > 1
            yield FOR_THE_FILE.format(ref=one.ref, entries="entries" if many else "entry", are="are" if many else "is",
                                      numbers=", ".join(map(str, numbers)))  # fmt: skip


def _forms(typed: str) -> set[str]:
    """The forms of words a decision is known by."""
    key = decision_key(typed)
    return {key, key.capitalize()}


def _of_request(ref: str, name: str, request: AccessRequest | None) -> Iterator[str]:
    if request is None:
        yield NO_REQUEST.format(ref=ref, name=name)
        return
    if not request.known:
        yield f"It is not on record that {request.by} is who they say and may ask."
    if not request.harm:
        yield NO_HARM_ASKED.format(entry=request.entry)
    elif request.harm != "none":
        yield "Health information is to be withheld, because serious harm is likely: take it out by hand, or by --remove."


def _papers(desk: Desk, ref: str, name: str, also: Sequence[str]) -> Iterator[tuple[str, str, Callable[[], Copy]]]:
    """(name of the file, what it is called, how its copy is made) for every paper of a pack."""
    with desk.store.read() as work:
        case = work.case(find(work, ref))
        filed = list[tuple[str, FiledDocument, str]]()
        for one in work.cases_of_child(case.child.id):
            facts = work.facts(one.id)
            kept = kept_documents(facts, for_the_file(facts))
            filed += [(one.ref, d, _why_not(d, kept)) for d in filed_documents(work.documents(one.id), facts)]
        recipient = "subject_access" if _is_child(name, case.child.name) else name
    yield HELD, "everything held", lambda: _held_copy(desk, ref, recipient, also)
    for place, (of, document, why_not) in enumerate(filed, 1):

        def make(of: str = of, number: int = document.number, why_not: str = why_not) -> Copy:
            if why_not:
                raise BadInput(why_not)
            return document_copy(desk, of, number, recipient, also)

        yield f"document-{place:03}", f"{of}, document {document.number} ({document.row.filename})", make


def _why_not(document: FiledDocument, kept: Collection[int]) -> str:
    """Why a document is not in a pack; empty where it is."""
    if document.row.id in kept:
        return WITH_THE_FILE
    return PERHAPS_PRIVILEGED if kind_of(document, bundle_rules()) == PRIVILEGED else ""


def _is_child(name: str, child: str) -> bool:
    return " ".join(name.split()).casefold() in (child.casefold(), "subject_access", "young_person")


def _held_copy(desk: Desk, ref: str, recipient: str, also: Sequence[str]) -> PaperCopy[ListsPaper]:
    if desk.papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    redactor, (_, known) = redactor_for(desk, ref, recipient, also), moment(desk, ref)
    with desk.store.read() as work:
        value = held_paper(work, desk, work.case(find(work, ref)))

    def tell(made: ListsPaper, who: Recipient, left_out: str) -> ListsPaper:
        return replace(made, sentence=f"{made.sentence} Copy for {who.words}. Left out: {left_out}")

    return paper_copy(ref, redactor, "everything held", value, tell, desk.papers.lists, known, desk.today())


@contextmanager
def _closing(copy: Copy) -> Iterator[Copy]:
    try:
        yield copy
    finally:
        if isinstance(copy, PagesCopy):
            copy.close()


def refuse_in_pack(path: Path, out: Path | None = None) -> None:
    """Raises BadInput for a review list in the folder of a pack: in ``out``, or in one that was written before."""
    folders = path.resolve().parents
    if (out is not None and out.resolve() in folders) or any((one / f"{HELD}.pdf").exists() for one in folders):
        raise BadInput(f"{path} is in the folder of the pack, and the review list holds what is taken out of it; "
                       "save it somewhere else.")  # fmt: skip


def review_list(desk: Desk, pack: Pack, path: Path) -> None:
    """Write what is about others, place by place, for whoever decides: CSV or XLSX.  It is not for whom the pack is for.

    Raises BadInput for a place in the folder of a pack, KnownFault where it cannot be written.
    """
    refuse_in_pack(path)
    if desk.tables is None:
        raise KnownFault("Spreadsheets are not set up on this computer; ask whoever installed the desk.")
    by_hand = [("By hand", said, "", "", "", "", "", "yes") for said in pack.by_hand]
    desk.tables(path, "Review", HEADS, [*(one.row for one in pack.reviewed), *by_hand], desk.today())
