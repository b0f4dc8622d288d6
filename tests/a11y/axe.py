"""``python -m tests.a11y.axe AXE DIR``: the web twin of every paper, and the guide, through axe-core in Chromium.

AXE is the file axe.min.js; DIR is where the twins are written, with what was found as axe.json.  Chromium has no other
page open and nothing is fetched.  Exit code 1 where a rule is broken.
"""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from ehcp_desk.services.oversight.return_paper import to_paper
from ehcp_desk.services.oversight.returns import compute_monthly
from tests.guide.authority import APPEALED, build
from tests.guide.hands import DAY
from tests.guide.scenes import PLANNED
from tests.guide.tasks import REF

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 60_000
ASKED = """<script>{axe}</script><script>
axe.run(document, {{resultTypes: ["violations", "incomplete"]}}).then(found => {{
  const said = document.createElement("pre"); said.id = "axe-found";
  const told = one => ({{rule: one.id, impact: one.impact, help: one.help, places: one.nodes.map(n => n.target.join(" "))}});
  said.textContent = JSON.stringify({{passes: found.passes.length, broken: found.violations.map(told),
    unsure: found.incomplete.map(told)}});
  document.body.append(said); }});
</script></body>"""


@dataclass(frozen=True, slots=True)
class Found:
    """What axe-core found in a page: rules kept, rules broken, and rules it could not decide."""

    paper: str
    passes: int
    broken: list[dict[str, object]]
    unsure: list[dict[str, object]]


class NoBrowser(Exception):
    """Chromium is not here, or did not answer; the message says which."""


def write_twins(folder: Path) -> None:
    """The web twin of every paper of the fictional authority, into a folder; a letter is one page for each address."""
    record = str(build(folder))
    asked = {
        "chronology": ["chronology", REF, "--out", "x.pdf", "--html"],
        "chronology, both sides": ["chronology", APPEALED, "--both-sides", "--out", "x.pdf", "--html"],
        "pick-up sheet": ["handover", REF, "--out", "x.pdf", "--html"],
        "plan": ["plan", PLANNED, "--out", "x.pdf", "--html"],
        "forecast": ["forecast", "--months", "6", "--runs", "200", "--out", "x.pdf", "--html"],
        "clinic pack": ["pack", "clinic", "--out", "x.pdf", "--html"],
        "Monday lists": ["pack", "monday", "--out", "x.pdf", "--html"],
        "supervision pack": ["pack", "supervision", "--worker", "Joy Addo", "--out", "x.pdf", "--html"],
        "inspection pack": ["pack", "inspection", REF, "--out", "x.pdf", "--html"],
        "letter, agreement to assess": ["notice", REF, "agreement_to_assess", "--draft", "--out"],
        "letter, draft plan": ["notice", PLANNED, "draft_plan", "--draft", "--out"],
    }
    for paper, words in asked.items():
        twin = str(folder / f"{paper}.html")
        given = [str(folder / word) if word == "x.pdf" else word for word in words]
        with redirect_stdout(io.StringIO()):
            code = run(["--db", record, "--today", DAY.isoformat(), "--user", "Joy Addo", *given, twin])
        assert code in (0, 1), f"{paper} was not written (exit code {code})"
    desk = open_desk(record, "Joy Addo", DAY)
    try:
        assert desk.papers is not None
        desk.papers.monthly(to_paper(compute_monthly(desk, DAY.replace(day=1))), folder / "monthly return.html")
    finally:
        desk.store.close()


def looked_at(paper: str, page: Path, axe: str, browser: str) -> Found:
    """What axe-core finds in a page.  Raises NoBrowser where Chromium gives no answer."""
    asking = page.with_suffix(".htm")
    asking.write_text(page.read_text(encoding="utf-8").replace("</body>", ASKED.format(axe=axe)), encoding="utf-8")
    words = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--virtual-time-budget={PATIENCE_MS}",
        "--dump-dom",
    ]
    done = subprocess.run([*words, asking.as_uri()], capture_output=True, text=True, timeout=180, check=False)
    said = re.search(r'<pre id="axe-found">(.*?)</pre>', done.stdout, re.DOTALL)
    if said is None:
        raise NoBrowser(f"Chromium gave no answer about {paper} (exit code {done.returncode}).")
    found = json.loads(html.unescape(said[1]))
    return Found(paper, found["passes"], found["broken"], found["unsure"])


def main(words: list[str]) -> int:
    """Look at every paper, print a table, keep what was found."""
    axe, folder = Path(words[0]).read_text(encoding="utf-8"), Path(words[1]).absolute()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("Chromium is not here; on Debian: apt-get install chromium.", file=sys.stderr)
        return 3
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_twins(folder)
    guide = folder.parents[1] / "guide" / "guide.html"
    if guide.exists():
        shutil.copy(guide, folder / "user guide.html")
    found = [looked_at(page.stem, page, axe, browser) for page in sorted(folder.glob("*.html"))]
    (folder / "axe.json").write_text(json.dumps([asdict(one) for one in found], indent=1), encoding="utf-8")
    print(f"{'paper':<46} kept  broken  not decided")
    for one in found:
        print(f"{one.paper:<46} {one.passes:>4} {len(one.broken):>7} {len(one.unsure):>12}")
        for rule in one.broken:
            print(f"    {rule['rule']} ({rule['impact']}): {rule['help']}, in {len(list(rule['places']))} places")  # type: ignore[call-overload]
    return int(any(one.broken for one in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
