"""Commands for whoever looks after a team's server: team init, add-user, remove-user, check."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ehcp_desk.bootstrap import default_database
from ehcp_desk.cli.answers import OK, Call
from ehcp_desk.cli.upkeep import report
from ehcp_desk.domain.errors import BadInput

ROLES = ("caseworker", "manager", "data_officer", "tribunal_officer", "auditor", "administrator")


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    team = commands.add_parser("team", parents=[shared], help="set up a PostgreSQL server for a team, and its people")
    acts = team.add_subparsers(dest="act", metavar="ACT", required=True, parser_class=type(shared))
    admin = type(shared)(add_help=False)
    admin.add_argument("--admin-url", default="", metavar="URL",
                       help="the database as whoever looks after the server; --db where it is left out")  # fmt: skip
    parents = [shared, admin]
    init = acts.add_parser("init", parents=parents, help="make schema, roles and rules, or put them right again")
    init.set_defaults(run=_init)
    add = acts.add_parser("add-user", parents=parents, help="let somebody sign in, with these roles and no others")
    add.add_argument("name", metavar="NAME", help="as it stands in Settings, People, and in the journal")
    add.add_argument("--role", action="append", required=True, choices=ROLES, metavar="ROLE",
                     help=f"one of {', '.join(ROLES)}; may be given more than once")  # fmt: skip
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    add.set_defaults(run=_add_user)
    remove = acts.add_parser("remove-user", parents=parents, help="let somebody in no longer")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=_remove_user)
    check = acts.add_parser("check", parents=parents, help="is the server set up safely")
    check.set_defaults(run=_check)
    sign = acts.add_parser("sign-in", parents=[shared], help="keep your password for --db in this computer's keyring")
    sign.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    sign.add_argument("--forget", action="store_true", help="take it out of the keyring again")
    sign.set_defaults(run=_sign_in)


def _where(call: Call) -> str:
    return call.args.admin_url or call.args.db or default_database()


def _init(call: Call) -> int:
    from db.team.setting_up import set_up

    did = set_up(_where(call))
    call.answer({"did": did}, "\n".join(f"{line[:1].upper()}{line[1:]}." for line in did))
    return OK


def _add_user(call: Call) -> int:
    from db.team.setting_up import add_user

    password = _password() if call.args.password_stdin else None
    said, is_set = add_user(_where(call), call.args.name, call.args.role, password)
    call.answer({"name": call.args.name, "roles": call.args.role, "password": is_set}, said)
    return OK


def _sign_in(call: Call) -> int:
    from getpass import getpass

    from db.engine import FileAddress, address, written
    from db.store import open_store
    from ehcp_desk.signing_in import forget_password, keep_password

    where = call.args.db or default_database()
    if call.args.forget:
        from ehcp_desk.last_copies import signed_out

        gone = forget_password(where)
        signed_out(where)
        call.answer({"forgotten": gone}, "Forgotten." if gone else "No password was kept for this address.")
        return OK
    password = _password() if call.args.password_stdin else getpass("Password: ")
    url = address(where)
    store = open_store(written(url if isinstance(url, FileAddress) else url.set(password=password)))
    known = None if isinstance(url, FileAddress) else url.username
    who = store.signed_in.name if store.signed_in is not None else known
    store.close()
    keep_password(where, password)
    call.answer({"name": who}, f"Signed in as {who}; the password is in this computer's keyring.")
    return OK


def _password() -> str:
    if sys.stdin is None:
        raise BadInput("No password can be read from standard input, because it is closed.")
    return sys.stdin.readline().rstrip("\r\n")


def _remove_user(call: Call) -> int:
    from db.team.setting_up import remove_user

    said = remove_user(_where(call), call.args.name)
    call.answer({"name": call.args.name}, said)
    return OK


def _check(call: Call) -> int:
    from db.team.checking import check_team

    return report(call, check_team(_where(call)))
