"""What is played: tones that are computed, sentences that a voice speaks, recordings that stay."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from kiosk.errors import KioskError
from kiosk.guidance.hints import load_hints
from kiosk.paths import config_dir
from kiosk.photo.spec import load_spec
from kiosk.services.ruling import rules_for
from kiosk.sound.making import FileState, look_through, make
from kiosk.sound.pcm import PEAK, levelled, read_wav, write_wav
from kiosk.sound.prompts import Prompts, Sentence, SpeechTiming, load_prompts, sound_file
from kiosk.sound.quiet import SoundSettings, quiet_at
from kiosk.sound.tones import RATE_HZ, Tone, samples_of, write_tones
from kiosk.sound.voices import EspeakVoice
from ui.presenters.hearing import OF_STEP

TWO = Prompts(
    SpeechTiming(1.0, 1.0),
    {"move-left": Sentence("向左一点", "Left a little"), "done": Sentence("可以离开了", "You may leave")},
)


def test_every_hint_and_every_moment_has_a_short_sentence_for_the_ear() -> None:
    prompts = load_prompts()
    hints = load_hints(config_dir() / "hints.toml", rules_for(load_spec("chsi")))
    wanted = set(hints.hints) | set(OF_STEP.values()) | {"welcome", "still-there"}
    assert set(prompts.say) == wanted
    for key, sentence in prompts.say.items():
        assert len(sentence.zh) <= 12, key
        assert len(sentence.en.split()) <= 7, key
    for side, zh in (("left", "向左"), ("right", "向右")):
        for what in ("move", "turn", "tilt"):
            said = prompts.say[f"{what}-{side}"]
            assert said.zh.startswith(zh)
            assert said.en.lower().startswith(side), "the direction comes first"


def test_tones_are_always_the_same_audible_and_short(tmp_path: Path) -> None:
    for tone, file in write_tones(tmp_path).items():
        samples, rate = read_wav(file)
        assert rate == RATE_HZ
        assert np.abs(samples).max() == pytest.approx(PEAK, abs=1e-3)
        assert 0.1 < samples.size / rate < 1.0
        assert abs(samples[0]) < 0.5 * PEAK, "it begins without a crack"
        assert np.array_equal(samples_of(tone), samples_of(tone))
    assert samples_of(Tone.READ).size != samples_of(Tone.SAVED).size


def test_silence_around_a_voice_goes_and_it_is_as_loud_as_the_others() -> None:
    quiet = np.zeros(RATE_HZ, np.float32)
    voice = 0.1 * samples_of(Tone.READ)
    kept = levelled(np.concatenate([quiet, voice, quiet]), RATE_HZ)
    assert kept.size < voice.size + 0.1 * RATE_HZ
    assert np.abs(kept).max() == pytest.approx(PEAK)
    assert levelled(quiet, RATE_HZ).size == 0


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_a_voice_speaks_what_is_missing_or_outdated_and_leaves_recordings(tmp_path: Path) -> None:
    voice = EspeakVoice(shutil.which("espeak-ng") or "")
    recorded = sound_file(tmp_path, "en", "done")
    write_wav(recorded, samples_of(Tone.SAVED), RATE_HZ)
    own = recorded.read_bytes()
    assert make(tmp_path, TWO, voice) == 3
    for spoken in look_through(tmp_path, TWO):
        samples, rate = read_wav(spoken.file)
        assert 0.3 < samples.size / rate < 2.5, "spoken as words, not letter by letter"
        assert float(np.sqrt((samples**2).mean())) > 0.02, "it can be heard"
    assert recorded.read_bytes() == own
    assert make(tmp_path, TWO, voice) == 0
    other = Prompts(TWO.timing, {**TWO.say, "move-left": Sentence("往左", "Left a little")})
    states = {(s.language, s.key): s.state for s in look_through(tmp_path, other)}
    assert states == {
        ("zh", "move-left"): FileState.OUTDATED,
        ("zh", "done"): FileState.MADE,
        ("en", "move-left"): FileState.MADE,
        ("en", "done"): FileState.RECORDED,
    }


def test_a_voice_that_fails_says_so_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(KioskError) as caught:
        make(tmp_path, TWO, EspeakVoice("/bin/false"))
    assert caught.value.code == "voice-failed"
    assert not list(tmp_path.rglob("*.wav"))


def test_no_wav_file_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF\x00")
    with pytest.raises(KioskError) as caught:
        read_wav(tmp_path / "a.wav")
    assert caught.value.code == "sound-unreadable"


def test_quiet_hours_may_go_over_midnight() -> None:
    spans = SoundSettings(("22:00-07:00", "12:30-14:00")).quiet

    def at(hour: int, minute: int = 0) -> bool:
        # the booth's own zone, whatever it is here
        local = datetime(2026, 6, 1, hour, minute).astimezone()
        return quiet_at(spans, local.astimezone(UTC))

    assert [h for h in range(24) if at(h)] == [0, 1, 2, 3, 4, 5, 6, 13, 22, 23]
    assert at(12, 30) and not at(12, 29)
    with pytest.raises(ValueError, match="span"):
        SoundSettings(("9-10",))
