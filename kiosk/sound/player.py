"""Plays a WAV file with what the system has for it; where that hangs, only its own process hangs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

LONGEST_S = 12.0
"""No prompt is longer: what still plays then hangs."""

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
"""Of PipeWire, PulseAudio and ALSA (Debian: pipewire-bin, pulseaudio-utils, alsa-utils), best first."""

SOUND_CARDS = Path("/proc/asound/cards")


class Player(Protocol):
    """Plays one file at a time."""

    def play(self, file: Path) -> bool:
        """Play to the end; return whether it could be played."""
        ...

    def cut(self) -> None:
        """End what is played now; from any thread."""
        ...


class SilentPlayer:
    """For a booth without a sound card: everything that is said is on the screen anyway."""

    def play(self, file: Path) -> bool:
        return True

    def cut(self) -> None:
        return


class CommandPlayer:
    """Starts a program for each sound.

    Parameters
    ----------
    command
        The program and its options; the file's name is put behind.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None

    def play(self, file: Path) -> bool:
        try:
            process = subprocess.Popen(
                [*self._command, str(file)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            return False
        with self._lock:
            self._running = process
        try:
            code = process.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        with self._lock:
            cut, self._running = self._running is None, None
        return cut or code == 0

    def cut(self) -> None:
        with self._lock:
            process, self._running = self._running, None
            if process is not None:
                process.terminate()


class WindowsPlayer:
    """Windows' own player of WAV files."""

    def play(self, file: Path) -> bool:
        if sys.platform == "win32":
            import winsound

            try:
                winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
            except RuntimeError:
                return False
        return True

    def cut(self) -> None:
        if sys.platform == "win32":
            import winsound

            winsound.PlaySound(None, 0)


def find_player(environ: Mapping[str, str] = os.environ) -> Player:
    """Return what can play here; silence where there is no sound card and no sound server."""
    if sys.platform == "win32":
        return WindowsPlayer()
    served = Path(environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    servers = {"pw-play": served / "pipewire-0", "paplay": served / "pulse" / "native"}
    for command in PLAYERS:
        program = shutil.which(command[0])
        there = servers[command[0]].exists() if command[0] in servers else _has_card()
        if program is not None and there:
            return CommandPlayer((program, *command[1:]))
    return SilentPlayer()


def _has_card() -> bool:
    try:
        return "no soundcards" not in SOUND_CARDS.read_text("ascii", "replace")
    except OSError:
        return False
