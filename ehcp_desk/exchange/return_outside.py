"""Returns for outside as the desk asks for them: publishing, and re-stating what was issued."""

from __future__ import annotations

from ehcp_desk.exchange.return_published import write_published
from ehcp_desk.exchange.return_restating import issued_lines, read_issued, write_restatement


class FilesForOutside:
    """Published returns and re-statements as files."""

    write_published = staticmethod(write_published)
    read_issued = staticmethod(read_issued)
    issued_lines = staticmethod(issued_lines)
    write_restatement = staticmethod(write_restatement)
