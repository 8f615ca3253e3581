"""Programs that speak a sentence into a WAV file; they are called, never linked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Protocol

from kiosk.errors import KioskError
from kiosk.sound.pcm import levelled, read_wav, write_wav

SPEAK_TIMEOUT_S = 30.0

ESPEAK_VOICES = {"zh": "cmn-latn-pinyin", "en": "en-gb"}
"""The plain voice ``cmn`` reads the pinyin of Debian 12's dictionary letter by letter, in English."""
ESPEAK_WORDS_A_MINUTE = {"zh": 170, "en": 155}
_UTF8 = "1"

SAPI_LOCALES = {"zh": "zh-CN", "en": "en-US"}
_SAPI = (
    "Add-Type -AssemblyName System.Speech; $s = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    "$s.SelectVoiceByHints('NotSet','NotSet',0,$env:KIOSK_LOCALE); "
    "if ($s.Voice.Culture.Name -ne $env:KIOSK_LOCALE) { exit 3 }; "
    "$s.SetOutputToWaveFile($env:KIOSK_WAV); $s.Speak($env:KIOSK_TEXT); $s.Dispose()"
)
"""What is said comes in the environment: nothing of a text can become part of the command."""


class Voice(Protocol):
    """Speaks."""

    @property
    def name(self) -> str: ...

    def speak(self, text: str, language: str, file: Path) -> None:
        """Write ``text`` as a WAV file, levelled.

        Raises
        ------
        KioskError
            ``voice-failed``.
        """
        ...


class EspeakVoice:
    """eSpeak NG (Debian: ``espeak-ng``): Mandarin and English, plain but clear, in tens of milliseconds."""

    name = "espeak-ng"

    def __init__(self, program: str) -> None:
        self._program = program

    def speak(self, text: str, language: str, file: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="kiosk-voice-") as folder:
            raw = Path(folder) / "raw.wav"
            voice, pace = ESPEAK_VOICES[language], str(ESPEAK_WORDS_A_MINUTE[language])
            _run([self._program, "-b", _UTF8, "-v", voice, "-s", pace, "--stdin", "-w", str(raw)], text, {})
            _keep(raw, file)


class WindowsVoice:
    """The voices of Windows (SAPI); a Chinese Windows brings a Mandarin one."""

    name = "windows"

    def __init__(self, program: str) -> None:
        self._program = program

    def speak(self, text: str, language: str, file: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="kiosk-voice-") as folder:
            raw = Path(folder) / "raw.wav"
            told = {"KIOSK_TEXT": text, "KIOSK_LOCALE": SAPI_LOCALES[language], "KIOSK_WAV": str(raw)}
            _run([self._program, "-NoProfile", "-NonInteractive", "-Command", _SAPI], "", told)
            _keep(raw, file)


def find_voice() -> Voice:
    """Return the voice of this machine.

    Raises
    ------
    KioskError
        ``voice-missing``.
    """
    if sys.platform == "win32":
        program = shutil.which("powershell")
        if program is not None:
            return WindowsVoice(program)
    program = shutil.which("espeak-ng")
    if program is not None:
        return EspeakVoice(program)
    raise KioskError(
        "voice-missing",
        "No program on this machine can speak.",
        "Install the package espeak-ng, or record the sentences of `kiosk prompts list` as WAV files.",
    )


def _run(command: list[str], text: str, told: dict[str, str]) -> None:
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            capture_output=True,
            timeout=SPEAK_TIMEOUT_S,
            check=False,
            env={**os.environ, **told},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(type(error).__name__) from error
    if done.returncode != 0:
        raise _failed(f"{Path(command[0]).name} ended with {done.returncode}")


def _keep(raw: Path, file: Path) -> None:
    samples, rate_hz = read_wav(raw)
    voice = levelled(samples, rate_hz)
    if voice.size == 0:
        raise _failed("it said nothing")
    write_wav(file, voice, rate_hz)


def _failed(reason: str) -> KioskError:
    return KioskError(
        "voice-failed", f"The voice could not speak: {reason}.", "Record the sentences as WAV files instead."
    )
