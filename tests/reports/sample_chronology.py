"""Joel Tamworth's chronology, short and long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ehcp_desk.domain.papers import Chronology, ChronologyLine, LineMark, LineNote, StatutoryLimit, UnknownLimit
from ehcp_desk.domain.wording import Mark
from tests.reports.sample_head import HEAD


def chronology(**changes: Any) -> Chronology:
    """Joel Tamworth's chronology, with one line of each kind."""
    lines = (
        ChronologyLine(
            1,
            date(2026, 1, 15),
            "Mrs Tamworth says she asked the school to seek an assessment. The council holds no record of it.",
            "Parent’s letter, 12 May 2026",
            "D4, page 11",
            when="about mid-January 2026",
            approximate=True,
            notes=(LineNote(LineMark.ALLEGED, "Alleged by the parent."),),
        ),
        ChronologyLine(
            2,
            date(2026, 2, 9),
            "Mrs Tamworth asked the council by email for an EHC needs assessment. The 20-week clock starts.",
            "Email",
            "D1, page 3",
            key_date=True,
        ),
        ChronologyLine(
            3, date(2026, 2, 16), "The council asked Harbour View Secondary for information.", "Email", "D2, page 5"
        ),
        ChronologyLine(
            4,
            date(2026, 3, 4),
            "Harbour View Secondary replied: attendance 71%, two suspensions this year.",
            "School report",
            "D3, pages 7 to 9",
        ),
        ChronologyLine(
            5,
            date(2026, 3, 19),
            "Panel decided not to assess. Reasons: needs can be met from school resources.",
            "Panel record",
            "D5, pages 13 to 14",
            recorded_on=date(2026, 3, 24),
            recorded_by="Ruth Castellan",
            key_date=True,
        ),
        ChronologyLine(
            6,
            date(2026, 3, 26),
            "The council told Mrs Tamworth it would not assess.",
            "Letter, with appeal rights",
            "D6, pages 15 to 17",
            limit="Limit: 23 March 2026. Met 3 days late.",
            key_date=True,
        ),
        ChronologyLine(
            7,
            date(2026, 4, 14),
            "Mrs Tamworth contacted the mediation adviser and chose not to mediate.",
            "Adviser’s email",
            "D7, page 18",
        ),
        ChronologyLine(
            8,
            date(2026, 5, 12),
            "Joel was suspended for two days. Mrs Tamworth says the school sent him home on three other days.",
            "School letter; parent’s letter",
            "D9, page 20; D4, page 12",
            when="12 and 13 May 2026",
            notes=(LineNote(LineMark.DISPUTED, "Disputed: the school records two days, the parent five."),),
        ),
        ChronologyLine(
            9,
            date(2026, 10, 15),
            "Hearing, by video. Joel’s views were read by his advocate.",
            "Attendance note",
            "D14, page 52",
            notes=(LineNote(LineMark.AGREED, "Agreed by both sides."),),
        ),
        ChronologyLine(
            10,
            date(2026, 10, 22),
            "The Tribunal ordered the council to assess. Tell the parent by 5 November 2026; "
            "final plan, if one is made, by 28 January 2027.",
            "Order",
            "D15, pages 53 to 58",
            key_date=True,
        ),
    )
    limits = (
        StatutoryLimit(
            "Tell the parent whether we will assess",
            "SEND Regulations 2014 reg 5(1)",
            date(2026, 3, 23),
            Mark.MET_LATE,
            "met 3 days late",
            "Told on 26 March 2026.",
            6,
        ),
        StatutoryLimit(
            "Send the response to the Tribunal",
            "Tribunal Procedure (HESC) Rules 2008 rule 21",
            date(2026, 7, 15),
            Mark.MET,
            "met 1 day early",
            "Sent on 14 July 2026.",
        ),
        StatutoryLimit(
            "Tell the parent after the order to assess",
            "SEND Regulations 2014 reg 44(2)(b)",
            date(2026, 11, 5),
            Mark.DUE_SOON,
            "6 days left",
            "",
            10,
        ),
        StatutoryLimit(
            "Social care advice within 6 weeks",
            "SEND Regulations 2014 reg 8(1)",
            date(2026, 9, 1),
            Mark.RELIEVED,
            "limit lifted",
            "Asked on 21 July 2026.",
            relief="Exceptional personal circumstances, from 20 August 2026, document 14.",
        ),
    )
    value = Chronology(
        head=HEAD,
        child="Joel Tamworth",
        reference="SEN/25871, appeal EH999/26/00014",
        prepared_by="Cal Merriweather, tribunal officer",
        prepared_for="First-tier Tribunal (SEND) and Mrs Tamworth",
        lines=lines,
        limits=limits,
        unknown=(UnknownLimit("Review the plan within 12 months", "no plan has been made"),),
        about=(("Born", "2 November 2013, Year 8, Harbour View Secondary"),),
        ruleset="the rules for England, 1 September 2026",
    )
    return replace(value, **changes)


def long_chronology(lines: int, **changes: Any) -> Chronology:
    """A chronology of many lines of the lengths that real ones have."""
    start = date(2020, 9, 1)
    sentences = (
        "The council asked for advice: educational psychology.",
        "Phone call from Mrs Tamworth: she asked when the report would come, and said that mornings are hardest and "
        "that "
        "the school had again asked her to collect him before lunch.",
        "Harbour View Secondary replied to the consultation that it could meet need with full-time support.",
    )
    entries = tuple(
        ChronologyLine(
            n,
            start + timedelta(days=n * 2),
            f"{sentences[n % 3]} Entry {n} of the record.",
            ("Email", "Letter, with appeal rights", "Note of a call")[n % 3],
            f"D{n}, page {n * 3}",
            recorded_on=start + timedelta(days=n * 2 + 9) if n % 7 == 0 else None,
            recorded_by="Ruth Castellan",
        )
        for n in range(1, lines + 1)
    )
    return replace(chronology(lines=entries), **changes)
