"""What is handed to IT: the installers name what the build makes, and no page or file of it names a machine."""

from __future__ import annotations

import ast
import importlib
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from ehcp_desk.policy import Policy, read_policy

ROOT = Path(__file__).resolve().parents[2]
BESIDE = {"shiboken6", "gi"}
"""The one is a half of PySide6 and has its version; the other comes with the system's screen reader, not from an index."""


def test_the_installers_take_what_the_build_makes() -> None:
    spec, inno = (ROOT / "build.spec").read_text(), (ROOT / ".ci" / "windows" / "ehcp-desk.iss").read_text()
    for program in ("ehcp-desk", "ehcp-desk-cli"):
        assert f'"{program}"' in spec
        assert f"{program}.exe" in inno
    assert (ROOT / ".ci" / "debian" / "ehcp-desk.svg").read_text().startswith("<svg")


def test_the_policy_in_the_documentation_is_one_the_desk_follows() -> None:
    page = (ROOT / "docs" / "installing.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    assert read_policy(example[1], Path("policy.toml")) == Policy(
        "postgresql+psycopg://sen-db.example/ehcp?sslmode=verify-full", "D:\\Logs\\EHCP Desk", source="policy.toml"
    )


def test_every_locked_package_has_digests_and_what_the_project_asks_for_is_locked() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.findall(r"^(\S+)==\S+((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", lock, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^\S", lock, re.MULTILINE)) > 100
    locked = {_plain(name) for name, _ in entries}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    asked += [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    named = {_plain(Requirement(one).name) for one in asked}
    assert named <= locked


@pytest.mark.parametrize("rooms", [("ehcp_desk", "ui", "db"), ("tests",)])
def test_whatever_is_imported_is_asked_for_by_the_project_itself(rooms: tuple[str, ...]) -> None:
    """What comes in only because another package needs it goes away with the next version of that package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(project["optional-dependencies"]["dev"] if rooms == ("tests",) else ())]
    named = {_plain(Requirement(one).name) for one in asked} | BESIDE
    ours = {"ehcp_desk", "ui", "db", "tests"} | sys.stdlib_module_names
    found = {name: path for room in rooms for path in (ROOT / room).rglob("*.py") for name in _imported(path)}
    comes_with = packages_distributions()
    missing = {
        name: str(path.relative_to(ROOT)) for name, path in found.items()
        if name not in ours and not named & {_plain(one) for one in comes_with.get(name, [name])}
    }  # fmt: skip
    assert len(set(found) - ours) > 15 and missing == {}


def test_nothing_is_installed_without_its_digest() -> None:
    for page in (".ci/machine.py", "README.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert "--require-hashes" in text and "-c requirements.lock" not in text, page


def test_whatever_a_locked_package_needs_is_locked_too() -> None:
    """Packages are installed without asking what they need, so that nothing comes in beside the lock."""
    locked = set(map(_plain, re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)))
    systems = (("Windows", "win32", "nt"), ("Linux", "linux", "posix"))
    places = [
        {"platform_system": system, "sys_platform": name, "os_name": kind, "python_version": python, "extra": "",
         "python_full_version": f"{python}.0", "implementation_name": "cpython"}
        for system, name, kind in systems for python in ("3.11", "3.12", "3.13")
    ]  # fmt: skip
    wanted = [
        (package.metadata["Name"], Requirement(text))
        for package in distributions() if _plain(package.metadata["Name"]) in locked
        for text in package.requires or ()
    ]  # fmt: skip
    needed = {
        (by, _plain(one.name)) for by, one in wanted
        if one.marker is None or any(one.marker.evaluate(place) for place in places)
    }  # fmt: skip
    # pip is in every environment; libcst asks for a reader of YAML on Python 3.13 that has no wheel for the others, and
    # only mutation testing uses it.
    assert {(by, name) for by, name in needed if name not in locked} <= {("pip_api", "pip"), ("libcst", "pyyaml-ft")}


def _imported(path: Path) -> Iterator[str]:
    """The packages a file imports, by their first name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_an_audit_tells_a_fault_and_that_nobody_could_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    told = importlib.import_module("locking").told
    known = {"name": "larkspur", "version": "1.0", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]}
    sound, unasked = {"name": "b", "version": "2.0", "vulns": []}, {"name": "c", "skip_reason": "not found"}
    said = json.dumps({"dependencies": [known, sound, unasked]})
    assert told(said) == (["larkspur 1.0, PYSEC-1", "larkspur 1.0, PYSEC-2"], 2)
    assert told(json.dumps({"dependencies": [unasked]})) == told("no way there") == ([], 0)
