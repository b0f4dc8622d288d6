"""Due dates as an iCalendar file (RFC 5545) for Outlook and the like: all-day entries, references only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from ehcp_desk.ports.papers import DueDay


def calendar_bytes(name: str, days: Iterable[DueDay], at: datetime) -> bytes:
    """The file.  ``at`` is the moment it was made, written into every entry as the standard asks."""
    calendar = Calendar()
    calendar.add("prodid", "-//EHCP Desk//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for day in days:
        event = Event()
        event.add("uid", f"{day.key}@ehcp-desk.invalid")
        event.add("dtstamp", at)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", day.title)
        if day.words:
            event.add("description", day.words)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
