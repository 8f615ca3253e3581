"""Error rates of every rule that the public test pictures can judge: ``python -m tests.bench.rules``."""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2

from kiosk.camera.frame import Frame
from kiosk.commands.observe import still_target
from kiosk.guidance.rules import Rules, load_rules
from kiosk.guidance.verdict import Status
from kiosk.paths import config_dir, models_dir, project_root
from kiosk.photo.spec import load_spec
from kiosk.picture_file import load_picture
from kiosk.vision import mesh
from kiosk.vision.observe import Observer

EARS = (("ear_left_of_picture", "ear-right"), ("ear_right_of_picture", "ear-left"))
"""Label column → rule: the picture's left shows the person's own right."""


@dataclass(frozen=True)
class Judged:
    """One picture's verdicts beside its labels."""

    person: str
    folder: str
    statuses: dict[str, Status]
    values: dict[str, float | None]
    labels: dict[str, str]


def judge_all(testdata: Path, rules: Rules) -> Iterator[Judged]:
    """Observe every labelled picture of ``frll_neutral`` and ``frll_smiling``."""
    spec = load_spec("chsi")
    with (testdata / "frll_labels.csv").open(newline="") as table:
        labels = {row["id"]: row for row in csv.DictReader(table)}
    with Observer.open(models_dir(), live=False) as observer:
        for folder in ("frll_neutral", "frll_smiling"):
            for path in sorted((testdata / folder).glob("*.jpg")):
                observation = observer.observe(Frame(1, 0.0, load_picture(path)))
                verdicts = rules.judge(observation, still_target(observation, spec))
                yield Judged(
                    path.name[:3],
                    folder,
                    {v.rule: v.status for v in verdicts},
                    {v.rule: v.value for v in verdicts},
                    labels[path.name[:3]],
                )


def mouth_counts(judged: list[Judged]) -> dict[str, Counter[Status]]:
    """Count the verdicts of ``mouth-closed`` by what the picture shows."""
    counts: dict[str, Counter[Status]] = {"neutral": Counter(), "closed": Counter(), "teeth": Counter()}
    for picture in judged:
        smiling = picture.folder == "frll_smiling"
        shown = picture.labels["smiling_picture_mouth"] if smiling else "neutral"
        if shown in counts:
            counts[shown][picture.statuses["mouth-closed"]] += 1
    return counts


def ear_counts(judged: list[Judged]) -> dict[str, Counter[Status]]:
    """Count the ears' verdicts by label; the labels are of the neutral pictures."""
    counts: dict[str, Counter[Status]] = {}
    for picture in judged:
        if picture.folder == "frll_neutral":
            for column, rule in EARS:
                counts.setdefault(picture.labels[column], Counter())[picture.statuses[rule]] += 1
    return counts


def covered_ear_values(testdata: Path) -> Iterator[tuple[str, float | None]]:
    """Cover each person's own left ear with a piece of their own hair, and measure that ear.

    Few of the public pictures show a covered ear; this gives one for every person whose hair stands at
    least 0.15 face widths above the forehead. The piece is stretched from temple to jaw.
    """
    with Observer.open(models_dir(), live=False) as observer:
        for path in sorted((testdata / "frll_neutral").glob("*.jpg")):
            picture = load_picture(path)
            seen = observer.observe(Frame(1, 0.0, picture))
            if seen.head is None or seen.head.hair_top_y is None or seen.landmarks is None:
                continue
            wide, top = seen.head.face_width, int(seen.head.hair_top_y)
            forehead = seen.landmarks[mesh.FOREHEAD]
            if forehead[1] - top < 0.15 * wide:
                continue
            rise = int(forehead[1]) - top
            middle, half = int(forehead[0]), int(0.15 * wide)
            hair = picture[top + rise // 8 : top + rise // 2, middle - half : middle + half]
            edge = seen.landmarks[list(mesh.SIDE_LEFT), :2]
            x, right = int(edge[:, 0].mean() - 0.06 * wide), int(edge[:, 0].mean() + 0.18 * wide)
            y, bottom = int(edge[0, 1] - 0.15 * wide), int(edge[-1, 1] + 0.10 * wide)
            picture[y:bottom, x:right] = cv2.resize(hair, (right - x, bottom - y))
            yield path.name[:3], observer.observe(Frame(1, 0.0, picture)).value("ear_left_visible")


def main() -> int:
    """Print the table."""
    override = os.environ.get("KIOSK_TESTDATA")
    testdata = Path(override) if override else project_root().parent / "shared" / "testdata"
    if not testdata.is_dir():
        print(f"the test pictures are absent: {testdata}", file=sys.stderr)
        return 2
    rules = load_rules(config_dir() / "rules.toml")
    judged = list(judge_all(testdata, rules))
    print("mouth-closed, by what the picture shows")
    for shown, counts in mouth_counts(judged).items():
        print(f"  {shown:10} {_counted(counts)}")
    print("ears, by label")
    for label, counts in sorted(ear_counts(judged).items()):
        print(f"  {label:10} {_counted(counts)}")
    limit = next(rule.enter[0] for rule in rules.rules if rule.name == "ear-left")
    covered = list(covered_ear_values(testdata))
    accepted = [(person, value) for person, value in covered if value is not None and value >= limit]
    told = " ".join(f"{person} {value:.2f}" for person, value in accepted)
    print(f"ears covered with the person's own hair: {len(accepted)} of {len(covered)} accepted  {told}")
    neutral = [picture for picture in judged if picture.folder == "frll_neutral"]
    print("false rejects: 68 neutral, frontal adults in even light")
    for rule in rules.rules:
        counts = Counter(picture.statuses[rule.name] for picture in neutral)
        values = sorted(v for picture in neutral if (v := picture.values[rule.name]) is not None)
        spread = f"{values[0]:9.3f} … {values[-1]:9.3f}" if values else ""
        refused = [f"{p.person}" for p in neutral if p.statuses[rule.name] is Status.FAIL]
        print(f"  {rule.name:16} {_counted(counts)}  {spread}  {' '.join(refused[:8])}")
    return 0


def _counted(counts: Counter[Status]) -> str:
    return f"pass {counts[Status.PASS]:3}  fail {counts[Status.FAIL]:3}  unknown {counts[Status.UNKNOWN]:3}"


if __name__ == "__main__":
    sys.exit(main())
