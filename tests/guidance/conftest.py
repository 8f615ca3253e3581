"""The shipped rules and hints."""

from __future__ import annotations

import pytest

from kiosk.guidance.hints import Hints, load_hints
from kiosk.guidance.rules import Rules, load_rules
from kiosk.paths import config_dir


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules(config_dir() / "rules.toml")


@pytest.fixture(scope="session")
def hints(rules: Rules) -> Hints:
    return load_hints(config_dir() / "hints.toml", rules)
