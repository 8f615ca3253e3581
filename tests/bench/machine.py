"""Thousands of steps of the state machine of booth, network and server.

``python -m tests.bench.machine --steps 5000 [--seed S]``: exit 1 with the shortest way to a broken promise.
"""

from __future__ import annotations

import argparse
import logging
import time

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.machine import Machine

STEPS_A_RUN = 40


class Counted(Machine):
    """Counts what it does."""

    steps = runs = 0

    def __init__(self) -> None:
        Counted.runs += 1
        super().__init__()

    def check_invariants(self, *args: object, **kwargs: object) -> None:
        Counted.steps += 1
        super().check_invariants(*args, **kwargs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    logging.getLogger("kiosk").setLevel(logging.CRITICAL)  # what goes wrong is meant to
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
    began_s = time.monotonic()
    long = settings(
        max_examples=max(1, args.steps // STEPS_A_RUN),
        stateful_step_count=STEPS_A_RUN,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(args.seed)(Counted), settings=long)
    seconds = time.monotonic() - began_s
    print(
        f"{Counted.steps} steps in {Counted.runs} runs, {seconds:.0f} s, seed {args.seed}: all promises held"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
