"""Whether the facts let a file go, in SQL: whether a case has ended, and the day on which a child's period has run out.

The lists say so too, but whoever works on cases may write them; a function that destroys takes no other word for it than the
facts, which can only be added to.
"""

from __future__ import annotations

from collections.abc import Iterable

from ehcp_desk.domain.case import ENDED_STAGES, Stage, stage_table
from ehcp_desk.domain.retention import CARE, RULE_SETTING, retention_rules


def _values(rows: Iterable[tuple[object, ...]]) -> str:
    """Rows as VALUES has them."""
    said = ([str(v) if isinstance(v, int) else f"'{v}'" for v in row] for row in rows)
    return ", ".join(f"({', '.join(row)})" for row in said)


def _last(only: str = "true") -> str:
    """The stage after the last of those facts of a case (``{case}``) that move it: see ``domain.case.stage_of``."""
    return (
        "(SELECT m.stage FROM facts f JOIN (VALUES "
        + _values(stage_table())
        + ") m (kind, name, said, stage, place, ends) "
        "ON m.kind = f.kind AND (m.name = '' OR f.attrs::jsonb ->> m.name = m.said) "
        "WHERE f.case_id = {case} AND f.happened_on <= current_date "
        f"AND NOT EXISTS (SELECT 1 FROM facts w WHERE w.supersedes = f.id) AND ({only}) "
        "ORDER BY f.happened_on DESC, m.place DESC, f.id DESC LIMIT 1)"
    )


_ENDED_STAGES = ", ".join(f"'{stage}'" for stage in ENDED_STAGES)
_OF_A_PLAN = f"m.ends OR m.stage = '{Stage.PLAN}'"
ENDED = (
    f"(coalesce({_last()} IN ({_ENDED_STAGES}), false) "
    # A plan in force stays one whatever else happens, until something ends it.
    f"AND coalesce({_last(_OF_A_PLAN)} <> '{Stage.PLAN}', true))"
)
"""Whether nothing is done on the case ``{case}`` any more, by its facts up to today."""

_RULES = retention_rules()
_CHOSEN = " ".join(f"WHEN '{rule.id}' THEN {rule.years}" for rule in _RULES.rules.values())
_LONGER = _values((status, rule.years) for status, rule in _RULES.longer.items())
_YEARS = (
    f"greatest(CASE (SELECT value FROM settings WHERE key = '{RULE_SETTING}') {_CHOSEN} "
    f"ELSE {_RULES.rules[_RULES.usual].years} END, "
    f"(SELECT max(k.years) FROM facts f JOIN cases c ON c.id = f.case_id JOIN (VALUES {_LONGER}) k (status, years) "
    f"ON f.kind = '{CARE}' AND k.status = f.attrs::jsonb ->> 'status' WHERE c.child_id = ANY ({{family}}) "
    "AND NOT EXISTS (SELECT 1 FROM facts w WHERE w.supersedes = f.id)))"
)
DUE = (
    # A day later where the 29th of February is missing, as RetentionRule.due has it.
    "(SELECT d.day + (extract(day FROM d.day) <> extract(day FROM k.born))::int FROM children k, "
    f"LATERAL (SELECT (k.born + make_interval(years => {_YEARS}))::date) d (day) WHERE k.id = {{child}})"
)
"""The day from which a file of the child ``{child}``, of the children ``{family}``, may go under the rule the council chose;
null where nobody recorded a date of birth."""
