"""A record in memory: applies a plan to cases the way the desk does, so that a second import can be planned."""

from __future__ import annotations

from dataclasses import fields, replace

from ehcp_desk.domain.importing import ChildIdentity, ImportPlan, KnownCase, KnownIndex, Outcome


def applied(plan: ImportPlan, before: dict[str, KnownCase] | None = None) -> dict[str, KnownCase]:
    """The cases on record after a plan, by reference."""
    cases = dict(before or {})
    for row in plan.rows:
        if not row.writes and row.outcome is not Outcome.HELD:
            continue
        assert row.new_case == (row.case not in cases)
        case = cases.get(row.case) or KnownCase(row.case)
        cases[row.case] = replace(
            case,
            child=_filled(case.child, row.child) if row.child else case.child,
            facts=case.facts + row.facts,
            owner=row.owner or case.owner,
            psychologist=row.psychologist or case.psychologist,
            team=row.team or case.team,
            held=case.held or row.outcome is Outcome.HELD,
            kept=case.kept | {(cell.heading, cell.value) for cell in row.kept},
        )
    return cases


def record_after(*plans: ImportPlan) -> KnownIndex:
    """What is on record after these plans, in order, with the digests of all their rows."""
    cases: dict[str, KnownCase] = {}
    for plan in plans:
        cases = applied(plan, cases)
    return KnownIndex.of(cases.values(), [row.digest for plan in plans for row in plan.rows if row.digest])


def _filled(child: ChildIdentity, said: ChildIdentity) -> ChildIdentity:
    parts = {part.name: getattr(said, part.name) for part in fields(ChildIdentity)}
    return replace(child, **{name: value for name, value in parts.items() if value not in ("", None)})
