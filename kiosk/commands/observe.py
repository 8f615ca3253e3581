"""``kiosk observe``: say what is seen in pictures or clips: every measure, verdict and the hint."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from kiosk.camera.frame import Frame
from kiosk.errors import KioskError
from kiosk.guidance.coach import Coach, first_remark
from kiosk.guidance.hints import load_hints
from kiosk.guidance.rules import Rules
from kiosk.guidance.session import Guidance
from kiosk.guidance.shutter import Shutter
from kiosk.guidance.verdict import Status, Verdict
from kiosk.models import vision_models
from kiosk.paths import config_dir
from kiosk.photo.spec import PhotoSpec, load_spec
from kiosk.photo.still import scaled_target, still_target
from kiosk.picture_file import load_picture, picture_files
from kiosk.services.ruling import rules_for
from kiosk.vision.observation import Observation
from kiosk.vision.observe import Observer

EXIT_BAD_FILE = 2
CLIP_SUFFIXES = (".mp4", ".mkv", ".avi", ".mov", ".webm")
USUAL_FPS = 25.0
"""Taken for a clip that does not say."""


@dataclass(frozen=True, eq=False)
class Seen:
    """One judged picture or frame, ready to print."""

    path: Path
    frame: int
    observation: Observation
    verdicts: Sequence[Verdict]
    hint: str | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="pictures, clips, or folders of pictures"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON line a picture or frame")


def run(args: argparse.Namespace) -> int:
    """Observe every picture and clip; 2 when a file could not be read (the others are still observed)."""
    models = vision_models()
    spec = load_spec("chsi")
    rules = rules_for(spec)
    code = 0
    with Observer.open(models, live=False) as observer:
        for path in picture_files(args.paths):
            try:
                if path.suffix.lower() in CLIP_SUFFIXES:
                    found = observe_clip(path, models, rules, spec)
                else:
                    found = iter([observe_picture(path, observer, rules, spec)])
                for seen in found:
                    _print(seen, as_json=args.json)
            except KioskError as error:
                code = EXIT_BAD_FILE
                print(f"kiosk: {error.title} {error.advice}  [{error.code}]", file=sys.stderr)
                if args.json:
                    print(json.dumps(_error_line(path, error), ensure_ascii=False), flush=True)
    return code


def observe_picture(path: Path, observer: Observer, rules: Rules, spec: PhotoSpec) -> Seen:
    """Judge one picture by itself.

    Raises
    ------
    KioskError
        Those of :func:`kiosk.picture_file.load_picture`.
    """
    observation = observer.observe(Frame(1, 0.0, load_picture(path)))
    verdicts = rules.judge(observation, still_target(observation, spec))
    return Seen(path, 1, observation, verdicts, first_remark(verdicts))


def observe_clip(path: Path, models: Path, rules: Rules, spec: PhotoSpec) -> Iterator[Seen]:
    """Guide the person in a clip as the booth would, every frame at its own time.

    Raises
    ------
    KioskError
        ``clip-unreadable``.
    """
    clip = cv2.VideoCapture(str(path))
    try:
        read, picture = clip.read()
        if not read:
            raise KioskError(
                "clip-unreadable", f"{path} is not a clip that can be played.", "Use an MP4, MKV or AVI file."
            )
        fps = clip.get(cv2.CAP_PROP_FPS) or USUAL_FPS
        hints = load_hints(config_dir() / "hints.toml", rules)
        target = scaled_target(picture.shape[1], picture.shape[0], spec)
        with Observer.open(models, live=True) as observer:
            guidance = Guidance(observer, rules, Coach(rules, hints), Shutter(rules.shutter), target)
            seq = 1
            while read:
                guide, _ = guidance.step(Frame(seq, seq / fps, np.asarray(picture, np.uint8)))
                hint = None if guide.hint is None else guide.hint.code
                yield Seen(path, seq, guide.observation, guide.verdicts, hint)
                read, picture = clip.read()
                seq += 1
    finally:
        clip.release()


def _print(seen: Seen, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(as_line(seen), ensure_ascii=False), flush=True)
        return
    print(f"{seen.path}  frame {seen.frame}  → {seen.hint or 'nothing to say'}")
    for name, measure in seen.observation.measures.items():
        value = "cannot assess" if measure is None else f"{measure.value:9.3f} {measure.unit}"
        print(f"  {name:20} {value}")
    for verdict in seen.verdicts:
        remark = f"  → {verdict.hint}" if verdict.status is Status.FAIL else ""
        print(f"  {verdict.rule:20} {verdict.status:8} ({verdict.severity}){remark}")


def _error_line(path: Path, error: KioskError) -> dict[str, object]:
    line: dict[str, object] = {"path": str(path), "frame": None, "measures": {}, "verdicts": [], "hint": None}
    return {**line, "error": error.code}


def as_line(seen: Seen) -> dict[str, object]:
    """Return one JSON line's content."""
    return {
        "path": str(seen.path),
        "frame": seen.frame,
        "measures": {
            name: None if m is None else {"value": round(m.value, 4), "unit": m.unit}
            for name, m in seen.observation.measures.items()
        },
        "verdicts": [
            {"rule": v.rule, "status": v.status.value, "severity": v.severity.value} for v in seen.verdicts
        ],
        "hint": seen.hint,
    }
