"""The tables of ``kiosk bench liveness``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.bench.liveness_attacks import Attack
from kiosk.bench.liveness_files import Told
from kiosk.bench.liveness_guided import Guided
from kiosk.bench.liveness_real import Tilted, known
from kiosk.bench.liveness_run import Watched
from kiosk.bench.liveness_skin import Skin
from kiosk.bench.rates import Rate
from kiosk.bench.tables import table
from kiosk.camera.sitter.scene import HairStyle
from kiosk.compare.liveness import Finding, Liveness
from kiosk.compare.liveness_cues import Cue, LivenessSettings
from kiosk.guidance.verdict import Status
from kiosk.photo.finished import CheckStatus

LEAST_PASSED, LEAST_REFUSED = 0.98, 0.98


@dataclass(frozen=True)
class Judged:
    """One clip and what is said of it."""

    watched: Watched
    said: Liveness

    @property
    def live(self) -> bool:
        return self.watched.clip.attack is None

    @property
    def flat(self) -> bool:
        return self.watched.clip.attack is not None and self.watched.clip.attack.flat


def overall(judged: Sequence[Judged]) -> str:
    """Return how people and pictures fare."""
    live, flat = [one for one in judged if one.live], [one for one in judged if one.flat]
    rows = [
        ["people", _told(live, Finding.LIVE, LEAST_PASSED), *_others(live, Finding.FLAT)],
        ["flat pictures", _told(flat, Finding.FLAT, LEAST_REFUSED), *_others(flat, Finding.LIVE)],
    ]
    return table(("shown", "judged rightly", "judged wrongly", "not seen"), rows)


def unseen(judged: Sequence[Judged], settings: LivenessSettings) -> str:
    """Return of how many pictures that were not judged hardly a face was found."""
    part = [one for one in judged if one.flat and one.said.finding is Finding.NOT_SEEN]
    hardly = sum(one.watched.cues.marked < settings.least_frames for one in part)
    return (
        f"Of the flat pictures not seen, {hardly} of {len(part)} showed a face in fewer than "
        f"{settings.least_frames} observations.\nWhat was not seen is told as such, and passes also where a "
        "campaign asks for a live person: too short a look proves nothing."
    )


def guided(people: Sequence[Guided]) -> str:
    """Return what is known of coached people when their photo is taken."""
    taken = [one for one in people if one.taken_s is not None]
    lasted = np.array([one.taken_s for one in taken])
    rows = [
        ["photographed", str(Rate(len(taken), len(people)))],
        ["time to the photo", f"median {np.median(lasted):.1f} s" if taken else "—"],
        *(
            [name, str(Rate(sum(one.found is status for one in taken), len(taken)))]
            for name, status in (
                ("taken for live by then", Status.PASS),
                ("called a picture", Status.FAIL),
                ("not seen long enough", Status.UNKNOWN),
            )
        ),
    ]
    return table(("reacting sitters", ""), rows)


def by_attack(judged: Sequence[Judged], flat: bool) -> str:
    """Return how each kind of still picture fares, or (``flat`` False) of what is more than one."""
    rows = []
    for attack in (attack for attack in Attack if attack.flat is flat):
        part = [one for one in judged if one.watched.clip.attack is attack]
        rows.append([attack.value, _told(part, Finding.FLAT, None), *_others(part, Finding.LIVE)])
    return table(("shown", "refused", "taken for a person", "not seen"), rows)


def by_trait(judged: Sequence[Judged]) -> str:
    """Return rates by what people look like."""
    groups: list[tuple[str, Callable[[Watched], bool]]] = [
        *((f"{tone} skin", _toned(tone)) for tone in ("light", "medium", "dark")),
        *((f"{hair} hair", _haired(hair)) for hair in HairStyle),
        ("glasses", lambda one: one.traits.glasses),
        ("no glasses", lambda one: not one.traits.glasses),
    ]
    rows = []
    for name, belongs in groups:
        part = [one for one in judged if belongs(one.watched)]
        live, flat = [one for one in part if one.live], [one for one in part if one.flat]
        rows.append([name, _told(live, Finding.LIVE, None), _told(flat, Finding.FLAT, None)])
    return table(("group", "people passed", "pictures refused"), rows)


def cues(judged: Sequence[Judged]) -> str:
    """Return what each cue reads of people and of pictures."""
    rows = []
    for cue in Cue:
        cells: list[str] = [cue.value]
        for part in (_live, _flat, _film, _mask):
            values = [one.watched.cues.values[cue] for one in judged if part(one)]
            known = np.array([value for value in values if value is not None])
            cells.append(
                f"{np.median(known):.2f} ({np.percentile(known, 5):.2f}–{np.percentile(known, 95):.2f}), "
                f"{len(known)} of {len(values)}"
                if known.size
                else "—"
            )
        rows.append(cells)
    return table(("cue", "people: value, assessed", "flat pictures", "films", "masks"), rows)


def cost(judged: Sequence[Judged]) -> str:
    """Return the watch's own time; landmarks are the guidance's anyway."""
    spent = np.array([one.watched.cpu_s for one in judged]) * 1000
    row = ["beside the face model", f"{np.median(spent):.2f} ms", f"{spent.max():.2f} ms"]
    return table(("CPU time an observation", "median", "most of any clip"), [row])


def tilted(pictures: Sequence[Tilted], settings: LivenessSettings) -> str:
    """Return what depth and blink read of flat pictures of real people."""
    rows = []
    for cue, unit, read in (
        (Cue.DEPTH, "°", known([one.depth_deg for one in pictures])),
        (Cue.BLINK, "", known([one.shut for one in pictures])),
    ):
        usual = settings.cue[cue].usual
        beyond = Rate(int((read > usual).sum()), read.size)
        spread = f"{np.median(read):.2f}{unit} / {read.max():.2f}{unit}" if read.size else "—"
        rows.append([cue.value, spread, f"{usual:g}{unit}", str(beyond)])
    return table(("cue", "median / most", "speaks from", "pictures beyond"), rows)


def skins(found: Sequence[Skin], settings: LivenessSettings) -> str:
    """Return how much of a pattern is read of real people's skin."""
    rows = []
    for one in found:
        read = np.array(one.peaks_db)
        beyond = Rate(int((read >= settings.patterned_db).sum()), read.size)
        rows.append([one.sent, f"{np.median(read):.1f} / {read.max():.1f}", str(beyond)])
    return table(("sent by the camera", "median / most, dB", f"from {settings.patterned_db:g} dB on"), rows)


