"""The data map names every table, every field and every heading of facts that there is, and nothing that is not."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from db.tables import METADATA
from db.text_index import TABLES
from ehcp_desk.domain.kind_shapes import Group

PAGE = Path(__file__).parents[2] / "docs" / "data-map.md"
CATEGORIES = {"child", "family", "special", "staff", "file", "none"}
OF_THE_INDEX = {"rowid", "words"}
NO_DATA = {"alembic_version"}


def rows(columns: int) -> list[list[str]]:
    """The rows of every table of the page that has so many columns, without its head."""
    lines = [line.strip("|").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    cells = [[cell.strip() for cell in line] for line in lines if len(line) == columns]
    return [row for row in cells[1:] if not row[0].startswith("---")]


def test_every_field_of_every_table_is_in_the_map_once() -> None:
    said: defaultdict[str, list[str]] = defaultdict(list)
    for table, fields, *_ in rows(6):
        said[table] += re.findall(r"`(\w+)`", fields)
    there = {table.name: {column.name for column in table.columns} for table in METADATA.sorted_tables}
    there |= dict.fromkeys(TABLES, OF_THE_INDEX)
    assert {table: sorted(fields) for table, fields in said.items()} == {
        table: sorted(fields) for table, fields in there.items() if table not in NO_DATA
    }


def test_each_row_says_a_category_a_purpose_how_long_and_who() -> None:
    for row in rows(6):
        assert row[2] in CATEGORIES and all(row), row


def test_every_heading_of_facts_is_in_the_map() -> None:
    headings = {row[0] for row in rows(3)}
    assert headings == {"The clock's own facts", "The child and the family", *(group.value for group in Group)}
