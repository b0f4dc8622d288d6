"""Who decides: the parent until the end of compulsory school age, then the young person.

A "young person" is somebody over compulsory school age and under 25 (Children and Families Act 2014, s.83(2)).
Compulsory school age ends on the school leaving date, the last Friday in June, of the school year in which somebody
turns 16 (Education Act 1996, s.8(3); Education (School Leaving Date) Order 1997).  Where a young person lacks
capacity at the relevant time, their representative stands in their place, or their parent where they have none
(Children and Families Act 2014, s.80; SEND Regulations 2014, reg 64).  Capacity is presumed until recorded otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.profile import Profile

SIXTEEN = 16
YEAR_BEGINS = (9, 1)


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides on a day: ``who`` is a value of ``DECIDERS``, or empty where it cannot be known.

    ``words`` says it in a sentence; ``law`` is what it rests on; ``worth_saying`` is False for a child of school age.
    """

    who: str
    words: str
    law: str
    worth_saying: bool = True


def school_leaving_date(born: date) -> date:
    """The last day of compulsory school age."""
    sixteenth = born.year + SIXTEEN
    year = sixteenth if (born.month, born.day) < YEAR_BEGINS else sixteenth + 1
    last = date(year, 6, 30)
    return last - timedelta((last.weekday() - 4) % 7)


def who_decides(child: Child, profile: Profile, day: date) -> Decider:
    """Who decides about a child or young person on ``day``."""
    if child.born is None:
        return Decider("", "Not known: the date of birth is missing", "Children and Families Act 2014, s.83(2)")
    leaves = school_leaving_date(child.born)
    if day <= leaves:
        near = (child.age_on(day) or 0) >= SIXTEEN - 1
        then = f" until {in_words(leaves)}; from then on the young person" if near else ""
        return Decider("parent", f"The parents{then}", "Children and Families Act 2014, s.83(2)", near)
    recorded = profile.newest(day, "decider_recorded")
    if recorded is None or recorded.attrs.get("decides") == "young_person":
        why = "" if recorded is None else f" ({recorded.words})" if recorded.words else ""
        return Decider("young_person", f"The young person{why}", "Children and Families Act 2014, s.83(2)")
    return Decider(
        recorded.attrs.get("decides", ""),
        recorded.said,
        "Children and Families Act 2014, s.80; SEND Regulations, reg 64",
    )
