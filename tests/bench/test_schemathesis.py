"""A short fuzzing run of a real server; the long one is ``python -m tests.bench.schemathesis_run``."""

from __future__ import annotations

import re

from tests.bench.schemathesis_run import fuzz


def test_no_request_that_can_be_described_breaks_the_server() -> None:
    done = fuzz(examples=1, seed=1, seconds=10, phases="stateful")
    assert done.code == 0, done.output
    found = re.search(r"(\d+) generated, (\d+) passed", done.output)
    assert found is not None, done.output
    assert int(found[1]) > 0
    assert "Stateful (in" in done.output
