"""When to say what: one sentence at a time, the newest instead of a waiting one, none twice in a row."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from kiosk.sound.prompts import SpeechTiming


@dataclass(frozen=True)
class Cue:
    """One thing to be heard.

    Attributes
    ----------
    key
        Of a sentence in ``config/prompts.toml``, or a :class:`kiosk.sound.tones.Tone`.
    language
        ``zh`` or ``en``; tones have none.
    """

    key: str
    language: str | None


@dataclass
class Announcer:
    """Decides; pure but for what it remembers. Times are ``Clock.monotonic`` seconds.

    A tone is heard at once. A sentence waits until the last one has ended and ``gap_s`` has passed; while it
    waits a newer one takes its place, and once it does not hold any more it is dropped: a late hint is about
    something the person has put right long ago.
    """

    timing: SpeechTiming
    _waiting: Cue | None = None
    _tone: Cue | None = None
    _free_at: float = -math.inf
    _said_at: dict[Cue, float] = field(default_factory=dict)

    @property
    def idle(self) -> bool:
        """Whether nothing waits to be heard."""
        return self._waiting is None and self._tone is None

    def want(self, cue: Cue) -> None:
        """Take down that ``cue`` should be heard."""
        if cue.language is None:
            self._tone, self._waiting = cue, None
        else:
            self._waiting = cue

    def drop(self) -> None:
        """What was waiting does not hold any more."""
        self._waiting = None

    def forget(self) -> None:
        """Somebody else comes: what the last person heard does not count."""
        self._waiting = None
        self._said_at.clear()

    def next(self, now: float) -> Cue | None:
        """Return what is to be heard now, if anything; it counts as heard."""
        if self._tone is not None:
            tone, self._tone = self._tone, None
            return tone
        if self._waiting is None or now < self._free_at:
            return None
        cue, self._waiting = self._waiting, None
        if now - self._said_at.get(cue, -math.inf) < self.timing.repeat_s:
            return None
        self._said_at[cue] = now
        return cue

    def ended(self, now: float) -> None:
        """The last sound is over."""
        self._free_at = now + self.timing.gap_s
