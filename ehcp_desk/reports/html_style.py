"""The style sheet of the web twin: the same inks as on paper, readable at any width, and A4 when printed."""

from __future__ import annotations

from ehcp_desk.reports.model import Document, Tone
from ehcp_desk.reports.styles import CONTROL, HAIRLINE, LARGE_PRINT, TONES

_RULES = """
:root { color-scheme: light; }
body { margin: 0 auto; padding: 1.5rem; max-width: %(measure)s; color: %(ink)s; background: #FFFFFF;
  font: %(size)s/1.45 "Noto Sans", "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
header, footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2rem; }
header { border-bottom: 2px solid %(ink)s; }
header p:last-child, footer p:last-child { text-align: right; }
footer { margin-top: 2rem; border-top: 1px solid %(control)s; color: %(quiet)s; }
h1 { margin: 1rem 0 0.5rem; font-size: 1.7em; line-height: 1.2; font-weight: 600; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 1.1em; }
h2.ruled { border-bottom: 1px solid %(control)s; padding-bottom: 0.2rem; margin-bottom: 0; }
h3 { margin: 1.2rem 0 0.4rem; font-size: 1em; }
p { margin: 0.4rem 0; }
figure { margin: 1rem 0; }
figure img { display: block; max-width: 100%%; height: auto; border: 1px solid %(hairline)s; }
figcaption { font-size: 0.9em; color: %(quiet)s; padding-top: 0.25rem; }
.small { font-size: 0.9em; }
.boxed { border: 2px solid %(ink)s; padding: 0.5rem 0.75rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; margin: 0.5rem 0 1rem; }
dt { color: %(faint)s; }
dd { margin: 0; }
table { width: 100%%; border-collapse: collapse; }
caption { text-align: left; font-size: 0.9em; padding: 0.3rem 0; }
th, td { padding: 0.3rem 0.75rem 0.3rem 0; text-align: left; vertical-align: top; font-weight: 400;
  border-bottom: 1px solid %(hairline)s; }
thead th { font-size: 0.9em; font-weight: 700; border-bottom: 2px solid %(ink)s; }
.right { text-align: right; }
.centre { text-align: center; }
hr { border: 0; border-top: 1px solid %(control)s; margin: 1rem 0; }
.columns { display: flex; flex-wrap: wrap; gap: 0 2rem; }
.columns > div { flex: 1 1 18rem; min-width: 0; }
.captions { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; list-style: none;
  margin: 0; padding: 0; font-size: 0.9em; }
.captions li:last-child { font-weight: 600; }
.icon { width: 1.12em; height: 1.12em; margin-right: 0.32em; vertical-align: -0.2em; fill: currentColor; }
.boxes { width: 3.4em; height: 1em; margin-right: 0.4em; vertical-align: -0.15em; }
.picture { display: block; width: 100%%; max-width: 45rem; height: auto; }
.logo { max-height: 4rem; max-width: 14rem; }
.symbols { position: absolute; width: 0; height: 0; overflow: hidden; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%%); white-space: nowrap; }
%(tones)s
@media print {
  @page { size: A4%(turn)s; margin: 15mm; }
  body { max-width: none; padding: 0; font-size: %(print_size)s; }
  thead { display: table-header-group; }
  tr, .boxed, .strip, figure { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  .page { break-before: page; }
}
"""


def style_sheet(document: Document) -> str:
    """The rules for one document: its inks, its scale and which way its paper lies."""
    tones = "\n".join(f".{tone.value} {{ color: {colour}; }}" for tone, colour in TONES.items())
    values = {
        "ink": TONES[Tone.INK],
        "quiet": TONES[Tone.QUIET],
        "faint": TONES[Tone.FAINT],
        "control": CONTROL,
        "hairline": HAIRLINE,
        "tones": tones,
        "measure": "76rem" if document.landscape else "56rem",
        "size": f"{document.scale:g}rem",
        "print_size": f"{10 * document.scale:g}pt",
        "turn": " landscape" if document.landscape else "",
    }
    large = (
        "\n.small, thead th, caption, figcaption, .captions { font-size: 1em; }"
        if document.scale >= LARGE_PRINT
        else ""
    )
    return (_RULES % values).strip() + large
