"""Canonical JSON is that of the library, which is RFC 8785's, whatever it is of."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.digest import canonical_json, content_digest, content_digest_matches

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
)
PLAIN = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4), st.tuples(inner, inner)
    ),
    max_leaves=12,
)


class Word(StrEnum):
    """An enumeration, as reasons and states are."""

    ONE = "one"


@settings(max_examples=150)
@given(PLAIN)
def test_it_is_the_librarys(data: Any) -> None:
    assert canonical_json(data) == rfc8785.dumps(data)


@pytest.mark.parametrize(
    "data",
    [
        {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "ö": 7},
        ['\x00\x1f\x7f\u2028"\\/\b\f\n\r\t'],
        [Word.ONE, {Word.ONE: Word.ONE}, True, 1, 1.0, 1e21, 1e-7, -0.0, (), {}, []],
    ],
)
def test_where_encoders_differ(data: Any) -> None:
    assert canonical_json(data) == rfc8785.dumps(data)


@pytest.mark.parametrize(
    "data",
    [2**53, float("nan"), {1: 2}, {"a": 1, 2: 3}, {"a": b""}, "\ud800", ["\udfff"], {"\ud800": 1}, object()],
)
def test_what_has_no_canonical_form(data: Any) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical_json(data)


def test_a_digest_names_the_body_and_no_other() -> None:
    header = content_digest(b"body")
    assert content_digest_matches(header, b"body")
    assert content_digest_matches(f"sha-512=:AAAA:, {header}", b"body")
    assert not content_digest_matches(header, b"another")
    assert not content_digest_matches(None, b"body")
