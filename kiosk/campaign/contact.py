"""How a person can be reached and where prints go: checked, in one written form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kiosk.campaign.rules import Asked, ContactRules
from kiosk.errors import KioskError

PHONE = re.compile(r"\+?[0-9]{5,15}")
"""Digits as ITU-T E.164 allows (15 at most); a mainland mobile number has 11 and begins with 1."""
EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
)
"""A mailbox as browsers check it (WHATWG HTML, valid e-mail address), with a dot in its domain."""
EMAIL_MAX_CHARS = 254
ADDRESS_CHARS = (5, 200)
NAME_MAX_CHARS = 40
TO_SCHOOL = "school"


@dataclass(frozen=True)
class Contact:
    """What a person gave; None where nothing was asked or given.

    ``delivery`` is :data:`TO_SCHOOL` or a postal address; ``addressee`` belongs to an address.
    """

    phone: str | None = None
    email: str | None = None
    delivery: str | None = None
    addressee: str | None = None


def as_phone(text: str) -> str | None:
    """Return a telephone number without spaces, hyphens and brackets, or None when it is none."""
    number = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", text))
    if not PHONE.fullmatch(number):
        return None
    mainland = number.removeprefix("+86")
    return None if len(mainland) == 11 and mainland[0] == "1" and mainland[1] in "012" else number


def as_email(text: str) -> str | None:
    """Return an e-mail address, its domain in lower case, or None when it is none."""
    address = unicodedata.normalize("NFKC", text).strip()
    if len(address) > EMAIL_MAX_CHARS or not EMAIL.fullmatch(address):
        return None
    box, _, domain = address.rpartition("@")
    return None if box.startswith(".") or box.endswith(".") or ".." in box else f"{box}@{domain.lower()}"


def as_address(text: str) -> str | None:
    """Return a postal address on one line, or None when it is too short, too long or not printable."""
    address = " ".join(unicodedata.normalize("NFC", text).split())
    shortest, longest = ADDRESS_CHARS
    return address if shortest <= len(address) <= longest and address.isprintable() else None


def given_contact(
    rules: ContactRules, phone: str = "", email: str = "", delivery: str = "", addressee: str = ""
) -> Contact:
    """Check what was typed against what the campaign asks for.

    Raises
    ------
    KioskError
        ``contact-phone-wrong``, ``contact-email-wrong``, ``contact-address-wrong`` or
        ``contact-name-wrong``: the first field that is missing or not right.
    """
    number = _field(rules.phone, phone, as_phone(phone), "contact-phone-wrong", "phone number", _PHONE_ADVICE)
    box = _field(rules.email, email, as_email(email), "contact-email-wrong", "e-mail address", _EMAIL_ADVICE)
    place = TO_SCHOOL if delivery == TO_SCHOOL else as_address(delivery)
    where = _field(
        rules.delivery, delivery, place, "contact-address-wrong", "postal address", _ADDRESS_ADVICE
    )
    name = " ".join(unicodedata.normalize("NFC", addressee).split())
    to_address = where is not None and where != TO_SCHOOL
    if to_address and not (0 < len(name) <= NAME_MAX_CHARS and name.isprintable()):
        raise KioskError("contact-name-wrong", "The addressee's name is missing.", "Write who receives it.")
    return Contact(number, box, where, name if to_address else None)


_PHONE_ADVICE = "Type it with its digits only, for example 13800000000."
_EMAIL_ADVICE = "Type it like name@example.com."
_ADDRESS_ADVICE = "Write province, city, street and number, or choose delivery to the school."


def _field(asked: Asked, typed: str, value: str | None, code: str, name: str, advice: str) -> str | None:
    if asked is Asked.OFF or (asked is Asked.OPTIONAL and not typed.strip()):
        return None
    if value is None:
        raise KioskError(code, f"This is not a {name}.", advice)
    return value
