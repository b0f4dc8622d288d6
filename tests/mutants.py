"""``python -m tests.mutants [MODULE...]``: a second look at what mutation testing calls survivors, after ``mutmut run``.

With modules of the clock named (``engine status``) it looks at theirs alone.

mutmut runs each change in a process forked from one that has read the law already, so a change to reading or compiling
the rules, or to a table made on import, is never put to the test there.  Here each survivor has a process of its own
with every test of the clock.  What still lives must be in ``mutants_argued.txt`` with the reason why it may; anything
else is printed and makes the exit code 1.
"""

from __future__ import annotations

import ast
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
MUTANTS = ROOT / "mutants"
ARGUED = Path(__file__).parent / "mutants_argued.txt"
SURVIVED, NO_TEST, NOT_RUN = 0, 33, None
STAGES = (  # what notices most, first
    ("tests/golden/test_proofs.py",),
    ("tests/clock/test_clock_files_whole.py", "tests/clock/test_clock_loading.py"),
    ("tests/clock", "tests/golden"),
    ("tests/property/test_clock_properties.py",),
)
LONGEST = 300  # seconds: a change that runs on for ever is noticed too


@dataclass(frozen=True)
class Mutant:
    """One change that mutmut made: its name there, the function, and the lines taken out and put in."""

    key: str
    function: str
    out: str
    into: str

    @property
    def line(self) -> str:
        """As `mutants_argued.txt` names it."""
        return f"{self.function}: {self.out} -> {self.into}"


def survivors(modules: list[str]) -> Iterator[Mutant]:
    """What mutmut left alive in these modules (none named: in all), in the order of the files."""
    for meta in sorted((MUTANTS / "ehcp_desk" / "clock").glob("*.meta")):
        if modules and meta.name.removesuffix(".py.meta") not in modules:
            continue
        source = meta.with_suffix("").read_text(encoding="utf-8")
        lines = source.splitlines()
        functions = {
            node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef)
        }
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        for key, code in codes.items():
            if code in (SURVIVED, NO_TEST, NOT_RUN):
                yield _mutant(key, functions)


def _mutant(key: str, functions: dict[str, str]) -> Mutant:
    name = key.rsplit(".", 1)[1]
    before, after = (functions[other].splitlines()[1:] for other in (re.sub(r"_\d+$", "_orig", name), name))
    changed = [
        line for line in difflib.unified_diff(before, after, n=0, lineterm="") if line[:3] not in ("---", "+++", "@@ ")
    ]
    out, into = (" ".join(line[1:].strip() for line in changed if line[0] == sign) for sign in "-+")
    readable = re.sub(r"^x_?|__mutmut_\d+$", "", name).replace("ǁ", ".").lstrip(".")
    return Mutant(key, f"{key.split('.')[-2]}.{readable}", out, into)


def lives(mutant: Mutant) -> bool:
    """True where every test of the clock passes on the changed program, in a process of its own."""
    env = {**os.environ, "MUTANT_UNDER_TEST": mutant.key, "PYTHONPATH": str(MUTANTS)}
    for tests in STAGES:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", *tests],
                cwd=MUTANTS, env=env, capture_output=True, timeout=LONGEST, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return False
        if done.returncode:
            return False
    return True


def argued() -> dict[str, str]:
    """The changes that may live, each with its reason; a line that is not indented names one, the next says why."""
    found, name = {}, ""
    for line in ARGUED.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[name] = line.strip()
        elif line and not line.startswith("#"):
            name = line
    return found


def main(modules: list[str]) -> int:
    shutil.rmtree(MUTANTS / "tests", ignore_errors=True)
    shutil.copytree(ROOT / "tests", MUTANTS / "tests")
    looked = list(survivors(modules))
    reasons = argued()
    alive: list[Mutant] = []
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 2) - 1)) as pool:
        for number, (mutant, living) in enumerate(zip(looked, pool.map(lives, looked), strict=True), 1):
            if living:
                alive.append(mutant)
                known = " (argued)" if mutant.line in reasons else ""
                print(f"{number}/{len(looked)} lives{known}  {mutant.line}", flush=True)
    unknown = [mutant for mutant in alive if mutant.line not in reasons]
    print(f"{len(looked)} looked at again, {len(alive)} alive, {len(unknown)} of them without a reason")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
