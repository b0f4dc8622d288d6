"""How staff are told: the council's mail server, and from when somebody above is told too."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.digests import read_ladder
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.signals import LOW, LOW_ATTENDANCE, RAISING, USUAL, kinds_words, named
from ehcp_desk.ports.mail import Carrier, Mail, MailServer, NotCarried
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.notifying import LADDER
from ehcp_desk.services.upkeep.sealing import FOLDER
from ehcp_desk.services.upkeep.set_together import merged

SECURITY = {"starttls": "STARTTLS (port 587)", "tls": "TLS (port 465)", "none": "None, inside the building only"}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_KEYS = {"host": "mail.host", "port": "mail.port", "security": "mail.security", "sender": "mail.sender", "user": "mail.user",
         "authority": "mail.authority", "ladder": LADDER, "low_attendance": LOW, "seal_folder": FOLDER,
         "signals": RAISING}  # fmt: skip
_WORDS = {"host": "mail server", "port": "port", "security": "privacy of the line", "sender": "mail comes from",
          "user": "signs in as", "authority": "certificates", "ladder": "ladder", "low_attendance": "line for attendance",
          "seal_folder": "folder of the daily seals", "signals": "what raises a case"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alerts:
    """The mail server (``host`` empty: none is set), whom mail comes from, and the lines that raise a case.

    ``authority`` is a file of certificates of the council's own; ``ladder`` reads ``5 team manager, 20 service manager``.
    ``signals`` are the kinds of entry that raise a case until acted on, with commas between.
    ``seal_folder`` is where ``notify`` adds each day's seal, outside the database; empty for nowhere.
    The password is not here: it is taken from the environment of whoever runs the desk.
    """

    host: str = ""
    port: int = 587
    security: str = "starttls"
    sender: str = ""
    user: str = ""
    authority: str = ""
    ladder: str = ""
    low_attendance: int = LOW_ATTENDANCE
    seal_folder: str = ""
    signals: str = kinds_words(USUAL)


def alerts_of(work: ReadWork) -> Alerts:
    """What is set."""
    kept = {name: value for name, key in _KEYS.items() if (value := work.setting(key))}
    whole = {name: int(kept.pop(name)) for name in ("port", "low_attendance") if name in kept}
    return Alerts(**kept, **whole)  # type: ignore[arg-type]  # names and types of its own fields


def alerts(desk: Desk) -> Alerts:
    """What is set, for Settings."""
    with desk.store.read() as work:
        return alerts_of(work)


def carrier_of(desk: Desk) -> Carrier | None:
    """The way to the council's mail server; None where none is set."""
    kept = alerts(desk)
    if not kept.host or desk.mails is None:
        return None
    return desk.mails(MailServer(kept.host, kept.port, kept.security, kept.sender, kept.user, kept.authority))


def send_test(desk: Desk) -> str:
    """Send a message to whoever is at the keyboard; gives the address it went to.

    Raises BadInput where they have no address or no server is set, KnownFault where the server will not take it.
    """
    with desk.store.read() as work:
        me = work.staff().named(desk.user)
    if me is None or not me.email:
        raise BadInput(f"{desk.user} has no email address; write it under People first.")
    carrier = carrier_of(desk)
    if carrier is None:
        raise BadInput("No mail server is set; write its name first.")
    try:
        words = "This is a test. Whoever reads it will be told each morning what is due."
        carrier.send(Mail(me.name, me.email, "EHCP Desk: a test", words, f"test.{desk.now():%Y%m%d%H%M%S}"))
    except NotCarried as trouble:
        raise KnownFault(str(trouble)) from trouble
    finally:
        carrier.close()
    return me.email


def change_alerts(desk: Desk, wanted: Alerts, seen: Alerts | None = None) -> Changes:
    """Set them.  The journal keeps what stood there before.  What is as it was ``seen`` is not written.  Raises BadInput
    in one sentence, or Conflict where somebody else changed the same meanwhile."""
    desk.need(Act.SETTINGS)
    wanted = replace(wanted, signals=kinds_words(named(wanted.signals)))
    with desk.store.write(desk.user, desk.now()) as work:
        before = alerts_of(work)
        now = asdict(before)
        after = merged(desk, work, "alerts_changed", asdict(seen or before), asdict(wanted), now, _WORDS)
        _check(Alerts(**after))
        for name, key in _KEYS.items():
            work.set_setting(key, str(after[name]))
        work.append(NewEntry("alerts_changed", None, {"before": now, "after": after}))
    return Changes(frozenset({"settings"}))


def _check(wanted: Alerts) -> None:
    read_ladder(wanted.ladder)
    if not 1 <= wanted.low_attendance <= 100:
        raise BadInput("The line for attendance is a whole number from 1 to 100, in per cent.")
    if wanted.seal_folder and not Path(wanted.seal_folder).is_absolute():
        raise BadInput(f"'{wanted.seal_folder}' is not a whole path; write the seal folder from the drive or root on.")
    if " " in wanted.host or "/" in wanted.host:
        raise BadInput(f"'{wanted.host}' is not the name of a mail server; write it like mail.westmarsh.example.")
    if not 1 <= wanted.port <= 65535:
        raise BadInput("The port of a mail server is a number from 1 to 65535; 587 is usual.")
    if wanted.security not in SECURITY:
        raise BadInput(f"'{wanted.security}' is not a way to keep mail private; use one of {', '.join(SECURITY)}.")
    if (wanted.host or wanted.sender) and not _ADDRESS.fullmatch(wanted.sender):
        raise BadInput("Mail must come from somebody: write the address, like sen-desk@westmarsh.example.")
