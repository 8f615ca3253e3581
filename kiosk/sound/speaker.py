"""The sound thread: takes what should be heard, decides when, finds its file and has it played."""

from __future__ import annotations

import logging
import tempfile
import threading
from pathlib import Path

from kiosk.clock import Clock
from kiosk.sound.announcer import Announcer, Cue
from kiosk.sound.player import Player
from kiosk.sound.prompts import SpeechTiming, sound_file
from kiosk.sound.tones import Tone, write_tones

log = logging.getLogger(__name__)

LOOK_S = 0.1
"""While a sentence waits for its moment: how often the thread looks at the clock."""
FAILURES = 3
"""So many sounds in a row that cannot be played: there is no sound to be had; it is not tried for ever."""


class Speaker:
    """Owns the thread named ``sound``; every method returns at once and may be called on any thread.

    Parameters
    ----------
    folder
        The sound files of the sentences; one that is missing is left out.
    """

    def __init__(self, player: Player, timing: SpeechTiming, folder: Path, clock: Clock) -> None:
        self._player, self._folder, self._clock = player, folder, clock
        self._announcer = Announcer(timing)
        self._changed = threading.Condition()
        self._stopping = False
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
        self.heard: Cue | None = None
        """What was played last."""

    @property
    def mute(self) -> bool:
        """Whether there is no sound to be had on this machine."""
        return self._failures >= FAILURES

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Fall silent and join the thread."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._player.cut()
        if self._thread.ident is not None:
            self._thread.join()

    def say(self, key: str, language: str) -> None:
        """Let a sentence be heard, in its turn."""
        with self._changed:
            self._announcer.want(Cue(key, language))
            self._changed.notify_all()

    def sound(self, tone: Tone) -> None:
        """Let a tone be heard now, whatever is being said."""
        with self._changed:
            self._announcer.want(Cue(tone, None))
            self._changed.notify_all()
        self._player.cut()

    def drop(self) -> None:
        """What waits to be said does not hold any more."""
        with self._changed:
            self._announcer.drop()

    def forget(self) -> None:
        """The person has left."""
        with self._changed:
            self._announcer.forget()

    def hush(self) -> None:
        """No sound is wanted: say nothing that waits, and end what is being said."""
        self.drop()
        self._player.cut()

    def _run(self) -> None:
        with tempfile.TemporaryDirectory(prefix="kiosk-tones-") as folder:
            tones = write_tones(Path(folder))
            while (cue := self._wait()) is not None:
                file = tones[Tone(cue.key)] if cue.language is None else self._file(cue.key, cue.language)
                if file is None or self.mute:
                    continue
                played = self._player.play(file)
                self._failures = 0 if played else self._failures + 1
                if self._failures == FAILURES:
                    log.warning("no sound can be played; the booth stays silent")
                with self._changed:
                    self.heard = cue
                    self._announcer.ended(self._clock.monotonic())

    def _wait(self) -> Cue | None:
        """Wait for the next thing to be heard; None at the end."""
        with self._changed:
            while not self._stopping:
                cue = self._announcer.next(self._clock.monotonic())
                if cue is not None:
                    return cue
                self._changed.wait(None if self._announcer.idle else LOOK_S)
        return None

    def _file(self, key: str, language: str) -> Path | None:
        file = sound_file(self._folder, language, key)
        return file if file.is_file() else None
