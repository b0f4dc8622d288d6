"""Commands that tell people what is due: notify, calendar, and alerts to set the mail server."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, say
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.digests import Digest
from ehcp_desk.services.desk import Desk

FAULT = 3
_OPTIONS: tuple[tuple[str, str, type, str], ...] = (
    ("host", "host", str, "the mail server; empty for none"),
    ("port", "port", int, "its port, 587 as a rule"),
    ("security", "security", str, "starttls, tls or none"),
    ("sender", "sender", str, "the address mail comes from"),
    ("sign-in", "user", str, "the name to sign in to the server with"),
    ("authority", "authority", str, "a file of certificates to trust besides the computer’s own"),
    ("ladder", "ladder", str, "when somebody above is told: 5 team manager, 20 service manager"),
    ("seal-folder", "seal_folder", str, "the folder notify adds each day's seal to; empty for none"),
    ("low-attendance", "low_attendance", int, "the per cent under which attendance raises a case"),
    ("signals", "signals", str, "the kinds of entry that raise a case until acted on, with commas; none for none"),
)


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    notify = commands.add_parser(
        "notify", parents=[shared], help="tell each named person what is due; run it once a day"
    )
    notify.add_argument("--dry-run", action="store_true", help="show the messages and send nothing")
    notify.set_defaults(run=_notify)
    calendar = commands.add_parser(
        "calendar", parents=[shared], help="one person's due dates, without names, for Outlook"
    )
    calendar.add_argument("--owner", required=True, metavar="NAME")
    calendar.add_argument("--out", required=True, type=Path, metavar="FILE.ics")
    calendar.set_defaults(run=_calendar)
    alerts = commands.add_parser("alerts", parents=[shared], help="show or set the mail server and the ladder",
                                 epilog="The password is read from EHCP_DESK_MAIL_PASSWORD.")  # fmt: skip
    for option, field, kind, words in _OPTIONS:
        alerts.add_argument(
            f"--{option}", dest=f"set_{field}", type=kind, metavar="N" if kind is int else "TEXT", help=words
        )
    alerts.set_defaults(run=_alerts)


def _notify(call: Call) -> int:
    from ehcp_desk.services.oversight.notifying import Told, hidden_from, morning, notify
    from ehcp_desk.services.oversight.restricting import not_read, unopened
    from ehcp_desk.services.upkeep.alerting import carrier_of

    desk = call.desk()
    if call.args.dry_run:
        told = Told(morning(desk, call.progress), hidden=hidden_from(desk))
    else:
        carrier = carrier_of(desk)
        try:
            told = notify(desk, carrier, call.progress)
        finally:
            if carrier is not None:
                carrier.close()
        if carrier is None:
            say("ehcp-desk: no mail server is set, so the messages wait. Set one with: ehcp-desk alerts --host NAME …")
    document = {"messages": [_message(m) for m in told.messages], "sent": told.sent, "queued": told.queued,
                "already": told.already, "refused": told.refused, "unaddressed": list(told.unaddressed),
                "hidden": told.hidden}  # fmt: skip
    call.answer(document, lambda: _told_text(told.messages, call.args.dry_run, document))
    for name in told.unaddressed:
        say(f"Look at this: {name} has no email address, so nothing reaches them; write it under Settings, People.")
    if call.args.dry_run and (shut := unopened(desk)):
        say(f"Look at this:{not_read(shut)} A run that is not a trial opens them itself.")
    if told.hidden:
        many = so_many(told.hidden, "restricted case is", "restricted cases are")
        say(
            f"Look at this: {many} not open to {desk.user}, so nobody is told of them; run it as somebody they are open to."
        )
    if told.trouble:
        waits = f" {told.queued} wait and go with the next run." if told.queued else ""
        say(f"ehcp-desk: {told.trouble}{waits}")
    fault = "" if call.args.dry_run else _seal_day(desk)
    if told.trouble or told.queued or fault:
        return FAULT
    return FOUND_WRONG if told.unaddressed else OK


def _seal_day(desk: Desk) -> str:
    """Add the day's seal where a folder is set; gives the trouble, said too, for the messages have gone by then."""
    from ehcp_desk.domain.errors import DeskError
    from ehcp_desk.services.upkeep.alerting import alerts
    from ehcp_desk.services.upkeep.sealing import add_seal

    folder = alerts(desk).seal_folder
    try:
        if folder:
            add_seal(desk, Path(folder))
    except DeskError as trouble:
        say(f"ehcp-desk: the day was not sealed. {trouble}")
        return str(trouble)
    return ""


def _message(digest: Digest) -> dict[str, Any]:
    return {
        "to": digest.to,
        "role": digest.role,
        "subject": digest.subject,
        "body": digest.body,
        "cases": list(digest.cases),
    }


def _told_text(messages: tuple[Digest, ...], whole: bool, counts: dict[str, Any]) -> str:
    if whole:
        shown = [f"To {m.to} ({m.role}), {m.address or 'no address'}\n{m.subject}\n\n{m.body}" for m in messages]
        return ("\n\n" + "-" * 60 + "\n\n").join(shown) or "There is nothing to tell anybody today."
    return (f"{counts['sent']} sent, {counts['already']} sent earlier today, {counts['queued']} waiting"
            f"{', ' + str(counts['refused']) + ' refused' if counts['refused'] else ''}.")  # fmt: skip


def _calendar(call: Call) -> int:
    from ehcp_desk.services.oversight.due_days import write_due_days

    path: Path = call.args.out
    count = write_due_days(call.desk(), call.args.owner, path)
    call.answer({"file": str(path), "entries": count}, f"{count} due dates are in {path}.")
    return OK


def _alerts(call: Call) -> int:
    from ehcp_desk.services.upkeep.alerting import alerts, change_alerts

    desk = call.desk()
    now = alerts(desk)
    given = {name: value for name in asdict(now) if (value := getattr(call.args, f"set_{name}")) is not None}
    if given:
        change_alerts(desk, replace(now, **given), now)
        now = alerts(desk)
    call.answer(
        asdict(now), "\n".join(f"{name.replace('_', '-')}: {value or '–'}" for name, value in asdict(now).items())
    )
    return OK
