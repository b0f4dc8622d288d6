"""Files of at most 400 lines and functions of at most 50: what one can hold in mind."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES, MOST_IN_FUNCTION = 400, 50


def test_no_file_and_no_function_is_too_long() -> None:
    found: list[str] = []
    files = [path for room in ("ehcp_desk", "ui", "db") for path in sorted((ROOT / room).rglob("*.py"))]
    assert len(files) > 300
    for path in files:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > MOST_LINES:
            found.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                long = (node.end_lineno or node.lineno) - node.lineno + 1
                if long > MOST_IN_FUNCTION:
                    found.append(f"{path.relative_to(ROOT)}: {node.name}, {long} lines")
    assert found == []
