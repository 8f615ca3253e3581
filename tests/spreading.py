"""Which tests go to which of several processes, and when: files that share a costly set-up stay together, and
what takes longest begins first, so that no process is left waiting for another at the end.

Without this the files with the fewest tests come last, and those are the ones with whole sessions in them.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from xdist.scheduler.loadfile import LoadFileScheduling

from kiosk.paths import project_root

SHARED = {"exhibits": "tests/ui/"}
"""Fixture of a whole run that takes many seconds → folder whose files ask for it: they go to one process."""

LONGEST = (
    "exhibits",
    "tests/ui/test_demo.py",
    "tests/ui/test_person.py",
    "tests/vision/test_public_pictures.py",
    "tests/central/test_processes.py",
    "tests/commands/batch/test_workers.py",
    "tests/photo/test_standardize.py",
    "tests/bench/test_recovery.py",
    "tests/bench/test_crash.py",
    "tests/central/test_conformance.py",
    "tests/commands/test_standardize.py",
    "tests/sync/test_courier.py",
    "tests/photo/test_crop_search.py",
    "tests/privacy/test_canaries.py",
    "tests/central/test_process.py",
    "tests/central/test_authorisation.py",
    "tests/browser/test_phone.py",
    "tests/bench/test_schemathesis.py",
    "tests/bench/test_guidance.py",
    "tests/sync/test_booth_states.py",
    "tests/sync/test_restored.py",
    "tests/bench/test_drain.py",
    "tests/services/test_calibrating.py",
    "tests/central/test_malicious.py",
    "tests/test_signals.py",
    "tests/central/test_log_in.py",
    "tests/central/test_campaign_pages.py",
    "tests/bench/test_hostile.py",
    "tests/services/test_kiosk.py",
    "tests/ui/test_first_run.py",
    "tests/bench/test_payloads.py",
    "tests/sync/test_link.py",
    "tests/bench/test_fleet.py",
    "tests/vision/test_observe.py",
)
"""Files and sets of files by the time they take; to be found with ``pytest --durations=60``."""


@cache
def chunk_of(file: str) -> str:
    """Return what a file's tests go to one process with: its own name, or a shared fixture's."""
    for fixture, folder in SHARED.items():
        if file.startswith(folder) and re.search(
            rf"\b{fixture}\b", (project_root() / file).read_text("utf-8")
        ):
            return fixture
    return file


def longest_first(items: list[pytest.Item]) -> None:
    """Put the tests of the longest chunks first; within a chunk, and after them, the order stays."""
    rank = {chunk: nth for nth, chunk in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(chunk_of(_file_of(item.nodeid)), len(rank)))


class Spread(LoadFileScheduling):
    """Hands out chunk by chunk, in the order in which the processes have collected the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return chunk_of(_file_of(nodeid))


def _file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]
