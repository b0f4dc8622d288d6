"""``staff``: who works here, somebody new or changed, and the teams with who manages them."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.absences import add_away, officer_named
from ehcp_desk.cli.answers import OK, Call, table, warn
from ehcp_desk.cli.one_team import team_named
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people import Role

if TYPE_CHECKING:
    from ehcp_desk.domain.people import Officer
    from ehcp_desk.services.desk import Desk

_CHANGING = ("rename", "role", "team", "fte", "days", "email", "started")


def add_staff(commands: Any, shared: argparse.ArgumentParser) -> Any:
    """Add the command, and give what takes its acts, for those of other rooms."""
    staff = commands.add_parser("staff", parents=[shared], help="who works here, their posts, days and caseload")
    staff.set_defaults(run=_staff)
    kinds = staff.add_subparsers(dest="staff_act", metavar="ACT")
    new = kinds.add_parser("add", parents=[shared], help="add a person")
    new.set_defaults(run=_add, rename=None)
    change = kinds.add_parser(
        "change", parents=[shared], help="change somebody; a name read from a file becomes a person"
    )
    change.add_argument("--rename", metavar="NAME", help="what they are called now")
    change.set_defaults(run=_change)
    for parser in (new, change):
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--role", choices=list(Role), metavar="ROLE", help=", ".join(Role))
        parser.add_argument("--team", metavar="NAME", help="their team; with --team '' none")
        parser.add_argument("--fte", type=float, metavar="SHARE", help="1 is full time, 0.6 three days")
        parser.add_argument("--days", metavar="DAYS", help="the days worked, such as Mon,Tue,Thu")
        parser.add_argument(
            "--email", metavar="ADDRESS", help="where the morning's message goes; with --email '' nowhere"
        )
        parser.add_argument("--started", metavar="DATE", help="the first working day")
    team = kinds.add_parser("team", parents=[shared], help="the teams; make one, or say who manages it")
    team.add_argument("name", nargs="?", default="", metavar="NAME")
    team.add_argument("--add", action="store_true", help="make a team of this name")
    team.add_argument(
        "--manager", metavar="NAME", help="who manages it; with --manager '' nobody, and its cases go one higher"
    )
    team.set_defaults(run=_team)
    add_away(kinds, shared)
    return kinds


def officer_of(desk: Desk, name: str) -> Officer:
    """The person of a name.  Raises BadInput where nobody has it."""
    with desk.store.read() as work:
        return officer_named(work.staff(), name)


def _staff(call: Call) -> int:
    from ehcp_desk.domain.people import days_words
    from ehcp_desk.services.oversight.staffing import ROLE_WORDS, staff_view
    from ehcp_desk.services.oversight.team import team_view

    desk = call.desk()
    view, loads = staff_view(desk), {load.officer_id: load for load in team_view(desk).loads}
    document, rows = [], []
    for officer in view.in_order():
        load, held = loads.get(officer.id), view.held[officer.id]
        carried, weight = (load.open_cases, load.weight) if load else (0, 0.0)
        each = round(weight / officer.fte, 1) if officer.fte else None
        team = view.people.teams[officer.team_id].name if officer.team_id is not None else None
        document.append({"name": officer.name, "role": officer.role.value, "team": team, "fte": officer.fte,
                         "days": days_words(officer), "email": officer.email, "started_on": officer.started_on,
                         "left_on": officer.left_on, "to_be_matched": officer.placeholder, "cases": held,
                         "open_cases": carried, "weight": weight, "weight_per_post": each})  # fmt: skip
        rows.append((officer.name, ROLE_WORDS[officer.role], team or "–", f"{officer.fte:g}", days_words(officer), str(held),
                     str(carried), f"{weight:.1f}", "–" if each is None else f"{each:.1f}",
                     in_words(officer.left_on) if officer.left_on else "–"))  # fmt: skip
    heads = ("Name", "Role", "Team", "Posts", "Days", "Cases", "Open", "Weight", "A post", "Last day")
    call.answer({"staff": document}, lambda: table(heads, rows))
    return OK


def _add(call: Call) -> int:
    from ehcp_desk.domain.people import Officer
    from ehcp_desk.services.oversight.staffing import add_officer

    desk = call.desk()
    wanted = _as_said(call, desk, Officer(0, call.args.name, started_on=desk.today()))
    add_officer(desk, wanted)
    return _said(call, desk, wanted)


def _change(call: Call) -> int:
    from ehcp_desk.services.oversight.staffing import change_officer

    args, desk = call.args, call.desk()
    seen = officer_of(desk, args.name)
    if all(getattr(args, name) is None for name in _CHANGING):
        raise BadInput(f"Say what changes of {seen.name}, with {', '.join('--' + name for name in _CHANGING)}.")
    wanted = _as_said(call, desk, replace(seen, placeholder=False))
    warn(change_officer(desk, wanted, seen).warnings)
    return _said(call, desk, wanted)


def _as_said(call: Call, desk: Desk, officer: Officer) -> Officer:
    """The person with what the command says of them; what it leaves out stays."""
    from ehcp_desk.domain.people import read_days

    args = call.args
    return replace(
        officer,
        name=officer.name if args.rename is None else args.rename,
        role=officer.role if args.role is None else Role(args.role),
        team_id=officer.team_id if args.team is None else team_named(desk, args.team).id,
        fte=officer.fte if args.fte is None else args.fte,
        days_off=officer.days_off if args.days is None else read_days(args.days),
        email=officer.email if args.email is None else args.email.strip(),
        started_on=officer.started_on if args.started is None else iso_date(args.started),
    )


def _said(call: Call, desk: Desk, officer: Officer) -> int:
    from ehcp_desk.domain.people import days_words
    from ehcp_desk.services.oversight.staffing import ROLE_WORDS

    officer = officer_of(desk, " ".join(officer.name.split()))
    with desk.store.read() as work:
        team = work.staff().teams[officer.team_id].name if officer.team_id is not None else None
    document = {"name": officer.name, "role": officer.role.value, "team": team, "fte": officer.fte,
                "days": days_words(officer), "email": officer.email, "started_on": officer.started_on,
                "to_be_matched": officer.placeholder}  # fmt: skip
    call.answer(document, f"{officer.name}: {ROLE_WORDS[officer.role]}, {f'team {team}' if team else 'no team'}, "
                          f"{officer.fte:g} of full time, {days_words(officer)}, {officer.email or 'no address'}.")  # fmt: skip
    return OK


def _team(call: Call) -> int:
    from ehcp_desk.services.oversight.staffing import add_team, set_manager

    args, desk = call.args, call.desk()
    if not args.name and (args.add or args.manager is not None):
        raise BadInput("Say which team, such as: staff team North --manager 'Ruth Castellan'")
    manager = officer_of(desk, args.manager) if args.manager else None
    if args.add:
        add_team(desk, args.name)
    team = team_named(desk, args.name)
    if args.manager is not None and team.id is not None:
        set_manager(desk, team.id, manager.id if manager else None)
    with desk.store.read() as work:
        people = work.staff()
    listed = [t for t in people.teams.values() if team.id in (None, t.id)]
    document = [{"name": t.name, "manager": people.officers[t.manager_id].name if t.manager_id is not None else None,
                 "people": sum(o.team_id == t.id and o.works_on(desk.today()) for o in people.officers.values())}
                for t in sorted(listed, key=lambda t: t.name.casefold())]  # fmt: skip
    rows = [(str(t["name"]), str(t["manager"] or "nobody"), str(t["people"])) for t in document]
    call.answer({"teams": document}, lambda: table(("Team", "Managed by", "People"), rows))
    return OK
