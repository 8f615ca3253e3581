"""Contact details: right ones in one written form, wrong ones named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.campaign.contact import TO_SCHOOL, Contact, as_address, as_email, as_phone, given_contact
from kiosk.campaign.rules import Asked, ContactRules
from kiosk.errors import KioskError

ALL = ContactRules(Asked.REQUIRED, Asked.REQUIRED, Asked.REQUIRED)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("138 0000 0000", "13800000000"),
        ("+86-13800000000", "+8613800000000"),
        ("１３８００００００００", "13800000000"),
        ("010-12345678", "01012345678"),
        ("+49 30 123456", "+4930123456"),
        ("12000000000", None),
        ("138000", "138000"),
        ("abc", None),
        ("", None),
        ("1" * 16, None),
    ],
)
def test_phone(typed: str, expected: str | None) -> None:
    assert as_phone(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("name@Example.COM", "name@example.com"),
        (" a.b+c@mail.example.edu.cn ", "a.b+c@mail.example.edu.cn"),
        ("name@example", None),
        ("name.example.com", None),
        ("na me@example.com", None),
        (".name@example.com", None),
        ("na..me@example.com", None),
        ("name@-example.com", None),
        ("a@" + "b" * 64 + ".com", None),
        ("x@example.com\r\nBcc: y@example.com", None),
    ],
)
def test_email(typed: str, expected: str | None) -> None:
    assert as_email(typed) == expected


def test_only_what_is_asked_for_is_kept() -> None:
    assert given_contact(ContactRules(), "13800000000", "a@example.com", TO_SCHOOL) == Contact()
    optional = ContactRules(phone=Asked.OPTIONAL, delivery=Asked.OPTIONAL)
    assert given_contact(optional) == Contact()
    whole = given_contact(ALL, "13800000000", "a@example.com", "示例省示例市示例路 1 号", "测试人")
    assert whole == Contact("13800000000", "a@example.com", "示例省示例市示例路 1 号", "测试人")
    assert given_contact(ALL, "13800000000", "a@example.com", TO_SCHOOL, "unused").addressee is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"phone": "1"}, "contact-phone-wrong"),
        ({"email": "x"}, "contact-email-wrong"),
        ({"delivery": "路"}, "contact-address-wrong"),
        ({"delivery": "示例省示例市示例路 1 号", "addressee": " "}, "contact-name-wrong"),
    ],
)
def test_the_first_wrong_field_is_named(fields: dict[str, str], code: str) -> None:
    right = {"phone": "13800000000", "email": "a@example.com", "delivery": TO_SCHOOL}
    with pytest.raises(KioskError) as caught:
        given_contact(ALL, **(right | fields))
    assert caught.value.code == code


@given(st.text(max_size=300))
def test_nothing_typed_breaks_it_and_what_passes_is_plain(text: str) -> None:
    for value in (as_phone(text), as_email(text), as_address(text)):
        assert value is None or (value.isprintable() and "\n" not in value)
    address = as_address(text)
    assert address is None or as_address(address) == address
