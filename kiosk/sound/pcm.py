"""Sound as numbers: mono samples of one rate, written to and read from WAV files."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError

Samples = NDArray[np.float32]
"""Mono, −1 to 1, shape (n,)."""

PEAK = 0.7
"""Of everything that is played: as loud as each other, and below what small loudspeakers distort."""

SILENCE = 0.01
EDGE_S = 0.03
"""Kept before and after a voice, so that no consonant is cut off."""


def read_wav(path: Path) -> tuple[Samples, int]:
    """Return the samples of a 16-bit WAV file, channels averaged, and their rate in Hz.

    Raises
    ------
    KioskError
        ``sound-unreadable``.
    """
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            data = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise _unreadable(path, str(error)) from error
    if width != 2:
        raise _unreadable(path, f"it has {8 * width} bits a sample, not 16")
    values = np.frombuffer(data[: len(data) // (2 * channels) * 2 * channels], "<i2").reshape(-1, channels)
    return np.asarray(values.mean(axis=1) / 32768, np.float32), rate


def write_wav(path: Path, samples: Samples, rate_hz: int) -> None:
    """Write a 16-bit mono WAV file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with wave.open(str(part), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(np.asarray(np.clip(samples, -1, 1) * 32767, "<i2").tobytes())
    part.replace(path)


def levelled(samples: Samples, rate_hz: int) -> Samples:
    """Return a voice without the silence around it, at the common loudness; nothing when it is silent."""
    loud = np.flatnonzero(np.abs(samples) > SILENCE)
    if loud.size == 0:
        return samples[:0]
    edge = round(EDGE_S * rate_hz)
    kept = samples[max(0, int(loud[0]) - edge) : int(loud[-1]) + edge]
    return np.asarray(kept * (PEAK / np.abs(kept).max()), np.float32)


def _unreadable(path: Path, reason: str) -> KioskError:
    return KioskError(
        "sound-unreadable", f"{path} is no usable WAV file: {reason}.", "Save it as 16-bit PCM."
    )
