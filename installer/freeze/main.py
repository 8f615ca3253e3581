"""Where the frozen program begins: the ``kiosk`` command, and the processes it starts of itself.

A frozen program has no interpreter to hand ``-m MODULE`` to, so it runs the few modules that are started
so itself: what starts them need not know whether it is frozen.
"""

from __future__ import annotations

import multiprocessing
import runpy
import sys

MODULES = ("kiosk", "ui.bench_start", "ui.qt_probe")
"""What ``-m`` runs; everything else, pip above all, is not inside."""


def main() -> int:
    """Run the module named by ``-m``, else the ``kiosk`` command."""
    multiprocessing.freeze_support()  # a spawned child of ours does its work in here and never returns
    if sys.argv[1:2] == ["-m"]:
        name = sys.argv[2] if len(sys.argv) > 2 else ""
        if name not in MODULES:
            sys.stderr.write(f"No module named {name} in this program\n")
            return 1
        sys.argv[0:3] = [sys.argv[0]]
        runpy.run_module(name, run_name="__main__")
        return 0

    from kiosk.cli import main as command

    return command()


if __name__ == "__main__":
    sys.exit(main())
