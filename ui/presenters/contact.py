"""The model of the contact page: how a person is reached and where the prints go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.campaign.contact import TO_SCHOOL
from kiosk.campaign.rules import Asked
from kiosk.session.parts import HandoffKind
from ui.presenters.confirm import EntryField
from ui.presenters.handoff import PhonePanel, present_panel
from ui.presenters.staff import Option
from ui.view import ContactDraft, Delivery, View

PHONE, EMAIL, ADDRESS = "phone", "email", "address"
COMPLAINTS = {
    "contact-phone-wrong": PHONE,
    "contact-email-wrong": EMAIL,
    "contact-address-wrong": ADDRESS,
    "contact-name-wrong": ADDRESS,
}
"""Code of what is wrong → the field it is about."""


@dataclass(frozen=True)
class ContactPage:
    """``writes`` names what stands beside the fields: a pad (``phone``, ``email``), for an ``address`` the
    card for the person's own phone, or None.

    ``entered`` is what counts now: what was typed here and what the phone has sent.
    """

    title: str
    lead: str
    fields: tuple[EntryField, ...]
    deliveries: tuple[Option, ...]
    writes: str | None
    panel: PhonePanel
    entered: ContactDraft
    complete: bool
    button: str
    back: str


def present_contact(view: View, now: datetime, asking: bool) -> ContactPage:
    """Return the model; ``now`` and ``asking`` as in :func:`ui.presenters.handoff.present_panel`."""
    texts, rules, draft = view.texts, view.campaign.contact, view.draft
    got = entered(view)
    asked = {PHONE: rules.phone, EMAIL: rules.email}
    names = [name for name, how in asked.items() if how is not Asked.OFF]
    if rules.delivery is not Asked.OFF and got.delivery is Delivery.ADDRESS:
        names.append(ADDRESS)
    wrong = COMPLAINTS.get(draft.complaint or "")
    writes = next((name for name in names if name == draft.field), next(iter(names), None))
    values = {PHONE: got.phone, EMAIL: got.email, ADDRESS: _place(got)}
    fields = tuple(
        EntryField(
            name,
            _label(view, name, asked.get(name, Asked.REQUIRED)),
            values[name],
            texts(f"contact.{name}_example"),
            name == writes,
            texts.notice(str(draft.complaint)) if name == wrong else None,
        )
        for name in names
    )
    return ContactPage(
        title=texts("contact.title"),
        lead=texts("contact.lead" if _nothing_required(view) else "contact.lead_required"),
        fields=fields,
        deliveries=() if rules.delivery is Asked.OFF else _deliveries(view, got),
        writes=writes,
        panel=present_panel(view, HandoffKind.CONTACT, now, asking, _received(view, got)),
        entered=got,
        complete=_complete(view, got),
        button=texts("contact.skip" if _empty(got) and _nothing_required(view) else "contact.button"),
        back=texts("common.back"),
    )


def entered(view: View) -> ContactDraft:
    """Return what counts: what the phone sent since something was typed here, else what was typed."""
    typed, sent = view.draft.contact, view.state.filled
    if sent is None or sent == typed.seen:
        return typed
    to_address = sent.delivery is not None and sent.delivery != TO_SCHOOL
    delivery = Delivery.ADDRESS if to_address else Delivery.SCHOOL if sent.delivery else typed.delivery
    return replace(
        typed,
        phone=sent.phone or typed.phone,
        email=sent.email or typed.email,
        delivery=delivery,
        address=str(sent.delivery) if to_address else typed.address,
        addressee=(sent.addressee or "") if to_address else typed.addressee,
        seen=sent,
    )


def _label(view: View, name: str, asked: Asked) -> str:
    label = view.texts(f"contact.{name}")
    return view.texts("contact.optional", name=label) if asked is Asked.OPTIONAL else label


def _deliveries(view: View, got: ContactDraft) -> tuple[Option, ...]:
    return tuple(Option(each, view.texts(f"contact.to_{each}"), each is got.delivery) for each in Delivery)


def _place(got: ContactDraft) -> str:
    return "  ".join(part for part in (got.addressee, got.address) if part)


def _received(view: View, got: ContactDraft) -> tuple[str, ...]:
    """Return the address as the phone sent it: the field beside has no room for all of it."""
    sent = view.state.filled is not None and got.delivery is Delivery.ADDRESS
    return (got.addressee, got.address) if sent and got.address else ()


def _empty(got: ContactDraft) -> bool:
    return not (got.phone or got.email or got.delivery)


def _nothing_required(view: View) -> bool:
    rules = view.campaign.contact
    return Asked.REQUIRED not in (rules.phone, rules.email, rules.delivery)


def _complete(view: View, got: ContactDraft) -> bool:
    """Whether there is something in every field that must have it; sending judges what is in it."""
    rules = view.campaign.contact
    needed = ((rules.phone, got.phone), (rules.email, got.email), (rules.delivery, got.delivery))
    if any(asked is Asked.REQUIRED and not value for asked, value in needed):
        return False
    return got.delivery is not Delivery.ADDRESS or bool(got.address)
