"""Cut the power after every system call of a booth: ``python -m tests.bench.powercut [--mutations]``.

Exits 0 only when the product loses nothing and, with ``--mutations``, every defence taken out is missed.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.powercut.scenarios import MUTATIONS, SCENARIOS, Outcome, Scenario, run
from tests.powercut.trace import strace_missing

WIDTH = 58


def main(words: list[str] | None = None) -> int:
    """Print one line a scenario: prefixes, disks that differ, lost, dangling."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--torn", type=int, default=4, help="random partial disks a prefix (default 4)")
    parser.add_argument("--mutations", action="store_true", help="also take out each defence, one at a time")
    args = parser.parse_args(words)
    if reason := strace_missing():
        print(f"nothing can be recorded: {reason}")
        return 1
    print(f"{'':<{WIDTH}}  prefixes   disks    lost  dangling    time")
    bad = 0
    for scenario in SCENARIOS:
        outcome = _timed(scenario, args.torn, stop_at_first=False)
        bad += bool(outcome.report.problems) or not outcome.finished
    if args.mutations:
        print("\nwith one defence taken out, up to the first loss seen:")
        for scenario in MUTATIONS:
            bad += not _timed(scenario, args.torn, stop_at_first=True).noticed
    print("\nnothing lost, nothing dangling" if not bad else f"\n{bad} of these are not as they must be")
    return 1 if bad else 0


def _timed(scenario: Scenario, torn: int, stop_at_first: bool) -> Outcome:
    began_s = time.monotonic()
    outcome = run(scenario, torn, stop_at_first)
    report = outcome.report
    print(
        f"{scenario.name:<{WIDTH}}  {report.prefixes:>8}  {report.images:>6}  {report.count('lost'):>6}"
        f"  {report.count('dangling'):>8}  {time.monotonic() - began_s:>5.1f} s"
        + ("" if outcome.finished else "  (the program ended early)")
    )
    for problem in report.problems[:1]:
        print(f"    {problem}")
    sys.stdout.flush()
    return outcome


if __name__ == "__main__":
    sys.exit(main())
