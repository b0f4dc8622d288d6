"""Bringing a file in, in three acts: look at it, try it, do it.  What the Import page and the command share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ehcp_desk.domain.comparing import Comparison
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.importing import ImportPlan
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.ports.trackers import TrackerLook, Trackers, Values
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.upkeep.imports import OnRecord, Planned, apply_plan


@dataclass(frozen=True, slots=True)
class Trial:
    """A file as it was understood, and what it would do to the record as it was then."""

    path: Path
    look: TrackerLook
    plan: ImportPlan
    planned: Planned | None = field(default=None, compare=False)


def trial(
    desk: Desk,
    path: Path,
    targets: Mapping[str, str] | None = None,
    profile: str = "",
    progress: Progress | None = None,
    values: Values | None = None,
    styles: Mapping[str, str] | None = None,
) -> Trial:
    """Read a file and say what it would do; nothing is changed.  ``profile`` is the name of a saved one, ``targets`` where
    a person sent columns, ``values`` what a person said words mean and ``styles`` how a column's dates are written, each by
    heading.

    Raises BadInput in one sentence for a file that cannot be read.
    """
    reader = _reader(desk)
    with desk.store.read() as work:
        saved = work.import_profiles().get(profile, "")
        look = reader.look(path, desk.today(), saved, targets, values, styles)
        how = partial(
            reader.plan, path, as_at=desk.today(), targets=targets, profile=saved, values=values, styles=styles
        )
        planned = Planned.over(work, how)
        plan = how(OnRecord(work, desk.today()), progress=progress)
    return Trial(path, look, plan, planned)


def bring(desk: Desk, tried: Trial, progress: Progress | None = None) -> Changes:
    """Do what the trial said, all of it or none of it.

    Raises Conflict where somebody changed the record meanwhile so that the file would do something else.
    """
    return apply_plan(desk, tried.plan, progress, tried.planned)


def compare_file(
    desk: Desk,
    path: Path,
    targets: Mapping[str, str] | None = None,
    profile: str = "",
    values: Values | None = None,
    styles: Mapping[str, str] | None = None,
) -> Comparison:
    """Hold a file against the desk, field by field, and say which cases of the desk it does not name.

    Nothing is changed.  ``profile`` is the JSON of one.  Raises BadInput in one sentence for a file that cannot be read.
    """
    reader = _reader(desk)
    with desk.store.read() as work:
        known = OnRecord(work, desk.today())
        return reader.compare(path, known, desk.today(), targets, profile, values, styles).against(known.refs())


def compare_by_name(
    desk: Desk,
    path: Path,
    targets: Mapping[str, str],
    profile: str,
    values: Values,
    styles: Mapping[str, str],
) -> Comparison:
    """:func:`compare_file` with the profile saved under a name."""
    with desk.store.read() as work:
        saved = work.import_profiles().get(profile, "")
    return compare_file(desk, path, targets, saved, values, styles)


def save_profile(
    desk: Desk,
    name: str,
    look: TrackerLook,
    targets: Mapping[str, str],
    values: Values | None = None,
    styles: Mapping[str, str] | None = None,
) -> None:
    """Keep the choices of columns, words and date styles under a name, for next month's file.

    What else the profile said that the file was read with is kept with them.
    """
    reader = _reader(desk)
    with desk.store.read() as work:
        saved = work.import_profiles().get(look.profile, "")
    text = reader.profile_of(name, look, targets, values, saved, styles)
    with desk.store.write(desk.user, desk.now()) as work:
        work.save_import_profile(name, text)
        work.append(NewEntry("import_profile_saved", None, {"name": name}))


def profiles(desk: Desk) -> tuple[str, ...]:
    """Names of the saved profiles."""
    with desk.store.read() as work:
        return tuple(sorted(work.import_profiles()))


def _reader(desk: Desk) -> Trackers:
    if desk.trackers is None:
        raise KnownFault("This desk was opened without a reader of files.")
    return desk.trackers
