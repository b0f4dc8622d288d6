"""When we were last in touch with the child and with the family, for many cases at once, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

from db.store import SqlStore
from ehcp_desk.domain.record import NewFact
from tests.support.records import NOW, add_case, child

DAY = date(2026, 10, 30)


def spoke(who: str, ago: int, **more: int) -> NewFact:
    return NewFact("contact", DAY - timedelta(ago), {"channel": "phone", "with": who}, "Rang", **more)  # type: ignore[arg-type]


def test_the_child_and_the_family_have_a_day_each(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        both, family, never = (add_case(work, of=child(known_as="Mais")) for _ in range(3))
        work.add_fact(both.id, spoke("maisie farrowdale", 40))
        work.add_fact(both.id, spoke("Mais", 30))
        work.add_fact(both.id, spoke("Mr Farrowdale", 5))
        wrong = work.add_fact(both.id, spoke("Mr Farrowdale", 1))
        work.add_fact(both.id, NewFact("withdrawn_entry", DAY, supersedes=wrong.id))
        work.add_fact(family.id, NewFact("contact", DAY, {"channel": "email"}, "Nobody is named"))
    with store.read() as work:
        found = work.in_touch([both.id, family.id, never.id])
    assert found == {both.id: (DAY - timedelta(30), DAY - timedelta(5)), family.id: (None, DAY)}
