"""What stands on every letter and does not come from the case: the council's address and contacts, and who helps families."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict, dataclass, fields, replace

from ehcp_desk.clock.facts import did_you_mean
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.upkeep.set_together import merged

LOGO = "letters.logo"
LONGEST, LARGEST_LOGO, MOST_DOTS = 400, 300 * 1024, 6_000
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Each is text as it prints; empty where the council has not said.

    ``health_body`` is the integrated care board that is told of decisions; ``leaflet`` what goes with every decision.
    """

    letter_address: str = ""
    contact_name: str = ""
    contact: str = ""
    mediation_adviser: str = ""
    mediation_contact: str = ""
    disagreement_service: str = ""
    disagreement_contact: str = ""
    advice_service: str = ""
    advice_contact: str = ""
    local_offer: str = ""
    schools_list: str = ""
    leaflet: str = ""
    health_body: str = ""
    signatory: str = ""
    signatory_role: str = ""


TITLES: dict[str, str] = {
    "letter_address": "Address of the service",
    "contact_name": "Whom families can ask",
    "contact": "How to reach them",
    "mediation_adviser": "Mediation adviser",
    "mediation_contact": "How to reach the mediation adviser",
    "disagreement_service": "Disagreement resolution service",
    "disagreement_contact": "How to reach that service",
    "advice_service": "Information, advice and support service",
    "advice_contact": "How to reach that service",
    "local_offer": "Where the local offer is",
    "schools_list": "Where to find schools and colleges",
    "leaflet": "What goes with every decision",
    "health_body": "Health body told of decisions",
    "signatory": "Who signs",
    "signatory_role": "Role of whoever signs",
}
"""Each setting by name, as a form asks for it."""


def letterhead_of(work: ReadWork) -> Letterhead:
    """What the council has said."""
    return Letterhead(**{f.name: work.setting(f"letters.{f.name}") or "" for f in fields(Letterhead)})


def letterhead(desk: Desk) -> Letterhead:
    """The same, for Settings."""
    with desk.store.read() as work:
        return letterhead_of(work)


def logo_of(work: ReadWork) -> bytes:
    """The picture at the head of every letter; empty where there is none."""
    return base64.b64decode(work.setting(LOGO) or "")


def change_letterhead(desk: Desk, wanted: Letterhead, seen: Letterhead | None = None) -> Changes:
    """Keep what stands on every letter; the journal keeps what stood there before.  What is as it was ``seen`` stays.

    Raises BadInput for text with more than 400 characters, Conflict where somebody else changed the same meanwhile.
    """
    desk.need_setting(LOGO)
    tidy = Letterhead(**{name: _tidy(name, value) for name, value in asdict(wanted).items()})
    with desk.store.write(desk.user, desk.now()) as work:
        before = asdict(letterhead_of(work))
        after = merged(desk, work, "letterhead_changed", asdict(seen) if seen else before, asdict(tidy), before, TITLES)
        changed = {k: {"before": before[k], "after": v} for k, v in after.items() if v != before[k]}
        for name in changed:
            work.set_setting(f"letters.{name}", after[name])
        if changed:
            work.append(NewEntry("letterhead_changed", None, {"fields": changed}))
    return Changes(frozenset({"settings"}))


def set_letterhead(desk: Desk, said: dict[str, str]) -> Changes:
    """Change some of it by name.  Raises BadInput for a name there is none of, with the nearest."""
    for name in said:
        if name not in TITLES:
            raise BadInput(f"A letter has no setting '{name}'{did_you_mean(name, TITLES)}.")
    seen = letterhead(desk)
    return change_letterhead(desk, replace(seen, **said), seen)


def change_logo(desk: Desk, picture: bytes) -> Changes:
    """Put a PNG or JPEG picture of up to 300 KB at the head of every letter; empty takes it away."""
    desk.need_setting(LOGO)
    if picture and not picture.startswith(_IMAGES):
        raise BadInput("The logo is neither a PNG nor a JPEG picture; save it as one and choose it again.")
    if len(picture) > LARGEST_LOGO:
        raise BadInput("The logo is larger than 300 KB; save it smaller and choose it again.")
    if picture and max(_size(picture)) > MOST_DOTS:
        raise BadInput(f"The logo is more than {MOST_DOTS:,} dots wide or high; save it smaller and choose it again.")
    if picture and not _shows(picture):
        raise BadInput("The logo is damaged, so no letter could show it; save the picture again and choose it again.")
    with desk.store.write(desk.user, desk.now()) as work:
        work.set_setting(LOGO, binascii.b2a_base64(picture, newline=False).decode())
        work.append(NewEntry("letter_logo_changed", None, {"bytes": len(picture)}))
    return Changes(frozenset({"settings"}))


def _size(picture: bytes) -> tuple[int, int]:
    """Dots across and down as the file says, without reading them; none where it cannot be read."""
    import warnings
    from io import BytesIO

    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(BytesIO(picture)).size
    except Image.DecompressionBombError:
        return MOST_DOTS + 1, MOST_DOTS + 1
    except (OSError, SyntaxError, ValueError):
        return 0, 0


def _shows(picture: bytes) -> bool:
    from io import BytesIO

    from PIL import Image  # slow to import, and wanted here alone

    try:
        with Image.open(BytesIO(picture)) as opened:
            opened.load()
    except (OSError, SyntaxError, ValueError):
        return False
    return True


def _tidy(name: str, value: str) -> str:
    lines = [" ".join(line.split()) for line in value.replace("\x00", "").splitlines()]
    text = "\n".join(line for line in lines if line)
    if len(text) > LONGEST:
        raise BadInput(f"{TITLES[name]}: there is room for {LONGEST} characters.")
    return text
