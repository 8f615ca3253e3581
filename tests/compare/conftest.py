"""One set of models for all tests of the comparison, and the consent that they need."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.compare.comparer import open_comparer
from kiosk.compare.consent import ComparisonConsent
from kiosk.compare.portraits import Portraits
from kiosk.compare.settings import CompareSettings, load_compare


@pytest.fixture(scope="session")
def settings() -> CompareSettings:
    return load_compare()


@pytest.fixture(scope="session")
def portraits(settings: CompareSettings) -> Portraits:
    return Portraits(*open_comparer(), settings)


@pytest.fixture(scope="session")
def consent() -> ComparisonConsent:
    return ComparisonConsent("person", "2026-01", "0" * 64, datetime(2026, 5, 1, tzinfo=UTC))
