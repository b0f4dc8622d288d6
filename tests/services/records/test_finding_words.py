"""A passage that is found says choices in words; the index goes by what was stored."""

from __future__ import annotations

import re
from datetime import date

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.finding import find_words


def test_a_code_is_shown_in_words(desk: Desk, maisie: str) -> None:
    said = {"did": "not_to", "what": "assess", "by": "The panel", "evidence": "the request", "about": "assessment"}
    record(desk, maisie, NewFact("decision", date(2026, 7, 15), said, "Progress has been steady"))
    record(desk, maisie, NewFact("assess_decision_notified", date(2026, 7, 20), {"outcome": "refuse"}, "Told by post"))
    for words in ("steady", "post", "refuse", "panel"):
        hits = find_words(desk, words, 10)
        assert hits and not any(re.search(r"\b(?:not_to|[a-z]+_[a-z]+)\b|· refuse$", hit.passage) for hit in hits), (
            words
        )
    assert any(marked for hit in find_words(desk, "steady", 10) for _, marked in hit.snippet)
