"""Papers as they leave the desk: printed, and each file's digest kept in the journal, so that it can be known again.

What was asked for is kept too, so that the same paper can be worked out again as at that moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ehcp_desk.domain.chronology_choice import Choice
from ehcp_desk.domain.chronology_gaps import Gaps, gaps_of
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import PAPER_ISSUED, NewEntry, payload_of
from ehcp_desk.domain.papers import Chronology, PaperHead, PickUpSheet
from ehcp_desk.domain.small_papers import ListsPaper
from ehcp_desk.ports.papers import Papers
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.as_known import Known, by_the_end_of, known_so_far, material
from ehcp_desk.services.records.chronology import EVERYTHING, NO_PAGES, chronology
from ehcp_desk.services.records.handover import pick_up_sheet
from ehcp_desk.services.records.heads import paper_head


@dataclass(frozen=True, slots=True)
class Asked:
    """What a chronology was asked to be.  ``gap_weeks`` prints what is still open, with silences longer than so many
    weeks; ``pages`` gives the page of a bundle for the number of an entry."""

    prepared_for: str = ""
    as_at: date | None = None
    one_page: bool = False
    both_sides: bool = False
    gap_weeks: int = 0
    choice: Choice = EVERYTHING
    pages: Mapping[int, str] = field(default_factory=lambda: NO_PAGES)


def asked_chronology(
    desk: Desk, ref: str, asked: Asked, known: Known | None = None, day: date | None = None
) -> Chronology:
    """The chronology as asked for.  ``known`` and ``day`` bound what was on the record and say as at which day."""
    value = chronology(
        desk, ref, asked.prepared_for, day or asked.as_at, asked.one_page, asked.choice, known, asked.pages
    )
    found = (
        gap_sentences(gaps_of(value, day or asked.as_at or desk.today(), asked.gap_weeks)) if asked.gap_weeks else ()
    )
    return replace(value, both_sides=asked.both_sides, gaps=found)


def refuse_future(desk: Desk, asked: Asked) -> None:
    """Raises BadInput for a chronology as at a day to come: its limits would be said to have passed."""
    if asked.as_at is not None and asked.as_at > desk.today():
        raise BadInput(f"{in_words(asked.as_at)} has not come yet; a chronology is as at today or a day before it.")


def gap_sentences(gaps: Gaps) -> tuple[str, ...]:
    """What is still open, a sentence each, a missed limit with its citation."""
    lines = [f"Line {line.number}, {in_words(line.on)}: no document or letter is named." for line in gaps.unsourced]
    lines += [f"{silence.words}." for silence in gaps.silences]
    lines += [f"{limit.what} by {in_words(limit.due)} ({limit.law}): {limit.words}." for limit in gaps.missed]
    return tuple(lines)


def print_lists(desk: Desk, paper: ListsPaper, files: Sequence[Path]) -> ListsPaper:
    """Print a paper of lists under its title, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    papers = desk.papers
    if papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    print_issued(desk, paper.title.lower(), files, paper.head, lambda path: papers.lists(paper, path))
    return paper


def print_chronology(
    desk: Desk, ref: str, asked: Asked, files: Sequence[Path], progress: Progress | None = None
) -> Chronology:
    """Print a chronology in every form asked for, and keep in the journal what was issued.

    Raises BadInput where there is no such case, KnownFault where a file cannot be written.
    """
    refuse_future(desk, asked)
    case_id, known = moment(desk, ref)
    bound = by_the_end_of(asked.as_at) if asked.as_at else known
    value = asked_chronology(desk, ref, asked, bound)
    printer = _papers(desk)
    with desk.store.read() as work:
        told_of = material(work, case_id, replace(known, by=bound.by))
    told = {"day": (asked.as_at or desk.today()).isoformat(), "asked": _asked(asked), "by": value.prepared_by,
            "material": told_of}  # fmt: skip
    with all_or_none() as made:
        content = [made(path, printer.chronology(value, path, progress)) for path in files]
        _note(desk, case_id, "chronology", content, files, value.head, known, told)
    return value


def print_pick_up(desk: Desk, ref: str, files: Sequence[Path]) -> PickUpSheet:
    """Print a pick-up sheet in every form asked for, and keep in the journal what was issued.  Raises as above."""
    case_id, known = moment(desk, ref)
    value, printer = pick_up_sheet(desk, ref), _papers(desk)
    with all_or_none() as made:
        content = [made(path, printer.pick_up(value, path)) for path in files]
        _note(desk, case_id, "pick-up sheet", content, files, value.head, known, {"day": desk.today().isoformat()})
    return value


def print_issued(
    desk: Desk,
    paper: str,
    files: Sequence[Path],
    head: PaperHead,
    write: Callable[[Path], str],
    ref: str = "",
    told: Mapping[str, Any] | None = None,
) -> None:
    """Print another paper in every form asked for, and keep in the journal what was issued: all of it, or no file is left.

    ``write`` prints one file and gives the digest of its words; ``ref`` names its case, if it has one; ``told`` is kept too.
    """
    with all_or_none() as made:
        content = [made(path, write(path)) for path in files]
        note_issue(desk, paper, content, files, head, ref, told)


