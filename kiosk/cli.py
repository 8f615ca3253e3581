"""The ``kiosk`` command: finds the subcommand, runs it, turns errors into words and exit codes."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from kiosk import __version__
from kiosk.errors import KioskError
from kiosk.log import configure_logging

COMMANDS = {
    "demo": "rehearse the whole job with the virtual sitter, a booth and a central server on this machine",
    "run": "run the booth",
    "observe": "say what is seen in pictures or a clip: measures, verdicts, hint",
    "standardize": "make finished photos from pictures",
    "inspect": "check finished photos against their spec",
    "read-code": "read capture codes from pictures",
    "models": "install, list or verify the model files",
    "central": "run the central server",
    "doctor": "check that this machine can run the kiosk",
    "bench": "measure the kiosk on this machine",
}
"""Subcommand → what it does; the module is ``kiosk.commands.<name>`` with ``_`` for ``-``."""

EXIT_ERROR = 2
"""Exit code when a person has to put something right; 1 is a finished run with a bad result."""


def build_parser(chosen: str | None) -> argparse.ArgumentParser:
    """Return the parser; only the chosen subcommand's module is imported, so help stays quick."""
    parser = argparse.ArgumentParser(prog="kiosk", description="On-site ID-photo capture kiosk.")
    parser.add_argument("--version", action="version", version=f"kiosk {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        sub = commands.add_parser(name, help=summary, description=summary)
        if name == chosen:
            module = importlib.import_module(f"kiosk.commands.{name.replace('-', '_')}")
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in words if word in COMMANDS), None)
    configure_logging()
    try:
        args = build_parser(chosen).parse_args(words)
        return int(args.run(args))
    except KioskError as error:
        print(f"kiosk: {error.title}\n       {error.advice}  [{error.code}]", file=sys.stderr)
        return EXIT_ERROR
    except KeyboardInterrupt:
        print("kiosk: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away; nothing is left to say
        return 1


if __name__ == "__main__":
    sys.exit(main())
