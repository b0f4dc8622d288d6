"""What the desk asks of whoever writes and reads the chronology the other side fills in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from ehcp_desk.domain.chronology_exchange import ReturnedRow


class ChronologyFiles(Protocol):
    """``write`` raises BadInput for an ending that is not .docx, .csv or .xlsx, and KnownFault where it cannot be written;
    ``read`` raises BadInput, in one sentence, for what is not such a file.  ``large`` sets it in large print."""

    def write(self, path: Path, title: str, rows: Sequence[Sequence[str]], made: date, large: bool = False) -> None: ...
    def read(self, content: bytes, name: str) -> list[ReturnedRow]: ...
