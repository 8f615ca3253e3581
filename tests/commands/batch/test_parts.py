"""The parts of a batch that need no models: names, journal, progress, jobs, reports."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.commands.batch.jobs import WORKER_BYTES, jobs_for
from kiosk.commands.batch.journal import FOLDER, Journal
from kiosk.commands.batch.names import photo_names
from kiosk.commands.batch.progress import Progress
from kiosk.commands.batch.reasons import measured
from kiosk.commands.batch.report import check_report, safe_cell, write_report
from kiosk.commands.batch.run import Outcome, Row, outcome_of
from kiosk.commands.batch.story import Story, worst_first
from kiosk.errors import KioskError
from kiosk.photo.finished import Check, CheckStatus
from kiosk.photo.spec import load_spec
from kiosk.photo.words import load_words

NAMES = {
    "good.jpg": Outcome.PASSED,
    "look.jpg": Outcome.TO_LOOK_AT,
    "=cmd()<script>&.jpg": Outcome.FAILED,
    "none.jpg": Outcome.NO_PHOTO,
}


def line_of(path: Path, outcome: Outcome) -> dict[str, Any]:
    """Return a journal's line as a run writes it."""
    line: dict[str, Any] = {
        "path": str(path), "ok": False, "out": None, "crop": None, "plate": None, "misfits": [],
        "error": None, "inspection": None,
    }  # fmt: skip
    if outcome is Outcome.NO_PHOTO:
        return line | {"error": f"{path} is an empty file. Copy the picture again. [picture-empty]"}
    status = {Outcome.PASSED: "pass", Outcome.TO_LOOK_AT: "unknown", Outcome.FAILED: "fail"}[outcome]
    check = {
        "check": "hair_top",
        "status": status,
        "value": 39.0,
        "unit": "px",
        "limit": [50, 110],
        "must": True,
    }
    misfit = {"band": "hair_top", "remedy": "flatten-hair", "zh": "请压平", "en": "flatten it"}
    ok = outcome is not Outcome.FAILED
    misfits = [] if ok else [misfit]
    return line | {
        "ok": ok,
        "out": "photos/x.jpg",
        "misfits": misfits,
        "inspection": {"ok": ok, "checks": [check]},
    }


def add(journal: Journal, source: Path, outcome: Outcome) -> Row:
    entry = journal.add(
        source, line_of(source, outcome), name="x.jpg", made_by="m", source_sha256="s", photo_sha256="p"
    )
    return Row(source, entry, outcome)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with Journal(tmp_path) as journal:
        rows = [add(journal, tmp_path / name, outcome) for name, outcome in NAMES.items()]
        yield Story(load_spec("chsi"), worst_first(rows), 2, journal, tmp_path / FOLDER, load_words())


def test_names_are_never_a_sources_nor_used_twice_and_stay() -> None:
    out = Path("/photos")
    sources = [Path("/a/me.png"), Path("/b/ME.jpg"), Path("/photos/you.jpg"), Path("/c/you.png")]
    first = photo_names(sources, out, {})
    assert first == ["me.jpg", "ME-2.jpg", "you-2.jpg", "you-3.jpg"]
    # Another picture comes first the next time; who has a name keeps it.
    given = dict(zip(map(str, sources), first, strict=True))
    again = photo_names([Path("/0/me.png"), *sources, sources[0]], out, given)
    assert again == ["me-3.jpg", *first, "me.jpg"]


