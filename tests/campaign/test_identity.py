"""The identity check: right answers, one answer to every wrong one, and a lock that nobody else feels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.campaign.digests import detail_digest, name_fits_mask, person_key
from kiosk.campaign.identity import (
    LOCKED,
    WRONG,
    Confirmed,
    IdentityCheck,
    Refused,
    asked_fields,
    judge_identity,
)
from kiosk.campaign.person import Answers
from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.rules import IdentityField, IdentityRules
from kiosk.capture_code.code import CaptureCode, PayloadForm
from kiosk.clock import ManualClock

SALT = "5a" * 16
NAME, NUMBER, LAST4_FIELD = IdentityField
DECODED = CaptureCode(
    raw="payload", form=PayloadForm.JSON, number="0123456789abcdef", name_masked="测**", id_last4="2(3)",
    student_number="20220001", school_code="00000", level="本科", college="示例学院", class_name="示例2201",
)  # fmt: skip
OPAQUE = CaptureCode(raw="opaque", form=PayloadForm.OPAQUE)
LAST4 = IdentityRules()
BOTH = IdentityRules(asks=(NUMBER, LAST4_FIELD))
ALL = IdentityRules(asks=(NAME, NUMBER, LAST4_FIELD))


def test_right_last4_confirms_with_all_the_code_says() -> None:
    person = judge_identity(DECODED, Answers("2(3)"), LAST4, SALT)
    assert person is not None
    assert person.verified_by == "code"
    assert (person.code_raw, person.name_masked, person.student_number) == ("payload", "测**", "20220001")
    assert (person.school_code, person.college, person.class_name) == ("00000", "示例学院", "示例2201")
    assert (person.level, person.id_last4) == ("本科", "2(3)")


@pytest.mark.parametrize(
    ("last4", "number", "rules"),
    [
        ("2(4)", "", LAST4),
        ("", "", LAST4),
        ("2(3)", "", BOTH),
        ("2(3)", "20220002", BOTH),
        ("2(4)", "20220001", BOTH),
        ("２（３）", "", LAST4),
    ],
)
def test_anything_else_is_a_miss(last4: str, number: str, rules: IdentityRules) -> None:
    assert judge_identity(DECODED, Answers(last4, number), rules, SALT) is None


def test_both_right_confirms() -> None:
    person = judge_identity(DECODED, Answers("2(3)", "20220001"), BOTH, SALT)
    assert person is not None
    assert person.verified_by == "code"


def test_code_that_says_nothing_takes_both_as_typed() -> None:
    assert asked_fields(OPAQUE, LAST4) == (NUMBER, LAST4_FIELD)
    assert asked_fields(DECODED, LAST4) == (LAST4_FIELD,)
    assert judge_identity(OPAQUE, Answers("1234"), LAST4, SALT) is None
    person = judge_identity(OPAQUE, Answers("123X", "20220009"), LAST4, SALT)
    assert person is not None
    assert (person.verified_by, person.id_last4, person.student_number) == ("typed", "123X", "20220009")
    assert person.name_masked is None


def test_code_with_a_student_number_only_is_held_against_it() -> None:
    code = replace(DECODED, id_last4=None)
    assert judge_identity(code, Answers("1234", "20220002"), LAST4, SALT) is None
    person = judge_identity(code, Answers("1234", "20220001"), LAST4, SALT)
    assert person is not None
    assert person.verified_by == "typed"


def test_every_miss_answers_alike() -> None:
    for last4, number in (("9999", "20220001"), ("2(3)", "1"), ("9999", "1"), ("", "")):
        check = IdentityCheck(ManualClock())
        assert check.check(DECODED, Answers(last4, number), BOTH, SALT) == Refused(WRONG)


def test_five_misses_lock_this_code_only_and_for_a_while() -> None:
    clock = ManualClock()
    check, rules = IdentityCheck(clock), IdentityRules(max_misses=5, lock_s=300.0)
    for _ in range(4):
        assert check.check(DECODED, Answers("0000"), rules, SALT) == Refused(WRONG)
        clock.advance(10.0)
    until = clock.monotonic() + 300.0
    assert check.check(DECODED, Answers("0000"), rules, SALT) == Refused(LOCKED, until)
    clock.advance(299.0)
    assert check.check(DECODED, Answers("2(3)"), rules, SALT) == Refused(LOCKED, until)
    assert isinstance(check.check(replace(DECODED, raw="another"), Answers("2(3)"), rules, SALT), Confirmed)
    clock.advance(1.0)
    assert isinstance(check.check(DECODED, Answers("2(3)"), rules, SALT), Confirmed)


def test_a_right_answer_and_a_long_pause_clear_the_count() -> None:
    clock = ManualClock()
    check, rules = IdentityCheck(clock), IdentityRules(max_misses=2, lock_s=60.0)
    for _ in range(3):
        assert check.check(DECODED, Answers("0000"), rules, SALT) == Refused(WRONG)
        assert isinstance(check.check(DECODED, Answers("2(3)"), rules, SALT), Confirmed)
    for _ in range(3):
        assert check.check(DECODED, Answers("0000"), rules, SALT) == Refused(WRONG)
        clock.advance(60.0)


ENTRY = RosterEntry(
    key=person_key(SALT, OPAQUE),
    name_masked="测*人",
    last4=detail_digest(SALT, OPAQUE, "last4", "123X"),
    student_number=detail_digest(SALT, OPAQUE, "student-number", "20220009"),
    name=detail_digest(SALT, OPAQUE, "name", "测试人"),
    college="示例学院",
)


def test_a_roster_knows_who_an_unreadable_code_belongs_to() -> None:
    assert asked_fields(OPAQUE, LAST4, ENTRY) == (LAST4_FIELD,)
    person = judge_identity(OPAQUE, Answers("123X"), LAST4, SALT, ENTRY)
    assert person is not None
    assert (person.verified_by, person.name_masked, person.college) == ("roster", "测*人", "示例学院")
    assert judge_identity(OPAQUE, Answers("1234"), LAST4, SALT, ENTRY) is None
    assert judge_identity(OPAQUE, Answers("123X"), LAST4, "00" * 16, ENTRY) is None, "of another campaign"


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("测试人", True),
        ("测 试 人", True),
        ("测试", False),
        ("试测人", False),
        ("测试天", False),
        ("", False),
    ],
)
def test_the_full_name_is_held_against_mask_and_roster(name: str, right: bool) -> None:
    answers = Answers("123X", "20220009", name)
    assert (judge_identity(OPAQUE, answers, ALL, SALT, ENTRY) is not None) == right


def test_masks_hide_a_character_each() -> None:
    assert name_fits_mask("阿卜杜·热合曼", "阿卜***曼")
    assert name_fits_mask("张三丰", "张＊＊") and not name_fits_mask("李三丰", "张**")
    assert not name_fits_mask("", "") and not name_fits_mask("张三", "张**")


def test_digests_tell_campaigns_and_codes_apart_and_not_ways_of_showing_one_code() -> None:
    typed = CaptureCode(raw="0123456789abcdef", form=PayloadForm.TYPED, number="0123456789abcdef")
    assert person_key(SALT, DECODED) == person_key(SALT, typed)
    assert person_key(SALT, DECODED) != person_key("00" * 16, DECODED)
    assert detail_digest(SALT, DECODED, "last4", "1") != detail_digest(SALT, OPAQUE, "last4", "1")
