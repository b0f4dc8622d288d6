"""Returns for outside as the desk asks for them: publishing, and re-stating what was issued."""

from __future__ import annotations

from ehcp_desk.exchange.return_published import write_board, write_published
from ehcp_desk.exchange.return_restating import issued_lines, read_issued, write_restatement
from ehcp_desk.exchange.schools_file import read_schools


class FilesForOutside:
    """Published returns, the board's pages, re-statements and the register of schools as files."""

    write_published = staticmethod(write_published)
    write_board = staticmethod(write_board)
    read_issued = staticmethod(read_issued)
    issued_lines = staticmethod(issued_lines)
    read_schools = staticmethod(read_schools)
    write_restatement = staticmethod(write_restatement)
