"""What a council sets for its return: targets, profiles, bands, forecasts, and the notes its officers write.

Everything is kept as settings: ``returns.targets``, ``returns.bands`` and ``returns.forecast`` as JSON, one
``returns.note.CODE.YYYY-MM`` for each note.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ehcp_desk.domain.dates import month_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.returns import Band, OfficerNote
from ehcp_desk.domain.schools import commissioned
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.definitions import load_definitions
from ehcp_desk.services.oversight.file_audits import good_grades
from ehcp_desk.services.oversight.population import Numbers
from ehcp_desk.services.oversight.schools import schools_in
from ehcp_desk.services.records.heads import COUNCIL

TARGETS, BANDS, FORECAST, NOTE = "returns.targets", "returns.bands", "returns.forecast", "returns.note."
REFS, OUTTURNS, LAGGED, ANNOTATIONS = "returns.refs", "returns.outturns", "returns.lagged", "returns.annotations"
RESIDENTS, RECOVERY = "returns.residents", "returns.recovery"
# On within 2 points and well from 10 (the printed key); for counts, per cent of the target.
USUAL_RATES, USUAL_COUNTS = Band(Decimal(2), Decimal(10)), Band(Decimal(5), Decimal(50))
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets by code: a number, words such as ``baseline``, or a profile of numbers by month."""

    by_code: Mapping[str, Any]

    def on(self, code: str, month: date) -> tuple[Decimal | None, str]:
        """The target of a month as a number, or the words that stand for one; (None, "") where there is none.

        A profile gives each month the number of the latest month it names up to that one (needs.md P6).
        """
        value = self.by_code.get(code)
        if isinstance(value, Mapping):
            named = [m for m in value if m <= f"{month:%Y-%m}"]
            value = value[max(named)] if named else None
        if value is None:
            return None, ""
        try:
            return Decimal(str(value)), ""
        except InvalidOperation:
            return None, str(value)


@dataclass(frozen=True, slots=True)
class ReturnSettings:
    """The council's choices for its return, read in one go."""

    targets: Targets
    rates: Band
    counts: Band
    forecast: Mapping[str, Any]
    numbers: Numbers = field(default_factory=Numbers)
    refs: Mapping[str, Any] = field(default_factory=dict)
    outturns: Mapping[str, Any] = field(default_factory=dict)
    lagged: Mapping[str, Any] = field(default_factory=dict)
    annotations: Mapping[str, Any] = field(default_factory=dict)

    @property
    def bands_words(self) -> str:
        """The bands as the key on paper says them."""
        return (
            f"Percentages: on is within {self.rates.on} points, well is {self.rates.well} points or more. "
            f"Other figures: on is within {self.counts.on}% of the target, well is {self.counts.well}% or more."
        )


def read_settings(work: ReadWork) -> ReturnSettings:
    """The settings of the return.  Raises BadInput naming the setting that cannot be read."""
    bands = _mapping(work, BANDS)
    return ReturnSettings(
        targets=Targets(_mapping(work, TARGETS)),
        rates=_band(bands.get("rates"), USUAL_RATES),
        counts=_band(bands.get("counts"), USUAL_COUNTS),
        forecast=_mapping(work, FORECAST),
        numbers=_numbers(work),
        refs=_mapping(work, REFS),
        outturns=_mapping(work, OUTTURNS),
        lagged=_mapping(work, LAGGED),
        annotations=_mapping(work, ANNOTATIONS),
    )


def _numbers(work: ReadWork) -> Numbers:
    """Numbers that are on no case.  Raises BadInput for residents that are no number, or a month that is none."""
    residents, until = (work.setting(RESIDENTS) or "").replace(",", "").strip(), (work.setting(RECOVERY) or "").strip()
    if residents and not (residents.isdigit() and int(residents)):
        raise BadInput(
            f"The setting {RESIDENTS} is the number of residents aged 0 to 24, such as 98000; not {residents}."
        )
    try:
        recovery = date.fromisoformat(f"{until}-01") if until else None
    except ValueError:
        raise BadInput(f"The setting {RECOVERY} is a month such as 2027-03, not {until}.") from None
    return Numbers(work.setting(COUNCIL) or "", Decimal(residents) if residents else None, recovery,
                   commissioned(schools_in(work)), good_grades(work))  # fmt: skip


def _mapping(work: ReadWork, key: str) -> Mapping[str, Any]:
    text = work.setting(key)
    if not text:
        return {}
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise BadInput(f"The setting {key} is not a JSON object; put it right in Settings, then run the return again.")
    return value


def _band(given: Any, usual: Band) -> Band:
    if given is None:
        return usual
    try:
        band = Band(Decimal(str(given["on"])), Decimal(str(given["well"])))
    except (KeyError, TypeError, InvalidOperation):
        band = None
    if band is None or not 0 <= band.on < band.well:
        raise BadInput(f"The setting {BANDS} needs for each of rates and counts a number 'on' below a number 'well'.")
    return band


def write_note(desk: Desk, code: str, month: date, text: str) -> Changes:
    """Write, change or (with an empty text) take away the officer note on one figure of one month.

    The journal keeps who wrote it, when, and what stood there before.  Raises BadInput for an unknown code or a note
    over 2,000 characters.
    """
    desk.need_setting(NOTE)
    words, first = text.strip(), month.replace(day=1)
    if all(d.code != code for d in load_definitions().every):
        raise BadInput(f"The return has no indicator {code}; its codes are on the definitions page.")
    if len(words) > LONGEST_NOTE:
        raise BadInput(f"A note has room for {LONGEST_NOTE} characters; this one has {len(words)}.")
    with desk.store.write(desk.user, desk.now()) as work:
        key = note_key(code, first)
        before = read_note(work.setting(key))
        kept = {"text": words, "author": desk.user, "at": desk.now().isoformat()} if words else {}
        work.set_setting(key, json.dumps(kept, ensure_ascii=False, sort_keys=True))
        work.append(NewEntry("return_note_written", None, {"code": code, "month": month_words(first), "note": words,
                                                           "before": before.text if before else ""}))  # fmt: skip
    return Changes(frozenset({"returns", "settings"}))


def note_key(code: str, month: date) -> str:
    """The setting a note is kept under."""
    return f"{NOTE}{code}.{month:%Y-%m}"


def read_note(kept: str | None) -> OfficerNote | None:
    """A note from its setting; None where there is none."""
    if not kept:
        return None
    value = json.loads(kept)
    return OfficerNote(value["text"], value["author"], datetime.fromisoformat(value["at"])) if value else None
