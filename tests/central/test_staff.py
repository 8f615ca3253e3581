"""Adding and removing who may log in, by the command, while the server runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.cli import main
from tests.central.conftest import Site


def test_somebody_added_can_log_in_until_they_are_removed(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def staff(*words: str) -> int:
        return main(["central", "staff", *words, "--data", str(tmp_path), "--json"])

    def told() -> dict[str, object]:
        return dict(json.loads(capsys.readouterr().out))

    assert staff("add", "second.one") == 0
    added = told()
    assert added["staff"] == [site.first.staff, "second.one"]
    form = {"name": "second.one", "password": str(added["password"])}
    assert site.client.post("/login", data=form, follow_redirects=False).status_code == 303
    assert site.client.get("/review").status_code == 200
    for words in (("add", "second.one"), ("add", "no name"), ("add", "../x"), ("remove", "nobody")):
        assert staff(*words) == 2
    capsys.readouterr()
    assert staff("remove", "second.one") == 0
    assert told() == {"staff": [site.first.staff], "password": None}
    assert site.client.get("/review", follow_redirects=False).status_code == 303
    assert site.client.post("/login", data=form, follow_redirects=False).status_code == 401
    assert staff("remove", site.first.staff) == 2
    assert "nobody could log in" in capsys.readouterr().err
