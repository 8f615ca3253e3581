"""``tests.bench.recovery``: one harm to real processes; all of them are the command's business."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.bench.recovery import LIMIT_S, measure
from tests.leftovers import ExpectLog


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_killed_booth_is_back_in_time_and_keeps_its_queue(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("kiosk.store.keys", "plain file")
    found = measure(tmp_path, 1, ("killed",))
    assert found.intact
    assert found.recoveries[0].seconds[0] <= LIMIT_S
    assert found.page_s[0] < found.window_s[0] <= LIMIT_S
