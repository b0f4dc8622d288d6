"""The notice files are read strictly: whatever is wrong is named with its file and the near miss."""

from importlib.resources import files

import pytest

from ehcp_desk.clock.reading import RuleError
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.clock.vocabulary import FACT_KINDS
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.notice_rules import load_notice_rules, read_notice_rules

TEXTS = {
    f.name: f.read_text(encoding="utf-8")
    for f in files("ehcp_desk.rules.notices").iterdir() if f.name.endswith(".toml")
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("refusal_to_assess.toml", 'element = "appeal"', 'element = "appeals"', "did you mean 'appeal'"),
        ("refusal_to_assess.toml", "{reasons}", "{reason}", "did you mean 'reasons'"),
        ("refusal_to_assess.toml", "limits =", "limit =", "did you mean 'limits'"),
        ("shared.toml", "[element.disagreement]", "[element.agreement]", "did you mean"),
        ("fields.toml", 'from = "clock"', 'from = "clok"', "did you mean 'clock'"),
        ("draft_plan.toml", "served = true", "served = maybe", "draft_plan.toml"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused(file: str, old: str, new: str, said: str) -> None:
    assert old in TEXTS[file]
    text = TEXTS[file].replace(old, new)
    with pytest.raises(RuleError, match=said):
        read_notice_rules({**TEXTS, file: text})


def test_every_fact_and_rule_named_is_one_there_is() -> None:
    known, rules = {*FACT_KINDS, *CASE_KINDS}, set(Ruleset.load().ids)
    loaded = load_notice_rules()
    for kind in loaded.kinds.values():
        named = {kind.fact, kind.also, kind.again, *kind.since, *(c.kind for c in (*kind.has, *kind.lacks))} - {""}
        assert named <= known, (kind.id, named - known)
        assert set(kind.limits) <= rules
        for condition in (*kind.has, *kind.lacks):
            values = (
                {v for a in FACT_KINDS[condition.kind].attrs.values() for v in a.values} if condition.value else set()
            )
            assert not condition.value or condition.value in values, (kind.id, condition)
    assert {rule.partition(": ")[0] for field in loaded.fields.values() for rule in field.rules} <= rules
    used = {name for kind in loaded.kinds.values() for name in kind.fields}
    assert set(loaded.fields) == used
