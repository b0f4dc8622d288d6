"""A live database file on a network share is refused, with the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.location import is_unc, network_kind, refuse_network_share
from ehcp_desk.domain.errors import KnownFault

MOUNTS = r"""/dev/sda1 / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
//council/send /mnt/send\040team cifs rw 0 0
files:/export /srv/share nfs4 rw 0 0
/dev/sdb1 /srv/share/local ext4 rw 0 0
joy@files: /home/joy/remote fuse.sshfs rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/send team/desk.db", "cifs"),
        ("/srv/share/a/b/desk.db", "nfs4"),
        ("/home/joy/remote/desk.db", "fuse.sshfs"),
        (r"\\council\send\desk.db", "UNC path"),
        ("//council/send/desk.db", "UNC path"),
        (r"\\?\UNC\council\send\desk.db", "UNC path"),
        ("/srv/share/local/desk.db", ""),
        ("/srv/sharedesk.db", ""),
        ("/home/joy/desk.db", ""),
    ],
)
def test_where_a_path_is(path: str, kind: str) -> None:
    assert network_kind(path, MOUNTS) == kind


def test_a_share_is_refused_in_a_sentence_that_names_postgresql() -> None:
    with pytest.raises(KnownFault, match=r"network share \(cifs\).*postgresql\+psycopg://") as fault:
        refuse_network_share("/mnt/send team/desk.db", MOUNTS)
    assert fault.value.exit_code == 3


def test_this_computers_own_disk_is_fine(tmp_path: Path) -> None:
    refuse_network_share(tmp_path / "desk.db")


def test_a_long_local_path_of_windows_is_not_a_share() -> None:
    assert not is_unc(r"\\?\C:\Users\joy\desk.db")
    assert not is_unc("///slashes")
