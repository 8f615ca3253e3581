"""What every test gets: an offscreen Qt, the picture sets, and guards against anything left behind."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.paths import project_root
from tests import leftovers


@pytest.fixture(scope="session")
def testdata() -> Path:
    """The folder of public test pictures, which are never part of the repository."""
    override = os.environ.get("KIOSK_TESTDATA")
    folder = Path(override) if override else project_root().parent / "shared" / "testdata"
    if not folder.is_dir():
        pytest.skip(f"the test pictures are absent: {folder}")
    return folder


@pytest.fixture
def expect_log(_log_guard: leftovers.LogGuard) -> leftovers.ExpectLog:
    """Declare a log record at WARNING or above that the test provokes.

    ``expect_log("kiosk.sync", "refused")``: logger name (or a parent of it) and a regular
    expression found in the message. A declared record that never comes fails the test too.
    """
    return _log_guard.expect


@pytest.fixture(autouse=True)
def _log_guard() -> Iterator[leftovers.LogGuard]:
    with leftovers.LogGuard() as guard:
        yield guard
    problems = guard.problems()
    if problems:
        pytest.fail("; ".join(problems), pytrace=False)


@pytest.fixture(autouse=True)
def _leftover_guard(_log_guard: leftovers.LogGuard) -> Iterator[None]:
    threads = leftovers.threads()
    children = leftovers.child_processes()
    timers = leftovers.running_timers()
    yield
    problems = [
        *(f"thread left running: {name}" for name in leftovers.new_threads(threads)),
        *(f"child process left: {line}" for line in leftovers.new_children(children)),
        *(f"QTimer left running: {line}" for line in leftovers.new_timers(timers)),
    ]
    if problems:
        pytest.fail("; ".join(problems), pytrace=False)
