"""``kiosk standardize``: make finished photos from pictures, one or thousands."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from kiosk.commands.batch.jobs import jobs_for
from kiosk.commands.batch.journal import FOLDER, Journal
from kiosk.commands.batch.pool import Pool
from kiosk.commands.batch.progress import Progress
from kiosk.commands.batch.reasons import checks_in
from kiosk.commands.batch.report import check_report, write_report
from kiosk.commands.batch.run import Batch, Outcome, outcome_of
from kiosk.commands.batch.story import Story, worst_first
from kiosk.commands.batch.work import Order
from kiosk.commands.inspect import print_checks
from kiosk.errors import KioskError
from kiosk.models import vision_models
from kiosk.photo.finished import CheckStatus, PlateFit
from kiosk.photo.spec import load_spec
from kiosk.photo.words import load_words
from kiosk.picture_file import load_picture, picture_files
from kiosk.services.ruling import rules_for
from kiosk.settings import load_settings
from kiosk.signals import Stopped, on_stop

EXIT_FAILED_CHECK = 1
EXIT_NO_PHOTO = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="pictures, or folders of them")
    parser.add_argument("--spec", default="chsi", help="name of a photo spec or a .toml file (default: chsi)")
    parser.add_argument(
        "--out", type=Path, default=Path("photos"), metavar="DIR", help="where to put them (default: photos)"
    )
    parser.add_argument(
        "--plate", type=Path, metavar="FILE", help="the empty booth as the same camera saw it"
    )
    parser.add_argument(
        "--jobs", type=_jobs, metavar="N", help="worker processes (default: the cores, as memory allows)"
    )
    parser.add_argument(
        "--report", type=Path, action="append", default=[], metavar="FILE",
        help="write a report, failures first: .html, .csv or .json; may be given more than once",
    )  # fmt: skip
    parser.add_argument("--again", action="store_true", help="make every photo again, also unchanged ones")
    parser.add_argument("--json", action="store_true", help="print one JSON line a picture")
    parser.epilog = (
        "Of a JSON line, crop is the rectangle of the (upright) picture that was kept, px, plate what "
        "became of --plate (used, light-changed, moved, other-size), misfits the bands that no crop of the "
        "picture meets with what would help, and kept whether the photo is an earlier run's. "
        "A photo is written even when its inspection fails, and the report says so. A run into the same "
        "folder goes on where an earlier one stopped: photos of unchanged pictures are not made again. "
        "Exit code: 0 when every picture became a photo that passed, 1 when one did not pass, 2 when one "
        "gave no photo."
    )


def run(args: argparse.Namespace) -> int:
    """Make a photo of every picture and return the exit code."""
    for report in args.report:
        check_report(report)
    spec = load_spec(args.spec, load_settings().specs_dir)
    words = load_words()
    limits = dict(rules_for(spec).limits())
    models = vision_models()
    sources = picture_files(args.paths)
    if args.plate is not None:
        load_picture(args.plate)  # a wrong one is told before anything begins
    _make_folder(args.out)
    with Journal(args.out) as journal:
        pictures = args.out / FOLDER / "pictures"
        shown = any(report.suffix.lower() == ".html" for report in args.report)
        if shown:
            pictures.mkdir(exist_ok=True)
        order = Order(spec, limits, models, args.plate, args.out, pictures if shown else None)
        batch = Batch(order, sources, journal, words, again=args.again)
        pool = Pool(order, min(len(sources), args.jobs) if args.jobs else jobs_for(len(sources)))
        stopped_by = _work(batch, pool, len(sources), as_lines=args.json)
        rows = worst_first(batch.rows)
        story = Story(spec, rows, len(sources) - len(rows), journal, pictures, words)
        for report in args.report:
            write_report(report, story)
    if stopped_by is not None:
        raise Stopped(stopped_by)
    outcomes = {row.outcome for row in rows}
    if Outcome.NO_PHOTO in outcomes:
        return EXIT_NO_PHOTO
    return EXIT_FAILED_CHECK if Outcome.FAILED in outcomes else 0


def _work(batch: Batch, pool: Pool, total: int, *, as_lines: bool) -> int | None:
    """Make the photos and tell of each; return the signal that stopped the work before its end."""
    progress = Progress(total, sys.stderr)
    stopped_by: list[int] = []

    def stopping() -> bool:
        progress.tick()
        return bool(stopped_by)

    def ask(number: int) -> None:
        if stopped_by:
            raise Stopped(number)  # asked twice: at once
        stopped_by.append(number)

    counts: Counter[Outcome] = Counter()
    with on_stop(ask):
        for line, kept in batch.run(pool, stopping):
            outcome = outcome_of(line)
            counts[outcome] += 1
            progress.clear()
            if as_lines:
                print(json.dumps(line | {"kept": kept}, ensure_ascii=False), flush=True)
            if outcome is Outcome.NO_PHOTO:
                print(f"kiosk: {line['error']}", file=sys.stderr)
            elif not as_lines:
                _print_photo(line, kept=kept)
            progress.count(passed=outcome in (Outcome.PASSED, Outcome.TO_LOOK_AT), kept=kept)
    progress.finish(counts[Outcome.PASSED], counts[Outcome.TO_LOOK_AT], counts[Outcome.NO_PHOTO])
    return stopped_by[0] if stopped_by else None


def _print_photo(line: dict[str, Any], *, kept: bool) -> None:
    passed = "passed" if line["ok"] else "NOT passed"
    print(f"{line['path']}: {line['out']}, {passed}{', kept' if kept else ''}")
    if line["plate"] not in (None, PlateFit.USED):
        print(f"  the empty booth's picture was left aside: {line['plate']}")
    for misfit in line["misfits"]:
        print(f"  {misfit['band']} cannot be met: {misfit['en']} / {misfit['zh']}")
    print_checks(tuple(check for check in checks_in(line) if check.status is not CheckStatus.PASS))


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number of processes, 1 or more")
    return int(text)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise KioskError(
            "out-unwritable", f"{folder} is not a folder.", "Name another folder with --out."
        ) from None
    except OSError as error:
        raise KioskError(
            "out-unwritable",
            f"The folder {folder} cannot be made: {error.strerror}.",
            "Name another folder with --out.",
        ) from error
