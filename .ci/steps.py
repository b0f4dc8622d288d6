"""The project's steps, behind make: one small program that needs nothing but Python 3.11.

Each step can be run again at any time, says what it is doing, and fails with a sentence.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
EXE = ".exe" if WINDOWS else ""
PYTHON = BIN / f"python{EXE}"
DESK = BIN / f"ehcp-desk{EXE}"
OLDEST = (3, 11)

# Debian packages: what the window needs, and what the tests need besides (docs/packages.md says why each).
WINDOW_PACKAGES = (
    "libglib2.0-0", "libgl1", "libegl1", "libxkbcommon0", "libfontconfig1", "libfreetype6", "libdbus-1-3",
    "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0",
)  # fmt: skip
TEST_PACKAGES = (*WINDOW_PACKAGES, "xvfb", "xauth", "openbox", "xdotool", "postgresql", "binutils",
                 "dbus", "at-spi2-core", "python3-pyatspi",
                 "qpdf", "poppler-utils", "libxml2-utils", "tesseract-ocr", "libreoffice-writer-nogui")  # fmt: skip


class Trouble(Exception):
    """A step cannot go on; the message says why and what to do."""


def say(text: str) -> None:
    print(f"== {text}", flush=True)


def call(*words: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command from the project's folder, or stop with the command's name."""
    line = [str(w) for w in words]
    done = subprocess.run(line, cwd=ROOT, env={**os.environ, **(env or {})}, check=False)
    if done.returncode:
        raise Trouble(
            f"{Path(line[0]).name} {' '.join(line[1:4])} failed (exit code {done.returncode}); its own words are above."
        )


def env() -> None:
    """Create .venv and install the locked packages, unless nothing changed since the last time."""
    if sys.version_info < OLDEST:
        raise Trouble(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.")
    wanted = hashlib.sha256(
        (ROOT / "pyproject.toml").read_bytes() + (ROOT / "requirements.lock").read_bytes()
    ).hexdigest()
    stamp = VENV / "installed.txt"
    if PYTHON.exists() and DESK.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not PYTHON.exists():
        say("creating .venv")
        packages("python3-venv") if not _can_make_venv() else None
        venv.EnvBuilder(with_pip=True).create(VENV)
    say("installing the locked packages (a few minutes the first time)")
    pip("install", "--require-hashes", "--no-deps", "-r", "requirements.lock")
    pip("install", "--no-deps", "--no-build-isolation", "-e", ".")
    compiled()
    stamp.write_text(wanted)


def compiled() -> None:
    """Compile our modules as pip does what it installs; else the first start does, and every start where it may not write."""
    call(PYTHON, "-m", "compileall", "-q", "ehcp_desk", "ui", "db")


def pip(*words: str | Path) -> None:
    """Run the environment's own pip, quietly."""
    call(PYTHON, "-m", "pip", words[0], "--quiet", "--disable-pip-version-check", *words[1:])


def _can_make_venv() -> bool:
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return False
    return True


def packages(*names: str) -> None:
    """See to it that Debian packages are there: install them as root, else name the missing ones in one line."""
    if not shutil.which("dpkg-query"):
        return
    missing = [n for n in names if not _installed(n)]
    if not missing:
        return
    if os.geteuid() != 0:
        raise Trouble(f"System packages are missing; ask an administrator to run: apt-get install {' '.join(missing)}")
    say(f"installing system packages: {' '.join(missing)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "update", "-qq", env=quiet)
    call("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, env=quiet)


def _installed(name: str) -> bool:
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Status}\n", name, f"{name}t64"], capture_output=True, text=True, check=False
    )
    return "install ok installed" in asked.stdout


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
    if os.geteuid() != 0 or _installed("ehcp-desk"):
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


LOCK = ROOT / "requirements.lock"
PYTHONS = ("3.11", "3.12", "3.13")
LINUX = tuple(f"manylinux_2_{glibc}_x86_64" for glibc in (34, 28, 27, 24, 17, 12, 5))
PLATFORMS = (("manylinux2014_x86_64", "manylinux1_x86_64", *LINUX), ("win_amd64",))
LOCKED = re.compile(r"^([\w.-]+)==(\S+?)(?: \\)?$", re.MULTILINE)


def lock() -> None:
    """Write requirements.lock again: the versions it has, each with the digests of its wheels for Linux and Windows.

    To take another version, change it there first; the digest is of the file that the package index hands out now.
    """
    env() if not PYTHON.exists() else None
    pinned = dict(LOCKED.findall(LOCK.read_text(encoding="utf-8")))
    found: dict[str, set[str]] = {name: set() for name in pinned}
    with tempfile.TemporaryDirectory() as folder:
        bare, report = Path(folder) / "bare.txt", Path(folder) / "report.json"
        bare.write_text("".join(f"{name}=={version}\n" for name, version in pinned.items()), encoding="utf-8")
        for python in PYTHONS:
            for platforms in PLATFORMS:
                say(f"digests for Python {python}, {platforms[0]}")
                on = [word for one in platforms for word in ("--platform", one)]
                pip("install", "--dry-run", "--no-deps", "--ignore-installed", "--only-binary=:all:", *on,
                    "--implementation", "cp", "--python-version", python, "--target", Path(folder) / "wheels",
                    "--report", report, "-r", bare)  # fmt: skip
                taken = json.loads(report.read_text(encoding="utf-8"))["install"]
                digests = {_plain(one["metadata"]["name"]): one["download_info"]["archive_info"]["hashes"]["sha256"]
                           for one in taken}  # fmt: skip
                for name in pinned:
                    found[name].add(digests[_plain(name)])
    lines = (" \\\n    ".join([f"{name}=={version}", *(f"--hash=sha256:{one}" for one in sorted(found[name]))])
             for name, version in pinned.items())  # fmt: skip
    LOCK.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wheels() -> None:
    """See that every locked package has a Windows wheel, for each Python the desk runs on."""
    env()
    for python in PYTHONS:
        say(f"Windows wheels for Python {python}")
        call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--dry-run", "--no-deps",
             "--ignore-installed", "--only-binary=:all:", "--platform", "win_amd64", "--implementation", "cp",
             "--python-version", python, "--target", ROOT / "build" / "wheels", "-r", "requirements.lock")  # fmt: skip


def sbom() -> None:
    """What the desk is made of, for the council's records: build/sbom.json (CycloneDX) and build/licences.md."""
    env()
    (ROOT / "build").mkdir(exist_ok=True)
    call(BIN / f"cyclonedx-py{EXE}", "environment", PYTHON, "--output-file", "build/sbom.json")
    call(BIN / f"pip-licenses{EXE}", "--python", PYTHON, "--format", "markdown", "--output-file", "build/licences.md")


def audit() -> None:
    """Ask the public list of known faults about every locked package (needs the internet)."""
    env()
    call(BIN / f"pip-audit{EXE}", "--no-deps", "--disable-pip", "-r", "requirements.lock")


def test() -> None:
    """Everything, in the order that fails soonest."""
    begun = time.monotonic()
    for step in (lint, unit, e2e, frozen, deb):
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
    "fuzz": fuzz, "deb": deb, "wheels": wheels, "lock": lock, "sbom": sbom, "audit": audit,
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
