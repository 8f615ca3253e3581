"""The identity check: right answers, one answer to every wrong one, and a lock that nobody else feels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.campaign.campaign import IdentityMode, IdentityRules
from kiosk.campaign.identity import (
    LOCKED,
    WRONG,
    Confirmed,
    IdentityCheck,
    Refused,
    asks_student_number,
    judge_identity,
)
from kiosk.capture_code.code import CaptureCode, PayloadForm
from kiosk.clock import ManualClock

DECODED = CaptureCode(
    raw="payload", form=PayloadForm.JSON, number="0123456789abcdef", name_masked="测**", id_last4="2(3)",
    student_number="20220001", school_code="00000", level="本科", college="示例学院", class_name="示例2201",
)  # fmt: skip
OPAQUE = CaptureCode(raw="opaque", form=PayloadForm.OPAQUE)
LAST4 = IdentityMode.LAST4
BOTH = IdentityMode.STUDENT_NUMBER_AND_LAST4


def test_right_last4_confirms_with_all_the_code_says() -> None:
    person = judge_identity(DECODED, "2(3)", None, LAST4)
    assert person is not None
    assert person.verified_by == "code"
    assert (person.code_raw, person.name_masked, person.student_number) == ("payload", "测**", "20220001")
    assert (person.school_code, person.college, person.class_name) == ("00000", "示例学院", "示例2201")
    assert (person.level, person.id_last4) == ("本科", "2(3)")


@pytest.mark.parametrize(
    ("last4", "number", "mode"),
    [
        ("2(4)", None, LAST4),
        ("", None, LAST4),
        ("2(3)", None, BOTH),
        ("2(3)", "20220002", BOTH),
        ("2(4)", "20220001", BOTH),
        ("２（３）", None, LAST4),
    ],
)
def test_anything_else_is_a_miss(last4: str, number: str | None, mode: IdentityMode) -> None:
    assert judge_identity(DECODED, last4, number, mode) is None


def test_both_right_confirms() -> None:
    person = judge_identity(DECODED, "2(3)", "20220001", BOTH)
    assert person is not None
    assert person.verified_by == "code"


def test_code_that_says_nothing_takes_both_as_typed() -> None:
    assert asks_student_number(OPAQUE, LAST4)
    assert not asks_student_number(DECODED, LAST4)
    assert judge_identity(OPAQUE, "1234", None, LAST4) is None
    person = judge_identity(OPAQUE, "123X", "20220009", LAST4)
    assert person is not None
    assert (person.verified_by, person.id_last4, person.student_number) == ("typed", "123X", "20220009")
    assert person.name_masked is None


def test_code_with_a_student_number_only_is_held_against_it() -> None:
    code = replace(DECODED, id_last4=None)
    assert judge_identity(code, "1234", "20220002", LAST4) is None
    person = judge_identity(code, "1234", "20220001", LAST4)
    assert person is not None
    assert person.verified_by == "typed"


def test_every_miss_answers_alike() -> None:
    for last4, number in (("9999", "20220001"), ("2(3)", "1"), ("9999", "1"), ("", None)):
        check = IdentityCheck(IdentityRules(mode=BOTH), ManualClock())
        assert check.check(DECODED, last4, number) == Refused(WRONG)


def test_five_misses_lock_this_code_only_and_for_a_while() -> None:
    clock = ManualClock()
    check = IdentityCheck(IdentityRules(max_misses=5, lock_s=300.0), clock)
    for _ in range(4):
        assert check.check(DECODED, "0000", None) == Refused(WRONG)
        clock.advance(10.0)
    until = clock.monotonic() + 300.0
    assert check.check(DECODED, "0000", None) == Refused(LOCKED, until)
    clock.advance(299.0)
    assert check.check(DECODED, "2(3)", None) == Refused(LOCKED, until)
    assert isinstance(check.check(replace(DECODED, raw="another"), "2(3)", None), Confirmed)
    clock.advance(1.0)
    assert isinstance(check.check(DECODED, "2(3)", None), Confirmed)


def test_a_right_answer_and_a_long_pause_clear_the_count() -> None:
    clock = ManualClock()
    check = IdentityCheck(IdentityRules(max_misses=2, lock_s=60.0), clock)
    for _ in range(3):
        assert check.check(DECODED, "0000", None) == Refused(WRONG)
        assert isinstance(check.check(DECODED, "2(3)", None), Confirmed)
    for _ in range(3):
        assert check.check(DECODED, "0000", None) == Refused(WRONG)
        clock.advance(60.0)
