"""``kiosk run``: a locked key store is waited for, everything else is said at once."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.errors import KioskError
from ui.commands.run import LOCKED_POLL_S, when_unlocked


def test_the_booth_waits_for_a_locked_key_store_and_says_so_once(capsys: pytest.CaptureFixture[str]) -> None:
    locked = KioskError("keys-locked", "The key store is locked.", "Unlock it.")
    answers: list[Any] = [locked, locked, locked, "the booth"]
    slept: list[float] = []

    def build() -> Any:
        answer = answers.pop(0)
        if isinstance(answer, KioskError):
            raise answer
        return answer

    assert when_unlocked(build, slept.append) == "the booth"
    assert slept == [LOCKED_POLL_S] * 3
    assert capsys.readouterr().err == "kiosk: The key store is locked. Unlock it.\n"


def test_wiped_keys_are_not_waited_for() -> None:
    def build() -> Any:
        raise KioskError("keys-wiped", "Empty.", "Recover.")

    with pytest.raises(KioskError):
        when_unlocked(build, lambda _: pytest.fail("nobody waits"))
