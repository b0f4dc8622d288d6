"""Whether a paper is what this program issued from this record, and whether the record still supports what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ehcp_desk.assets import check_record
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.carried import Carried, differences, digest_of
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import PAPER_ISSUED, payload_of, seal_words
from ehcp_desk.ports.papers import Papers
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.as_known import material
from ehcp_desk.services.records.heads import council_now, local
from ehcp_desk.services.records.issuing import asked_again, asked_chronology, file_digest
from ehcp_desk.services.upkeep.checking import Check
from ehcp_desk.services.upkeep.still_supported import (
    Moment,
    case_checks,
    changed_since,
    council_at,
    filed_as,
    if_readable,
    law_at,
    some,
)

FORMS = frozenset({".pdf", ".html", ".htm", ".docx"})


@dataclass(frozen=True, slots=True)
class _Issue:
    """One line of the journal that says what was printed."""

    seq: int
    at: datetime
    by: str
    case_id: int | None
    told: Mapping[str, Any]

    @property
    def moment(self) -> Moment:
        """When, of which case, and how far the record had got."""
        paper = self.told["paper"]
        figures = paper.endswith(" return") or paper == "board pack"
        return Moment(self.seq, self.told.get("day", ""), self.case_id, self.told.get("upto"), figures)

    @property
    def words(self) -> str:
        """``chronology, as at 30 October 2026, issued on 30 October 2026 by Bea Tindall (entry 12 of the journal)``."""
        day = in_words(local(self.at).date())
        return f"{self.told['paper']} as at {self.told['as_at']}, issued on {day} by {self.by} (entry {self.seq} of the journal)"


def verify_paper(desk: Desk, path: Path) -> list[Check]:
    """(check, ok, detail): the file against the journal's record of issue, its words, and the record behind them."""
    digest = file_digest(path)
    if desk.papers is None:
        raise KnownFault("Papers cannot be read on this computer; ask whoever installed the desk.")
    found = desk.papers.carried(path)
    with desk.store.read(as_found=True) as work:
        issue, same = _issue_of(work, digest, found.content)
        filed = filed_as(work, digest) if issue is None or not same else None
        seal = _seal(work, found, path, same or filed is not None)
        if filed is not None:
            return [seal, ("issue", True, filed.words), *case_checks(work, filed.case_id)]
        if issue is None:
            return [seal, ("issue", False, _never(found, seal[1], _in_part(desk, work)))]
        behind = case_checks(work, issue.case_id, issue.told["paper"] == "bundle") if issue.case_id is not None else []
        moment, papers = issue.moment, desk.papers
        since = if_readable("since", lambda: changed_since(work, moment), "what changed since was not looked for")
    checks = [seal, _file(issue, same, found), *behind]
    if issue.told["paper"] == "chronology":
        of, altered = issue, None if same else found
        checks += if_readable("record", lambda: _record(desk, papers, of, altered), "it was not worked out again")
    return [*checks, *since]


def verify_export(desk: Desk, path: Path) -> list[Check]:
    """An exported record: the checks anybody can make, and whether this is the file that was handed over."""
    checks: list[Check] = list(check_record.check(str(path)))
    digest = file_digest(path)
    with desk.store.read() as work:
        issue, same = _issue_of(work, digest, "")
        in_part = _in_part(desk, work)
    if issue is None or not same:
        where = "nothing that is open to you tells" if in_part else "the journal has no record"
        return [*checks, ("issue", False, f"{where} of exporting this file from here")]
    return [*checks, ("issue", True, f"byte for byte the {issue.words}")]


def _seal(work: ReadWork, found: Carried, path: Path, same: bool) -> Check:
    if same and not found.seal:  # a copy of a filed document is pictures of its pages, and carries nothing else
        return "seal", True, f"{path.name} carries no seal; its digest stands in the journal"
    if found.trouble:
        return "seal", False, f"{path.name}: {found.trouble}"
    if not found.seal:
        return "seal", False, "this file carries no seal; it was not issued by this program, or was altered"
    entry = next((e for e in work.journal() if seal_words(e.hash) == found.seal), None)
    if entry is None:
        said = f"seal {found.seal} is not in this record’s journal; it comes from another record or was altered"
        return "seal", False, said
    return "seal", True, f"seal {found.seal} is entry {entry.seq}, written {entry.at:%d %B %Y}"


