"""The project's steps, behind make: one small program that needs nothing but Python 3.11.

Each step can be run again at any time, says what it is doing, and fails with a sentence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from locking import audit, lock, sbom, wheels
from machine import (
    BIN,
    DESK,
    EXE,
    PYTHON,
    ROOT,
    TEST_PACKAGES,
    WINDOW_PACKAGES,
    WINDOWS,
    Trouble,
    call,
    compiled,
    env,
    installed,
    packages,
    say,
)


def lint() -> None:
    """Formatting, lint, spelling, types, import contracts."""
    env()
    say("ruff")
    call(BIN / f"ruff{EXE}", "check", "--quiet", ".")
    call(BIN / f"ruff{EXE}", "format", "--quiet", "--check", ".")
    say("spelling")
    call(BIN / f"codespell{EXE}", "ehcp_desk", "ui", "db", "tests", "docs", "README.md", "CHANGELOG.md")
    say("types")
    call(BIN / f"mypy{EXE}", "--no-error-summary")
    say("import contracts")
    call(BIN / f"lint-imports{EXE}", "--no-cache")


def unit() -> None:
    """Every test that needs no display: on SQLite and on a private PostgreSQL server."""
    env()
    packages(*TEST_PACKAGES)
    say("unit, property, database and Qt tests")
    call(PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope", "tests", "--ignore=tests/e2e",
         env={"QT_QPA_PLATFORM": "offscreen"})  # fmt: skip


def e2e() -> None:
    """The real program in a real window, under a virtual display with a window manager."""
    env()
    packages(*TEST_PACKAGES)
    say("end to end under a virtual display")
    call(PYTHON, "-m", "pytest", "-q", "tests/e2e")


def frozen() -> None:
    """Freeze the window and its console twin, then run the twin's doctor from an empty folder."""
    env()
    packages(*TEST_PACKAGES)
    say("freezing")
    call(PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--distpath", "dist", "--workpath",
         "build/freeze", "build.spec")  # fmt: skip
    elsewhere = ROOT / "build" / "empty"
    shutil.rmtree(elsewhere, ignore_errors=True)
    elsewhere.mkdir(parents=True)
    twin = ROOT / "dist" / "ehcp-desk" / f"ehcp-desk-cli{EXE}"
    say("the frozen program's doctor")
    done = subprocess.run(
        [str(twin), "doctor"], cwd=elsewhere, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=False
    )
    if done.returncode:
        raise Trouble(f"the frozen program's doctor found something wrong (exit code {done.returncode}); see above.")


def deb() -> None:
    """A Debian package from the frozen folder, unpacked and asked for its doctor; on Debian as root also installed."""
    if not shutil.which("dpkg-deb"):
        say("no Debian package: dpkg-deb is not here")
        return
    if not (ROOT / "dist" / "ehcp-desk").exists():
        frozen()
    tree = ROOT / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    package = _pack(tree)
    if os.geteuid() != 0 or installed("ehcp-desk"):
        say(f"{package.name} is made; it was not installed here")
        return
    say("installing the Debian package and asking its doctor")
    packages(*WINDOW_PACKAGES)
    call("dpkg", "--install", package)
    try:
        call("/usr/bin/ehcp-desk-cli", "doctor", env={"QT_QPA_PLATFORM": "offscreen"})
    finally:
        call("dpkg", "--purge", "ehcp-desk")


