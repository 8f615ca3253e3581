"""A store on a real disk, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.store.store import Store
from tests.store.making import ROOMY, HeldKeys


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(tmp_path / "store", HeldKeys(), clock, ROOMY)
    yield opened
    opened.close()
