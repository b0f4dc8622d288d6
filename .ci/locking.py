"""The locked packages: their digests, their Windows wheels, what they are made of and what is known against them."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path

from machine import BIN, EXE, PYTHON, ROOT, Trouble, call, env, pip, say

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


def audit(within: str = "") -> None:
    """Ask the public list of known faults about every locked package.  A fault is trouble; that nobody could be asked is
    trouble too, but ``within`` the suite it is only said, which must pass where there is no way to the list."""
    env()
    say("asking the list of known faults")
    try:
        done = subprocess.run([str(BIN / f"pip-audit{EXE}"), "--no-deps", "--disable-pip", "--format", "json", "-r",
                               "requirements.lock"], cwd=ROOT, capture_output=True, text=True, check=False,
                              timeout=300)  # fmt: skip
        faults, asked = told(done.stdout)
    except subprocess.TimeoutExpired:
        faults, asked = [], 0
    if faults:
        raise Trouble(f"known faults in locked packages: {'; '.join(faults)}. Take a version without them (make lock).")
    if not asked and not within:
        raise Trouble("the list of known faults could not be asked from here, so nothing was looked at.")
    say(
        f"no known fault in {asked} locked packages"
        if asked
        else "the list could not be asked from here; nothing was looked at"
    )


def told(report: str) -> tuple[list[str], int]:
    """The faults an audit names, and of how many packages it was told anything."""
    try:
        listed = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        return [], 0
    faults = [f"{one['name']} {one['version']}, {fault['id']}" for one in listed for fault in one.get("vulns", ())]
    return faults, sum("vulns" in one for one in listed)
