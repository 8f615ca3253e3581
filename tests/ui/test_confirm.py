"""The confirm page: who touches the button too early, and who is asked again, is told what to do."""

from __future__ import annotations

from kiosk.session.events import IdentityTyped
from tests.ui.conftest import Mount
from tests.ui.fingers import middle, press, tap
from tests.ui.seen import visible
from ui.exhibit import Exhibit
from ui.presenters.confirm import MISSING
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.touches import GUARD_S
from ui.widgets.notice import Notice


def told(shell: Shell) -> list[tuple[str, str]]:
    """Return the notices that are seen: their tone and what they say."""
    notices = [each for each in visible(shell, Notice) if isinstance(each, Notice)]
    return [(each.property("notice"), each._text.text()) for each in notices]


def test_a_touch_on_the_pale_button_says_what_comes_first(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["confirm"])
    assert told(shell) == []
    booth.clock.advance(2 * GUARD_S)
    tap(shell, middle(shell, "primary"))
    assert told(shell) == [("warn", shell.view().texts.notice(MISSING))]
    assert not any(isinstance(event, IdentityTyped) for event in booth._events)
    press(shell, "key-1")
    assert told(shell) == []


def test_what_comes_first_is_not_said_any_more_once_it_is_there(
    exhibits: dict[str, Exhibit], show: Mount
) -> None:
    """A name that comes from the phone is typed by no key of this page."""
    shell = show(exhibits["confirm"])
    shell._edit(complaint=MISSING, last4="1234")
    assert told(shell) == []


def test_who_is_asked_again_did_nothing_wrong(exhibits: dict[str, Exhibit], show: Mount) -> None:
    tones = {
        name: told(show(exhibits[name]))[0][0]
        for name in ("confirm-again", "confirm-wrong", "confirm-locked")
    }
    assert tones == {"confirm-again": "warn", "confirm-wrong": "bad", "confirm-locked": "warn"}
