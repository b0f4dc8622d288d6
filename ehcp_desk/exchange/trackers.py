"""The reader of trackers the desk is given: what a file looks like, and what it would do to the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Choices
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from ehcp_desk.domain.comparing import Comparison
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.importing import ImportPlan, KnownCases, KnownIndex
from ehcp_desk.exchange.annex_planning import TARGET as LISTS
from ehcp_desk.exchange.annex_planning import look_at_lists, plan_lists
from ehcp_desk.exchange.annex_reading import ListsRead, read_lists
from ehcp_desk.exchange.cells import Book, Sheet, tidy
from ehcp_desk.exchange.planning.comparing import compare
from ehcp_desk.exchange.planning.mapping import (
    ColumnMatch,
    Mapping,
    Proposal,
    column_values,
    propose,
    with_styles,
)
from ehcp_desk.exchange.planning.plan import make_plan
from ehcp_desk.exchange.planning.profiles import EVERY_COLUMN, Profile, profile_from_json
from ehcp_desk.exchange.planning.remarks import how_it_reads
from ehcp_desk.exchange.planning.targets import DATE_TARGETS, LABELS, Target, fold_heading
from ehcp_desk.exchange.planning.value_maps import OURS, meaning
from ehcp_desk.exchange.sen2.bringing import TARGET, look_at, plan_return, read_return, read_workbook_return
from ehcp_desk.exchange.sen2.plan import FileRead
from ehcp_desk.exchange.tables import UnreadableFile, read_book
from ehcp_desk.ports.trackers import ColumnLook, TrackerLook, Values, WordLook
from ehcp_desk.ports.work import Progress

_MOST_WORDS = 60
MEETING = "template_meeting"
"""The setting of SEN2 that says which heading of the DfE template is the review meeting."""


class TrackerReader:
    """Reads CSV, XLSX, XLS and ODS, SEN2 returns as XML, blade CSVs or workbooks, and inspection lists.

    Every refusal is a BadInput of one sentence.
    """

    def look(
        self,
        path: Path,
        as_at: date,
        profile: str = "",
        targets: Choices[str, str] | None = None,
        values: Values | None = None,
        styles: Choices[str, str] | None = None,
    ) -> TrackerLook:
        """How the file reads, column by column, with what a trial plan finds to say about each."""
        book, returned = _opened(path, "words")
        if isinstance(returned, ListsRead):
            return look_at_lists(returned)
        if returned is not None:
            return look_at(returned)
        chosen = _profile(profile)
        told, proposed, sent = _understood(book, path, chosen, targets, values, styles)
        plan = make_plan(book, sent, KnownIndex(), as_at, told)
        return TrackerLook(
            file=path.name,
            sheet=" and ".join(sheet.name for sheet, _ in sent.cases),
            rows=plan.certificate.rows_in,
            columns=_columns(proposed, sent, plan, told, targets or {}),
            choices=tuple((target.value, words) for target, words in LABELS.items()),
            profile=chosen.name if chosen else "",
            meanings={target.value: tuple(ours.items()) for target, ours in OURS.items()},
        )

    def plan(
        self,
        path: Path,
        known: KnownCases,
        as_at: date,
        targets: Choices[str, str] | None = None,
        profile: str = "",
        progress: Progress | None = None,
        values: Values | None = None,
        styles: Choices[str, str] | None = None,
    ) -> ImportPlan:
        """What the file would do.  ``targets`` sends columns, by heading, where a person chose; ``values`` says what words
        mean and ``styles`` how the dates of a column (or of ``all``) are written."""
        book, returned = _opened(path, known.choice(MEETING))
        if isinstance(returned, ListsRead):
            return plan_lists(returned, known, as_at)
        if returned is not None:
            return plan_return(returned, known, as_at)
        told, _, proposal = _understood(book, path, _profile(profile), targets, values, styles)
        tell = (lambda done, total: progress(done, total, "Reading rows")) if progress is not None else None
        return make_plan(book, proposal, known, as_at, told, tell)

    def compare(
        self,
        path: Path,
        known: KnownCases,
        as_at: date,
        targets: Choices[str, str] | None = None,
        profile: str = "",
        values: Values | None = None,
        styles: Choices[str, str] | None = None,
    ) -> Comparison:
        """The file held against the record.  Raises BadInput for a return or list, whose columns are not chosen."""
        book, returned = _opened(path, known.choice(MEETING))
        if returned is not None:
            raise BadInput(f"{path.name} is a return with items of its own; only a tracker is compared field by field.")
        told, _, proposal = _understood(book, path, _profile(profile), targets, values, styles)
        return compare(book, proposal, known, as_at, told)

    def profile_of(
        self,
        name: str,
        look: TrackerLook,
        targets: Choices[str, str],
        values: Values | None = None,
        saved: str = "",
        styles: Choices[str, str] | None = None,
    ) -> str:
        """The choices as a profile, in JSON.  Raises BadInput for a return or list, whose columns are not chosen."""
        if any(column.target in (TARGET, LISTS) for column in look.columns):
            what = "a SEN2 return" if look.columns[0].target == TARGET else "a file of inspection lists"
            raise BadInput(f"{look.file} is {what}: its items are known, so there is nothing to keep as a profile.")
        chosen = {fold_heading(c.heading): Target(targets.get(c.heading, c.target)) for c in look.columns}
        told = _saying(_profile(saved) or Profile(name), targets, values, styles) or Profile(name)
        return replace(told, name=name, targets=MappingProxyType(chosen)).to_json()


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


def _understood(
    book: Book,
    path: Path,
    profile: Profile | None,
    targets: Choices[str, str] | None,
    values: Values | None,
    styles: Choices[str, str] | None,
) -> tuple[Profile | None, Proposal, Proposal]:
    """The profile with what a person said, the proposal by itself, and with columns sent where the person chose."""
    told = _saying(profile, targets, values, styles)
    proposed = _propose(book, told, path)
    _refuse_unknown(proposed, styles or {}, path)
    return told, proposed, _sent(proposed, targets or {}, told)


def _saying(
    profile: Profile | None,
    targets: Choices[str, str] | None,
    values: Values | None,
    styles: Choices[str, str] | None,
) -> Profile | None:
    """The profile with what a person said words mean and how dates are written.

    What the words of a column meant is forgotten where the person sends the column elsewhere.
    """
    if not targets and not values and not styles:
        return profile
    told = (profile or Profile("")).without_values(targets or ())
    wordless = {heading for heading, target in (targets or {}).items() if Target(target) not in OURS}
    said = {heading: words for heading, words in (values or {}).items() if heading not in wordless}
    return told.with_values(said).with_styles(styles or {})


def _refuse_unknown(proposal: Proposal, styles: Choices[str, str], path: Path) -> None:
    known = {fold_heading(match.heading) for _, mapping in proposal.cases for match in mapping.columns} | {EVERY_COLUMN}
    for heading in styles:
        if fold_heading(heading) not in known:
            raise BadInput(f"{path.name} has no column {heading}; name one of its headings, or all.")


def _columns(
    proposed: Proposal, sent: Proposal, plan: ImportPlan, told: Profile | None, targets: Choices[str, str]
) -> tuple[ColumnLook, ...]:
    """Every column of every sheet of cases, each heading once; where sheets share one, the remark to look at stands."""
    found: dict[str, ColumnLook] = {}
    for (sheet, before), (_, mapping) in zip(proposed.cases, sent.cases, strict=True):
        remarks = how_it_reads(sheet, mapping, plan, told)
        for match, now, remark in zip(before.columns, mapping.columns, remarks, strict=True):
            earlier = found.get(match.heading)
            if earlier is None or (earlier.state == "read" and remark.state == "look"):
                words = _words(sheet, mapping, match, targets.get(match.heading), told)
                style = now.style.value if now.target in DATE_TARGETS else ""
                found[match.heading] = ColumnLook(
                    match.heading, match.first_value, match.target.value, remark.words, remark.state, words, style
                )
    return tuple(found.values())


def _words(
    sheet: Sheet, mapping: Mapping, match: ColumnMatch, sent: str | None, profile: Profile | None
) -> tuple[WordLook, ...]:
    """The words of a column that can be told what they mean, the commonest first."""
    target = Target(sent) if sent else match.target
    if target not in OURS:
        return ()
    said = profile.values_of(match.heading) if profile is not None else {}
    counts = Counter(tidy(cell) for cell in column_values(sheet, mapping.heading_row, match.column))
    return tuple(WordLook(word, count, meaning(target, word, said)) for word, count in counts.most_common(_MOST_WORDS))


def _propose(book: Book, profile: Profile | None, path: Path) -> Proposal:
    proposal = propose(book, profile)
    if not proposal.cases:
        raise BadInput(
            f"{path.name} has no sheet with headings the desk knows: it looks for a child or a reference, and a "
            "dated step; name the headings in a profile."
        )
    return proposal


def _sent(proposal: Proposal, targets: Choices[str, str], profile: Profile | None) -> Proposal:
    """The proposal with columns sent where a person chose."""
    if not targets:
        return proposal
    cases = []
    for sheet, mapping in proposal.cases:
        sent: Mapping = mapping
        for match in mapping.columns:
            if match.heading in targets:
                sent = sent.with_target(match.column, Target(targets[match.heading]))
        cases.append((sheet, with_styles(sheet, sent, profile)))
    return Proposal(tuple(cases), proposal.officers, proposal.not_read)
