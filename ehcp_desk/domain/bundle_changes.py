"""What changed between two versions of a bundle, in sentences."""

from __future__ import annotations

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.bundle_numbers import by_key
from ehcp_desk.domain.bundles import PARTS, BundleList, Pick, label_words


def what_changed(before: BundleList, now: BundleList) -> tuple[str, ...]:
    """One sentence for each paper put in, taken out or changed, for moved pages, and for the days that were given."""
    told = []
    was, pages, old_pages = {p.document: p for p in before.picks}, by_key(now.spans), by_key(before.spans)
    for pick in now.picks:
        told += _of_pick(was.get(pick.document), pick, pages.get(f"document {pick.document}", ()))
    for pick in now.chosen:
        key = f"document {pick.document}"
        if key in pages and key in old_pages and pages[key] != old_pages[key]:
            told.append(
                f"{_called(pick)} was on pages {label_words(old_pages[key])} and is on {label_words(pages[key])}."
            )
    if now.evidence_by != before.evidence_by:
        told.append(
            f"The last day for evidence is {now.evidence_by or 'not given'}; it was {before.evidence_by or 'not given'}."
        )
    if now.listed != before.listed:
        told.append(
            f"The hearing was listed on {now.listed or 'a day not given'}; it was {before.listed or 'not given'}."
        )
    if now.pages != before.pages:
        told.append(f"The bundle has {so_many(now.pages, 'page')}; it had {before.pages}.")
    return tuple(told)


def _of_pick(was: Pick | None, pick: Pick, labels: tuple[str, ...]) -> list[str]:
    name, at = _called(pick), f", on page {label_words(labels)}" if labels else ""
    if was is None or bool(was.left_out) != bool(pick.left_out):
        if pick.left_out:
            return [f"{name} is left out: {pick.left_out}."]
        return [f"{name} was added to {PARTS[pick.part]}{at}."]
    if pick.left_out:
        return []
    told = []
    if was.part != pick.part:
        told.append(f"{name} moved from {PARTS[was.part]} to {PARTS[pick.part]}.")
    if was.pages != pick.pages:
        told.append(f"{name}: pages {pick.pages or 'all'} are taken; they were {was.pages or 'all'}.")
    if was.order != pick.order:
        told.append(f"{name} was given another place in its part.")
    if was.late != pick.late:
        told.append(f"{name}: logged about leave: {pick.late or 'nothing'}.")
    return told


def _called(pick: Pick) -> str:
    return f"Document {pick.document} ({pick.name})" if pick.name else f"Document {pick.document}"
