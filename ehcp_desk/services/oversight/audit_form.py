"""What a file audit asks: the questions that ship with the program, or the council's own, each version kept.

A sample keeps the version it was drawn under, so that changing the questions never changes what was asked before.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.file_audits import AuditForm
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Changes, Desk

FORMS, CURRENT = "audits.forms", "audits.form"
"""The council's own forms by version, as JSON, and the version in force."""


@lru_cache(maxsize=1)
def load_form() -> AuditForm:
    """The form that ships, from ``rules/annex_a/audit.toml``."""
    return read_form(files("ehcp_desk.rules.annex_a").joinpath("audit.toml").read_text(encoding="utf-8"))


def read_form(text: str) -> AuditForm:
    """A form from TOML as ``rules/annex_a/audit.toml`` has it.  Raises BadInput for the first thing that is wrong."""
    try:
        said = tomllib.loads(text)
        questions = [(str(q["id"]).strip(), str(q["asks"]).strip()) for q in said["question"]]
        grades = {str(g["id"]): g["good"] is True for g in said["grade"]}
        form = AuditForm(str(said["version"]), MappingProxyType(dict(questions)), tuple(map(str, said["answers"])),
                         MappingProxyType(grades))  # fmt: skip
    except tomllib.TOMLDecodeError as fault:
        raise BadInput(f"The questions of the audit are not sound TOML: {fault}.") from None
    except (KeyError, TypeError) as fault:
        raise BadInput(f"The questions of the audit lack {fault}; see rules/annex_a/audit.toml.") from None
    if len(form.questions) != len(questions):
        raise BadInput("Two questions of the audit have the same id; give each its own.")
    check_form(form)
    return form


def check_form(form: AuditForm) -> None:
    """Raises BadInput for a form nobody could answer or grade by."""
    wrong = next((name for name, asks in form.questions.items() if not name.isidentifier() or not asks), None)
    if wrong is not None:
        raise BadInput(f"The question “{wrong}” needs an id of letters, digits and _, and words that ask something.")
    if not form.questions or not form.version.strip():
        raise BadInput("An audit asks at least one question and has a version.")
    if not {"yes", "no"} <= set(form.answers):
        raise BadInput("The answers of an audit have yes and no among them.")
    if set(form.grades.values()) != {True, False}:
        raise BadInput("The grades of an audit have one that is good and one that is not.")


def form_in(work: ReadWork, version: str = "") -> AuditForm:
    """The form of a version, or the one in force.  Raises BadInput for a version the record does not have."""
    kept: Mapping[str, Any] = json.loads(work.setting(FORMS) or "{}")
    shipped = load_form()
    wanted = version or work.setting(CURRENT) or shipped.version
    if wanted in kept:
        said = kept[wanted]
        return AuditForm(wanted, MappingProxyType(said["questions"]), tuple(said["answers"]),
                         MappingProxyType(said["grades"]))  # fmt: skip
    if wanted == shipped.version or version:  # a sample of an earlier program: what ships is the nearest there is
        return shipped
    raise BadInput(f"The record has no audit questions of version {wanted}.")


def use_form(desk: Desk, form: AuditForm) -> Changes:
    """Ask these questions in every sample drawn from now on.

    Raises BadInput where a version of that name asks something else already.
    """
    desk.need(Act.RETURNS)
    check_form(form)
    said = {"questions": dict(form.questions), "answers": list(form.answers), "grades": dict(form.grades)}
    with desk.store.write(desk.user, desk.now()) as work:
        kept = json.loads(work.setting(FORMS) or "{}")
        shipped = load_form()
        other = kept.get(form.version, said if form.version != shipped.version or form == shipped else None)
        if other != said:
            raise BadInput(f"Version {form.version} of the audit’s questions is in use already; give this one another.")
        work.set_setting(FORMS, json.dumps({**kept, form.version: said}, ensure_ascii=False))
        work.set_setting(CURRENT, form.version)
        work.append(NewEntry("audit_form_changed", None, {"version": form.version, **said}))
    return Changes(frozenset({"audits"}))
