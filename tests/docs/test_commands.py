"""Every command in the documents: all are parsed by the program's own parser, the quick ones run."""

from __future__ import annotations

import importlib.util
import io
import re
import sys
from pathlib import Path

import pytest

from kiosk.cli import COMMANDS, PLUGINS, build_parser, main
from kiosk.clock import SystemClock
from kiosk.paths import config_dir, models_dir, project_root
from kiosk.services.build import open_keys, open_store
from kiosk.settings import load_settings
from tests.docs.blocks import Block, blocks, commands, documents
from tests.leftovers import ExpectLog

SYSTEM = frozenset({"apt", "cp", "createdb", "echo", "journalctl", "source", "systemctl", "systemd-creds"})
"""Programs of the system that the documents name; there is no parser of theirs to ask."""

BOOTH = "kiosk.toml"
"""The settings that the documents call a booth's own; a rehearsal's, with a store that has been opened."""

CAMPAIGN = "our-campaign.toml"
"""What the documents call the school's own: the example under another id, as they say."""

SHELL = [block for document in documents() for block in blocks(document) if block.language == "sh"]


def named(block: Block) -> str:
    return f"{block.document.stem}:{block.line}"


@pytest.mark.parametrize("block", SHELL, ids=named)
def test_every_command_is_one_the_program_knows(block: Block) -> None:
    found = commands(block)
    assert found
    for pipeline in found:
        for words in pipeline:
            check(without_prefix(words))


@pytest.mark.parametrize("document", [d for d in documents() if any(b.runs for b in blocks(d))], ids=str)
def test_the_quick_commands_run(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    monkeypatch.setenv("KIOSK_MODELS_DIR", str(models_dir()))
    monkeypatch.setenv("KIOSK_DATA_DIR", str(tmp_path / "booth"))
    monkeypatch.chdir(tmp_path)
    running = [block for block in blocks(document) if block.runs]
    if any(BOOTH in block.body for block in running):
        expect_log("kiosk.store.keys", "plain file")
        set_up_booth(tmp_path)
    example = (config_dir() / "campaigns" / "example.toml").read_text(encoding="utf-8")
    (tmp_path / CAMPAIGN).write_text(
        example.replace('id = "example"', 'id = "our-campaign"', 1), encoding="utf-8"
    )
    for block in blocks(document):
        if block.file is not None:
            file = tmp_path / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.body, encoding="utf-8")
    for block in running:
        for pipeline in commands(block):
            given = ""
            if len(pipeline) == 2:
                assert pipeline[0][0] == "echo"
                given = " ".join(pipeline[0][1:]) + "\n"
            monkeypatch.setattr(sys, "stdin", io.StringIO(given))
            words = pipeline[-1]
            assert words[0] == "kiosk"
            assert main(words[1:]) == 0, f"{named(block)}: {' '.join(words)}"


def test_every_subcommand_is_explained_somewhere() -> None:
    told = {
        words[1]
        for block in SHELL
        for pipeline in commands(block)
        for words in map(without_prefix, pipeline)
        if words[0] == "kiosk"
    }
    assert {*COMMANDS, *PLUGINS} - told == set()


def without_prefix(words: list[str]) -> list[str]:
    """Leave out ``sudo``, with the user it names, ``systemd-run``, and variables set for one command."""
    while words[0] in ("sudo", "systemd-run") or re.match(r"[A-Z_]+=", words[0]):
        running = words[0] == "systemd-run"
        words = words[3:] if words[:2] == ["sudo", "-u"] else words[1:]
        while running and words[0].startswith("--"):
            words = words[1:]
    return words


def check(words: list[str]) -> None:
    program, *rest = words
    if program == "kiosk":
        build_parser(next(word for word in rest if word in COMMANDS or word in PLUGINS)).parse_args(rest)
    elif program == "python":
        assert rest[0] == "-m"
        found = importlib.util.find_spec(rest[1])
        assert found is not None and found.origin is not None
        source = Path(found.origin).read_text(encoding="utf-8")
        assert [word for word in rest[2:] if word.startswith("--") and word not in source] == []
    elif program in ("bash", "pytest"):
        files = [word for word in rest if "/" in word]
        assert files
        assert [word for word in files if not (project_root() / word).exists()] == []
    else:
        assert program in SYSTEM


def set_up_booth(folder: Path) -> None:
    settings = '\ndata_dir = "booth"\n\n[keys]\nstore = "file"\n'
    (folder / BOOTH).write_text(settings, encoding="utf-8")
    (folder / "backup-disk").mkdir()
    booth = load_settings(folder / BOOTH)
    open_store(booth, open_keys(booth), SystemClock()).close()
