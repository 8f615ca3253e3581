"""``kiosk run``: a locked key store is waited for, everything else is said at once."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.errors import KioskError
from ui.commands.run import when_unlocked

LOCKED = KioskError("keys-locked", "The key store is locked.", "Unlock it.")


def test_the_booth_waits_for_a_locked_key_store_and_says_so_once(capsys: pytest.CaptureFixture[str]) -> None:
    answers: list[Any] = [LOCKED, LOCKED, LOCKED, "the booth"]
    waited: list[str] = []

    def build() -> Any:
        answer = answers.pop(0)
        if isinstance(answer, KioskError):
            raise answer
        return answer

    def wait(error: KioskError) -> bool:
        waited.append(error.code)
        return True

    assert when_unlocked(build, wait) == "the booth"
    assert waited == ["keys-locked"] * 3
    assert capsys.readouterr().err == "kiosk: The key store is locked. Unlock it.\n"


def test_a_wait_that_was_given_up_ends_with_the_reason() -> None:
    def build() -> Any:
        raise LOCKED

    with pytest.raises(KioskError) as caught:
        when_unlocked(build, lambda _: False)
    assert caught.value is LOCKED


def test_wiped_keys_are_not_waited_for() -> None:
    def build() -> Any:
        raise KioskError("keys-wiped", "Empty.", "Recover.")

    with pytest.raises(KioskError):
        when_unlocked(build, lambda _: pytest.fail("nobody waits"))
