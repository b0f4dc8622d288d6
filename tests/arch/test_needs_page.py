"""docs/needs.md has a line for each need and every test that it and docs/features.md name is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEEDS, FEATURES = ROOT / "docs" / "needs.md", ROOT / "docs" / "features.md"
SECTIONS = {"C": 16, "D": 8, "E": 10, "F": 14, "G": 9, "H": 9, "I": 12, "J": 13, "K": 7, "L": 9, "M": 8}
"""How many needs each section has."""
BLOCKS, SOUGHT = 25, 18
"""How many blocks of the record (5.1), and things auditors looked for (5.3), there are."""
STATES = {"met", "in part", "not", "out"}
PRIORITIES = {"must", "should", "could", "out"}


def lines() -> list[list[str]]:
    found = (line for line in NEEDS.read_text(encoding="utf-8").splitlines() if line.startswith("| "))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found][1:]


def named_in(page: Path) -> set[str]:
    """Every test file or folder a page names, with a short name read as beside the one before it."""
    found: set[str] = set()
    for line in page.read_text(encoding="utf-8").splitlines():
        folder = ""
        for name in re.findall(r"`((?:tests/[\w/.]+|test_\w+\.py))`", line):
            path = name if name.startswith("tests/") else f"{folder}/{name}"
            folder = str(Path(path).parent)
            found.add(path)
    return found


def test_there_is_a_line_for_each_need_and_none_twice() -> None:
    ids = [line[0].split()[0] for line in lines()]
    titled = [line[0] for line in lines()]
    assert len(titled) == len(set(titled))
    wanted = sorted(f"{part}{n}" for part, many in SECTIONS.items() for n in range(1, many + 1))
    assert sorted(need for need in ids if need[0].isalpha()) == wanted
    assert (ids.count("5.1"), ids.count("5.2"), ids.count("5.3")) == (BLOCKS, 1, SOUGHT)


def test_each_line_says_how_it_stands_and_what_holds_it() -> None:
    for need, priority, state, where, test in lines():
        assert priority in PRIORITIES and state in STATES, need
        assert (test != "–") == (state in ("met", "in part")), f"{need}: what is met names a test, what is not has none"
        if priority == "must":
            assert where != "–" and state != "out", need
        if state == "in part":
            assert re.search(r"\b(no|not|never|fixed|ordinary|one|see|as such|typed)\b", where), (
                f"{need}: say what is missing"
            )


def test_every_test_that_the_pages_name_is_there() -> None:
    for page in (NEEDS, FEATURES):
        named = named_in(page)
        assert len(named) > 20
        missing = sorted(name for name in named if not (ROOT / name).exists())
        assert not missing, f"{page.name} names what is not there"
