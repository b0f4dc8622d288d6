"""The computer the steps run on: where things are, the environment, the system's packages, and how a command is run.

Only Python's own library, as nothing else may be there yet.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
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
    missing = [n for n in names if not installed(n)]
    if not missing:
        return
    if os.geteuid() != 0:
        raise Trouble(f"System packages are missing; ask an administrator to run: apt-get install {' '.join(missing)}")
    say(f"installing system packages: {' '.join(missing)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "update", "-qq", env=quiet)
    call("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, env=quiet)


def installed(name: str) -> bool:
    """True where a Debian package is there."""
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Status}\n", name, f"{name}t64"], capture_output=True, text=True, check=False
    )
    return "install ok installed" in asked.stdout
