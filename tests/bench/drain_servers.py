"""The same queue to one process on SQLite and to several on PostgreSQL, in one run.

``python -m tests.bench.drain_servers [--items N] [--booths N] [--processes N]``; a PostgreSQL server is
started for it and removed.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

from kiosk.bench import drain
from tests.storing import Cluster

DATABASE = "drain"


def main(words: list[str] | None = None) -> int:
    """Print one table each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=2_000, help="submissions queued (default: 2000)")
    parser.add_argument("--booths", type=int, default=2, help="booths that share them (default: 2)")
    parser.add_argument("--processes", type=int, default=4, help="on PostgreSQL (default: 4)")
    args = parser.parse_args(words)
    plan = drain.Plan(args.items, args.booths)
    print(drain.as_table(plan, drain.measure(plan)), flush=True)
    with closing(Cluster()) as cluster:
        cluster.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")
        plan = drain.Plan(
            args.items, args.booths, processes=args.processes, database=cluster.address(DATABASE)
        )
        print(drain.as_table(plan, drain.measure(plan)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