def files(told: Sequence[Told]) -> str:
    """Return what is said of each file; a flat one that passes everything is marked."""
    rows = []
    for one in told:
        passed = all(status is CheckStatus.PASS for _, status in one.checks)
        said = ", ".join(f"{name}: {'—' if status is None else status.value}" for name, status in one.checks)
        rows.append(
            [one.name, "person" if one.live else "picture", said + ("" if passed is one.live else " ✗")]
        )
    return table(("file", "shows", "re-photographing checks"), rows)


def _told(part: Sequence[Judged], finding: Finding, least: float | None) -> str:
    rate = Rate(sum(one.said.finding is finding for one in part), len(part))
    missed = least is not None and rate.share is not None and rate.share < least
    return str(rate) + (" ✗" if missed else "")


def _others(part: Sequence[Judged], wrong: Finding) -> list[str]:
    return [_told(part, wrong, None), _told(part, Finding.NOT_SEEN, None)]


def _live(one: Judged) -> bool:
    return one.live


def _flat(one: Judged) -> bool:
    return one.flat


def _film(one: Judged) -> bool:
    return one.watched.clip.attack is Attack.FILM


def _mask(one: Judged) -> bool:
    return one.watched.clip.attack is Attack.MASK


def _toned(tone: str) -> Callable[[Watched], bool]:
    return lambda one: one.traits.tone == tone


def _haired(hair: HairStyle) -> Callable[[Watched], bool]:
    return lambda one: one.traits.hair is hair
