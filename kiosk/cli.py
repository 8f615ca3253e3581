"""The ``kiosk`` command: finds the subcommand, runs it, turns errors into words and exit codes."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from importlib import metadata
from typing import Any

from kiosk import __version__
from kiosk.errors import KioskError
from kiosk.hardening import report_places_only
from kiosk.log import configure_logging
from kiosk.signals import Stopped, on_stop, stop

COMMANDS = {
    "observe": "say what is seen in pictures or a clip: measures, verdicts, hint",
    "standardize": "make finished photos from pictures",
    "matte": "write which part of each pixel of a picture is the person",
    "inspect": "check finished photos against their spec",
    "compare": "say how alike the faces of two pictures are",
    "prints": "lay a photo out on paper, several times, to print and cut",
    "read-code": "read capture codes from pictures",
    "specs": "list, show or check the photo standards",
    "models": "install, list or verify the model files",
    "central": "run the central server",
    "enrol": "make this booth known to its central server",
    "queue": "show what this booth has stored, set going what is held up, recover what is sealed",
    "backup": "copy what this booth holds to a second volume, or build a booth again from it",
    "audit": "prove that the booth's record of what happened was not changed",
    "keys": "look at the booth's key store",
    "calibrate": "set a booth up: camera mounting, light, lamps, empty picture",
    "prompts": "make and list what the booth says aloud",
    "doctor": "check that this machine can run the kiosk",
    "update": "install signed versions of the program, go back to the one before",
    "setup": "set a booth up from a file of answers, without a screen",
    "config": "check the settings, print their schema, bring an older file up to date",
}
"""Subcommand → what it does; the module is ``kiosk.commands.<name>`` with ``_`` for ``-``."""

PLUGINS = {
    "demo": "rehearse the whole job: virtual sitter, booth and central server on this machine",
    "run": "run the booth",
    "bench": "measure the kiosk on this machine",
    "shots": "take pictures of every page, in every size, language and look",
    "card": "print the operator's card as a PDF of one page",
}
"""Subcommands that need a screen: found as entry points, so nothing here imports Qt."""

EXIT_ERROR = 2
"""Exit code when a person has to put something right; 1 is a finished run with a bad result."""


def build_parser(chosen: str | None) -> argparse.ArgumentParser:
    """Return the parser; only the chosen subcommand's module is imported, so help stays quick."""
    parser = argparse.ArgumentParser(prog="kiosk", description="On-site ID-photo capture kiosk.")
    parser.add_argument("--version", action="version", version=f"kiosk {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in {**PLUGINS, **COMMANDS}.items():
        sub = commands.add_parser(name, help=summary, description=summary)
        if name == chosen:
            module = _module(name)
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
    return parser


def _module(name: str) -> Any:
    if name in COMMANDS:
        return importlib.import_module(f"kiosk.commands.{name.replace('-', '_')}")
    found = metadata.entry_points(group="kiosk.commands", name=name)
    if not found:
        raise KioskError(
            "command-missing",
            f"The part that provides `kiosk {name}` is not installed.",
            "Install the whole project again (pip install -e .).",
        )
    return next(iter(found)).load()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in words if word in COMMANDS or word in PLUGINS), None)
    configure_logging()
    if argv is None:  # the program itself, not a test that calls it
        report_places_only()
    try:
        with on_stop(stop):  # what the subcommand imports takes seconds on a busy machine
            args = build_parser(chosen).parse_args(words)
            return int(args.run(args))
    except KioskError as error:
        print(f"kiosk: {error.title}\n       {error.advice}  [{error.code}]", file=sys.stderr)
        return EXIT_ERROR
    except Stopped as stopped:
        print("kiosk: stopped.", file=sys.stderr)
        return 128 + stopped.number
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away; nothing is left to say
        return 1


if __name__ == "__main__":
    sys.exit(main())
