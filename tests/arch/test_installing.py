"""What is handed to IT: the installers name what the build makes, and no page or file of it names a machine."""

from __future__ import annotations

import re
from pathlib import Path

from ehcp_desk.policy import Policy, read_policy

ROOT = Path(__file__).resolve().parents[2]


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
