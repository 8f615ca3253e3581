"""What is offered below the mark."""

from __future__ import annotations

from kiosk.compare.helps import CAUSES, Help, helps
from kiosk.guidance.rules import load_rules
from kiosk.guidance.verdict import Severity, Status, Verdict
from kiosk.paths import config_dir


def verdict(rule: str, status: Status) -> Verdict:
    return Verdict(rule, status, Severity.MUST)


def test_only_what_was_seen_to_fail_is_offered_first_things_first() -> None:
    seen = [
        verdict("yaw", Status.FAIL),
        verdict("light-even", Status.PASS),
        verdict("clothes-blue", Status.FAIL),
        verdict("brows-free", Status.UNKNOWN),
        verdict("glasses", Status.FAIL),
        verdict("lens-glare", Status.FAIL),
    ]
    assert helps(seen) == (Help.GLASSES, Help.POSE)
    assert helps([verdict("ear-left", Status.FAIL)]) == ()


def test_every_cause_is_a_rule_of_the_booth() -> None:
    rules = {rule.name for rule in load_rules(config_dir() / "rules.toml").rules}
    assert set(CAUSES) == set(Help)
    assert frozenset().union(*CAUSES.values()) <= rules
