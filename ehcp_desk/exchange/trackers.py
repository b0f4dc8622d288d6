"""The reader of trackers the desk is given: what a file looks like, and what it would do to the record."""

from __future__ import annotations

from collections.abc import Mapping as Choices
from datetime import date
from pathlib import Path
from types import MappingProxyType

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.importing import ImportPlan, KnownCases, KnownIndex
from ehcp_desk.exchange.annex_planning import TARGET as LISTS
from ehcp_desk.exchange.annex_planning import look_at_lists, plan_lists
from ehcp_desk.exchange.annex_reading import ListsRead, read_lists
from ehcp_desk.exchange.cells import Book
from ehcp_desk.exchange.planning.mapping import Mapping, Proposal, propose
from ehcp_desk.exchange.planning.plan import make_plan
from ehcp_desk.exchange.planning.profiles import Profile, profile_from_json
from ehcp_desk.exchange.planning.remarks import how_it_reads
from ehcp_desk.exchange.planning.targets import LABELS, Target, fold_heading
from ehcp_desk.exchange.sen2.bringing import TARGET, look_at, plan_return, read_return, read_workbook_return
from ehcp_desk.exchange.sen2.plan import FileRead
from ehcp_desk.exchange.tables import UnreadableFile, read_book
from ehcp_desk.ports.trackers import ColumnLook, TrackerLook
from ehcp_desk.ports.work import Progress

MEETING = "template_meeting"
"""The setting of SEN2 that says which heading of the DfE template is the review meeting."""


class TrackerReader:
    """Reads CSV, XLSX, XLS and ODS, SEN2 returns as XML, blade CSVs or workbooks, and inspection lists.

    Every refusal is a BadInput of one sentence.
    """

    def look(self, path: Path, as_at: date, profile: str = "") -> TrackerLook:
        """How the file reads, column by column, with what a trial plan finds to say about each."""
        book, returned = _opened(path, "words")
        if isinstance(returned, ListsRead):
            return look_at_lists(returned)
        if returned is not None:
            return look_at(returned)
        chosen = _profile(profile)
        proposal = _propose(book, chosen, path)
        sheet, mapping = proposal.cases[0]
        plan = make_plan(book, proposal, KnownIndex(), as_at, chosen)
        remarks = how_it_reads(sheet, mapping, plan, chosen)
        return TrackerLook(
            file=path.name,
            sheet=sheet.name,
            rows=plan.certificate.rows_in,
            columns=tuple(
                ColumnLook(match.heading, match.first_value, match.target.value, remark.words, remark.state)
                for match, remark in zip(mapping.columns, remarks, strict=True)
            ),
            choices=tuple((target.value, words) for target, words in LABELS.items()),
            profile=chosen.name if chosen else "",
        )

    def plan(
        self,
        path: Path,
        known: KnownCases,
        as_at: date,
        targets: Choices[str, str] | None = None,
        profile: str = "",
        progress: Progress | None = None,
    ) -> ImportPlan:
        """What the file would do.  ``targets`` sends columns, by heading, where a person chose."""
        book, returned = _opened(path, known.choice(MEETING))
        if isinstance(returned, ListsRead):
            return plan_lists(returned, known, as_at)
        if returned is not None:
            return plan_return(returned, known, as_at)
        chosen = _profile(profile)
        proposal = _sent(_propose(book, chosen, path), targets or {})
        tell = (lambda done, total: progress(done, total, "Reading rows")) if progress is not None else None
        return make_plan(book, proposal, known, as_at, chosen, tell)

    def profile_of(self, name: str, look: TrackerLook, targets: Choices[str, str]) -> str:
        """The choices as a profile, in JSON.  Raises BadInput for a return or list, whose columns are not chosen."""
        if any(column.target in (TARGET, LISTS) for column in look.columns):
            what = "a SEN2 return" if look.columns[0].target == TARGET else "a file of inspection lists"
            raise BadInput(f"{look.file} is {what}: its items are known, so there is nothing to keep as a profile.")
        chosen = {fold_heading(c.heading): Target(targets.get(c.heading, c.target)) for c in look.columns}
        return Profile(name, MappingProxyType(chosen)).to_json()


def read_profile(name: str, saved: Choices[str, str]) -> str:
    """The JSON of a profile: one saved on the record by name, or a file.  Raises BadInput where there is neither."""
    if name in saved:
        return saved[name]
    path = Path(name)
    if path.is_file():
        return path.read_text(encoding="utf-8")
    known = f"; saved ones: {', '.join(sorted(saved))}" if saved else ""
    raise BadInput(f"There is no import profile called {name}{known}.")


def _opened(path: Path, meeting: str) -> tuple[Book, FileRead | ListsRead | None]:
    """The file as a book of sheets, and as a SEN2 return or inspection lists where it is one in any of its forms."""
    returned = read_return(path, meeting or "words")
    if returned is not None:
        return _NO_BOOK, returned
    book = _book(path)
    return book, read_lists(book) or read_workbook_return(book, meeting or "words")


_NO_BOOK = Book("", "", (), "")


def _book(path: Path) -> Book:
    try:
        return read_book(path)
    except UnreadableFile as bad:
        raise BadInput(str(bad)) from bad


def _profile(text: str) -> Profile | None:
    return profile_from_json(text) if text else None


def _propose(book: Book, profile: Profile | None, path: Path) -> Proposal:
    proposal = propose(book, profile)
    if not proposal.cases:
        raise BadInput(
            f"{path.name} has no sheet with headings the desk knows: it looks for a child or a reference, and a "
            "dated step; name the headings in a profile."
        )
    return proposal


def _sent(proposal: Proposal, targets: Choices[str, str]) -> Proposal:
    """The proposal with columns sent where a person chose."""
    if not targets:
        return proposal
    cases = []
    for sheet, mapping in proposal.cases:
        sent: Mapping = mapping
        for match in mapping.columns:
            if match.heading in targets:
                sent = sent.with_target(match.column, Target(targets[match.heading]))
        cases.append((sheet, sent))
    return Proposal(tuple(cases), proposal.officers, proposal.not_read)
