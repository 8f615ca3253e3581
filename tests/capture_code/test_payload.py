"""Payloads are understood in a fixed order, and nothing a QR code can hold makes them raise."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.capture_code.code import PayloadForm
from kiosk.capture_code.demo import demo_code
from kiosk.capture_code.payload import CodeKind, classify, parse_payload

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
RECORD = {
    "sjc": 1777626000000,
    "cjm": "0123456789abcdef",
    "yxdm": "00000",
    "zjhm": "2(3)",
    "xh": "20220001",
    "cc": "本科",
    "xllb": "普通",
    "fy": "示例学院",
    "xm": "测**",
    "bh": "示例2201",
}
AS_JSON = json.dumps(RECORD, ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (base64.b64encode(AS_JSON.encode()).decode(), PayloadForm.BASE64_JSON),
        (base64.urlsafe_b64encode(AS_JSON.encode()).decode().rstrip("="), PayloadForm.BASE64_JSON),
        (AS_JSON, PayloadForm.JSON),
        (
            "https://example.edu/c?cjm=0123456789abcdef&xh=20220001&zjhm=2(3)&yxdm=00000&cc=本科&xllb=普通"
            "&fy=示例学院&xm=测**&bh=示例2201&sjc=1777626000000",
            PayloadForm.URL,
        ),
    ],
)
def test_every_field_is_found_and_the_text_left_alone(text: str, form: PayloadForm) -> None:
    code = parse_payload(text)
    assert code.form is form
    assert code.raw == text
    assert code.decoded
    found = (code.number, code.name_masked, code.student_number, code.id_last4, code.school_code)
    assert found == ("0123456789abcdef", "测**", "20220001", "2(3)", "00000")
    rest = (code.level, code.category, code.college, code.class_name, code.issued_ms)
    assert rest == ("本科", "普通", "示例学院", "示例2201", 1777626000000)


def test_bare_number_is_found_and_not_called_decoded() -> None:
    code = parse_payload("0123456789abcdef")
    assert (code.form, code.number, code.decoded) == (PayloadForm.HEX16, "0123456789abcdef", False)


@pytest.mark.parametrize(
    "text",
    [
        "kT9vQx0Zr2LwB7uN4pYc8HsE1jA6dGmF",
        base64.b64encode(b'{"other": 1}').decode(),
        base64.b64encode(b"\xff\xfe\x00 not text").decode(),
        "aaaa" * 5000,
        "[" * 5000,
        "https://[::1/?cjm=0123456789abcdef",
    ],
)
def test_what_is_not_understood_is_opaque(text: str) -> None:
    code = parse_payload(text)
    assert (code.raw, code.form, code.decoded) == (text, PayloadForm.OPAQUE, False)


def test_wrong_types_in_a_record_are_left_out() -> None:
    record = {"cjm": "0123456789abcdef", "xh": ["1"], "zjhm": None, "xm": True, "yxdm": 10001, "sjc": "soon"}
    code = parse_payload(json.dumps(record))
    found = (code.student_number, code.id_last4, code.name_masked, code.school_code, code.issued_ms)
    assert found == (None, None, None, "10001", None)
    long_name = parse_payload(json.dumps({"cjm": "0123456789abcdef", "xm": "x" * 101, "fy": "a\u0000b"}))
    assert (long_name.name_masked, long_name.college) == (None, None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("wxp://f2f0invented", CodeKind.PAYMENT),
        ("HTTPS://QR.ALIPAY.COM/FKX0INVENTED", CodeKind.PAYMENT),
        ("134567890123456789", CodeKind.PAYMENT),
        ("281234567890123456", CodeKind.PAYMENT),
        ("https://example.edu/?id=7", CodeKind.LINK),
        ("WIFI:T:WPA;S:example;P:example;;", CodeKind.WIFI),
        ("BEGIN:VCARD\r\nN:Example\r\nEND:VCARD", CodeKind.CARD),
        ("MECARD:N:Example;;", CodeKind.CARD),
        ("BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT", CodeKind.OTHER),
        ("mailto:nobody@example.org", CodeKind.OTHER),
        ("two words", CodeKind.OTHER),
        ("short", CodeKind.OTHER),
        ('{"other": "record"}', CodeKind.OTHER),
        ("", CodeKind.OTHER),
        ("0123456789abcdef", CodeKind.CAPTURE),
        ("kT9vQx0Zr2LwB7uN4pYc8HsE1jA6dGmF", CodeKind.CAPTURE),
        (AS_JSON, CodeKind.CAPTURE),
    ],
)
def test_kinds_of_code(text: str, kind: CodeKind) -> None:
    assert classify(text) is kind


@given(st.one_of(st.text(), st.text().map(lambda t: base64.b64encode(t.encode()).decode())))
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str) -> None:
    assert parse_payload(text).raw == text
    assert classify(text) in CodeKind


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*RECORD, "else"]), json_values))
@settings(max_examples=200, deadline=None)
def test_no_record_raises_and_fields_are_text(record: dict[str, object]) -> None:
    code = parse_payload(json.dumps(record))
    for value in (code.name_masked, code.student_number, code.school_code, code.id_last4, code.college):
        assert value is None or (isinstance(value, str) and value.isprintable())


@given(st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_demo_codes_hold_what_their_holder_types(index: int) -> None:
    demo = demo_code(index, NOW)
    code = parse_payload(demo.text)
    assert code.form is PayloadForm.BASE64_JSON
    assert (code.number, code.id_last4, code.student_number) == (demo.number, demo.last4, demo.student_number)
    assert code.name_masked is not None
    assert "*" in code.name_masked
    assert classify(demo.text) is CodeKind.CAPTURE


def test_line_breaks_and_a_byte_order_mark_do_not_hide_a_code() -> None:
    code = demo_code(3, datetime(2026, 6, 1, tzinfo=UTC))
    plain = base64.b64decode(code.text).decode("utf-8")
    marked = base64.b64encode(b"\xef\xbb\xbf" + plain.encode()).decode()
    broken = "\r\n".join(code.text[i : i + 76] for i in range(0, len(code.text), 76))
    for text in (marked, broken, "\ufeff" + plain):
        assert classify(text) is CodeKind.CAPTURE
        read = parse_payload(text)
        assert read.number == code.number
        assert read.raw == text, "the raw text stays untouched"
