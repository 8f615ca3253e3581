"""Whoever was erased is not in the write-ahead log either."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from kiosk.central import traces
from kiosk.central.database import is_postgresql
from kiosk.central.expiry import keep_house
from kiosk.central.tables import Submission
from kiosk.sqlite import durable_pragmas
from tests.central.conftest import Site
from tests.store.making import CODE, STUDENT_NUMBER

PERSONAL = (CODE.encode(), STUDENT_NUMBER.encode())


def test_a_withdrawn_submission_leaves_no_trace(site: Site) -> None:
    booth = site.booth()
    manifest = booth.deliver()
    assert is_postgresql(site.central.engine) or all(text in site.held() for text in PERSONAL)
    assert booth.call("DELETE", f"/submissions/{manifest['id']}").status_code == 202
    assert not any(text in site.held() for text in PERSONAL)


@pytest.mark.skipif(durable_pragmas()[0] != "WAL", reason="of this SQLite's journal readers hold up writers")
def test_what_a_reader_holds_up_goes_with_the_next_round_of_the_house(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An export reads for seconds; the withdrawal is answered all the same."""
    monkeypatch.setattr(traces, "PATIENCE_S", 0.0)
    booth = site.booth()
    manifest = booth.deliver()
    with site.central.reading() as reader:
        assert reader.scalar(select(Submission.id)) == manifest["id"]
        assert booth.call("DELETE", f"/submissions/{manifest['id']}").status_code == 202
        assert is_postgresql(site.central.engine) or any(text in site.held() for text in PERSONAL)
    keep_house(site.central)
    assert not any(text in site.held() for text in PERSONAL)
