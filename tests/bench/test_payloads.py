"""A short run of the hostile payloads, and that what is watched for would be seen."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from tests.apart import apart
from tests.bench.payloads import HOSTILE, Tally, Watch, bare, payloads, run
from ui.app import application


def test_hostile_payloads_do_nothing() -> None:
    apart(hostile_payloads)


def hostile_payloads() -> None:
    app: QApplication = application()
    tally = run(count=3000, drawn=15, screens=4)
    assert tally.crashes == []
    assert not tally.opened
    assert tally.shown == []
    assert tally.logged == []
    assert set(tally.kinds) >= {"capture", "link", "other"}
    assert tally.kinds["capture"] > 500
    assert (tally.drawn, tally.read, tally.screens) == (15, 15, 4)
    del app


def test_what_is_watched_for_is_seen(tmp_path: Path) -> None:
    apart(watched, tmp_path)


def watched(folder: Path) -> None:
    tally = Tally()
    watch, log = Watch(tally), logging.getLogger("tests.bench.payloads")
    log.setLevel(logging.DEBUG)
    log.addHandler(watch)
    try:
        with watch.over("a payload that is long enough"):
            (folder / "file").write_text("x")
            log.info("nothing of it")
            log.error("it was %s", "a payload that is long")
            raise ValueError("broken")
    finally:
        log.removeHandler(watch)
    (folder / "other").write_text("not watched any more")
    assert len(tally.opened) == 1
    assert tally.logged == ["tests.bench.payloads"]
    assert len(tally.crashes) == 1
    assert not tally.clean


def test_the_payloads_are_what_they_should_be() -> None:
    texts = list(payloads(np.random.default_rng(1), 400))
    assert len(set(texts)) > 300
    assert any(not bare(text) for text in texts)
    assert max(map(len, HOSTILE)) >= 10_000
    assert bare("测* 2022001")
    assert not bare("a\u202eb")
