"""docs/architecture.md, drawn from the import contracts: ``python -m tests.arch.architecture_page`` writes it anew."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
HEAD = """# The rooms, and who may import whom

Drawn from the import contracts in `pyproject.toml` by `python -m tests.arch.architecture_page`; a test compares. `make lint`
holds the contracts. Imports only run downwards; rooms on one line do not see each other.
"""
WAY = """## The way of the data

A click or a command becomes a call of one **service**. It opens one unit of work through a **port**, reads **facts**, asks the
**clock** (facts and rules in, deadlines out) and **domain** functions what follows, adds facts, saves what is derived beside
them, seals the journal, commits, and returns what changed. **db** is behind the port; **reports** and **exchange** turn values
into papers and files; **ui** and **cli** show what came back. Nothing travels upwards but values.
"""


def layers(contracts: list[dict[str, Any]]) -> list[list[str]]:
    """The lines of the layers contract, top first, each with its rooms."""
    lines = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[room.strip() for room in re.split(r"[|:]", line)] for line in lines]


def room_of(module: str) -> str:
    """The folder or file of a module."""
    path = module.replace(".", "/")
    return path if (ROOT / path).is_dir() else f"{path}.py"


def first_line(room: str) -> str:
    """What a room says of itself in one line: the head of its README, else of its module."""
    readme, module = ROOT / room / "README.md", ROOT / room
    if readme.exists():
        return readme.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")
    text = (module / "__init__.py" if module.is_dir() else module).read_text(encoding="utf-8")
    found = re.match(r'"""(.*?)(?:\n\n|""")', text, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def drawn() -> str:
    """The whole page."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    rows = layers(contracts)
    width = max(len("  ·  ".join(map(room_of, row))) for row in rows) + 4
    edge = "+" + "-" * width + "+"
    picture = [edge]
    for row in rows:
        picture += [f"|{'  ·  '.join(map(room_of, row)):^{width}}|", edge]
    told = [f"| `{room_of(module)}` | {first_line(room_of(module))} |" for row in rows for module in row]
    held = [f"- {contract['name']}{_about(contract)}" for contract in contracts]
    return "\n".join(
        [
            HEAD,
            "```",
            *picture,
            "```",
            "",
            "| Room | What it is |",
            "|---|---|",
            *told,
            "",
            "## What else is held",
            "",
            *held,
            "",
            WAY,
        ]
    )


def _about(contract: dict[str, Any]) -> str:
    if contract["type"] != "forbidden":
        return ""
    return f": {', '.join(contract['source_modules'])} never import {', '.join(contract['forbidden_modules'])}"


if __name__ == "__main__":
    PAGE.write_text(drawn(), encoding="utf-8")
