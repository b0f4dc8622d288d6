"""Made-up histories for property tests: any facts of the vocabulary, in any order, sound or absurd."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.vocabulary import FACT_KINDS, Attr, AttrType, FactKind
from tests.support.clock_facts import LAW

DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
ANY_DAY = st.one_of(DAYS, st.dates(date(1900, 1, 1), date(2100, 12, 31)))


def _value(attr: Attr) -> st.SearchStrategy[str]:
    if attr.type is AttrType.CHOICE:
        return st.sampled_from(sorted(attr.values))
    if attr.type is AttrType.DATE:
        return DAYS.map(date.isoformat)
    if attr.name == "rule":
        return st.sampled_from([*LAW.ids, "NO_SUCH_RULE"])
    if attr.name == "relief":
        return st.sampled_from([*LAW.reliefs, "EP_SHORTAGE"])
    if attr.name == "body":
        return st.sampled_from(["psychology", "education", "health"])
    return st.sampled_from(["Larkspur", "Harbour"])


@st.composite
def _fact_of(draw: st.DrawFn, kind: FactKind, days: st.SearchStrategy[date]) -> Fact:
    attrs = {attr.name: draw(_value(attr)) for attr in kind.attrs.values() if attr.required or draw(st.booleans())}
    return Fact(kind.id, draw(days), attrs, draw(st.booleans()))


def facts(days: st.SearchStrategy[date] = DAYS) -> st.SearchStrategy[Fact]:
    """One sound fact of any kind."""
    return st.sampled_from(list(FACT_KINDS.values())).flatmap(lambda kind: _fact_of(kind, days))


def histories(days: st.SearchStrategy[date] = DAYS, most: int = 25) -> st.SearchStrategy[list[Fact]]:
    """A history of up to ``most`` facts, contradictory, repeated and out of order as often as not."""
    return st.lists(facts(days), max_size=most)
