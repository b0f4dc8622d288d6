"""Returns leaving the desk: packs, the board's pages, the published return, and what changed since one was issued.

The window and the commands write them through here, so that a pack is the same files whoever asked for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.journal import RETURN_ISSUED, NewEntry
from ehcp_desk.domain.restating import Restatement
from ehcp_desk.domain.return_papers import LEFT_OUT
from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.domain.suppressing import USUAL_THRESHOLD
from ehcp_desk.ports.papers import Papers
from ehcp_desk.ports.returns import ReturnsOutside
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.publishing import publish
from ehcp_desk.services.oversight.publishing_again import Earlier, earlier_of
from ehcp_desk.services.oversight.restating import restate
from ehcp_desk.services.oversight.return_paper import board_paper, to_paper
from ehcp_desk.services.oversight.returns import BEING_CHECKED, FINAL, compute_monthly, numbers_of
from ehcp_desk.services.oversight.spans import Span
from ehcp_desk.services.records.issuing import note_frozen, note_issue
from ehcp_desk.services.upkeep.frozen_check import known_copy

_NO_WRITER = "This desk cannot write the files of a return; install the whole program."


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a return; ``left_out`` counts the figures a published one does not show."""

    files: tuple[Path, ...]
    left_out: int = 0


def write_pack(
    desk: Desk, day: date, folder: Path, span: Span = Span.MONTH, progress: Progress | None = None
) -> Written:
    """Write every file of the month's, week's or quarter's return ``day`` lies in, and keep that it was issued.

    Raises BadInput for a stretch that has not begun, KnownFault where the folder cannot be written.
    """
    return write_counted(desk, compute_monthly(desk, day, progress, span=span), folder, progress)


def write_counted(desk: Desk, result: MonthlyReturn, folder: Path, progress: Progress | None = None) -> Written:
    """Write every file of a return that is counted already.  Raises as above."""
    papers, write, printed = _papers(desk), desk.return_files, list[str]()
    if write is None:
        raise KnownFault(_NO_WRITER)
    if not result.provisional:  # what leaves the desk now is what later counts are held against
        lines = (
            replace(x, state=FINAL if x.state in (BEING_CHECKED, "new indicator") else x.state) for x in result.lines
        )
        result = replace(result, lines=tuple(lines))
    paper = to_paper(result)
    files = write(result, folder, lambda path: printed.append(papers.monthly(paper, path, progress)))
    note_issue(desk, f"{result.pack} return", printed, _drawn(files), paper.head)
    note_frozen(desk, f"{result.pack} return", files, paper.head.as_at, result.journal_seq)
    if not result.provisional:
        figures = {line.code: numbers_of(line) for line in result.lines}
        with desk.store.write(desk.user, desk.now()) as work:
            work.append(NewEntry(RETURN_ISSUED, None, {"pack": result.pack, "stamp": result.stamp, "figures": figures}))
    return Written(tuple(files))


def write_board(desk: Desk, month: date, folder: Path, progress: Progress | None = None) -> Written:
    """Write the board's few pages of a month: PDF, HTML, a workbook and CSV.  Raises as above."""
    papers, outside, printed = _papers(desk), _outside(desk), list[str]()
    paper = board_paper(compute_monthly(desk, month, progress))
    files = outside.write_board(paper, folder, lambda path: printed.append(papers.monthly(paper, path, progress)))
    note_issue(desk, "board pack", printed, _drawn(files), paper.head)
    return Written(tuple(files))


def write_published(
    desk: Desk, month: date, folder: Path, threshold: int = USUAL_THRESHOLD, progress: Progress | None = None
) -> Written:
    """Write the month's return for outside, small numbers left out.  Raises as above, and BadInput for a threshold
    under 3."""
    papers, outside, printed = _papers(desk), _outside(desk), list[str]()
    result = compute_monthly(desk, month, progress)
    with desk.store.read() as work:
        earlier = earlier_of(work)
    told = publish(result, threshold, progress, earlier)
    files = outside.write_published(
        told, folder, lambda path: printed.append(papers.monthly(told.paper, path, progress))
    )
    note_issue(desk, "published return", printed, _drawn(files), told.paper.head)
    with desk.store.write(desk.user, desk.now()) as work:
        work.append(Earlier(result.month, threshold, told.out).entry())
    return Written(tuple(files), sum(one.absent == LEFT_OUT for one in told.paper.indicators))


def restate_file(desk: Desk, path: Path, progress: Progress | None = None) -> Restatement:
    """What changed since the frozen return in this file was issued.  Raises BadInput where it is none, is not as it
    was issued, or is not the copy that this record froze."""
    outside = _outside(desk)
    issued = outside.read_issued(path)
    return restate(desk, replace(issued, known=known_copy(desk, path)), outside.issued_lines, progress)


def write_restatement(desk: Desk, told: Restatement, folder: Path) -> Written:
    """Write what changed as a table and a page.  Raises KnownFault where the folder cannot be written."""
    return Written(tuple(_outside(desk).write_restatement(told, folder)))


def _papers(desk: Desk) -> Papers:
    if desk.papers is None:
        raise KnownFault(_NO_WRITER)
    return desk.papers


def _outside(desk: Desk) -> ReturnsOutside:
    if desk.returns_outside is None:
        raise KnownFault(_NO_WRITER)
    return desk.returns_outside


def _drawn(files: Iterable[Path]) -> list[Path]:
    """The files of a return that are papers, whose words the journal keeps a digest of."""
    return [file for file in files if file.suffix in (".pdf", ".html")]
