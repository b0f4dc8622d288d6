"""Which right a command or a dialog asks for, so that one a person may not use is greyed out and says why beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ehcp_desk.domain.access import Act

if TYPE_CHECKING:
    from ehcp_desk.services.desk import Desk

_ACTS: tuple[tuple[Act, str], ...] = (
    (Act.RECORD, "add_fact assign attach bundle_hearing bundle_paper child_details correct_fact details duplicates "
                 "file_documents letter manager_review move_team new_request no_longer notice paste plan_moves "
                 "plan_outcomes plan_section plan_sign_off promise psychologist put_first record_contact record_fact "
                 "release response split_child supervised unassign withdraw_fact"),
    (Act.PAPERS, "chronology pick_up plan print proof"),
    (Act.RESTRICT, "restrict unrestrict"),
    (Act.IMPORT, "go_importing"),
)  # fmt: skip
RIGHTS = {key: act for act, keys in _ACTS for key in keys.split()}
"""By the key of a command or of a dialog; what is not here only shows something."""


def refusal(desk: Desk | None, key: str) -> str:
    """Why the person at the desk may not use this, and who may; empty where they may."""
    act = RIGHTS.get(key)
    if desk is None or act is None or desk.may(act):
        return ""
    return desk.why_not(act)
