"""Typed entry: one written form for each thing, and a clear word about what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.capture_code.code import PayloadForm
from kiosk.capture_code.typed import (
    as_last4,
    as_number,
    as_student_number,
    typed_code,
    typed_last4,
    typed_student_number,
)
from kiosk.errors import KioskError


@pytest.mark.parametrize(
    "text",
    ["0123456789abcdef", "0123 4567 89AB CDEF", "０１２３４５６７８９ａｂｃｄｅｆ", "01234567-89abcdef"],
)
def test_code_in_any_writing(text: str) -> None:
    code = typed_code(text)
    assert (code.raw, code.number, code.form) == ("0123456789abcdef",) * 2 + (PayloadForm.TYPED,)


@pytest.mark.parametrize("text", ["", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeg", "ten"])
def test_wrong_code_is_refused(text: str) -> None:
    with pytest.raises(KioskError) as caught:
        typed_code(text)
    assert caught.value.code == "code-typed-wrong"


@pytest.mark.parametrize(
    ("text", "last4"),
    [
        ("1234", "1234"),
        ("123x", "123X"),
        ("2(3)", "2(3)"),
        ("２（３）", "2(3)"),
        (" 2 (3) ", "2(3)"),
        ("5(a)", "5(A)"),
    ],
)
def test_last4_in_any_writing(text: str, last4: str) -> None:
    assert typed_last4(text) == last4


@pytest.mark.parametrize("text", ["", "123", "12345", "(23)", "2(3", "12(3)", "12-4", "一二三四"])
def test_wrong_last4_is_refused(text: str) -> None:
    with pytest.raises(KioskError) as caught:
        typed_last4(text)
    assert caught.value.code == "last4-wrong"


def test_last4_of_a_longer_number() -> None:
    assert as_last4("01002(3)") == "2(3)"
    assert as_last4("**************123x") == "123X"


def test_student_numbers() -> None:
    assert typed_student_number(" 2022-a001 ") == "2022-A001"
    for text in ("", "123", "x" * 33, "20 22/1"):
        with pytest.raises(KioskError) as caught:
            typed_student_number(text)
        assert caught.value.code == "student-number-wrong"


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_written_forms_are_stable(text: str) -> None:
    for form in (as_number, as_last4, as_student_number):
        once = form(text)
        assert once is None or form(once) == once
