"""One-time codes against the standard's own vectors; recovery codes; sealing; which passwords will do."""

from __future__ import annotations

import base64

import pytest

from kiosk.central.passwords import check_password
from kiosk.central.totp import matching_step, new_recovery_codes, plain_recovery_code, seal, unseal
from kiosk.errors import KioskError

SECRET = base64.b32encode(b"12345678901234567890").decode()
"""RFC 6238, appendix B."""


@pytest.mark.parametrize(
    ("time_s", "code"),
    [
        (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
        (2000000000, "279037"), (20000000000, "353130"),
    ],
)  # fmt: skip
def test_the_codes_are_the_standards(time_s: int, code: str) -> None:
    step = time_s // 30
    assert matching_step(SECRET, code, time_s, None) == step
    assert matching_step(SECRET, f" {code[:3]} {code[3:]} ", time_s, step - 1) == step
    assert matching_step(SECRET, code, time_s, step) is None
    for wrong in ("", code[:5], code + "0", code.translate({ord("0") + n: ord("０") + n for n in range(10)})):
        assert matching_step(SECRET, wrong, time_s, None) is None, wrong


def test_recovery_codes_are_all_different_and_read_however_they_are_typed() -> None:
    codes = [code for _ in range(50) for code in new_recovery_codes()]
    assert len(set(codes)) == len(codes)
    for code in codes[:10]:
        assert plain_recovery_code(f"  {code.lower().replace('-', ' ')} ") == code
    for wrong in ("", "ABCD", codes[0] + "A", "0" * 16, "IIII-IIII-IIII-IIII"):
        assert plain_recovery_code(wrong) is None


def test_a_sealed_secret_opens_with_its_key_and_for_its_owner_only() -> None:
    key, other = bytes(32), b"\1" * 32
    sealed = seal(SECRET, key, "admin")
    assert SECRET not in sealed and seal(SECRET, key, "admin") != sealed
    assert unseal(sealed, key, "admin") == SECRET
    assert unseal(sealed, other, "admin") is None
    assert unseal(sealed, key, "somebody") is None, "nobody takes another's over within the database"


@pytest.mark.parametrize("password", ["correct horse battery", "照片采集中心二〇二六年夏季", "x7!kQ2-mmz"])
def test_good_passwords_are_taken(password: str) -> None:
    assert check_password(password, "admin") == password


def test_the_full_width_form_is_the_same_password() -> None:
    assert check_password("ｆｏｕｒ unlikely words", "admin") == "four unlikely words"


@pytest.mark.parametrize(
    "password",
    ["", "ninechars", "x" * 201, "aaaaaaaaaaaaaa", "1212121212", "0123456789", "zyxwvutsrq", "asdfghjkl;",
     "the ADMIN of it", "admin12345678"],
)  # fmt: skip
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(KioskError) as error:
        check_password(password, "Admin")
    assert error.value.code == "password-weak"
