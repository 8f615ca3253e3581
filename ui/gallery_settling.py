"""The states of the steps that a campaign switches on: name by phone, contact, fee; and help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.contact import Contact
from kiosk.campaign.payment import Bill
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
from kiosk.session.parts import Handoff, HandoffKind, HelpTopic
from kiosk.session.state import SessionState, Step
from ui.exhibit import Exhibit
from ui.view import ContactDraft, Delivery, Draft

PAGE_URL = "https://photo.example.edu/h/3q2fVb8Yk0XwM1tZr7LcNA"
PAYMENT_URL = "weixin://wxpay/bizpayurl?pr=p4lpSuKzz"
ADDRESS = "示例省示例市样板区试验路 100 号示例大学学生公寓 3 号楼 502 室"
ORDER = "019a3f70"


def settling_exhibits(who: SessionState, campaign: Campaign, now: datetime) -> Iterator[Exhibit]:
    """Yield the pages; ``who`` is a session whose code was read and whose holder is known."""
    yield from _naming(replace(who, step=Step.CONFIRM, person=None), campaign, now)
    yield _agreeing(replace(who, step=Step.CONSENT), campaign)
    yield from _contact(replace(who, step=Step.CONTACT), campaign, now)
    yield from _fee(replace(who, step=Step.FEE), campaign)
    studio = replace(campaign, steps=replace(campaign.steps, studio_file=True))
    yield Exhibit("prepare-file", replace(who, step=Step.PREPARE), campaign=studio)
    yield from _help(replace(who, step=Step.HELP, back=Step.CONFIRM), campaign)


def _naming(base: SessionState, campaign: Campaign, now: datetime) -> Iterator[Exhibit]:
    asking = replace(campaign, identity=IdentityRules(tuple(IdentityField)), school_code="00000")
    open_page = replace(base, handoff=_handoff(HandoffKind.NAME, now))
    yield Exhibit("confirm-name", open_page, draft=Draft(field="name"), campaign=asking)
    named = replace(base, full_name="测试员")
    yield Exhibit("confirm-named", named, draft=Draft(student_number="2022"), campaign=asking)
    offline = replace(base, notice="handoff-offline")
    yield Exhibit("confirm-name-offline", offline, offline=True, campaign=asking)


def _agreeing(base: SessionState, campaign: Campaign) -> Exhibit:
    """With the comparison of portraits: an agreement of its own, which may be left."""
    comparing = replace(campaign, compare=CompareRules(ComparePolicy.BLOCK))
    ticked = frozenset(text.purpose for text in comparing.asked[:2])
    return Exhibit("consent-four", base, draft=Draft(ticked=ticked), campaign=comparing)


def _contact(base: SessionState, campaign: Campaign, now: datetime) -> Iterator[Exhibit]:
    asked = ContactRules(Asked.REQUIRED, Asked.OPTIONAL, Asked.REQUIRED)
    full = replace(campaign, contact=asked)
    yield Exhibit(
        "contact-phone",
        base,
        draft=Draft(contact=ContactDraft(phone="1380000"), complaint="contact-phone-wrong"),
        campaign=full,
    )
    typed = ContactDraft("13800000000", "a.long.name.of.a.person@students.example.edu", Delivery.SCHOOL)
    yield Exhibit("contact-email", base, draft=Draft(contact=typed, field="email"), campaign=full)
    to_address = Draft(contact=replace(typed, delivery=Delivery.ADDRESS), field="address")
    waiting = replace(base, handoff=_handoff(HandoffKind.CONTACT, now))
    yield Exhibit("contact-handoff", waiting, draft=to_address, campaign=full)
    sent = Contact("13800000000", None, ADDRESS, "测试员")
    yield Exhibit("contact-filled", replace(base, filled=sent), draft=to_address, campaign=full)
    yield Exhibit(
        "contact-offline",
        replace(base, notice="handoff-offline"),
        draft=to_address,
        offline=True,
        campaign=full,
    )
    nothing = replace(campaign, contact=ContactRules(Asked.OPTIONAL, Asked.OPTIONAL, Asked.OPTIONAL))
    yield Exhibit("contact-optional", base, campaign=nothing)


def _fee(base: SessionState, campaign: Campaign) -> Iterator[Exhibit]:
    charged = replace(campaign, fee=Fee(FeeProvider.WECHAT, 1500))
    code = Bill(ORDER, 1500, FeeProvider.WECHAT, PAYMENT_URL)
    desk = Bill(ORDER, 1500, FeeProvider.MANUAL)
    for name, state in (
        ("fee-asking", base),
        ("fee-code", replace(base, bill=code)),
        ("fee-rehearsal", replace(base, bill=replace(code, provider=FeeProvider.SANDBOX))),
        ("fee-desk", replace(base, bill=desk)),
        ("fee-staff", replace(base, bill=desk, staff=True, notice="pin-wrong")),
        ("fee-failed", replace(base, notice="fee-offline")),
        ("fee-left-open", replace(base, notice="fee-left-open")),
    ):
        pin = "1357" if state.staff else ""
        yield Exhibit(
            name,
            state,
            draft=Draft(pin=pin),
            offline=state.notice is not None and not state.staff,
            campaign=charged,
        )


def _help(base: SessionState, campaign: Campaign) -> Iterator[Exhibit]:
    service = Service(
        campaign.service.office,
        campaign.service.hours,
        "010-0000 0000",
        Text(
            "服务台在一楼大厅，工作日有人值守。照片一般在两到三个工作日内审核，结果会发到您留下的手机。",
            "The desk is in the hall on the ground floor. Photos are usually reviewed within two to three"
            " working days; the result is sent to the number you left.",
        ),
    )
    serving = replace(campaign, service=service)
    for topic in HelpTopic:
        yield Exhibit(f"help-{topic}", replace(base, topic=topic), campaign=serving)


def _handoff(kind: HandoffKind, now: datetime) -> Handoff:
    return Handoff(kind, PAGE_URL, now + timedelta(minutes=9, seconds=41))
