"""How the council writes things down: read and changed in one act, with what stood before in the journal."""

from __future__ import annotations

from dataclasses import replace

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.practice import (
    LAST_YEARS_KEY,
    NOTE_KINDS,
    TEMPLATES,
    TWO_STEP,
    Practice,
    last_years_of,
    last_years_text,
    named_lines,
    practice_of,
    templates_of,
    templates_text,
)
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.upkeep.set_together import merged

_WORDS = {NOTE_KINDS: "kinds of note", TEMPLATES: "templates", TWO_STEP: "second person for every decision, since",
          LAST_YEARS_KEY: "children change school after"}  # fmt: skip


def practice(desk: Desk) -> Practice:
    """What the council has chosen."""
    with desk.store.read() as work:
        return practice_of(work.setting)


def change_practice(
    desk: Desk,
    note_kinds: str,
    templates: str,
    two_step: bool,
    last_years: str | None = None,
    seen: Practice | None = None,
) -> Changes:
    """Set the kinds of note (one a line), the templates, whether decisions take two people, and the last years of a phase
    (None leaves them; see ``domain.practice`` for how they are written).

    Two steps begin on the day they are switched on: what was decided before is as it was.  What is as it was ``seen``
    is not written.  Raises BadInput in one sentence, or Conflict where somebody else changed the same meanwhile, and
    nothing is changed.
    """
    desk.need(Act.SETTINGS)
    kinds, kept = named_lines(note_kinds), templates_of(templates)
    years = None if last_years is None else last_years_of(last_years)
    with desk.store.write(desk.user, desk.now()) as work:
        before = practice_of(work.setting)
        seen = seen or before
        wanted = replace(seen, note_kinds=kinds, templates=kept,
                         two_step=(seen.two_step or desk.today()) if two_step else None,
                         last_years=seen.last_years if years is None else years)  # fmt: skip
        now = _settings(before)
        after = merged(desk, work, "practice_changed", _settings(seen), _settings(wanted), now, _WORDS)
        for key, value in after.items():
            work.set_setting(key, value)
        work.append(NewEntry("practice_changed", None, {"before": now, "after": after}))
    return Changes(frozenset({"settings"}))


def _settings(chosen: Practice) -> dict[str, str]:
    return {
        NOTE_KINDS: "\n".join(chosen.note_kinds),
        TEMPLATES: templates_text(chosen.templates),
        TWO_STEP: chosen.two_step.isoformat() if chosen.two_step else "",
        LAST_YEARS_KEY: last_years_text(chosen.last_years),
    }
