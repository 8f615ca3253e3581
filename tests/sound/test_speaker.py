"""The sound thread, with a program that plays into a file instead of a loudspeaker."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.sound.announcer import Cue
from kiosk.sound.pcm import write_wav
from kiosk.sound.player import CommandPlayer, SilentPlayer, find_player
from kiosk.sound.prompts import SpeechTiming, sound_file
from kiosk.sound.speaker import FAILURES, Speaker
from kiosk.sound.tones import RATE_HZ, Tone, samples_of
from tests.leftovers import ExpectLog

TIMING = SpeechTiming(gap_s=0.0, repeat_s=60.0)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="plays with a shell script")


def sink(folder: Path, body: str) -> tuple[CommandPlayer, Path]:
    """Return a player that runs a shell script, and the file it notes in what it was given."""
    notes, script = folder / "heard.txt", folder / "sink.sh"
    script.write_text(f'#!/bin/sh\nbasename "$1" >> {notes}\n{body}\n', encoding="utf-8")
    script.chmod(0o755)
    return CommandPlayer((str(script),)), notes


def wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not until():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_sentences_and_tones_are_played_and_a_missing_file_is_left_out(tmp_path: Path) -> None:
    player, notes = sink(tmp_path, "exit 0")
    write_wav(sound_file(tmp_path, "zh", "chin-up"), samples_of(Tone.READ), RATE_HZ)
    speaker = Speaker(player, TIMING, tmp_path, SystemClock())
    speaker.start()
    try:
        speaker.say("never-recorded", "zh")
        speaker.say("chin-up", "zh")
        wait(lambda: speaker.heard == Cue("chin-up", "zh"))
        speaker.sound(Tone.SHUTTER)
        wait(lambda: speaker.heard == Cue(Tone.SHUTTER, None))
    finally:
        speaker.stop()
    assert notes.read_text().split() == ["chin-up.wav", "tone-shutter.wav"]


def test_what_is_being_said_can_be_ended_at_once(tmp_path: Path) -> None:
    player, notes = sink(tmp_path, "exec sleep 30")
    write_wav(sound_file(tmp_path, "en", "done"), samples_of(Tone.READ), RATE_HZ)
    speaker = Speaker(player, TIMING, tmp_path, SystemClock())
    speaker.start()
    begun = time.monotonic()
    try:
        speaker.say("done", "en")
        wait(notes.exists)
    finally:
        speaker.stop()
    assert time.monotonic() - begun < 4


def test_without_a_working_sound_system_the_booth_falls_silent_and_says_so_once(
    tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.sound.speaker", "stays silent")
    player, notes = sink(tmp_path, "exit 1")
    speaker = Speaker(player, TIMING, tmp_path, SystemClock())
    speaker.start()
    try:
        for _ in range(FAILURES):
            speaker.heard = None
            speaker.sound(Tone.READ)
            wait(lambda: speaker.heard is not None)
        assert speaker.mute
        speaker.sound(Tone.SAVED)
    finally:
        speaker.stop()
    assert len(notes.read_text().split()) == FAILURES


def test_a_machine_without_a_sound_card_has_a_silent_player(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.sound.player.SOUND_CARDS", Path("/nonexistent"))
    player = find_player({"XDG_RUNTIME_DIR": "/nonexistent"})
    assert isinstance(player, SilentPlayer)
    assert player.play(Path("whatever.wav"))
