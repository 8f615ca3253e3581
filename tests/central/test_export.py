"""The export package: names, lists, digests, what is missing, nothing that runs, ZIP64, the command."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kiosk.central.export import Entry, Package
from kiosk.central.export_tables import csv_table, neutral, xlsx_table
from kiosk.central.jpeg_parts import without_metadata
from kiosk.cli import main
from kiosk.clock import ManualClock
from kiosk.digest import sha256_hex
from tests.central.conftest import Site
from tests.central.reviewing import audited, enter, send

CODE = "0123456789abcdef"


def download(site: Site, **form: str) -> zipfile.ZipFile:
    token = re.search(r'name="token" value="(\w+)"', site.client.get("/export").text)
    assert token is not None
    answer = site.client.post("/export", data={"token": token[1], **form})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return archive


COMMENT_BYTES = 20
"""Each photo of these tests has a comment, which is what tells it from the others; no package has it."""


def filled(text: str, sha256: str) -> Entry:
    """Return an entry with the same text in every field."""
    values: dict[str, Any] = dict.fromkeys(Entry.__dataclass_fields__, text)
    return Entry(**values | {"bytes": 1, "sha256": sha256, "received_sha256": sha256})


def tables(archive: zipfile.ZipFile) -> tuple[list[dict[str, Any]], list[dict[str, str]], list[list[Any]]]:
    raw = archive.read("manifest.csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    book = load_workbook(io.BytesIO(archive.read("manifest.xlsx")))
    sheet = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    return json.loads(archive.read("manifest.json")), rows, sheet


def test_approved_photos_are_named_by_their_codes_and_listed_three_times(site: Site) -> None:
    booth = site.booth()
    first = booth.deliver(code_raw=CODE)
    site.clock.advance(1)
    again = booth.deliver(code_raw=CODE.upper())
    site.clock.advance(1)
    opaque = booth.deliver(code_raw="an opaque payload/../of some length")
    rejected = booth.deliver(code_raw="f" * 16)
    enter(site)
    for manifest in (first, again, opaque):
        send(site, manifest["id"], "approved")
    send(site, rejected["id"], "rejected", "ears")
    archive = download(site, state="approved")
    photos = [name for name in archive.namelist() if name.startswith("photos/")]
    assert photos == [f"photos/{name}.jpg" for name in (CODE, f"{CODE}-{again['id']}", opaque["id"])]
    listed, rows, sheet = tables(archive)
    for name, manifest, entry, row in zip(photos, (first, again, opaque), listed, rows, strict=True):
        photo = manifest["blobs"]["photo"]
        file = archive.read(name)
        assert (entry["file"], entry["sha256"], entry["bytes"]) == (name, sha256_hex(file), len(file))
        assert (entry["received_sha256"], len(file)) == (photo["sha256"], photo["bytes"] - COMMENT_BYTES)
        assert (entry["submission"], entry["review"], entry["name_masked"]) == (
            manifest["id"], "approved", "测*试"
        )  # fmt: skip
        assert row == {key: str(value) for key, value in entry.items()}
    assert sheet == [list(listed[0]), *([v if v != "" else None for v in e.values()] for e in listed)]
    assert not [field for field in listed[0] if "last4" in field or "raw" in field]
    assert audited(site, "all") == [(site.first.staff, "export", "approved 3")]
    assert len(tables(download(site, state="rejected"))[0]) == 1
    assert tables(download(site, state="approved", campaign="another"))[0] == []


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM(A1)", "\t=1", "\r=1", "\n=1"]
)
def test_no_cell_can_run(text: str) -> None:
    assert neutral(text) == f"'{text}"
    entry = filled(text, text)
    rows = list(csv.reader(io.StringIO(csv_table([entry], Entry).decode("utf-8-sig"), newline="")))
    cells = load_workbook(io.BytesIO(xlsx_table([entry], Entry))).worksheets[0][2]
    for value in [*rows[1], *(str(cell.value) for cell in cells)]:
        assert value == "1" or value.startswith("'")
    assert {cell.data_type for cell in cells} == {"s", "n"}


def test_names_of_control_characters_and_formulas_arrive_as_text(site: Site) -> None:
    manifest = site.booth().deliver(name_masked="=cmd|' /C calc'!A0", college="a\x0bb")
    enter(site)
    send(site, manifest["id"], "approved")
    listed, rows, sheet = tables(download(site, state="approved"))
    assert listed[0]["name_masked"] == "=cmd|' /C calc'!A0"
    assert rows[0]["name_masked"] == "'=cmd|' /C calc'!A0" == sheet[1][sheet[0].index("name_masked")]
    assert rows[0]["college"] == "ab"


def test_a_photo_that_is_gone_or_rotten_is_listed_without_a_file(site: Site) -> None:
    booth = site.booth()
    made = []
    for n in range(3):
        made.append(booth.deliver(code_raw=f"{n:016x}"))
        site.clock.advance(1)
    enter(site)
    for manifest in made:
        send(site, manifest["id"], "approved")
    gone, rotten, good = (manifest["blobs"]["photo"]["sha256"] for manifest in made)
    site.central.blobs.remove(gone)
    site.leave_picture(rotten, b"not a photo")
    archive = download(site, state="approved")
    assert [e["file"] for e in tables(archive)[0]] == ["", "", f"photos/{2:016x}.jpg"]
    assert archive.read(f"photos/{2:016x}.jpg") == without_metadata(site.central.blobs.get(good) or b"")
    assert len(archive.namelist()) == 4


def test_many_files_make_it_zip64(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    booth = site.booth()
    enter(site)
    for n in range(3):
        send(site, booth.deliver(code_raw=f"{n:016x}")["id"], "approved")
    assert b"PK\x06\x06" not in download(site, state="approved").fp.read()  # type: ignore[union-attr]
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 4)
    archive = download(site, state="approved")
    archive.fp.seek(0)  # type: ignore[union-attr]
    assert b"PK\x06\x06" in archive.fp.read()  # type: ignore[union-attr]  # the ZIP64 end record
    assert len(archive.namelist()) == 6


def test_a_package_is_made_piece_by_piece(site: Site) -> None:
    booth = site.booth()
    enter(site)
    manifest = booth.deliver(code_raw=CODE)
    entry = filled("", manifest["blobs"]["photo"]["sha256"])
    asked = []

    class Counting:
        def get(self, sha256: str) -> bytes | None:
            asked.append(sha256)
            return site.central.blobs.get(sha256)

    entries = [replace(entry, file=f"photos/{n}.jpg") for n in range(50)]
    central = replace(site.central, blobs=Counting())  # type: ignore[arg-type]
    pieces = iter(Package(central, entries, ManualClock().now()))
    next(pieces)
    assert len(asked) == 1


def test_only_staff_and_only_from_our_own_page(site: Site) -> None:
    assert site.client.get("/export", follow_redirects=False).headers["Location"] == "/login"
    form = {"state": "approved"}
    assert site.client.post("/export", data=form, follow_redirects=False).headers["Location"] == "/login"
    enter(site)
    assert site.client.post("/export", data=form).status_code == 403


def test_the_command_writes_the_package_and_says_what_is_missing(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    booth = site.booth()
    enter(site)
    made = [booth.deliver(code_raw=f"{n:016x}") for n in range(2)]
    for manifest in made:
        send(site, manifest["id"], "approved")
    out = tmp_path / "approved.zip"
    words = ["central", "export", "--data", str(tmp_path), "--out", str(out), "--json"]
    assert main([*words, "--campaign", "example"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"out": str(out), "photos": 2, "missing": 0, "bytes": out.stat().st_size}
    assert out.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(out) as archive:
        assert len(archive.namelist()) == 5
    site.central.blobs.remove(made[0]["blobs"]["photo"]["sha256"])
    assert main(words) == 1
    assert json.loads(capsys.readouterr().out)["missing"] == 1
    assert main([*words, "--campaign", "no-such"]) == 2
    assert "no-such" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.part"))
