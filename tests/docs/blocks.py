"""The fenced blocks of the documents, and the shell commands in them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from kiosk.paths import assets_dir

DOCS = assets_dir() / "docs"

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block; ``line`` is where its fence stands in ``document``, from 1."""

    document: Path
    line: int
    info: str
    body: str

    @property
    def language(self) -> str:
        return self.info.split(" ", 1)[0]

    @property
    def runs(self) -> bool:
        """Whether its commands are quick and need no rights, so that a test runs them."""
        return self.info == "sh run"

    @property
    def file(self) -> str | None:
        """The name under which the block is written down before the commands of its document run."""
        found = re.search(r"\bfile=(\S+)", self.info)
        return None if found is None else found[1]


def documents() -> list[Path]:
    return sorted(DOCS.glob("*.md"))


def blocks(document: Path) -> list[Block]:
    text = document.read_text(encoding="utf-8")
    return [
        Block(document, text.count("\n", 0, found.start()) + 1, found["info"].strip(), found["body"])
        for found in _FENCE.finditer(text)
    ]


def commands(block: Block) -> list[list[list[str]]]:
    """Return the block's lines as pipelines of commands of words; comments are left out."""
    lines = block.body.replace("\\\n", " ").splitlines()
    found = []
    for line in lines:
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|")
        lexer.whitespace_split = True
        if words := list(lexer):
            found.append(_pipeline(words))
    return found


def _pipeline(words: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == "|":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts
