"""``python -m tests.bench.codes``: how well and how fast codes are read, in pictures and held up live.

    python -m tests.bench.codes [--tries 200] [--testdata DIR]

Prints, one part after another:

pictures
    ``CodeReader.read`` on the public pictures with a known text beside them: right, wrong, not read, time.
frames
    One live look at 1280×720 with a code in view, with none, with one that cannot be read: CPU time of the
    reading thread, so that what else the machine does is not counted.
held up
    A phone comes up in the sitter's hand, trembles, tilts and passes under a lamp; whoever holds it does what
    the screen says after 0.7 s. Time until its code is read, at 30 frames a second or what the reader's CPU
    time allows, for payloads of five sizes.
told
    Of phones held badly on purpose: how many are read all the same, and what is told about the others.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.phone import Held, PhoneSheet, draw_phone, hold
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Look, Pose, Scene
from kiosk.capture_code.decoders import decoder_cascade
from kiosk.capture_code.hindrance import Hindrance
from kiosk.capture_code.reader import CodeReader
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir, project_root
from kiosk.picture_file import load_picture

SIZE = (1280, 720)
FRAME_S = 1 / 30
LIMIT_S = 15.0
PAYLOAD_BYTES = (16, 64, 160, 300, 600)
REACTION_S = 0.7
ROOMS = 4
ALPHABET = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", np.uint8)


@dataclass(frozen=True)
class Habits:
    """How one person holds the phone: where it rests, how it wanders, trembles and comes up."""

    rest: Held
    wander_deg: float
    period_s: float
    tremble_px: float
    lift_s: float
    lamp: float
    phase: float
    defocus_px: float
    noise: float


def habits(rng: Generator) -> Habits:
    """Invent a person; one in four turns the screen's brightness down, one in three stands under a lamp."""
    rest = Held(
        x=rng.uniform(0.42, 0.7),
        y=rng.uniform(0.45, 0.6),
        scale=rng.uniform(0.55, 1.15),
        yaw_deg=rng.uniform(-28, 28),
        pitch_deg=rng.uniform(-25, 25),
        roll_deg=rng.uniform(-25, 25),
        brightness=rng.uniform(0.15, 0.35) if rng.random() < 0.25 else rng.uniform(0.6, 1.0),
    )
    return Habits(
        rest,
        wander_deg=rng.uniform(2, 14),
        period_s=rng.uniform(1.2, 3.5),
        tremble_px=rng.uniform(0.5, 5.0),
        lift_s=rng.uniform(0.4, 1.0),
        lamp=rng.uniform(0.5, 1.0) if rng.random() < 1 / 3 else 0.0,
        phase=rng.uniform(0, 2 * np.pi),
        defocus_px=rng.uniform(0.3, 1.6),
        noise=rng.uniform(1.0, 4.0),
    )


def held_at(person: Habits, at_s: float, obeyed: Held) -> Held:
    """Return how the phone is held; ``obeyed`` is the rest position as corrected by what was told."""
    swing = 2 * np.pi * at_s / person.period_s + person.phase
    rise = max(0.0, 1 - at_s / person.lift_s) ** 2
    speed = 2 * rise**0.5 * 0.9 * SIZE[1] / person.lift_s / 30 * 0.5  # px while half a frame is exposed
    return replace(
        obeyed,
        x=obeyed.x + 0.012 * np.sin(0.7 * swing),
        y=obeyed.y + 0.9 * rise,
        yaw_deg=obeyed.yaw_deg + person.wander_deg * np.sin(swing),
        pitch_deg=obeyed.pitch_deg + 0.7 * person.wander_deg * np.cos(1.3 * swing),
        roll_deg=obeyed.roll_deg + 0.4 * person.wander_deg * np.sin(0.6 * swing),
        glare=person.lamp,
        # The reflection moves over the screen as the phone is turned.
        glare_x=0.02 * (obeyed.yaw_deg - person.rest.yaw_deg) + 0.25 * np.sin(swing),
        glare_y=0.02 * (obeyed.pitch_deg - person.rest.pitch_deg) + 0.2 * np.cos(1.3 * swing),
        smear_x_px=person.tremble_px * np.cos(9.1 * at_s + person.phase),
        smear_y_px=person.tremble_px * np.sin(7.7 * at_s) + speed,
    )


def corrected(held: Held, told: Hindrance, person: Habits) -> tuple[Held, Habits]:
    """Return what somebody does who is told so."""
    match told:
        case Hindrance.SMALL:
            return replace(held, scale=min(1.8, held.scale * 1.3)), person
        case Hindrance.LARGE:
            return replace(held, scale=held.scale * 0.75), person
        case Hindrance.CUT:
            return replace(held, x=0.5 + 0.4 * (held.x - 0.5), y=0.5 + 0.4 * (held.y - 0.5)), person
        case Hindrance.DIM:
            return replace(held, brightness=min(1.0, 2.5 * held.brightness)), person
        case Hindrance.GLARE:
            return replace(held, yaw_deg=held.yaw_deg + 14, pitch_deg=held.pitch_deg - 10), person
        case Hindrance.MOVING | Hindrance.UNSTEADY:
            calmer = replace(person, tremble_px=0.4 * person.tremble_px, wander_deg=0.5 * person.wander_deg)
            return held, calmer
        case Hindrance.BLURRED:
            return replace(held, scale=held.scale * 1.15), person


def photographed(
    room: Picture, sheet: PhoneSheet, held: Held, person: Habits, grain: NDArray[np.int16]
) -> Picture:
    """Return the camera's picture of the phone before the room."""
    picture = room.copy()
    corners = hold(picture, sheet, held)
    reach = 0.6 * float(np.ptp(corners[:, 1]))
    low = np.clip(corners.min(0) - reach, 0, SIZE).astype(int)
    right = int(np.clip(corners[:, 0].max() + reach, 0, SIZE[0]))
    phone = picture[low[1] :, low[0] : right]
    if phone.size:
        cv2.GaussianBlur(phone, (0, 0), person.defocus_px, dst=phone)
    return np.asarray(cv2.add(picture, grain, dtype=cv2.CV_8U), np.uint8)


@dataclass(frozen=True)
class Try:
    """One phone held up: when it was read (None: never within the limit), and whether the text was right."""

    payload_bytes: int
    read_s: float | None
    right: bool
    told: tuple[str, ...]
    looks_ms: tuple[float, ...]


def hold_up(seed: int, payload_bytes: int, rooms: Sequence[Picture]) -> Try:
    """Hold up one phone until it is read."""
    rng = np.random.default_rng([seed, 5])
    text = bytes(rng.choice(ALPHABET, payload_bytes)).decode("ascii")
    sheet, person, reader = draw_phone(text, Look(), SIZE[1]), habits(rng), CodeReader()
    obeyed, at_s, act_at_s = person.rest, 0.0, None
    grain = np.empty(rooms[0].shape, np.int16)
    cv2.setRNGSeed(seed)
    cv2.randn(grain, 0, person.noise)
    told: list[str] = []
    costs: list[float] = []
    while at_s < LIMIT_S:
        held = held_at(person, at_s, obeyed)
        picture = photographed(rooms[seed % len(rooms)], sheet, held, person, grain)
        began = time.thread_time()
        sighting = reader.look(picture)
        cost_s = time.thread_time() - began
        costs.append(1000 * cost_s)
        at_s += max(FRAME_S, cost_s)
        if sighting.codes:
            return Try(
                payload_bytes, at_s, [c.text for c in sighting.codes] == [text], tuple(told), tuple(costs)
            )
        why = sighting.hindrance
        if why is None:
            act_at_s = None if act_at_s is None or at_s < act_at_s else act_at_s
        elif act_at_s is None:
            act_at_s = at_s + REACTION_S
        elif at_s >= act_at_s:
            obeyed, person = corrected(obeyed, why, person)
            told.append(str(why))
            act_at_s = None
    return Try(payload_bytes, None, True, tuple(told), tuple(costs))


def pictures(folder: Path) -> None:
    """Print how many of the public pictures are read right."""
    paths = sorted(p for p in folder.rglob("*") if p.suffix in (".png", ".jpg", ".webp"))
    pairs = [(p, p.with_suffix(".txt")) for p in paths if p.with_suffix(".txt").exists()]
    reader, outcomes, costs = CodeReader(), Counter[str](), []
    for picture, expected in pairs:
        bgr = load_picture(picture)
        began = time.thread_time()
        texts = [code.text for code in reader.read(bgr)]
        costs.append(1000 * (time.thread_time() - began))
        right = expected.read_bytes().decode("utf-8") in texts
        outcomes["right" if right else "wrong" if texts else "not read"] += 1
    share = outcomes["right"] / len(pairs)
    print(f"pictures: {len(pairs)}, right {share:.1%}, {dict(outcomes)}")
    print(f"  a picture {_quantiles(costs)} ms CPU")


def frames(rooms: Sequence[Picture]) -> None:
    """Print what one live look costs."""
    sheet = draw_phone("A1b2" * 40, Look(), SIZE[1])

    def with_phone(held: Held) -> list[Picture]:
        drawn = [np.array(room) for room in rooms]
        for picture in drawn:
            hold(picture, sheet, held)
        return drawn

    cases = {
        "a code that is read": with_phone(Held(yaw_deg=10.0)),
        "no code": list(rooms),
        "a code under glare": with_phone(Held(glare=1.0, glare_x=-0.35, glare_y=-0.35)),
        "a code too far away": with_phone(Held(scale=0.14)),
        "a moving code": with_phone(Held(smear_x_px=16.0)),
    }
    for name, shown in cases.items():
        reader, costs = CodeReader(), []
        for turn in range(12 * len(decoder_cascade())):
            began = time.thread_time()
            reader.look(shown[turn % len(shown)])
            costs.append(1000 * (time.thread_time() - began))
        print(f"a look at 1280×720, {name}: {_quantiles(costs[len(decoder_cascade()) :])} ms CPU")


def held_up(tries: int, rooms: Sequence[Picture]) -> None:
    """Print how long it takes until a phone held up is read."""
    done = []
    for seed in range(tries):
        done.append(hold_up(seed, PAYLOAD_BYTES[seed % len(PAYLOAD_BYTES)], rooms))
        if (seed + 1) % 20 == 0:
            print(f"  … {seed + 1} phones", flush=True)
    for payload_bytes in (None, *PAYLOAD_BYTES):
        some = [t for t in done if payload_bytes in (None, t.payload_bytes)]
        if not some:
            continue
        times = [LIMIT_S if t.read_s is None else t.read_s for t in some]
        late = sum(t.read_s is None for t in some)
        wrong = sum(not t.right for t in some)
        name = "all" if payload_bytes is None else f"{payload_bytes} bytes"
        print(f"held up, {name}: {len(some)} phones, {_quantiles(times)} s, never {late}, wrong {wrong}")
    looks = [ms for t in done for ms in t.looks_ms]
    obeyed = Counter(why for t in done for why in t.told)
    print(f"  {len(looks)} looks: {_quantiles(looks)} ms CPU; obeyed: {dict(obeyed)}")


def badly_held(rng: Generator) -> Iterator[tuple[str, float, Held]]:
    """Yield what is wrong, the defocus in px, and the phone, for ever."""
    making: dict[str, Callable[[], Held]] = {
        "small": lambda: Held(scale=rng.uniform(0.22, 0.4)),
        "cut": lambda: Held(x=rng.uniform(0.94, 0.97), y=rng.uniform(0.4, 0.6)),
        "large": lambda: Held(x=0.5, y=0.5, scale=rng.uniform(1.95, 2.05)),
        "dim": lambda: Held(brightness=rng.uniform(0.08, 0.25)),
        "glare": lambda: Held(
            glare=rng.uniform(0.8, 1.0), glare_x=rng.uniform(-0.4, 0.4), glare_y=rng.uniform(-0.4, 0.4)
        ),
        "moving": lambda: Held(smear_x_px=rng.uniform(8, 18), smear_y_px=rng.uniform(-9, 9)),
        "blurred": lambda: Held(),
        "unsteady": lambda: Held(),
    }
    while True:
        for fault, make in making.items():
            turned = replace(
                make(),
                yaw_deg=rng.uniform(-15, 15),
                pitch_deg=rng.uniform(-15, 15),
                roll_deg=rng.uniform(-12, 12),
            )
            yield fault, rng.uniform(2.5, 4.5) if fault == "blurred" else 0.4, turned


def told(tries: int, rooms: Sequence[Picture]) -> None:
    """Print what is told about phones held badly on purpose; unsteady: spoilt modules, nothing else wrong."""
    rng = np.random.default_rng(9)
    sheets = [
        draw_phone(bytes(rng.choice(ALPHABET, n)).decode("ascii"), Look(), SIZE[1]) for n in (64, 160, 300)
    ]
    spoilt = [_spoilt(sheet, rng) for sheet in sheets]
    outcomes: dict[str, Counter[str]] = {}
    for turn, (fault, defocus_px, held) in zip(range(tries), badly_held(rng), strict=False):
        picture = rooms[turn % len(rooms)].copy()
        hold(picture, (spoilt if fault == "unsteady" else sheets)[turn // 8 % 3], held)
        picture = cv2.GaussianBlur(picture, (0, 0), defocus_px).astype(np.uint8)
        reader = CodeReader()
        looks = [reader.look(picture) for _ in decoder_cascade()]
        why = next((look.hindrance for look in looks if look.hindrance is not None), None)
        read = any(look.codes for look in looks)
        outcomes.setdefault(fault, Counter())["read" if read else "nothing" if why is None else str(why)] += 1
    for fault, counts in outcomes.items():
        print(f"told of {fault}: {dict(counts.most_common())}")


def _spoilt(sheet: PhoneSheet, rng: Generator) -> PhoneSheet:
    """Return the phone with so many modules of its code wrong that no correction helps."""
    canvas = np.array(sheet.canvas.pixels)
    code = sheet.code
    module = max(4, round(code.width / 60))
    for y in range(round(code.y + 0.3 * code.height), round(code.y + 0.7 * code.height), module):
        for x in range(round(code.x + 0.1 * code.width), round(code.x + 0.9 * code.width), module):
            canvas[y : y + module, x : x + module, :3] = rng.choice((28, 250))
    changed = type(sheet.canvas)(canvas.shape[1], canvas.shape[0])
    changed.pixels[:] = canvas
    return replace(sheet, canvas=changed)


def _quantiles(values: Sequence[float]) -> str:
    median, high = np.percentile(values, (50, 95))
    return f"median {median:.2f}, p95 {high:.2f}, most {max(values):.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.codes", description=__doc__)
    parser.add_argument("--tries", type=int, default=200)
    parser.add_argument("--testdata", type=Path, default=project_root().parent / "shared" / "testdata")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    rooms = [
        renderer.render(Scene(pose=Pose(x=0.25 + 0.05 * n, scale_px=13 + n)), SIZE, n, alpha=False).bgr
        for n in range(ROOMS)
    ]
    if (args.testdata / "qr").is_dir():
        pictures(args.testdata / "qr")
    frames(rooms)
    held_up(args.tries, rooms)
    told(args.tries, rooms)


if __name__ == "__main__":
    main()