def _pack(tree: Path) -> Path:
    """Lay the package out as a folder and pack it."""
    home, debian = tree / "opt" / "ehcp-desk", ROOT / ".ci" / "debian"
    shutil.copytree(ROOT / "dist" / "ehcp-desk", home, symlinks=True)
    (tree / "usr" / "bin").mkdir(parents=True)
    for name in ("ehcp-desk", "ehcp-desk-cli"):
        (tree / "usr" / "bin" / name).symlink_to(Path("/opt/ehcp-desk") / name)
    menu, icons = (
        tree / "usr" / "share" / "applications",
        tree / "usr" / "share" / "icons" / "hicolor" / "scalable" / "apps",
    )
    menu.mkdir(parents=True)
    icons.mkdir(parents=True)
    shutil.copy(debian / "ehcp-desk.desktop", menu)
    shutil.copy(debian / "ehcp-desk.svg", icons)
    asked = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = {"version": project["version"], "architecture": asked.stdout.strip(),
            "depends": ", ".join(_either(name) for name in WINDOW_PACKAGES)}  # fmt: skip
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text((debian / "control").read_text(encoding="utf-8").format(**said))
    package = ROOT / "dist" / f"ehcp-desk_{said['version']}_{said['architecture']}.deb"
    call("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, package)
    return package


def _either(name: str) -> str:
    """A package under its name of before and after Debian's change of time_t."""
    return f"{name}t64 | {name}" if name == "libglib2.0-0" else name


def test() -> None:
    """Everything, in the order that fails soonest."""
    begun = time.monotonic()
    for step in (lint, partial(audit, "the suite"), unit, e2e, frozen, deb, sbom):
        step()
    say(f"all of it passed in {(time.monotonic() - begun) / 60:.1f} minutes")


def demo() -> None:
    """Build the fictional authority and open the desk on it; without a display, draw the pages instead."""
    env()
    where = ROOT / "build" / "demo.db"
    where.parent.mkdir(exist_ok=True)
    if not where.exists():
        say("building the demo authority")
        call(DESK, "--db", where, "demo")
    if (
        not WINDOWS
        and sys.platform != "darwin"
        and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    ):
        say("there is no display here, so the pages are drawn to PNG files instead")
        screenshots()
        return
    packages(*WINDOW_PACKAGES)
    say("opening the desk")
    call(DESK, "--tour", "--db", where, "--user", "Joy Addo")


def screenshots(out: str = "screenshots") -> None:
    """Every page and dialog of the demo desk as PNG, at 100 % and 200 %."""
    env()
    packages(*WINDOW_PACKAGES)
    call(
        PYTHON,
        "-m",
        "ehcp_desk.screenshots",
        str(Path(out or "screenshots").absolute()),
        env={"QT_QPA_PLATFORM": "offscreen"},
    )
    say(f"the pictures are in {out or 'screenshots'}")


def pictures() -> None:
    """Draw the kept pictures of every page and dialog again; the tests compare with them."""
    env()
    packages(*TEST_PACKAGES)
    call(PYTHON, "-m", "tests.ui.foundation.kept_pictures", env={"QT_QPA_PLATFORM": "offscreen"})
    call(PYTHON, "-m", "pytest", "-q", "tests/e2e/test_a_working_day.py", env={"EHCP_KEEP_PICTURES": "1"})


def guide() -> None:
    """The user guide: build/guide/guide.html and guide.pdf, its pictures drawn by driving the desk at twice the size."""
    env()
    packages(*WINDOW_PACKAGES)
    call(PYTHON, "-m", "tests.guide", "build/guide", env={"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "2"})


def axe() -> None:
    """The web twins of the papers, and the guide where it is made, through axe-core in Chromium; fails on a rule broken."""
    env()
    packages("chromium", *WINDOW_PACKAGES)
    if not shutil.which("npm"):
        raise Trouble("npm is not here, which fetches axe-core; on Debian: apt-get install npm.")
    call("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", "build/axe", "axe-core@4.14.1")
    call(PYTHON, "-m", "tests.a11y.axe", "build/axe/node_modules/axe-core/axe.min.js", "build/axe/papers",
         env={"QT_QPA_PLATFORM": "offscreen"})  # fmt: skip


def bench() -> None:
    """Measure speed against the leanest code doing the same work, in the same run."""
    env()
    compiled()
    call(PYTHON, "-m", "tests.bench", "bench.json", env={"QT_QPA_PLATFORM": "offscreen"})


def national(cases: str = "") -> None:
    """Due dates and states of every case in England, fictional, on one core and on two (a quarter of an hour)."""
    env()
    call(PYTHON, "-m", "tests.bench.national", *([cases] if cases else []))


def scale(*sizes: str) -> None:
    """What people do all day at 20,000 and 200,000 cases (or the sizes named), as a file and on a server (an hour)."""
    env()
    call(PYTHON, "-m", "tests.bench.scale", *sizes)


def soak(minutes: str = "", desks: str = "", cases: str = "", conflicts: str = "", racing: str = "") -> None:
    """Many desks at once on a private PostgreSQL server; fails on any save lost."""
    env()
    call(
        PYTHON, "-m", "tests.soak", minutes or "3", desks or "10", cases or "1000", conflicts or "1000", racing or "60"
    )


def crash(runs: str = "", seed: str = "") -> None:
    """Kill every act of the desk at its points and cut its power; fails on anything lost or not whole."""
    env()
    call(PYTHON, "-m", "tests.crash", runs or "60", seed or "crash")


def mutation() -> None:
    """Change the clock a line at a time and see that a test notices (an hour or so)."""
    env()
    call(BIN / f"mutmut{EXE}", "run")
    call(PYTHON, "-m", "tests.mutants")


def fuzz(minutes: str = "", seed: str = "") -> None:
    """Bend case histories until the time is up; the clock must neither raise nor invent."""
    env()
    say(f"bending histories for {minutes or 5} minutes")
    call(PYTHON, "-m", "tests.fuzz", "--minutes", minutes or "5", *(("--seed", seed) if seed else ()))


def properties(times: str = "") -> None:
    """Every property test with many times its examples, at random; what it finds becomes an example of its test."""
    env()
    os.environ["EHCP_EXAMPLES"] = times or "20"
    call(PYTHON, "-m", "pytest", "-q", "-n", "2", "tests", "--ignore=tests/e2e")


def format_code() -> None:
    """Format the code and mend what the linter can."""
    env()
    call(BIN / f"ruff{EXE}", "format", "--quiet", ".")
    call(BIN / f"ruff{EXE}", "check", "--quiet", "--fix", ".")


def clean() -> None:
    """Remove what the steps made."""
    for name in (".venv", "build", "dist", "screenshots", ".pytest_cache", ".mypy_cache", ".ruff_cache", "bench.json"):
        path = ROOT / name
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def show_help() -> None:
    """What there is."""
    for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines():
        if ": ## " in line:
            name, words = line.split(": ## ")
            print(f"  make {name:<12} {words}")


STEPS: dict[str, Callable[..., None]] = {
    "help": show_help, "env": env, "demo": demo, "test": test, "lint": lint, "unit": unit, "e2e": e2e,
    "frozen": frozen, "bench": bench, "national": national, "scale": scale, "soak": soak, "crash": crash,
    "screenshots": screenshots, "pictures": pictures, "guide": guide, "axe": axe, "mutation": mutation,
    "fuzz": fuzz, "properties": properties, "deb": deb, "wheels": wheels, "lock": lock, "sbom": sbom, "audit": audit,
    "format": format_code, "clean": clean,
}  # fmt: skip


def main(words: list[str]) -> int:
    step = STEPS.get(words[0] if words else "help")
    if step is None:
        print(f"There is no step called {words[0]}; these exist: {', '.join(STEPS)}.", file=sys.stderr)
        return 2
    try:
        step(*words[1:])
    except Trouble as trouble:
        print(f"!! {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
