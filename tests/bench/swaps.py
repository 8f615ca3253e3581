"""Swaps in whole sessions: somebody else before the camera than who agreed, on the real booth.

``python -m tests.bench.swaps [--each N] [--controls N] [--people N] [--seed N] [--minutes N] [--testdata
DIR]``. People, drawn or of public portraits, identify themselves, agree, are guided, photographed and submit,
on real services without a screen; at a moment by lot another one takes their place, or nobody does. Some 4 s
of one core a session.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from kiosk.bench.rates import Rate
from kiosk.camera.sitter.render import Renderer
from kiosk.campaign.rules import ComparePolicy, CompareRules
from kiosk.clock import ManualClock
from kiosk.face_mesh import load_face_mesh
from kiosk.models import vision_models
from kiosk.services.build import build_kiosk
from kiosk.settings import KeySettings, Settings
from kiosk.vision.landmarks import FACE_MODEL
from tests.bench.swap_floor import Floor
from tests.bench.swap_real import real_people
from tests.bench.swap_room import Drawn, StepCamera, pairs, people
from tests.bench.swap_story import PATIENCE_S, End, Played, Session, Story


def play_all(counts: Mapping[Story, int], crowd: list[Drawn], seed: int, minutes: float) -> list[Played]:
    """Play so many sessions of each story by turns on one booth, for so many minutes at most."""
    ends_s, most = time.monotonic() + 60 * minutes, max(counts.values())
    clock = ManualClock()
    camera = StepCamera(clock)
    played: list[Played] = []
    with tempfile.TemporaryDirectory(prefix="kiosk-swaps-") as folder:
        settings = Settings(data_dir=Path(folder), keys=KeySettings("file"))
        kiosk = build_kiosk(settings, clock, camera)
        campaign = replace(kiosk.campaign, compare=CompareRules(ComparePolicy.RECORD))
        kiosk._campaigns.current = campaign
        floor = Floor(kiosk, camera, clock)
        kiosk.start()
        try:
            floor.until(lambda: kiosk.ready)
            stories = [story for n in range(most) for story, count in counts.items() if n < count]
            for index, story in enumerate(stories):
                if time.monotonic() > ends_s:
                    break
                random = np.random.default_rng([seed, index, 7])
                first, then = pairs(crowd, random)
                played.append(Session(floor, story, first, then, random).play(index))
                camera.shown.clear()
                sys.stderr.write(f"\r{index + 1} of {len(stories)}, {story}: {played[-1].end}    ")
        finally:
            kiosk.stop()
    sys.stderr.write("\n")
    return played


def table(played: list[Played]) -> str:
    """Return what was noticed, as Markdown."""
    lines = [
        "| | noticed | another's photo submitted | own photo submitted | no photo | noticed after, s |",
        "|---|---|---|---|---|---|",
    ]
    for story in (story for story in Story if any(one.story is story for one in played)):
        told = [one for one in played if one.story is story]
        ends = [one.end for one in told]
        judged = [one.end for one in told if not story.swap or _noticeable(one)]
        waits = [one.after_s for one in played if one.story is story and one.after_s is not None]
        after = f"{np.median(waits):.1f}, p95 {np.percentile(waits, 95):.1f}" if waits else ""
        rate = Rate(judged.count(End.NOTICED), len(judged))
        others = [str(ends.count(end)) for end in (End.OTHER, End.OWN, End.NO_PHOTO)]
        lines.append(f"| {story} | {rate} | {' | '.join(others)} | {after} |")
    swaps = [one for one in played if _noticeable(one)]
    stay = [one for one in played if not one.changed]
    noticed = Rate(sum(one.end is End.NOTICED for one in swaps), len(swaps))
    alarms = Rate(sum(one.end is End.NOTICED for one in stay), len(stay))
    kept_out = Rate(sum(one.end is not End.OTHER for one in swaps), len(swaps))
    lines += [
        "",
        f"Swaps noticed before the submission: {noticed}; nobody else's photo submitted: {kept_out};",
        f"the same person taken for another: {alarms}. Intervals of 95 % (Wilson).",
    ]
    odd = [one for one in played if one.end is not End.OWN and (one.end is End.NOTICED) is not one.changed]
    lines += [
        f"- {one.story}: person {one.first}, then {one.then}: {one.end} {one.hint or ''}" for one in odd
    ]
    held_up = Counter(one.hint or "nothing" for one in played if one.end is End.NO_PHOTO)
    lines += [
        f"- no photo for {PATIENCE_S:.0f} s, asked for last: {hint}: {n}" for hint, n in held_up.most_common()
    ]
    return "\n".join(lines)


def _noticeable(one: Played) -> bool:
    """Whether somebody else sat down, and before the photo was taken."""
    return one.changed and one.end is not End.OWN


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=30, help="sessions of every kind of swap")
    parser.add_argument("--controls", type=int, default=30, help="sessions of every kind without one")
    parser.add_argument("--people", type=int, default=24)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--minutes", type=float, default=120.0, help="ends sooner with what was played")
    parser.add_argument("--testdata", type=Path, help="real people's portraits in place of drawn people")
    parser.add_argument("--only", type=Story, action="append", help="one story; may be given again")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    logging.basicConfig(level=logging.ERROR)
    began_s = time.process_time()
    if args.testdata is None:
        crowd = people(Renderer(load_face_mesh(vision_models() / FACE_MODEL)), args.people, args.seed)
    else:
        crowd = real_people(args.testdata, args.seed)
    drawn_s = time.process_time() - began_s
    stories = args.only or [story for story in Story if args.testdata is None or story is not Story.UNDRESSES]
    counts = {story: args.each if story.swap else args.controls for story in stories}
    played = play_all(counts, crowd, args.seed, args.minutes)
    print(table(played))
    each_s = (time.process_time() - began_s - drawn_s) / max(1, len(played))
    print(f"\nProcessor time: {drawn_s:.0f} s for {len(crowd)} people, {each_s:.1f} s a session.")


if __name__ == "__main__":
    main()
