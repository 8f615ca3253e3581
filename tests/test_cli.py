"""The command: errors become words and exit codes, every subcommand explains itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.cli import COMMANDS, EXIT_ERROR, PLUGINS, build_parser, main


def test_an_error_a_person_can_act_on_is_words_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["queue", "list", "--config", str(tmp_path / "none.toml")]) == EXIT_ERROR
    said = capsys.readouterr()
    assert said.out == ""
    assert "does not exist" in said.err
    assert "[config-missing]" in said.err


def test_an_unknown_command_names_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["bogus"])
    assert caught.value.code == 2
    assert "standardize" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted({**COMMANDS, **PLUGINS}))
def test_every_command_has_help_and_can_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        build_parser(name).parse_args([name, "--help"])
    assert caught.value.code == 0
    assert name in capsys.readouterr().out
