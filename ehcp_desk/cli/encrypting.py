"""Commands for a record encrypted on the disk: encrypt, decrypt, change-passphrase, recovery-key."""

from __future__ import annotations

import argparse
import os
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.bootstrap import default_database
from ehcp_desk.cli.answers import OK, Call
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.unlocking import VARIABLE

if TYPE_CHECKING:
    from db.cipher import FileKey

NEW_VARIABLE = "EHCP_DESK_NEW_PASSPHRASE"
_KEEP_IT = (
    "Recovery key: {key}\nPrint it and lock it away. Whoever loses {what} and the recovery key has lost the record and "
    "every backup of it: nobody can open them then, and nobody who wrote this program can either."
)
_REMAINS = (
    "The plain file was {gone}; a solid-state disk, a snapshot or a backup of the disk may still hold pieces of it, which "
    "only the disk's own encryption covers."
)


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    encrypt = commands.add_parser(
        "encrypt", parents=[shared], help="encrypt the record's file; its backups are then too"
    )
    encrypt.add_argument("--keyring", action="store_true",
                         help="a random key that this computer's keyring keeps, instead of a passphrase")  # fmt: skip
    encrypt.set_defaults(run=_encrypt)
    decrypt = commands.add_parser("decrypt", parents=[shared], help="make an encrypted record's file plain again")
    decrypt.set_defaults(run=_decrypt)
    change = commands.add_parser("change-passphrase", parents=[shared],
                                 help="another passphrase; --passphrase-stdin reads the old one, then the new")  # fmt: skip
    change.add_argument("--keyring", action="store_true",
                        help="a random key that this computer's keyring keeps, instead of a passphrase")  # fmt: skip
    change.set_defaults(run=_change)
    recovery = commands.add_parser("recovery-key", parents=[shared], help="the key to print and lock away")
    recovery.set_defaults(run=_recovery)


def given_passphrase() -> str:
    """A line of standard input.  Raises BadInput where there is none."""
    line = sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""
    if not line:
        raise BadInput("--passphrase-stdin reads a passphrase from standard input, and there is none.")
    return line


def asked_passphrase() -> str:
    """What somebody at a terminal types."""
    return getpass("Passphrase or recovery key of the record: ")


def _encrypt(call: Call) -> int:
    from db.cipher import way_of

    path = _record(call)
    if way_of(path):
        raise BadInput(f"{path} is encrypted already. Give it another passphrase with: ehcp-desk change-passphrase.")
    return _put_under(call, path, call.args.passphrase or os.environ.get(VARIABLE, ""))


def _change(call: Call) -> int:
    path = _record(call)
    _key_of(path)  # whoever cannot open it is told before a new passphrase is asked for
    new = given_passphrase() if call.args.passphrase_stdin and not call.args.keyring else ""
    return _put_under(call, path, new or os.environ.get(NEW_VARIABLE, ""))


def _put_under(call: Call, path: Path, passphrase: str) -> int:
    from db.cipher import way_of
    from db.encrypting import in_clear, rewrite

    key, was_plain = _new_key(call, passphrase), not way_of(path)
    rewrite(path, key, call.progress)
    plain = [str(one) for one in in_clear(path.parent)]
    what = "the keyring of this computer" if call.args.keyring else "the passphrase"
    said = [f"{path} is encrypted, checked against what it was, and its new backups will be. It opens with {what}."]
    if was_plain:
        said.append(_REMAINS.format(gone="removed" if os.name == "nt" else "written over and removed"))
    else:
        said.append("Backups made before still open with what opened them, and only with that.")
    if plain:
        said.append(f"Still readable by anybody, remove what is not needed: {', '.join(plain)}.")
    said.append(_KEEP_IT.format(key=key.recovery, what=what))
    call.answer({"file": str(path), "encrypted": way_of(path), "recovery_key": key.recovery, "in_clear": plain},
                "\n".join(said))  # fmt: skip
    return OK


def _new_key(call: Call, passphrase: str) -> FileKey:
    from db.cipher import passphrase_key, random_key
    from ehcp_desk.unlocking import keep_key

    if call.args.keyring:
        key = random_key()
        keep_key(key.salt, key.recovery)
        return key
    return passphrase_key(passphrase or _typed_twice())


def _typed_twice() -> str:
    if not sys.stdin or not sys.stdin.isatty():
        raise BadInput(
            "Give the new passphrase: on standard input with --passphrase-stdin, or in the environment; or use --keyring."
        )
    first = getpass("New passphrase: ")
    if getpass("The same again: ") != first:
        raise BadInput("The two were not the same; nothing was changed.")
    return first


def _decrypt(call: Call) -> int:
    from db.encrypting import rewrite

    path = _record(call)
    _key_of(path)
    rewrite(path, None, call.progress)
    call.answer({"file": str(path), "encrypted": ""},
                f"{path} is plain again: whoever has the file can read it. Backups made before stay encrypted.")  # fmt: skip
    return OK


def _recovery(call: Call) -> int:
    path = _record(call)
    key = _key_of(path)
    call.answer(
        {"file": str(path), "recovery_key": key.recovery}, _KEEP_IT.format(key=key.recovery, what="what opens it")
    )
    return OK


def _record(call: Call) -> Path:
    from db.encrypting import local_file
    from db.opening import refuse_what_is_not_ours

    path = local_file(call.args.db or default_database())
    refuse_what_is_not_ours(path)
    return path


def _key_of(path: Path) -> FileKey:
    from db.cipher import KEYS

    key = KEYS.key_of(path)
    if key is None:
        raise BadInput(f"{path} is not encrypted. Encrypt it with: ehcp-desk encrypt.")
    return key
