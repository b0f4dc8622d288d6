"""SEN2 for the largest council's 20,635 plans with ten years of history, against lxml streaming the same elements.

Ours reads the record, derives every element, runs every rule, writes the message and checks it against the schema.  The
other side has every Person in memory already and only builds its elements and streams them out.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from lxml import etree

from ehcp_desk.exchange.sen2.files import made_and_checked
from ehcp_desk.exchange.sen2.reading import read_message
from ehcp_desk.services.oversight.sen2.profiles import load_profile
from tests.bench.sen2_plans import YEAR, record_of_plans

PLANS, ROUNDS = int(os.environ.get("SEN2_PLANS", "20635")), 3


def run() -> list[dict[str, Any]]:
    """Medians of both sides in seconds of processor time, measured turn by turn; the goal is a ratio of 5 at most."""
    ours, lean = [], []
    with tempfile.TemporaryDirectory() as folder:
        desk = record_of_plans(Path(folder) / "plans.db", PLANS)
        message, streamed = Path(folder) / "sen2.xml", Path(folder) / "lean.xml"
        made_and_checked(desk, YEAR, message)
        people = [node for _, node in read_message(message).people]
        for _ in range(ROUNDS):
            start = process_time()
            result = made_and_checked(desk, YEAR, message)
            ours.append(process_time() - start)
            start = process_time()
            _stream(people, streamed)
            lean.append(process_time() - start)
        assert result.counts.live_plans == PLANS and not result.errors
        assert len(read_message(streamed).people) == len(people)
        desk.store.close()
    row = {"name": "SEN2 with rules and schema", "ours": round(median(ours), 3), "limit": round(median(lean), 3)}
    return [row | {"ratio": round(median(ours) / median(lean), 2), "unit": "s", "n": PLANS, "goal": 5.0}]


def _stream(people: list[dict[str, Any]], path: Path) -> None:
    order = {name: [item.tag for item in items] for name, items in load_profile(YEAR).modules.items()}
    with path.open("wb") as out, etree.xmlfile(out, encoding="utf-8") as file, file.element("Message"):
        with file.element("Header"), file.element("CollectionDetails"):
            for tag, text in (("Collection", "SEN2"), ("Year", str(YEAR))):
                with file.element(tag):
                    file.write(text)
        with file.element("Persons"):
            for node in people:
                file.write(_element("Person", node, order))


def _element(name: str, node: dict[str, Any], order: dict[str, list[str]]) -> Any:
    element = etree.Element(name)
    for tag in order[name]:
        value = node.get(tag)
        if isinstance(value, str):
            etree.SubElement(element, tag).text = value
        elif value is not None:
            for child in value if isinstance(value, list) else (value,):
                element.append(_element(tag, child, order))
    return element
