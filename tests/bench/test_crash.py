"""A short run of the crash bench, and booths that break a promise, which it has to find out."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.bench.crash import Plan, measure
from kiosk.bench.crash_booth import Post
from kiosk.bench.crash_findings import Findings
from kiosk.bench.crash_report import as_table
from kiosk.cli import main
from tests.bench import mutants

SHORT = Plan(kills=20, server_kills=6, booths=2, seed=3)


def test_nothing_is_lost_when_booths_and_server_are_killed(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["bench", "crash", "--kills", "20", "--server-kills", "6", "--booths", "2", "--seed", "3"]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == {name: [] for name in Findings.__dataclass_fields__}
    assert told["failures"] == []
    assert told["booth"]["total"] >= 20
    assert told["server"]["total"] >= 6
    assert told["booth"]["at_start"] > 0
    assert min(told["saved"], told["receipts"]) > 0


@pytest.mark.parametrize(
    ("mutant", "found"),
    [
        (mutants.hasty, {"lost"}),
        # Gone from the booth: unless the server had it already it is lost, or waits for ever for its file.
        (mutants.forgetful, {"lost", "undelivered"}),
        (mutants.trusting, {"bad_receipts"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_booth_that_breaks_a_promise_is_found_out(
    mutant: Callable[[Post], None], found: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("kiosk"), "propagate", False)  # it is told in the log, too
    result = measure(replace(SHORT, kills=4, server_kills=2, booth=mutant))
    assert not result.good
    assert any(getattr(result.findings, name) for name in found)
    assert "NOT GOOD" in as_table(SHORT, result)
