"""What the desk asks of whoever writes returns for outside and reads frozen ones back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from ehcp_desk.domain.restating import Issued, IssuedLine, Restatement
    from ehcp_desk.domain.return_papers import MonthlyReturn as Paper
    from ehcp_desk.domain.return_papers import Published
    from ehcp_desk.domain.returns import MonthlyReturn
    from ehcp_desk.domain.schools import School


class ReturnsOutside(Protocol):
    """Published returns, the board's pages, re-statements and the register of schools as files.

    Each ``write`` raises KnownFault where its folder cannot be written.
    """

    def write_published(self, told: Published, folder: Path, render: Callable[[Path], object]) -> list[Path]:
        """Write the published return; ``render`` draws its paper to a path."""

    def write_board(self, paper: Paper, folder: Path, render: Callable[[Path], object]) -> list[Path]:
        """Write the board's pages; ``render`` draws them to a path."""

    def read_issued(self, path: Path) -> Issued:
        """A frozen return with its lists.  Raises BadInput where it is none, or is not as it was issued."""

    def issued_lines(self, result: MonthlyReturn) -> Iterable[IssuedLine]:
        """A return's lines as its files print them."""

    def read_schools(self, path: Path) -> list[School]:
        """A register of schools from a CSV file.  Raises BadInput naming the row that cannot be read."""

    def write_restatement(self, told: Restatement, folder: Path) -> list[Path]:
        """Write what changed as a table and as a page."""
