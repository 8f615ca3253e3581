"""A power cut after every system call loses nothing; take a defence out and it does."""

from __future__ import annotations

import pytest

from tests.powercut.mutate import find
from tests.powercut.scenarios import DURABLE, JOURNAL, SCENARIOS, SQLITE, Scenario, run
from tests.powercut.trace import strace_missing

_REASON = strace_missing()
pytestmark = pytest.mark.skipif(_REASON is not None, reason=f"no recording: {_REASON}")


def test_a_day_survives_a_power_cut_at_every_instant() -> None:
    outcome = run(SCENARIOS[0])
    assert outcome.finished
    assert outcome.report.problems == []
    assert outcome.report.prefixes > 300


def test_a_disk_that_fails_to_sync_once_is_not_believed_again() -> None:
    failing = next(s for s in SCENARIOS if s.inject and "fsync" in s.inject[0])
    outcome = run(failing)
    assert outcome.finished
    assert outcome.report.problems == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (DURABLE, "            os.fsync(file.fileno())", "            pass"),
        (DURABLE, "os.fsync(descriptor)", "pass"),
        (SQLITE, JOURNAL, 'return ("WAL", "NORMAL")'),
    ],
    ids=["file", "folder", "database"],
)
def test_a_defence_taken_out_is_missed(file: str, old: str, new: str) -> None:
    """The three an fsync can be missing in; ``python -m tests.bench.powercut --mutations`` takes out all."""
    assert run(Scenario("", "good", mutation=find(file, old, new)), stop_at_first=True).noticed