def note_issue(
    desk: Desk,
    paper: str,
    content: Sequence[str],
    files: Sequence[Path],
    head: PaperHead,
    ref: str = "",
    told: Mapping[str, Any] | None = None,
) -> None:
    """Keep in the journal that files of another paper were printed: the plan, a return, a bundle; with what is ``told``."""
    case_id, known = moment(desk, ref) if ref else (None, Known())
    _note(desk, case_id, paper, content, files, head, known, {"day": desk.today().isoformat(), **(told or {})})


def note_frozen(desk: Desk, paper: str, files: Sequence[Path], as_at: str, seq: int) -> None:
    """Keep in the journal that a return was written, by the digest of its frozen copy, which stands last and has the
    digests of the other files; ``seq`` is the entry of the journal it was made at.  Where that cannot be kept, none of
    them is left."""
    with desk.store.read() as work:
        head = replace(paper_head(work, desk, as_at), entry=seq)
    with all_or_none() as made:
        content = [made(path, "") for path in files]
        told = {"day": desk.today().isoformat(), "frozen": True}
        _note(desk, None, paper, content[-1:], files[-1:], head, Known(), told)


@contextmanager
def all_or_none() -> Iterator[Callable[[Path, str], str]]:
    """Files that belong together: where one cannot be written, or its issue not be kept, none of those written is left.

    What it gives is called with each file once it is written, and hands its second argument on.
    """
    written: list[Path] = []

    def made(path: Path, content: str) -> str:
        written.append(path)
        return content

    try:
        yield made
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def issue_line(
    case_id: int | None,
    paper: str,
    content: Sequence[str],
    files: Sequence[Path],
    head: PaperHead,
    known: Known,
    told: Mapping[str, Any],
) -> NewEntry:
    """The journal's line that files just written were issued; ``content`` is the digest of each file's words."""
    printed = [
        {"name": path.name, "sha256": file_digest(path), "content": words}
        for path, words in zip(files, content, strict=True)
    ]
    payload = {"paper": paper, "files": printed, "as_at": head.as_at, "entry": head.entry, "upto": known.upto,
               "seq": known.seq, **told}  # fmt: skip
    return NewEntry(PAPER_ISSUED, case_id, payload)


def _papers(desk: Desk) -> Papers:
    if desk.papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    return desk.papers


def moment(desk: Desk, ref: str) -> tuple[int, Known]:
    """The case, and how far the record had got."""
    with desk.store.read() as work:
        case_id = find(work, ref)
        return case_id, known_so_far(work, case_id)


def _note(
    desk: Desk,
    case_id: int | None,
    paper: str,
    content: Sequence[str],
    files: Sequence[Path],
    head: PaperHead,
    known: Known,
    told: Mapping[str, Any],
) -> None:
    """One line of the journal for the files; none where each was issued before, byte for byte, or from a copy, whose
    stamp they carry."""
    if desk.store.copied is not None:
        return
    line = issue_line(case_id, paper, content, files, head, known, told)
    with desk.store.read() as work:
        before = {
            file["sha256"] for e in work.journal(0, case_id, PAPER_ISSUED) for file in payload_of(e).get("files", ())
        }
    if all(file["sha256"] in before for file in line.payload["files"]):
        return
    with desk.store.write(desk.user, desk.now()) as work:
        work.append(line)


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, read a piece at a time: a bundle may be 500 MB."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _asked(asked: Asked) -> dict[str, Any]:
    choice = asked.choice
    return {
        "prepared_for": asked.prepared_for, "one_page": asked.one_page, "both_sides": asked.both_sides,
        "gap_weeks": asked.gap_weeks or 0, "as_at": asked.as_at is not None,
        "pages": {str(entry): page for entry, page in asked.pages.items()},
        "choice": {"first": choice.first, "last": choice.last, "kinds": list(choice.kinds), "statutory": choice.statutory,
                   "family": choice.family, "text": choice.text, "pick": list(choice.pick)},
    }  # fmt: skip


def asked_again(payload: Mapping[str, Any]) -> tuple[Asked, Known, date]:
    """What was asked for, what was on the record and as at which day, from the journal's line of issue."""
    said, day = payload["asked"], date.fromisoformat(payload["day"])
    chosen = said["choice"]
    first, last = (date.fromisoformat(chosen[name]) if chosen[name] else None for name in ("first", "last"))
    choice = Choice(first, last, tuple(chosen["kinds"]), chosen["statutory"], chosen["family"], chosen["text"],
                    tuple(chosen["pick"]))  # fmt: skip
    pages = {int(entry): page for entry, page in said["pages"].items()}
    asked = Asked(said["prepared_for"], day if said["as_at"] else None, said["one_page"], said["both_sides"],
                  said["gap_weeks"], choice, pages)  # fmt: skip
    by = by_the_end_of(day).by if said["as_at"] else None
    known = Known(by, payload["upto"], payload["seq"])  # what was written later that day is not in it either
    return asked, known, day