def _issue_of(work: ReadWork, digest: str, content: str) -> tuple[_Issue | None, bool]:
    """The line of issue of this very file, or else of one with the words it claims; True for the file itself."""
    claimed: _Issue | None = None
    for entry in work.journal(kind=PAPER_ISSUED):
        told = payload_of(entry)
        if not told:  # disposed of, or another program's
            continue
        issue = _Issue(entry.seq, entry.at, entry.actor, entry.case_id, told)
        if any(file["sha256"] == digest for file in told["files"]):
            return issue, True
        if content and any(file.get("content") == content for file in told["files"]):
            claimed = issue
    return claimed, False


def _in_part(desk: Desk, work: ReadWork) -> bool:
    """Whether there are lines of the journal that whoever checks does not see, so that one not found may yet be there."""
    return any(work.closed_cases()) or not desk.may(Act.VIEW)


def _never(found: Carried, sealed: bool, in_part: bool) -> str:
    """Why no line of issue was found; ``in_part`` where whoever checks does not see every line."""
    if not sealed:
        return "there is no record that this file was issued here"
    if found.content and found.content != found.found:
        return "it was never issued like this: its words are not those its own digest was taken of"
    said = "it is a draft that never went, was altered, or was printed before issues were recorded"
    if in_part:
        return f"nothing that is open to you tells of issuing or filing this file: {said}, or it is about a file closed to you"
    return f"the journal has no record of issuing or filing this file: {said}"


def _file(issue: _Issue, same: bool, found: Carried) -> Check:
    if same:
        return "issue", True, f"byte for byte the {issue.words}"
    if found.found == found.content:
        return (
            "issue",
            False,
            f"not the file that was issued: its own words, as far as they can be read, are those of the {issue.words}, but "
            "what it shows may not be; use the original",
        )
    return "issue", False, f"altered: its words are no longer those of the {issue.words}"


def _record(desk: Desk, papers: Papers, issue: _Issue, altered: Carried | None) -> list[Check]:
    """The chronology worked out again as at then, under the name the council had and the law of the record then."""
    asked, known, day = asked_again(issue.told)
    with desk.store.read() as work:
        rows = work.case_rows([issue.case_id or 0])
        council, named_now = council_at(work, issue.seq), council_now(work)
        law = law_at(work, issue.seq) or desk.law
        found = material(work, issue.case_id, known) if issue.case_id is not None and rows else ""
    try:
        # Nothing is printed, so no right to print is asked for; what is closed to whoever checks stays closed.
        value = asked_chronology(replace(desk, law=law, roles=None), rows[0].ref if rows else "", asked, known, day)
    except BadInput as gone:
        return [("record", False, f"the record can no longer say this: {gone}")]
    head = replace(value.head, as_at=issue.told["as_at"], council=council[0], service=council[1])
    lines = papers.lines(replace(value, head=head, prepared_by=issue.told["by"]))
    checks: list[Check] = []
    if altered is not None and altered.found != altered.content:
        checks.append(("words", False, some(differences(lines, altered.words))))
    if any(file.get("content") == digest_of(lines) for file in issue.told["files"]):
        renamed = f", with the council named as it was then ({council[0]})" if council != named_now else ""
        return [*checks, ("record", True, f"worked out again as at {issue.told['as_at']}, it says the same{renamed}")]
    return [*checks, _other_words(issue, found)]


def _other_words(issue: _Issue, found: str) -> Check:
    """The words are others today: because the record is, or only the program or its law.  ``found`` is the digest of what
    the paper could rest on; an older line of issue did not keep it."""
    if issue.told.get("material", found) != found:
        return (
            "record",
            False,
            "worked out again as at then, it no longer says the same: the record behind it was altered",
        )
    said = "worked out again by the program as it is today, some of it is in other words"
    return "record", True, f"{said}; the entries and details it rests on are those of then"
