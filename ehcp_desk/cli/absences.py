"""``staff away``: the days somebody is away and who covers, and those days put right."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import OK, Call, table
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput

if TYPE_CHECKING:
    from ehcp_desk.domain.people import Absence, Officer, Staff
    from ehcp_desk.services.desk import Desk


def add_away(kinds: Any, shared: argparse.ArgumentParser) -> None:
    """Add the act to those of ``staff``."""
    away = kinds.add_parser("away", parents=[shared], help="days somebody is away: list, record, change or remove them")
    away.add_argument("name", metavar="NAME")
    away.add_argument("--from", dest="first", metavar="DATE", help="the first day away")
    away.add_argument("--to", dest="last", metavar="DATE", help="the last day away")
    away.add_argument("--cover", metavar="NAME", help="who covers; with --cover '' nobody")
    which = away.add_mutually_exclusive_group()
    which.add_argument("--change", type=int, metavar="N", help="change the days away of this number")
    which.add_argument("--remove", type=int, metavar="N", help="take the days away of this number off the record")
    away.add_argument("--reason", default="", metavar="TEXT")
    away.set_defaults(run=_away)


def officer_named(staff: Staff, name: str) -> Officer:
    """The person; BadInput where nobody has the name."""
    officer = staff.named(name)
    if officer is None:
        raise BadInput(f"Nobody here is called {name}; see the names with: staff")
    return officer


def _away(call: Call) -> int:
    from ehcp_desk.services.oversight.staffing import staff

    desk, args = call.desk(), call.args
    officer = officer_named(staff(desk), args.name)
    if args.change is not None or args.remove is not None or args.first or args.last or args.cover is not None:
        _save(desk, args, staff(desk), officer)
    people = staff(desk)
    listed = [a for a in people.absences if a.officer_id == officer.id]
    names = {a.id: people.officers[a.cover_id].name if a.cover_id is not None else "nobody" for a in listed}
    rows = [(str(a.id), in_words(a.first_day), in_words(a.last_day), names[a.id], a.reason) for a in listed]
    call.answer({"name": officer.name, "away": [{**asdict(a), "cover": names[a.id]} for a in listed]},
                lambda: table(("Number", "From", "To", "Cover", "Reason"), rows))  # fmt: skip
    return OK


def _save(desk: Desk, args: argparse.Namespace, staff: Staff, officer: Officer) -> None:
    from ehcp_desk.services.oversight.staffing import add_absence, change_absence

    cover = officer_named(staff, args.cover).id if args.cover else None
    if args.remove is not None:
        change_absence(desk, _numbered(staff, officer, args.remove), None, args.reason)
    elif args.change is not None:
        seen = _numbered(staff, officer, args.change)
        wanted = replace(seen, first_day=iso_date(args.first) if args.first else seen.first_day,
                         last_day=iso_date(args.last) if args.last else seen.last_day,
                         cover_id=seen.cover_id if args.cover is None else cover)  # fmt: skip
        change_absence(desk, seen, wanted, args.reason)
    elif args.first and args.last:
        add_absence(desk, officer.id, iso_date(args.first), iso_date(args.last), cover, args.reason)
    else:
        raise BadInput("Say both days, with --from and --to, or which days away change, with --change N.")


def _numbered(staff: Staff, officer: Officer, number: int) -> Absence:
    found = next((a for a in staff.absences if a.id == number and a.officer_id == officer.id), None)
    if found is None:
        raise BadInput(
            f"{officer.name} has no days away of number {number}; see them with: staff away '{officer.name}'"
        )
    return found
