"""Lets a session be heard, in the person's language, unless they or the site want silence."""

from __future__ import annotations

from kiosk.sound.quiet import quiet_at
from kiosk.sound.speaker import Speaker
from ui.booth import Booth
from ui.presenters.hearing import Moment, heard, moment_of
from ui.shell import Shell


class Voice:
    """Follows the booth on the GUI thread; the speaker has a thread of its own."""

    def __init__(self, booth: Booth, shell: Shell, speaker: Speaker) -> None:
        self._booth, self._shell, self._speaker = booth, shell, speaker
        self._moment = Moment()
        self._on = True

    def follow(self) -> None:
        """Take in what is new; called after every refresh."""
        before, self._moment = self._moment, moment_of(self._booth.state, self._booth.guide)
        if before.session != self._moment.session:
            self._speaker.forget()
        on = self._shell.look.sound and not quiet_at(
            self._booth.settings.sound.quiet, self._booth.clock.now()
        )
        if not on:
            if self._on:
                self._speaker.hush()
            self._on = False
            return
        self._on = True
        told = heard(before, self._moment)
        if told.over:
            self._speaker.drop()
        if told.tone is not None:
            self._speaker.sound(told.tone)
        if told.sentence is not None:
            self._speaker.say(told.sentence, self._shell.language)