def test_the_journal_survives_a_line_cut_short(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        row = add(journal, tmp_path / "a.jpg", Outcome.PASSED)
        add(journal, tmp_path / "b.jpg", Outcome.FAILED)
    file = tmp_path / FOLDER / "journal.jsonl"
    file.write_bytes(file.read_bytes()[:-40] + b"")
    with Journal(tmp_path) as journal:
        assert list(journal.entries) == [str(tmp_path / "a.jpg")]
        assert journal.entries[str(tmp_path / "a.jpg")] == row.entry
        add(journal, tmp_path / "b.jpg", Outcome.NO_PHOTO)
        add(journal, tmp_path / "a.jpg", Outcome.TO_LOOK_AT)
    with Journal(tmp_path) as journal:
        found = {Path(s).name: outcome_of(journal.line(e)) for s, e in journal.entries.items()}
        assert found == {"a.jpg": Outcome.TO_LOOK_AT, "b.jpg": Outcome.NO_PHOTO}


def test_a_folder_belongs_to_one_run(tmp_path: Path) -> None:
    with Journal(tmp_path), pytest.raises(KioskError, match="Another run"):
        Journal(tmp_path).open()
    with Journal(tmp_path):
        pass


class Screen(io.StringIO):
    """A stream that somebody watches, or not."""

    def __init__(self, *, watched: bool) -> None:
        super().__init__()
        self._watched = watched

    def isatty(self) -> bool:
        return self._watched


def test_progress_tells_rate_and_time_left() -> None:
    now = [0.0]
    for watched in (True, False):
        now[0] = 0.0
        screen = Screen(watched=watched)
        progress = Progress(10, screen, lambda: now[0])
        progress.count(passed=True, kept=True)
        for _ in range(4):
            now[0] += 2.0
            progress.count(passed=False, kept=False)
        told = re.split(r"[\r\n]", screen.getvalue().replace("\x1b[K", ""))
        told = [text for text in told if text]
        # A bar is drawn at every count; a line comes only every five seconds.
        assert len(told) == (4 if watched else 1)
        if watched:
            assert told[-1].endswith("] 5 of 10, 0.5/s, 0:10 left, 4 not passed")
            assert told[-1].count("#") == 14
        else:
            assert told == ["kiosk: 4 of 10, 0.5/s, 0:12 left, 3 not passed"]
        progress.finish(passed=1, to_look_at=0, no_photo=1)
        assert "5 of 10 pictures in 0:08: 1 passed, 0 passed for a person" in screen.getvalue()
        assert screen.getvalue().endswith("3 not passed, 1 without a photo; 1 kept.\n")


def test_workers_fit_memory_and_pictures() -> None:
    assert jobs_for(1000, memory=0) == 1
    assert jobs_for(1000, memory=WORKER_BYTES) == 1
    assert jobs_for(1, memory=100 * WORKER_BYTES) == 1
    assert jobs_for(1000) >= 1


def test_csv_is_for_spreadsheets_and_runs_nothing(story: Story, tmp_path: Path) -> None:
    write_report(tmp_path / "r.csv", story)
    data = (tmp_path / "r.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["result"] for row in rows] == ["no-photo", "failed", "to-look-at", "passed"]
    assert rows[0]["not_right_zh"].startswith("文件是空的")
    assert rows[0]["not_right_en"] == "none.jpg is an empty file. Copy the picture again."
    assert (rows[1]["failed"], rows[1]["to_do_zh"], rows[1]["to_do_en"]) == (
        "hair_top",
        "请压平",
        "flatten it",
    )
    assert rows[2]["to_look_at"] == "hair_top"
    assert safe_cell("=1+1") == "'=1+1"
    assert [safe_cell(cell)[0] for cell in ("+1", "-1", "@x", "\tx", "ok")] == ["'"] * 4 + ["o"]


def test_json_holds_every_picture_the_worst_first(story: Story, tmp_path: Path) -> None:
    write_report(tmp_path / "r.json", story)
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["counts"] == {"no_photo": 1, "failed": 1, "to_look_at": 1, "passed": 1}
    assert report["not_reached"] == 2
    assert [Path(each["path"]).name for each in report["pictures"]] == list(reversed(NAMES))


def test_html_shows_failures_first_and_asks_nobody(story: Story, tmp_path: Path) -> None:
    write_report(tmp_path / "r.html", story)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    names = ["none.jpg", "=cmd()&lt;script&gt;&amp;.jpg", "look.jpg", "good.jpg"]
    places = [page.index(f"</span>{name}</span>") for name in names]
    assert places == sorted(places)
    assert "<script" not in page
    assert not re.search(r"""(src|href)=["'](?!data:|#)""", page)
    assert "http:" not in page and "https:" not in page
    for text in (
        "头顶离上边太近",
        "too little space above the hair",
        "39 px (50…110)",
        "请压平",
        "还有 2 张",
    ):
        assert text in page


def test_a_report_that_cannot_be_written_is_told_before_the_work(story: Story, tmp_path: Path) -> None:
    with pytest.raises(KioskError, match="ends in"):
        check_report(tmp_path / "report.pdf")
    with pytest.raises(KioskError, match="no folder"):
        check_report(tmp_path / "nowhere" / "report.csv")
    (tmp_path / "taken.csv").mkdir()
    with pytest.raises(KioskError, match="cannot be written"):
        write_report(tmp_path / "taken.csv", story)
    assert not list(tmp_path.glob("*.part"))


def test_numbers_are_shown_only_where_they_mean_something() -> None:
    def shown(value: float | None, unit: str, low: float | None, high: float | None) -> str:
        return measured(Check("x", CheckStatus.FAIL, value, unit, low, high))

    assert shown(9.04, "deg", -5, 5) == "9.04° (-5…5)"
    assert shown(72, "dpi", 300, 300) == "72 dpi (300)"
    assert shown(51200, "byte", 30720, 40000) == "51.2 KB (30.7…40)"
    assert shown(0.3, "ratio", None, 0.1) == ""
    assert shown(None, "px", 1, 2) == ""
