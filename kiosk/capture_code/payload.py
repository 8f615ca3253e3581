"""From the text in a QR code to a :class:`CaptureCode`: decoders tried in a fixed order, none ever raises."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kiosk.capture_code.code import CaptureCode, PayloadForm
from kiosk.capture_code.typed import as_last4, as_number

FIELDS = {
    "xm": "name_masked",
    "xh": "student_number",
    "yxdm": "school_code",
    "cc": "level",
    "xllb": "category",
    "fy": "college",
    "bh": "class_name",
}
"""Payload key → field, as seen once on an imitation of the real page: the real format is not published."""

BYTE_ORDER_MARK = "\ufeff"
MAX_FIELD_CHARS = 100
MAX_PAYLOAD_CHARS = 8000
"""Above what any QR code holds (7089 digits): longer text came from somewhere else and stays opaque."""

OPAQUE_CHARS = (8, MAX_PAYLOAD_CHARS)

PAYMENT = re.compile(
    r"wxp://|weixin://wxpay|alipays?://|https?://(qr\.alipay\.com|payapp\.(weixin|wechatpay)\.|"
    r"wx\.tenpay\.com|qr\.95516\.com)|(1[0-5]\d{16}|(2[5-9]|30)\d{14,22})$",
    re.IGNORECASE,
)
"""Codes that pay or ask for money: WeChat Pay, Alipay, UnionPay, and their bare payment numbers
(18 digits from 10 to 15; 16 to 24 digits from 25 to 30)."""

LINK = re.compile(r"(https?|ftp|weixin|mqqapi|market|intent)://|www\.", re.IGNORECASE)

WIFI = re.compile(r"WIFI:", re.IGNORECASE)
CARD = re.compile(r"(BEGIN:VCARD|MECARD:|BIZCARD:)", re.IGNORECASE)
EVERYDAY = re.compile(r"(BEGIN:|MEBKM:|SMSTO:|SMS:|TEL:|MAILTO:|MATMSG:|GEO:|otpauth://)", re.IGNORECASE)


class CodeKind(StrEnum):
    """What a QR code is, for the guidance on the scan page."""

    CAPTURE = "capture"
    PAYMENT = "payment"
    LINK = "link"
    WIFI = "wifi"
    CARD = "card"
    OTHER = "other"


_EVERYDAY_KINDS = (
    (CodeKind.PAYMENT, PAYMENT),
    (CodeKind.WIFI, WIFI),
    (CodeKind.CARD, CARD),
    (CodeKind.OTHER, EVERYDAY),
    (CodeKind.LINK, LINK),
)


def parse_payload(text: str) -> CaptureCode:
    """Return the capture code as far as the payload can be understood.

    Tried in order: base64 of a JSON object, a JSON object, a URL with a query, 16 hex digits; else
    the code is *opaque*. Never raises; nothing decoded may be trusted before it is confirmed.
    """
    if len(text) <= MAX_PAYLOAD_CHARS:
        decoders: tuple[tuple[PayloadForm, Callable[[str], Mapping[str, Any] | None]], ...] = (
            (PayloadForm.BASE64_JSON, _from_base64),
            (PayloadForm.JSON, _from_json),
            (PayloadForm.URL, _from_url),
        )
        for form, decode in decoders:
            record = decode(text.strip().removeprefix(BYTE_ORDER_MARK))
            if record is not None and _is_capture_record(record):
                return _code_from(record, text, form)
        number = as_number(text)
        if number is not None:
            return CaptureCode(raw=text, form=PayloadForm.HEX16, number=number)
    return CaptureCode(raw=text, form=PayloadForm.OPAQUE)


def classify(text: str) -> CodeKind:
    """Tell a capture code from the other QR codes a student may hold up by mistake.

    An unknown payload is taken for a capture code when it looks like one token (8 characters at
    least, no white space): the real payload is encrypted, so it cannot be told apart for certain.
    """
    if parse_payload(text).form is not PayloadForm.OPAQUE:
        return CodeKind.CAPTURE
    bare = text.strip()
    for kind, form in _EVERYDAY_KINDS:
        if form.match(bare):
            return kind
    shortest, longest = OPAQUE_CHARS
    one_token = shortest <= len(bare) <= longest and bare.isprintable() and not re.search(r"\s", bare)
    return CodeKind.CAPTURE if one_token and not bare.startswith(("{", "[")) else CodeKind.OTHER


def _from_base64(text: str) -> Mapping[str, Any] | None:
    text = "".join(text.split())  # MIME breaks base64 into lines
    if not re.fullmatch(r"[A-Za-z0-9+/_-]+={0,2}", text):
        return None
    body = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        plain = base64.b64decode(body + "=" * (-len(body) % 4), validate=True).decode("utf-8-sig")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return _from_json(plain)


def _from_json(text: str) -> Mapping[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _from_url(text: str) -> Mapping[str, Any] | None:
    try:
        parts = urlsplit(text)
        pairs = parse_qsl(parts.query) or parse_qsl(parts.fragment.partition("?")[2])
    except ValueError:
        return None
    return dict(pairs) if parts.scheme and pairs else None


def _is_capture_record(record: Mapping[str, Any]) -> bool:
    """A record counts when it carries the code's own number, or a student number with the last 4."""
    if as_number(_text(record.get("cjm")) or "") is not None:
        return True
    return _text(record.get("xh")) is not None and as_last4(_text(record.get("zjhm")) or "") is not None


def _code_from(record: Mapping[str, Any], raw: str, form: PayloadForm) -> CaptureCode:
    fields = {name: _text(record.get(key)) for key, name in FIELDS.items()}
    return CaptureCode(
        raw=raw,
        form=form,
        number=as_number(_text(record.get("cjm")) or ""),
        id_last4=as_last4(_text(record.get("zjhm")) or ""),
        issued_ms=_milliseconds(record.get("sjc")),
        **fields,
    )


def _text(value: object) -> str | None:
    """Return a field as printable text, or None when it is absent, empty, no text or too long."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        text = str(value).strip()
    except ValueError:  # an integer of more digits than Python is willing to print
        return None
    return text if text and len(text) <= MAX_FIELD_CHARS and text.isprintable() else None


def _milliseconds(value: object) -> int | None:
    text = _text(value)
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,16}", text) else None
