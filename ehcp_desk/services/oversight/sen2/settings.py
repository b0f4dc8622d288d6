"""What a council sets for its SEN2 return: its code, its officers in post, and what the sources disagree about.

Kept as one setting, ``sen2``, in JSON; the journal keeps what stood there before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.sen2 import Profile, Sen2Settings
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.sen2.profiles import councils, invented, load_points, load_profile

SEN2 = "sen2"
_POSTS = {"dmo": "Designated medical officer", "dco": "Designated clinical officer",
          "dsco": "Designated social care officer"}  # fmt: skip
IN_POST: Mapping[str, str] = {"Y": "In post", "N": "Not in post", "R": "Being recruited"}
TITLES: Mapping[str, str] = {"la": "Code of the council", **_POSTS, "serial": "Run number of the file"}


def read_settings(work: ReadWork) -> Sen2Settings:
    """The settings, every disputed point with its choice.  Raises BadInput where they cannot be read."""
    text = work.setting(SEN2)
    try:
        kept = json.loads(text) if text else {}
        chosen = kept.pop("choices", {})
        settings = Sen2Settings(**kept)
    except (json.JSONDecodeError, TypeError, AttributeError):
        raise BadInput(f"The setting {SEN2} cannot be read; set the SEN2 return up again.") from None
    choices = {name: chosen.get(name, point.default) for name, point in load_points().items()}
    return Sen2Settings(settings.la, settings.dmo, settings.dco, settings.dsco, settings.serial, choices)


def change_settings(desk: Desk, wanted: Mapping[str, str]) -> Changes:
    """Set some of them by name.  Raises BadInput naming the one that cannot be, and what it may be."""
    desk.need_setting(SEN2)
    for name, value in wanted.items():
        _check(name, value)
    with desk.store.write(desk.user, desk.now()) as work:
        before = asdict(read_settings(work))
        after = {**before, "choices": dict(before["choices"])}
        for name, value in wanted.items():
            if name in load_points():
                after["choices"][name] = value
            else:
                after[name] = value
        work.set_setting(SEN2, json.dumps(after, sort_keys=True))
        was = {name: before["choices"].get(name, before.get(name)) for name in wanted}
        work.append(NewEntry("sen2_settings_changed", None, {"before": was, "after": dict(wanted)}))
    return Changes(frozenset({"returns", "settings"}))


def _check(name: str, value: str) -> None:
    points = load_points()
    if name in points:
        if value not in points[name].choices:
            raise BadInput(f"{name} is one of {', '.join(points[name].choices)}; “{value}” is neither.")
    elif name == "la":
        if value not in councils() and value not in invented():
            raise BadInput(f"{value} is not the code of a council in England; it is three digits, such as 330.")
    elif name in _POSTS:
        if value not in IN_POST:
            raise BadInput(f"{_POSTS[name]} is Y (in post), N (not in post) or R (being recruited); not “{value}”.")
    elif name == "serial":
        if len(value) != 3 or not value.isascii() or not value.isdigit():
            raise BadInput(f"The run number of a SEN2 file is three digits, such as 001; “{value}” is not.")
    else:
        known = ", ".join((*TITLES, *points))
        raise BadInput(f"SEN2 has no setting called {name}; these can be set: {known}.")


def profile_for(settings: Sen2Settings, year: int) -> Profile:
    """The year's profile with the disputed tags spelt as the council chose.  Raises BadInput for an unknown year."""
    return load_profile(year, settings.choices["setting_tag"], settings.choices["work_tags"])
