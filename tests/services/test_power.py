"""The end of the day: the program the site has named is run, and a wrong one is only told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kiosk.services.power import power_off
from kiosk.settings import OperatorSettings
from tests.leftovers import ExpectLog


def test_it_runs_what_the_site_has_named_without_a_shell(tmp_path: Path) -> None:
    mark = tmp_path / "off; touch other"
    write = (sys.executable, "-c", "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()", str(mark))
    assert power_off(OperatorSettings(power_off=write))
    assert [path.name for path in tmp_path.iterdir()] == [mark.name]


def test_without_a_setting_nothing_is_run() -> None:
    assert not power_off(OperatorSettings())


@pytest.mark.parametrize(
    "command", [("no-such-program-here",), (sys.executable, "-c", "raise SystemExit(3)")]
)
def test_a_command_that_fails_is_told(command: tuple[str, ...], expect_log: ExpectLog) -> None:
    expect_log("kiosk.services.power", "switch")
    assert not power_off(OperatorSettings(power_off=command))
