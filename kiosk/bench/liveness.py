"""``kiosk bench liveness``: are people taken for live, and pictures of them, moved alike, refused?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from kiosk.bench import liveness_tables as tables
from kiosk.bench.kept import Kept, digest_of
from kiosk.bench.liveness_attacks import FLAT, Attack
from kiosk.bench.liveness_clip import LASTS_S, RATE_HZ, Clip
from kiosk.bench.liveness_files import Told, inspect_files
from kiosk.bench.liveness_fit import fit
from kiosk.bench.liveness_guided import Guided, GuidedPeople
from kiosk.bench.liveness_real import Tilted, tilted_pictures
from kiosk.bench.liveness_run import Clips, Watched
from kiosk.bench.liveness_skin import Skin, real_skin
from kiosk.bench.workers import Job, run_job
from kiosk.compare.liveness import judge, load_liveness
from kiosk.compare.liveness_cues import Cue, Weight
from kiosk.models import vision_models

SOURCES = (
    "kiosk/bench/drawn.py", "kiosk/bench/looks.py", "kiosk/bench/liveness_attacks.py",
    "kiosk/bench/liveness_clip.py", "kiosk/bench/liveness_run.py", "kiosk/camera/sitter",
    "kiosk/compare/liveness_bands.py", "kiosk/compare/liveness_blink.py",
    "kiosk/compare/liveness_cues.py", "kiosk/compare/liveness_depth.py", "kiosk/compare/liveness_grain.py",
    "kiosk/compare/liveness_surround.py", "kiosk/compare/liveness_watch.py", "kiosk/vision",
    "config/sitter.toml",
)  # fmt: skip
"""What a clip's cues come from; the score is made of them afterwards, every time."""
BEYOND = 8
"""Every so manieth person is played as a film as well, and the next of them worn as a mask."""


@dataclass(frozen=True)
class Plan:
    """What to run.

    Attributes
    ----------
    guided
        People coached by the real guidance; 0 leaves that out.
    testdata
        Folder of the pictures of real people; None leaves them out.
    keep
        Folder where results are kept, so that the same run goes on there; None: nowhere.
    """

    people: int
    guided: int
    seed: int
    jobs: int
    testdata: Path | None
    keep: Path | None


@dataclass(frozen=True)
class Found:
    """The clips as they were judged, people coached by the real guidance, pictures tilted, skins, files."""

    judged: Sequence[tables.Judged]
    guided: Sequence[Guided]
    tilted: Sequence[Tilted]
    skins: Sequence[Skin]
    files: Sequence[Told]


def clips(people: int, seed: int) -> list[Clip]:
    """Return for everybody a clip of themselves and one of a still, the media in turn; of some more."""
    return [
        Clip(number, seed, attack)
        for number in range(people)
        for attack in (None, FLAT[number % len(FLAT)], *_more(number))
    ]


def _more(number: int) -> tuple[Attack, ...]:
    return {0: (Attack.FILM,), 1: (Attack.MASK,)}.get(number % BEYOND, ())


def watch(plan: Plan) -> list[Watched]:
    """Play the plan's clips on worker processes.

    Raises
    ------
    KioskError
        When models or settings cannot be used.
    """
    return _watched(plan, clips(plan.people, plan.seed))


def _watched(plan: Plan, shown: Sequence[Clip]) -> list[Watched]:
    job = Job("clips", partial(Clips, vision_models()))
    kept = None if plan.keep is None else Kept(plan.keep, Watched, digest_of(SOURCES))
    return run_job(job, shown, plan.jobs, kept)


def coach(plan: Plan) -> list[Guided]:
    """Let the plan's guided people be coached by the booth's own guidance."""
    job = Job("guided people", partial(GuidedPeople, vision_models(), plan.seed))
    code = digest_of(("kiosk", "config/liveness.toml", "config/rules.toml"))
    kept = None if plan.keep is None else Kept(plan.keep, Guided, f"{code} {plan.seed}")
    return run_job(job, range(plan.guided), plan.jobs, kept) if plan.guided else []


def measure(plan: Plan) -> Found:
    """Run the plan."""
    settings = load_liveness()
    judged = [tables.Judged(one, judge(one.cues, settings)) for one in watch(plan)]
    if plan.testdata is None:
        return Found(judged, coach(plan), [], [], [])
    tilted = tilted_pictures(plan.testdata, vision_models(), plan.seed)
    skins = real_skin(plan.testdata, vision_models(), plan.seed)
    return Found(judged, coach(plan), tilted, skins, inspect_files(plan.testdata))


