"""Name by phone, contact, fee and help, with real fingers on the real pages and the session's real table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QFrame

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.campaign.contact import TO_SCHOOL, Contact
from kiosk.campaign.payment import Bill, Payment, Settled
from kiosk.campaign.person import Answers, Person
from kiosk.campaign.rules import (
    Asked,
    ComparePolicy,
    CompareRules,
    ContactRules,
    Fee,
    FeeProvider,
    IdentityField,
    IdentityRules,
    Service,
)
from kiosk.campaign.text import Text
from kiosk.capture_code.demo import demo_code
from kiosk.capture_code.payload import parse_payload
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.parts import Handoff, HandoffKind, HelpTopic
from kiosk.session.state import SessionState, Step
from tests.ui.conftest import Mount
from tests.ui.fingers import all_texts, press, tap
from ui.bridge import Bridge
from ui.exhibit import Exhibit
from ui.gallery import settle
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.texts import Language
from ui.view import ContactDraft, Delivery, Draft
from ui.widgets.qr import QrCode

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CODE = parse_payload(demo_code(0, NOW).text)
PERSON = Person(CODE.raw, "code")
URL = "https://photo.example.edu/h/abc"
ADDRESS = "示例省示例市样板区试验路 100 号"
BILL = Bill("o1", 1500, FeeProvider.WECHAT, "weixin://wxpay/bizpayurl?pr=abc")
Open = Callable[[SessionState, Campaign], Shell]


@pytest.fixture
def opened(show: Mount, booth: StillBooth) -> Open:
    """Return a function that opens a window on a state, joined to its booth as the program joins them."""
    bridge = Bridge(booth)
    booth.on_wake(bridge.wake)

    def opens(state: SessionState, campaign: Campaign) -> Shell:
        shell = show(Exhibit("test", state, campaign=campaign))
        bridge.refreshed.connect(shell.refresh)
        return shell

    return opens


def session(step: Step, **parts: object) -> SessionState:
    return replace(SessionState(session="s", code=CODE, person=PERSON, step=step), **parts)


def campaign(**parts: object) -> Campaign:
    return replace(load_campaign("example"), **parts)


def touch(shell: Shell, *names: str) -> None:
    for name in names:
        press(shell, name)
        settle()


def touch_field(shell: Shell, name: str) -> None:
    field = shell.findChild(QFrame, f"field-{name}")
    tap(shell, field.mapTo(shell, field.rect().center()))
    settle()


def tell(booth: StillBooth, event: ev.Event) -> None:
    booth.post(event)
    settle()


def primary(shell: Shell) -> QAbstractButton:
    return next(b for b in shell.findChildren(QAbstractButton, "primary") if b.isVisible())


def handoff(booth: StillBooth, kind: HandoffKind) -> Handoff:
    return Handoff(kind, URL, booth.clock.now() + timedelta(seconds=90))


def qr_text(shell: Shell) -> str | None:
    return next((code.text for code in shell.findChildren(QrCode) if code.isVisible()), None)


def test_contact_is_typed_and_what_is_wrong_is_told_at_its_field(opened: Open, booth: StillBooth) -> None:
    asked = ContactRules(Asked.REQUIRED, Asked.OPTIONAL, Asked.REQUIRED)
    shell = opened(session(Step.CONTACT), campaign(contact=asked))
    assert not primary(shell).isEnabled()
    touch(shell, *(f"key-{digit}" for digit in "12800000000"))
    touch(shell, "option-school", "primary")
    words = shell._texts.notice("contact-phone-wrong")
    assert booth.state.step is Step.CONTACT and words in all_texts(shell)
    touch(shell, "key-erase")
    assert words not in all_texts(shell)
    touch(shell, *["key-erase"] * 10, *(f"key-{digit}" for digit in "13800000000"))
    touch_field(shell, "email")
    touch(shell, "key-a", "key-.", "key-b", "key-@qq.com", "primary")
    assert booth.state.contact == Contact("13800000000", "a.b@qq.com", TO_SCHOOL)
    assert booth.state.step is Step.PREPARE


def test_an_address_is_written_on_the_phone_and_confirmed_here(opened: Open, booth: StillBooth) -> None:
    asked = ContactRules(delivery=Asked.REQUIRED)
    shell = opened(session(Step.CONTACT), campaign(contact=asked))
    touch(shell, "option-address")
    assert booth.effects == [fx.OpenHandoff(HandoffKind.CONTACT)]
    assert shell._texts("handoff.asking") in all_texts(shell)
    tell(booth, ev.HandoffOpened(handoff(booth, HandoffKind.CONTACT)))
    assert qr_text(shell) == URL
    assert shell._texts("handoff.left", left=shell._texts.lasting(90)) in all_texts(shell)
    booth.clock.advance(31)
    shell.refresh()
    assert shell._texts("handoff.left", left=shell._texts.lasting(59)) in all_texts(shell)
    assert not primary(shell).isEnabled()
    tell(booth, ev.ContactFilled(Contact(delivery=ADDRESS, addressee="测试员")))
    assert qr_text(shell) is None and fx.CloseHandoff() in booth.effects
    assert ADDRESS in all_texts(shell)
    touch(shell, "primary")
    assert booth.state.contact == Contact(delivery=ADDRESS, addressee="测试员")


def test_without_a_network_the_school_can_still_be_chosen(opened: Open, booth: StillBooth) -> None:
    shell = opened(session(Step.CONTACT), campaign(contact=ContactRules(delivery=Asked.REQUIRED)))
    touch(shell, "option-address")
    tell(booth, ev.HandoffEnded("handoff-offline"))
    assert shell._texts.notice("handoff-offline") in all_texts(shell)
    touch(shell, "phone")
    assert booth.effects == [fx.OpenHandoff(HandoffKind.CONTACT)] * 2
    touch(shell, "option-school", "primary")
    assert booth.state.contact == Contact(delivery=TO_SCHOOL)


def test_what_is_optional_is_plainly_skipped(opened: Open, booth: StillBooth) -> None:
    every = ContactRules(Asked.OPTIONAL, Asked.OPTIONAL, Asked.OPTIONAL)
    shell = opened(session(Step.CONTACT), campaign(contact=every))
    assert primary(shell).text() == shell._texts("contact.skip")
    touch(shell, "option-school")
    assert primary(shell).text() == shell._texts("contact.button")
    touch(shell, "option-school")
    assert primary(shell).text() == shell._texts("contact.skip")
    touch(shell, "primary")
    assert (booth.state.step, booth.state.contact) == (Step.PREPARE, Contact())


def test_the_fee_is_shown_paid_and_the_session_goes_on(opened: Open, booth: StillBooth) -> None:
    shell = opened(session(Step.FEE), campaign(fee=Fee(FeeProvider.WECHAT, 1500)))
    assert shell._texts("fee.asking") in all_texts(shell)
    tell(booth, ev.FeeShown(BILL, CODE.raw))
    assert qr_text(shell) == BILL.qr
    assert "¥15.00" in all_texts(shell) and shell._texts("fee.waiting") in all_texts(shell)
    tell(booth, ev.FeeSettled(Payment("o1", 1500, FeeProvider.WECHAT, Settled.PAID, "r1"), CODE.raw))
    assert shell.page_key == Step.PREPARE and booth.state.payment is not None


def test_a_failed_fee_can_be_tried_again(opened: Open, booth: StillBooth) -> None:
    shell = opened(session(Step.FEE), campaign(fee=Fee(FeeProvider.WECHAT, 1500)))
    tell(booth, ev.FeeFailed("fee-offline", CODE.raw))
    assert shell._texts.notice("fee-offline") in all_texts(shell) and qr_text(shell) is None
    touch(shell, "primary")
    assert booth.effects == [fx.AskFee(PERSON)]
    assert shell._texts("fee.asking") in all_texts(shell)


def test_a_fee_left_for_later_needs_no_touch(opened: Open, booth: StillBooth) -> None:
    shell = opened(session(Step.FEE), campaign(fee=Fee(FeeProvider.WECHAT, 1500)))
    tell(booth, ev.FeeFailed("fee-left-open", CODE.raw))
    assert shell._texts.notice("fee-left-open") in all_texts(shell)
    assert [b for b in shell.findChildren(QAbstractButton, "primary") if b.isVisible()] == []


def test_staff_mark_the_fee_behind_the_hidden_corner(opened: Open, booth: StillBooth) -> None:
    manual = replace(BILL, provider=FeeProvider.MANUAL, qr=None)
    shell = opened(session(Step.FEE, bill=manual), campaign(fee=Fee(FeeProvider.MANUAL, 1500)))
    assert shell._texts("fee.lead_desk") in all_texts(shell)

    def come() -> None:
        for _ in range(5):
            booth.clock.advance(0.3)
            tap(shell, QPoint(20, 20))
            settle()

    come()
    touch(shell, "key-1", "key-3", "back")
    assert shell._draft.pin == "" and not booth.state.staff
    come()
    touch(shell, *(f"key-{digit}" for digit in "1357"), "primary")
    (check,) = booth.effects
    assert isinstance(check, fx.CheckPin) and (check.pin, check.knock.door) == ("1357", "fee")
    assert shell._draft.pin == ""
    tell(booth, ev.OperatorDenied("pin-wrong", check.knock))
    assert shell._texts.notice("pin-wrong") in all_texts(shell)
    touch(shell, *(f"key-{digit}" for digit in "1357"), "primary")
    check = booth.effects[-1]
    assert isinstance(check, fx.CheckPin)
    tell(booth, ev.OperatorGranted(check.knock))
    assert booth.effects[-1] == fx.MarkPaid(PERSON, manual)


def test_a_rehearsal_says_that_it_takes_no_money(opened: Open) -> None:
    bill = replace(BILL, provider=FeeProvider.SANDBOX)
    shell = opened(session(Step.FEE, bill=bill), campaign(fee=Fee(FeeProvider.SANDBOX, 1500)))
    assert shell._texts("fee.rehearsal") in all_texts(shell)
    assert shell._texts("fee.waiting") not in all_texts(shell)


def test_help_is_found_before_anything_was_scanned(opened: Open, booth: StillBooth) -> None:
    shell = opened(SessionState(), campaign())
    touch(shell, "help")
    assert (shell.page_key, booth.state.topic) == (Step.HELP, HelpTopic.CODE)
    for way in ("web", "wechat", "app"):
        assert shell._texts(f"help.{way}_title") in all_texts(shell)
    touch(shell, "primary")
    assert shell.page_key == Step.ATTRACT


def test_a_wrong_record_names_the_office_and_the_way_back(opened: Open, booth: StillBooth) -> None:
    office, hours = Text("教务处二楼", "Registry, floor 2"), Text("工作日", "weekdays")
    service = Service(office, hours, "010-0000", Text("有人值守", "somebody is there"))
    shell = opened(session(Step.CONFIRM, person=None), campaign(service=service))
    touch(shell, "wrong")
    assert booth.state.topic is HelpTopic.RECORD
    assert {"教务处二楼", "010-0000", "工作日"} <= set(all_texts(shell).split("\n"))
    touch(shell, "topic-service")
    assert "有人值守" in all_texts(shell)
    touch(shell, "language-en")
    assert "somebody is there" in all_texts(shell) and shell.language is Language.EN
    touch(shell, "primary")
    assert shell.page_key == Step.CONFIRM and booth.state.code == CODE


def test_the_name_comes_from_the_phone_and_is_shown_masked(opened: Open, booth: StillBooth) -> None:
    rules = IdentityRules((IdentityField.NAME, IdentityField.LAST4))
    shell = opened(session(Step.CONFIRM, person=None), campaign(identity=rules))
    touch(shell, "phone")
    assert booth.effects == [fx.OpenHandoff(HandoffKind.NAME)]
    tell(booth, ev.HandoffOpened(handoff(booth, HandoffKind.NAME)))
    assert qr_text(shell) == URL
    tell(booth, ev.NameFilled("测试员"))
    assert "测**" in all_texts(shell) and "测试员" not in all_texts(shell)
    touch(shell, *(f"key-{digit}" for digit in "1234"), "primary")
    assert fx.CheckIdentity(CODE, Answers("1234", "", "测试员")) in booth.effects
    tell(booth, ev.IdentityRefused("identity-wrong", CODE.raw))
    touch_field(shell, "name")
    assert booth.effects[-1] == fx.OpenHandoff(HandoffKind.NAME)  # to write it again


def test_an_agreement_that_is_optional_can_be_left(opened: Open, booth: StillBooth) -> None:
    comparing = campaign(compare=CompareRules(ComparePolicy.WARN))
    texts = comparing.asked
    shell = opened(session(Step.CONSENT), comparing)
    shown = all_texts(shell)
    assert texts[-1].title.zh in shown
    assert texts[-1].title.zh not in all_texts(opened(session(Step.CONSENT), campaign()))
    assert shell._texts("consent.optional") in shown
    for text in texts[:-1]:
        assert not primary(shell).isEnabled()
        shell._edit(ticked=shell._draft.ticked | {text.purpose})
    touch(shell, "primary")
    assert [each.purpose for each in booth.state.consents] == [text.purpose for text in texts[:-1]]


def test_who_does_not_agree_is_told_the_other_way_and_nothing_stays(opened: Open, booth: StillBooth) -> None:
    shell = opened(session(Step.CONSENT), campaign())
    shell._edit(ticked=frozenset({"capture"}), student_number="20220001")
    touch(shell, "decline")
    assert shell.page_key == Step.DECLINED
    assert load_campaign("example").service.office.zh in all_texts(shell)
    assert (shell._draft, booth.state.code, booth.state.person) == (Draft(), None, None)


def test_what_was_written_for_contact_ends_with_the_session(opened: Open, booth: StillBooth) -> None:
    shell = opened(session(Step.CONTACT), campaign(contact=ContactRules(phone=Asked.REQUIRED)))
    touch(shell, *(f"key-{digit}" for digit in "1380013"))
    assert "1380013" in all_texts(shell)
    tell(booth, ev.Left())
    assert shell.page_key == Step.ATTRACT and shell._draft == Draft()
    assert "1380013" not in all_texts(shell)


def test_the_next_code_finds_nothing_of_the_last(opened: Open, booth: StillBooth) -> None:
    asked = campaign(contact=ContactRules(phone=Asked.REQUIRED))
    shell = opened(session(Step.CONTACT), asked)
    touch(shell, "key-1", "back")
    assert shell.page_key == Step.CONSENT and shell._draft.contact.phone == "1"
    tell(booth, ev.Back())
    assert shell.page_key == Step.SCAN and shell._draft == Draft()


FILLED = Draft(
    code="0123", last4="1234", student_number="2022", field="phone",
    contact=ContactDraft("138", "a@b.cn", Delivery.ADDRESS, ADDRESS, "测试员", Contact("138")),
    topic=HelpTopic.SERVICE, ticked=frozenset({"capture"}), pin="1357", tab="today",
    waived=frozenset({"yaw"}), note="X", complaint="last4-wrong",
    url="https://a.b", enrolment="ABCD", again="13",
)  # fmt: skip


@pytest.mark.parametrize("page", [Step.ATTRACT, Step.DECLINED, Step.DONE])
def test_a_draft_is_empty_once_nobody_is_there(page: Step) -> None:
    untouched = {"reason", "part"}  # staff's choices, which say nothing of anybody
    same = {f.name for f in fields(Draft) if getattr(FILLED, f.name) == getattr(Draft(), f.name)}
    assert same <= untouched  # a field added later is to be filled above
    assert FILLED.on_page(page) == Draft()


def test_a_draft_keeps_half_a_code_only_for_the_scan() -> None:
    assert FILLED.on_page(Step.SCAN) == Draft(code="0123")
    assert FILLED.on_page(Step.CONFIRM).last4 == ""
    assert FILLED.on_page(Step.FEE).pin == ""
    assert FILLED.on_page(Step.HELP).topic is None
