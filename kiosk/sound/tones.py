"""The booth's own sounds, computed: a shutter, a code that was read, a photo that is saved."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import numpy as np

from kiosk.sound.pcm import PEAK, Samples, write_wav

RATE_HZ = 22_050
_SEED = 5
"""Of the shutter's noise: the same sound every time."""


class Tone(StrEnum):
    """A sound that tells what just happened."""

    READ = "tone-read"
    SHUTTER = "tone-shutter"
    SAVED = "tone-saved"


def samples_of(tone: Tone) -> Samples:
    """Return the samples of a tone at :data:`RATE_HZ`; always the same."""
    sound = _MAKERS[tone]()
    return np.asarray(sound * (PEAK / np.abs(sound).max()), np.float32)


def write_tones(folder: Path) -> dict[Tone, Path]:
    """Write all tones as WAV files into a folder and return where each is."""
    files = {tone: folder / f"{tone}.wav" for tone in Tone}
    for tone, path in files.items():
        write_wav(path, samples_of(tone), RATE_HZ)
    return files


def _time(seconds: float) -> Samples:
    return np.asarray(np.arange(round(seconds * RATE_HZ)) / RATE_HZ, np.float32)


def _bell(hz: float, seconds: float, fall_s: float) -> Samples:
    """A struck note: the fundamental and a weak octave, dying away, without a click at its start."""
    t = _time(seconds)
    rise = np.minimum(1, t / 0.006)
    note = np.sin(2 * np.pi * hz * t) + 0.25 * np.sin(4 * np.pi * hz * t)
    return np.asarray(rise * np.exp(-t / fall_s) * note, np.float32)


def _click(seconds: float, fall_s: float, generator: np.random.Generator) -> Samples:
    """A small mechanical knock: noise that dies away, its highest part taken off."""
    t = _time(seconds)
    noise = np.convolve(generator.standard_normal(t.size), np.ones(5) / 5, mode="same")
    return np.asarray(noise * np.exp(-t / fall_s), np.float32)


def _shutter() -> Samples:
    """Two knocks, as of a mirror going up and a curtain closing."""
    generator = np.random.default_rng(_SEED)
    first, second = _click(0.09, 0.012, generator), 0.7 * _click(0.12, 0.02, generator)
    return np.concatenate([first, second])


def _in_turn(*notes: tuple[float, float]) -> Samples:
    """Notes (Hz, begins at s), each ringing on while the next begins."""
    rings_s = 0.5
    whole = np.zeros(round((notes[-1][1] + rings_s) * RATE_HZ) + 1, np.float32)
    for hz, begins_s in notes:
        note, at = _bell(hz, rings_s, 0.12), round(begins_s * RATE_HZ)
        whole[at : at + note.size] += note
    return whole


_MAKERS: dict[Tone, Callable[[], Samples]] = {
    Tone.READ: lambda: _bell(1175.0, 0.25, 0.06),
    Tone.SHUTTER: _shutter,
    Tone.SAVED: lambda: _in_turn((659.3, 0.0), (784.0, 0.12), (1046.5, 0.24)),
}
"""Pitches of the equal temperament: D6; E5, G5, C6 (a major triad, upwards)."""
