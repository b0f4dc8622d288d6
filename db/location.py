"""Where a database file may live.  SQLite on a network share loses work, so it is refused with a way out.

SQLite's own documentation: a write-ahead log needs the memory of one computer, and file locks over a network are
unreliable.  Several people at once means PostgreSQL (DESIGN.md, Promises of the store).
"""

from __future__ import annotations

import sys
from pathlib import Path

from ehcp_desk.domain.errors import KnownFault

_SHARES = ("nfs", "nfs4", "cifs", "smb", "smbfs", "smb2", "smb3", "afs", "ncpfs", "glusterfs", "ceph", "lustre", "9p")
_MOUNTED_BY_A_USER = ("sshfs", "davfs", "davfs2", "glusterfs", "ceph", "smbnetfs", "gvfsd-fuse", "rclone", "s3fs")
NETWORK_KINDS = frozenset((*_SHARES, "davfs", "prl_fs", *(f"fuse.{kind}" for kind in _MOUNTED_BY_A_USER)))
_DRIVE_REMOTE = 4  # GetDriveTypeW: a mapped network drive
_UNC_STARTS = ("\\\\", "//")
_LOCAL_UNC = ("\\\\?\\", "\\\\.\\", "//?/", "//./")


def refuse_network_share(path: Path | str, mounts: str | None = None) -> None:
    """Raise KnownFault where ``path`` is on a network share.

    ``mounts`` is the text of a Linux mount table; the machine's own is read where it is None.
    """
    kind = network_kind(path, mounts)
    if kind:
        raise KnownFault(
            f"{path} is on a network share ({kind}), where a shared database file loses work. Keep the file on this "
            "computer, or use a PostgreSQL server for the team: --db postgresql+psycopg://server/database."
        )


def network_kind(path: Path | str, mounts: str | None = None) -> str:
    """What kind of network share holds ``path``; empty where it is on this computer."""
    text = str(path)
    if is_unc(text):
        return "UNC path"
    if mounts is None and sys.platform == "win32":
        return _mapped_drive(text)
    table = mounts if mounts is not None else _mount_table()
    kind = mount_kind(str(Path(text).resolve()), table)
    return kind if kind in NETWORK_KINDS else ""


def is_unc(text: str) -> bool:
    """True for ``\\\\server\\share`` in either slash and for its long form, false for a local long path."""
    for start in _LOCAL_UNC:
        if text.startswith(start):
            return text[len(start) :].upper().startswith(("UNC\\", "UNC/"))
    return text.startswith(_UNC_STARTS) and len(text) > 2 and text[2] not in "\\/"


def mount_kind(path: str, table: str) -> str:
    """The file system under ``path`` by a mount table in the form of ``/proc/mounts``; the deepest mount wins."""
    best, kind = "", ""
    for line in table.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return "" if best == "/" else kind  # what the computer itself runs from is not a share, whatever it is called


def _mount_table() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _mapped_drive(text: str) -> str:
    # Looked up by name because the type stubs know this call on Windows alone.
    import ctypes

    drive = Path(text).resolve().drive
    if is_unc(drive + "\\"):
        return "UNC path"
    kind = getattr(ctypes, "windll").kernel32.GetDriveTypeW(drive + "\\")  # noqa: B009
    return "mapped drive" if kind == _DRIVE_REMOTE else ""