def fitted(plan: Plan) -> tuple[float, Mapping[Cue, Weight]]:
    """Return the score's numbers, fitted to the plan's people and a still of each.

    Films are left out: they blink and turn as people do, and would teach the score to trust neither.
    """
    shown = [
        Clip(number, plan.seed, attack)
        for number in range(plan.people)
        for attack in (None, FLAT[number % len(FLAT)])
    ]
    return fit([(one.cues, one.clip.attack is None) for one in _watched(plan, shown)])


def fitted_text(bias: float, cues: Mapping[Cue, Weight]) -> str:
    """Return them as ``config/liveness.toml`` has them."""
    lines = [f"bias = {bias:g}", "", "[cue]"]
    for cue, how in cues.items():
        lines.append(
            f"{cue} = {{ weight = {how.weight:g}, usual = {how.usual:g}, low = {how.low:g}, "
            f"high = {how.high:g} }}"
        )
    return "\n".join(lines) + "\n"


def report(found: Found, command: str, day: date) -> str:
    """Return the whole report as Markdown."""
    judged = found.judged
    parts = [
        f"# A live person\n\nMade by `{command}` on {day}. Intervals are 95 % (Wilson). ✗ marks what misses "
        f"what is asked.\nDrawn people are guided for {LASTS_S:g} s at {RATE_HZ:g} observations a second, "
        "with the faults of the reacting sitter; a still\npicture of each, held by hand, moves the same "
        "way. The score was fitted to other people (config/liveness.toml).",
        "## Drawn people\n\n" + tables.overall(judged) + "\n\n" + tables.unseen(judged, load_liveness()),
        *_guided(found.guided),
        "## By what is shown\n\n" + tables.by_attack(judged, flat=True),
        "## More than a still picture\n\nWhat moves or blinks by itself shows what the signs of life look "
        "for. Only the pattern of a\nscreen or a print is left to tell by: where one is seen that no skin "
        "has, signs of life do not count. A fine print\nand a fine screen show none to the camera; on those "
        "drawn here it repeats every 0.7 to 1.1 mm.\n\n" + tables.by_attack(judged, flat=False),
        "## By skin tone, hair and glasses\n\nLive people, and still pictures of such people. Where a row "
        "has fewer than some 50 people the interval, not\nthe share, is what is known.\n\n"
        + tables.by_trait(judged),
        "## Each cue\n\nMedian, and from the 5th to the 95th percentile. Colour is no cue: what a print does "
        "to it, another skin\nor lamp does as well.\n\n" + tables.cues(judged),
        "## Cost\n\n" + tables.cost(judged),
    ]
    if found.tilted:
        parts.append(
            "## Pictures of real people, tilted\n\nEach neutral portrait as a flat picture turned from −15° "
            "to 15°, without edge, grain or gloss:\nwhat the two cues that speak for a person read of it, "
            "and from where on they speak.\n\n" + tables.tilted(found.tilted, load_liveness())
        )
    if found.skins:
        parts.append(
            "## Real people's skin\n\nThe peak of the skin's spectrum in everybody's neutral and smiling "
            "picture, the eyes 70, 100 and 140 px apart,\nas cameras may send it.\n\n"
            + tables.skins(found.skins, load_liveness())
        )
    if found.files:
        parts.append(
            "## Files\n\nWhat `kiosk inspect` says of single pictures.\n\n" + tables.files(found.files)
        )
    parts.append(
        "## What this does not say\n\nNo films of real people were to be had, and real prints and screens "
        "only as the single pictures above.\nDrawn people blink every 3 to 5 s; whoever neither blinks nor "
        "turns the head for 6 s is called a picture.\nA film on a fine screen, a well-made mask and a deep "
        "fake fed in place of the camera are not told from a person.\nThe films above show the very motion "
        "that was asked for. How a head answers is no cue: guidance asks for what is\nwrong only, so that "
        "of whoever is filmed as they should sit nothing is asked.\nWhere a screen shows no bands, or they "
        "stand still, the other cues are left to tell.\nWhoever must be sure looks at who sits down."
    )
    return "\n\n".join(parts) + "\n"


def _guided(guided: Sequence[Guided]) -> list[str]:
    if not guided:
        return []
    return [
        "## People coached by the booth's own guidance\n\nReacting sitters at 15 observations a second, from "
        "sitting down to the photo; what is found by then.\n\n" + tables.guided(guided)
    ]
