"""``kiosk bench``: measurements of the kiosk on this machine, printed, never asserted."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from datetime import date
from pathlib import Path

from kiosk.bench import compare, compare_page, compare_plot, fairness, fairness_page, liveness, photo
from kiosk.bench.guidance import Plan, measure, report
from kiosk.errors import KioskError
from kiosk.paths import project_root

TABLE = "tests/bench/guidance.md"
PHOTO_TABLE = "tests/bench/photo.md"
COMPARE_TABLE = "tests/bench/compare.md"
LIVENESS_TABLE = "tests/bench/liveness.md"
COMPARE_PAGE = "assets/docs/comparison.md"
FAIRNESS_PAGE = "assets/docs/fairness.md"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    benches = parser.add_subparsers(dest="bench", required=True, metavar="BENCH")
    live = benches.add_parser("live", help="frames painted and judged a second while a person is framed")
    live.add_argument("--seconds", type=float, default=20.0, help="how long to measure (default: 20)")
    live.add_argument("--minutes", type=float, help="the same in minutes")
    live.add_argument("--camera", default="sitter", help="sitter, device:N, video:FILE or folder:DIR")
    live.add_argument("--size", default="1280x720", help="size asked of the camera (default: 1280x720)")
    live.add_argument(
        "--fps",
        type=float,
        default=36.0,
        help="frames a second drawn or played (default: 36, more than the 30 that are to be kept up with)",
    )
    live.add_argument("--window", default="1920x1080", help="window size (default: 1920x1080)")
    live.add_argument("--json", action="store_true", help="print one JSON document only")
    live.set_defaults(bench_run=run_live)
    start = benches.add_parser("start", help="seconds from the process's start to the first live frame")
    start.add_argument("--starts", type=int, default=5, help="warm starts, after a first one (default: 5)")
    start.add_argument("--camera", default="sitter", help="sitter, device:N, video:FILE or folder:DIR")
    start.add_argument("--json", action="store_true", help="print one JSON document only")
    start.set_defaults(bench_run=run_start)
    soak = benches.add_parser("soak", help="a day of sessions in minutes: is memory flat, is anybody stuck")
    soak.add_argument("--sessions", type=int, default=2000, help="people who come (default: 2000)")
    soak.add_argument("--seed", type=int, default=7, help="another seed, other days (default: 7)")
    soak.add_argument("--minutes", type=float, default=240.0, help="end after so long (default: 240)")
    soak.add_argument("--watch", action="store_true", help="say what held the window up for over 16 ms")
    soak.set_defaults(bench_run=run_soak)
    mirror = benches.add_parser("mirror", help="what is drawn over the mirror: time to paint, stillness")
    mirror.add_argument("--window", default="1920x1080", help="window size (default: 1920x1080)")
    mirror.add_argument("--seconds", type=float, default=4.0, help="of each clip (default: 4)")
    mirror.set_defaults(bench_run=run_mirror)
    guidance = benches.add_parser("guidance", help="error rates of every rule and the coach, against truth")
    guidance.add_argument("--frames", type=int, default=2400, help="drawn pictures (default: 2400)")
    guidance.add_argument("--starts", type=int, default=40, help="coached wrong starts (default: 40)")
    guidance.add_argument("--seed", type=int, default=7, help="another seed, other people (default: 7)")
    guidance.add_argument(
        "--rate", type=float, default=15.0, help="observations a second while coaching (default: 15)"
    )
    guidance.add_argument("--testdata", type=Path, help="folder of the public pictures of real people")
    guidance.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes")
    guidance.add_argument("--write", action="store_true", help=f"renew {TABLE}")
    guidance.set_defaults(bench_run=run_guidance)
    finished = benches.add_parser("photo", help="finished photos against truth: places, colour, time, memory")
    finished.add_argument("--testdata", type=Path, help="folder of the public pictures of real people")
    finished.add_argument("--drawings", type=int, default=40, help="drawn people (default: 40)")
    finished.add_argument("--photos", type=int, default=120, help="photos timed (default: 120)")
    finished.add_argument("--faulty", type=int, default=20, help="people given every fault (default: 20)")
    finished.add_argument("--out", type=Path, help="keep pictures of the worst mattes here")
    finished.add_argument("--seed", type=int, default=7, help="another seed, other people (default: 7)")
    finished.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes")
    finished.add_argument("--write", action="store_true", help=f"renew {PHOTO_TABLE}")
    finished.set_defaults(bench_run=run_photo)
    portraits = benches.add_parser("compare", help="error rates of portrait comparison, swaps, cost")
    portraits.add_argument("--testdata", type=Path, help="folder of the public pictures of real people")
    portraits.add_argument("--drawings", type=int, default=90, help="drawn people (default: 90)")
    portraits.add_argument("--pairs", type=int, default=40, help="comparisons timed (default: 40)")
    portraits.add_argument("--seed", type=int, default=7, help="another seed, other people (default: 7)")
    portraits.add_argument("--fit", action="store_true", help="print the curve for config/compare.toml too")
    portraits.add_argument("--write", action="store_true", help=f"renew {COMPARE_TABLE} and {COMPARE_PAGE}")
    portraits.set_defaults(bench_run=run_compare)
    alive = benches.add_parser("liveness", help="people and flat pictures of them: who is taken for live")
    alive.add_argument("--people", type=int, default=192, help="drawn people (default: 192)")
    alive.add_argument("--guided", type=int, default=24, help="coached by the real guidance (default: 24)")
    alive.add_argument("--keep", type=Path, help="keep results here: an interrupted run goes on where it was")
    alive.add_argument("--seed", type=int, default=7, help="another seed, other people (default: 7)")
    alive.add_argument("--testdata", type=Path, help="folder of the public pictures of real people")
    alive.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes")
    alive.add_argument("--fit", action="store_true", help="print weights fitted to them, and judge nobody")
    alive.add_argument("--write", action="store_true", help=f"renew {LIVENESS_TABLE}")
    alive.set_defaults(bench_run=run_liveness)
    fair = benches.add_parser("fairness", help="error rates by skin tone, hair style and label")
    fair.add_argument("--pictures", type=int, default=40, help="for guidance, of each group (default: 40)")
    fair.add_argument("--people", type=int, default=12, help="compared, of each group (default: 12)")
    fair.add_argument("--clips", type=int, default=192, help="people watched for liveness (default: 192)")
    fair.add_argument("--seed", type=int, default=7, help="another seed, other people (default: 7)")
    fair.add_argument("--testdata", type=Path, help="folder of the public pictures of real people")
    fair.add_argument("--keep", type=Path, help="keep results here: an interrupted run goes on where it was")
    fair.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes")
    fair.add_argument("--write", action="store_true", help=f"renew {FAIRNESS_PAGE}")
    fair.set_defaults(bench_run=run_fairness)
    crash = benches.add_parser(
        "crash", help="booths and server killed at any instant; 1 when anything is lost"
    )
    crash.add_argument("--kills", type=int, default=1000, help="kills of booths (default: 1000)")
    crash.add_argument("--server-kills", type=int, default=300, help="kills of the server (default: 300)")
    crash.add_argument("--booths", type=int, default=4, help="booths beside each other (default: 4)")
    crash.add_argument("--seed", type=int, default=7, help="other instants of the kills (default: 7)")
    crash.add_argument("--json", action="store_true", help="print one JSON document only")
    crash.set_defaults(bench_run=run_crash)
    drain = benches.add_parser("drain", help="a long queue delivered, beside what disk and network give")
    drain.add_argument("--items", type=int, default=20_000, help="submissions queued (default: 20000)")
    drain.add_argument("--booths", type=int, default=1, help="booths that share them (default: 1)")
    drain.add_argument("--small", action="store_true", help="small pictures: a long queue is made quickly")
    drain.add_argument("--deliver", type=int, metavar="N", help="end when N of them are delivered")
    drain.add_argument("--server-processes", type=int, default=1, help="of the server (default: 1)")
    drain.add_argument("--database", default="", help="an empty one for the server (default: SQLite)")
    drain.set_defaults(bench_run=run_drain)
    express = benches.add_parser("express", help="people an hour at one booth, with the reacting sitter")
    express.add_argument("--people", type=int, default=10, help="who come one after another (default: 10)")
    express.add_argument(
        "--human", type=float, default=20.0, help="seconds each reads and types for (default: 20)"
    )
    express.add_argument("--plain", action="store_true", help="without express mode, to compare")
    express.set_defaults(bench_run=run_express)
    fleet = benches.add_parser("fleet", help="hundreds of booths with outages against one server")
    fleet.add_argument("--booths", type=int, default=200, help="booths (default: 200)")
    fleet.add_argument("--minutes", type=int, default=30, help="of the booths' time (default: 30)")
    fleet.add_argument("--photos-per-hour", type=float, default=30.0, help="a booth (default: 30)")
    fleet.add_argument("--outages-per-hour", type=float, default=0.5, help="of a booth (default: 0.5)")
    fleet.add_argument("--down-at", type=int, default=10, help="minute when the server goes (default: 10)")
    fleet.add_argument("--down", type=int, default=8, help="minutes it is away; 0: never (default: 8)")
    fleet.add_argument("--seed", type=int, default=7, help="another seed, other days (default: 7)")
    fleet.set_defaults(bench_run=run_fleet)


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    return int(args.bench_run(args))


def run_live(args: argparse.Namespace) -> int:
    """Measure the live way; without a screen the window is painted into memory."""
    from ui.app import screen_or_offscreen  # Qt is needed by this bench only
    from ui.bench_live import LiveBench
    from ui.bench_result import as_table

    screen_or_offscreen()
    seconds = args.seconds if args.minutes is None else 60 * args.minutes
    result = LiveBench(args.camera, _size(args.size), _size(args.window), seconds, args.fps).run()
    print(json.dumps(asdict(result)) if args.json else as_table(result))
    return 0


def run_start(args: argparse.Namespace) -> int:
    """Start the booth again and again in processes of their own."""
    from ui import bench_start

    result = bench_start.measure(args.camera, args.starts)
    print(json.dumps(asdict(result)) if args.json else bench_start.as_table(result))
    return 0


def run_soak(args: argparse.Namespace) -> int:
    """Let people come all day, with a clock that jumps over waiting; 1 when somebody is stuck."""
    from ui import gui_watch
    from ui.app import screen_or_offscreen
    from ui.soak import Soak, as_table

    screen_or_offscreen()
    watch = gui_watch.GuiWatch() if args.watch else None
    result = Soak(args.sessions, args.seed, args.minutes, watch).run()
    print(as_table(result))
    if watch is not None:
        print(gui_watch.as_table(watch))
    return 0 if result.stuck is None else 1


def run_mirror(args: argparse.Namespace) -> int:
    """Let somebody sit still before the framing page; without a screen it is painted into memory."""
    from ui.app import application, screen_or_offscreen  # Qt is needed by the screen's benches only
    from ui.bench_mirror import as_table
    from ui.bench_mirror import measure as look

    screen_or_offscreen()
    app = application()
    print(as_table(look(_size(args.window), args.seconds)))
    del app
    return 0


def run_guidance(args: argparse.Namespace) -> int:
    """Judge drawn and real people, and coach invented ones."""
    _check_testdata(args.testdata)
    plan = Plan(args.frames, args.starts, args.seed, args.rate, args.jobs, args.testdata)
    text = report(plan, measure(plan), _command(plan))
    print(text, end="")
    if args.write:
        (project_root() / TABLE).write_text(text, encoding="utf-8")
    return 0


def run_photo(args: argparse.Namespace) -> int:
    """Make photos of real and drawn people and compare them with what is known of their pictures."""
    _check_testdata(args.testdata)
    plan = photo.Plan(args.drawings, args.photos, args.faulty, args.seed, args.jobs, args.testdata, args.out)
    words = f"kiosk bench photo --drawings {plan.drawings} --photos {plan.photos} --faulty {plan.faulty}"
    words += f" --seed {plan.seed}"
    text = photo.report(photo.measure(plan), words + ("" if plan.testdata is None else " --testdata DIR"))
    print(text, end="")
    if args.write:
        (project_root() / PHOTO_TABLE).write_text(text, encoding="utf-8")
    return 0


def run_compare(args: argparse.Namespace) -> int:
    """Compare real and drawn people, and swap them."""
    _check_testdata(args.testdata)
    if args.fit and args.testdata is None:
        raise KioskError("bench-testdata", "Only real people tell what a score means.", "Add --testdata DIR.")
    plan = compare.Plan(args.testdata, args.drawings, args.pairs, args.seed)
    words = f"kiosk bench compare --drawings {plan.drawings} --pairs {plan.pairs} --seed {plan.seed}"
    found = compare.measure(plan)
    words += "" if plan.testdata is None else " --testdata DIR"
    text = compare.report(found, words, date.today())
    print(text, end="")
    if args.fit and found.real is not None:
        print("\n" + compare.curve_text(found.real), end="")
    if args.write:
        (project_root() / COMPARE_TABLE).write_text(text, encoding="utf-8")
        if found.real is not None:
            plain, place = found.real.kinds[0], project_root() / COMPARE_PAGE
            told = compare_page.page(found.settings, plain, words, date.today())
            drawn = compare_plot.plot(found.settings, plain.same, plain.different)
            place.write_text(told, encoding="utf-8")
            place.with_name(compare_page.PLOT).write_text(drawn, encoding="utf-8")
    return 0


def run_liveness(args: argparse.Namespace) -> int:
    """Watch drawn people and flat pictures of them."""
    _check_testdata(args.testdata)
    plan = liveness.Plan(args.people, args.guided, args.seed, args.jobs, args.testdata, args.keep)
    if args.fit:
        print(liveness.fitted_text(*liveness.fitted(plan)), end="")
        return 0
    words = f"kiosk bench liveness --people {plan.people} --guided {plan.guided} --seed {plan.seed}"
    words += "" if plan.testdata is None else " --testdata DIR"
    text = liveness.report(liveness.measure(plan), words, date.today())
    print(text, end="")
    if args.write:
        (project_root() / LIVENESS_TABLE).write_text(text, encoding="utf-8")
    return 0


def run_fairness(args: argparse.Namespace) -> int:
    """Judge, compare and watch people of every group."""
    _check_testdata(args.testdata)
    plan = fairness.Plan(
        args.pictures, args.people, args.clips, args.seed, args.jobs, args.testdata, args.keep
    )
    words = f"kiosk bench fairness --pictures {plan.pictures} --people {plan.people} --clips {plan.clips}"
    words += f" --seed {plan.seed}" + ("" if plan.testdata is None else " --testdata DIR")
    text = fairness_page.page(fairness.measure(plan), words, date.today())
    print(text, end="")
    if args.write:
        (project_root() / FAIRNESS_PAGE).write_text(text, encoding="utf-8")
    return 0


def run_crash(args: argparse.Namespace) -> int:
    """Kill booths and server, let them deliver, and compare what was said with what is there."""
    from kiosk.bench import crash  # brings the central server, an optional part, with it
    from kiosk.bench.crash_report import as_json, as_table

    plan = crash.Plan(args.kills, args.server_kills, args.booths, args.seed)
    result = crash.measure(plan)
    print(json.dumps(as_json(plan, result)) if args.json else as_table(plan, result))
    return 0 if result.good else 1


def run_drain(args: argparse.Namespace) -> int:
    """Fill queues and deliver them."""
    from kiosk.bench import drain

    if args.booths < 1 or args.items < args.booths:
        raise KioskError("bench-items", "Each booth needs at least one submission.", "Raise --items.")
    if args.server_processes < 1 or (args.deliver is not None and args.deliver < args.booths):
        raise KioskError(
            "bench-items", "There is nothing to deliver, or nobody to take it.", "Raise the number."
        )
    plan = drain.Plan(
        args.items,
        args.booths,
        small=args.small,
        deliver=args.deliver,
        processes=args.server_processes,
        database=args.database,
    )
    print(drain.as_table(plan, drain.measure(plan)), end="")
    return 0


def run_express(args: argparse.Namespace) -> int:
    """Let people come to one booth; 1 when a submission has no verified receipt."""
    from kiosk.bench import express

    if args.people < 2 or args.human < 0:
        raise KioskError("bench-people", "A rate needs two people at least.", "Raise --people.")
    plan = express.Plan(args.people, args.human, not args.plain)
    result = express.measure(plan)
    print(express.report(plan, result), end="")
    return 0 if result.verified == args.people - result.retakes else 1


def run_fleet(args: argparse.Namespace) -> int:
    """Let many booths live for a while; 1 when anything is lost."""
    from kiosk.bench import fleet, fleet_report

    if min(args.booths, args.minutes) < 1 or (args.down and args.down_at + args.down > args.minutes):
        raise KioskError(
            "bench-fleet", "The server must come back before the end.", "Raise --minutes, or lower --down."
        )
    plan = fleet.Plan(
        args.booths, args.minutes, args.photos_per_hour, args.outages_per_hour,
        args.down_at, args.down, args.seed,
    )  # fmt: skip
    result = fleet.measure(plan)
    print(fleet_report.as_table(plan, result), end="")
    return 0 if result.nothing_lost else 1


def _check_testdata(folder: Path | None) -> None:
    if folder is not None and not folder.is_dir():
        raise KioskError("bench-testdata", f"{folder} is no folder.", "Name the folder of the test pictures.")


def _command(plan: Plan) -> str:
    words = [f"kiosk bench guidance --frames {plan.frames} --starts {plan.starts} --seed {plan.seed}"]
    words.append(f"--rate {plan.rate:g}")
    if plan.testdata is not None:
        words.append("--testdata DIR")
    return " ".join(words)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    try:
        return int(width), int(height)
    except ValueError:
        raise KioskError("bench-size", f"{text} is no size.", "Write it like 1280x720.") from None
