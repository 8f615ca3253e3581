"""The identity check at the booth: what the store cannot say holds up nobody, and never the screen."""

from __future__ import annotations

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.identity import IdentityCheck
from kiosk.campaign.person import Answers
from kiosk.campaign.roster import RosterEntry
from kiosk.capture_code.code import CaptureCode
from kiosk.capture_code.demo import demo_code
from kiosk.capture_code.payload import parse_payload
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.services.identity_desk import IdentityDesk
from kiosk.session import effects as fx
from kiosk.session import events as ev
from tests.leftovers import ExpectLog

CLOCK = ManualClock()
SHOWN = demo_code(0, CLOCK.now())
CODE = parse_payload(SHOWN.text)


class Unreadable:
    """The roster on a disk that fails."""

    def find(self, code: CaptureCode) -> RosterEntry | None:
        raise KioskError("store-io", "The disk failed.", "Ask staff.")


def test_a_disk_that_fails_leaves_the_code_itself_to_check_against(expect_log: ExpectLog) -> None:
    expect_log("kiosk.services.identity_desk", "the roster cannot be read: store-io")
    answers: list[ev.Event] = []
    campaign = load_campaign("example")
    desk = IdentityDesk(IdentityCheck(CLOCK), Unreadable(), lambda: campaign, answers.append)
    wrong = "0000" if SHOWN.last4 != "0000" else "1111"
    assert desk.carry_out(fx.CheckIdentity(CODE, Answers(last4=wrong)))
    assert answers.pop() == ev.IdentityRefused("identity-wrong", CODE.raw)
    assert desk.carry_out(fx.CheckIdentity(CODE, Answers(last4=SHOWN.last4)))
    (confirmed,) = answers
    assert isinstance(confirmed, ev.IdentityConfirmed)
    assert (confirmed.code, confirmed.person.verified_by) == (CODE.raw, "code")
