"""The liveness bench: one motion for a person and a picture of them, and a fit that finds what counts."""

from __future__ import annotations

from datetime import date

import numpy as np

from kiosk.bench.liveness import Found, clips, fitted_text, report
from kiosk.bench.liveness_attacks import Attack
from kiosk.bench.liveness_clip import LASTS_S, RATE_HZ, Clip, scenes, traits
from kiosk.bench.liveness_files import Told
from kiosk.bench.liveness_fit import UNBLINKING, fit
from kiosk.bench.liveness_guided import Guided
from kiosk.bench.liveness_real import Tilted
from kiosk.bench.liveness_run import Watched
from kiosk.bench.liveness_skin import Skin
from kiosk.bench.liveness_tables import Judged
from kiosk.camera.sitter.people import load_cast
from kiosk.compare.liveness import Finding, judge, load_liveness
from kiosk.compare.liveness_cues import Cue, Cues, LivenessSettings
from kiosk.guidance.verdict import Status
from kiosk.paths import config_dir
from kiosk.photo.finished import CheckStatus


def test_a_picture_moves_as_the_person_does() -> None:
    cast = load_cast(config_dir() / "sitter.toml")
    live, flat = (list(scenes(Clip(3, 7, attack), cast)) for attack in (None, Attack.PHONE))
    assert len(live) == len(flat) == round(LASTS_S * RATE_HZ)
    assert any(scene.pose.eyes_closed > 0.5 for _, scene in live)
    for (at_s, person), (also_s, picture) in zip(live, flat, strict=True):
        assert at_s == also_s
        assert person.flat is None
        assert picture.flat is not None
        assert picture.look == person.look
        for name in ("yaw_deg", "pitch_deg", "scale_px"):
            assert getattr(person.pose, name) == getattr(picture.pose, name)
        assert abs(person.pose.x - picture.pose.x) < 0.01
    assert live == list(scenes(Clip(3, 7, None), cast))


def test_a_film_moves_by_itself_and_a_mask_is_worn_by_somebody() -> None:
    cast = load_cast(config_dir() / "sitter.toml")
    live, film, mask = (
        [scene for _, scene in scenes(Clip(3, 7, attack), cast)]
        for attack in (None, Attack.FILM, Attack.MASK)
    )
    assert len({scene.pose.yaw_deg for scene in film}) == 1
    for person, screen, worn in zip(live, film, mask, strict=True):
        assert screen.flat is not None
        assert screen.flat.film is not None
        assert screen.flat.film.yaw_deg == person.pose.yaw_deg
        assert screen.flat.film.eyes_closed == worn.pose.eyes_closed == person.pose.eyes_closed
        assert worn.pose == person.pose


def test_everybody_has_a_clip_and_a_picture_and_all_attacks_come() -> None:
    made = clips(16, 7)
    assert [clip.number for clip in made if clip.attack is None] == list(range(16))
    stills = [clip for clip in made if clip.attack is not None and clip.attack.flat]
    assert [clip.number for clip in stills] == list(range(16))
    assert {clip.attack for clip in made} == {None, *Attack}
    assert len({traits(clip).tone for clip in clips(40, 7)}) == 3


def _made_up(count: int, seed: int) -> list[tuple[Cues, bool]]:
    """People of whom all blink and half turn; pictures of which half have a pattern and half an edge."""
    random = np.random.default_rng(seed)
    seen = []
    for live in (True, False):
        for _ in range(count):
            values = {
                Cue.DEPTH: random.uniform(6, 20) if live and random.random() < 0.5 else random.uniform(0, 3),
                Cue.BLINK: random.uniform(0.6, 1) if live else random.uniform(0, 0.15),
                Cue.SURROUND: random.uniform(0.3, 0.9) if not live and random.random() < 0.5 else None,
                Cue.GRAIN: random.uniform(18, 30) if not live and random.random() < 0.5 else 10.0,
                Cue.BANDS: random.uniform(8, 50) if not live and random.random() < 0.2 else 1.0,
            }
            seen.append((Cues(8.0, 80, values, 80), live))
    return seen


def test_what_was_fitted_judges_others_and_leaves_nobody_to_blinks_alone() -> None:
    bias, weights = fit(_made_up(60, 1))
    own = load_liveness()
    settings = LivenessSettings(
        own.least_frames,
        own.flat_after_s,
        own.live_from,
        own.flat_up_to,
        own.flat_at_once,
        own.patterned_db,
        bias,
        "test",
        weights,
    )
    for cues, live in _made_up(200, 2):
        assert judge(cues, settings).finding is (Finding.LIVE if live else Finding.FLAT)
    turned = Cues(8.0, 80, {Cue.DEPTH: 12.0, Cue.BLINK: 0.05, Cue.SURROUND: None, Cue.GRAIN: 10.0}, 80)
    assert judge(turned, settings).finding is Finding.LIVE
    assert abs(bias - np.log(UNBLINKING * 0.5)) < 0.4
    assert weights[Cue.DEPTH].weight > 0 > weights[Cue.GRAIN].weight
    assert "surround = { weight = -" in fitted_text(bias, weights)


def test_the_report_marks_what_misses_what_is_asked() -> None:
    settings = load_liveness()
    made = [cues for cues, live in _made_up(8, 3) if live] + [
        cues for cues, live in _made_up(8, 3) if not live
    ]
    stills = [clip for clip in clips(8, 7) if clip.attack is None or clip.attack.flat]
    shown = sorted(stills, key=lambda clip: clip.attack is not None)
    right = [
        Judged(Watched(clip, traits(clip), cues, 0.001), judge(cues, settings))
        for clip, cues in zip(shown, made, strict=True)
    ]
    wrong = [
        Judged(Watched(clip, traits(clip), cues, 0.001), judge(cues, settings))
        for clip, cues in zip(shown, reversed(made), strict=True)
    ]
    guided = [Guided(0, 9.0, Status.PASS), Guided(1, None, None)]
    files = [Told("image_F1", False, (("frame_edges", CheckStatus.PASS),))]
    text = report(
        Found(right, guided, [Tilted(1.5, 0.05), Tilted(5.0, None)], [Skin("noisy", (9.0, 31.0))], []),
        "a command",
        date(2026, 5, 1),
    )
    assert "✗" not in text.partition("asked.")[2]
    assert "8/8 = 100.0%" in text
    assert "| photographed | 1/2" in text
    assert "not seen, 0 of 0 showed" in text
    assert "| depth | 3.25° / 5.00° | 4° | 1/2" in text
    assert "| noisy | 20.0 / 31.0 | 1/2" in text
    missed = report(Found(wrong, [], [], [], files), "a command", date(2026, 5, 1)).partition("asked.")[2]
    assert missed.count("✗") == 3
