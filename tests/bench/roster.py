"""A roster through the whole import and into a booth: ``python -m tests.bench.roster --rows 100000``.

Prints seconds and the difference of each import, and how long the booth takes to find a person; ends with
1 when a difference is not the one that was made, or a limit is broken.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
from sqlalchemy import select

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.capture_code.payload import parse_payload
from kiosk.central.campaign_files import take_up
from kiosk.central.central import Central, open_central, set_up
from kiosk.central.people import resolve, roster_page
from kiosk.central.roster_import import confirm, stage
from kiosk.central.roster_report import Report
from kiosk.central.settings import load_central_settings
from kiosk.central.tables import RosterRow
from kiosk.clock import SystemClock
from kiosk.services.standing import StoredRoster
from kiosk.store.store import Store
from tests.store.making import ROOMY, HeldKeys

MAX_IMPORT_S = 60.0
MAX_FIND_MS = 10.0
HEADER = ("采集码", "姓名", "学号", "身份证号码", "学历类别", "层次", "学院", "班级")
COLLEGES = ("示例学院", "另一学院", "第三学院")
NAMES = "测试示例样本"
FINDS = 2000

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TABLE = {
    "</Types>": '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/>',
    "</Relationships>": '<Relationship Id="rIdTexts" Target="sharedStrings.xml" Type="http://schemas.openxml'
    'formats.org/officeDocument/2006/relationships/sharedStrings"/>',
}
"""What a package says of its table of texts: end of a part → what stands before it."""
INLINE = re.compile(r' t="inlineStr"><is><t[^>]*>([^<]*)</t></is>')

Row = tuple[str, ...]


def codes(count: int, seed: int) -> list[str]:
    """Return different capture codes."""
    random_ = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < count:
        made[f"{random_.getrandbits(64):016x}"] = None
    return list(made)


def person(code: str, n: int) -> Row:
    name = NAMES[n % 6] + NAMES[n // 6 % 6] + NAMES[n // 36 % 6]
    return (
        code,
        name,
        f"2022{n:07d}",
        f"11010120000307{n % 10_000:04d}",
        "普通",
        "本科",
        COLLEGES[n % 3],
        f"{n % 50} 班",
    )


def altered(rows: list[Row], added: list[str]) -> tuple[list[Row], tuple[int, int, int, int, int]]:
    """Change every 50th row, drop every 70th, spoil the ID of every 1000th, append ``added``; count all."""
    made: list[Row] = []
    changed = removed = faulty = 0
    for n, row in enumerate(rows):
        if n % 70 == 7:
            removed += 1
        elif n % 1000 == 3:
            faulty += 1
            made.append((*row[:3], "?", *row[4:]))
        elif n % 50 == 11:
            changed += 1
            made.append((*row[:6], "新的学院", row[7]))
        else:
            made.append(row)
    unchanged = len(rows) - changed - removed - faulty
    made += [person(code, len(rows) + n) for n, code in enumerate(added)]
    return made, (len(added), changed, removed, unchanged, faulty)


def as_csv(rows: list[Row], encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook with every text in its cell, as programs write them."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def as_excel(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook with the texts in a table that the cells point into, as spreadsheets write them."""
    table: dict[str, int] = {}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(rows))) as plain, zipfile.ZipFile(made, "w", 8) as book:
        for name in plain.namelist():
            text = plain.read(name).decode("utf-8")
            if name == "xl/worksheets/sheet1.xml":
                text = INLINE.sub(lambda m: f' t="s"><v>{table.setdefault(m[1], len(table))}</v>', text)
            if name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
                for end, part in TABLE.items():
                    text = text.replace(end, part + end)
            book.writestr(name, text)
        texts = "".join(f"<si><t>{text}</t></si>" for text in table)
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}" count="{len(table)}">{texts}</sst>')
    return made.getvalue()


class Bench:
    """One server in a folder of its own; collects what was not as it should be."""

    def __init__(self, folder: Path) -> None:
        set_up(folder / "central")
        self.central: Central = open_central(folder / "central", load_central_settings(), SystemClock())
        self.campaign: Campaign = take_up(self.central, load_campaign("example"), "bench").campaign
        self.folder = folder
        self.broken: list[str] = []

    def run(self, what: str, data: bytes, expected: tuple[int, int, int, int, int]) -> None:
        """Import and confirm a file, timed by the wall and by this process's work."""
        wall, work = time.perf_counter(), time.process_time()
        staged = stage(self.central, self.campaign.id, data, "bench")
        compared = time.perf_counter() - wall
        report = confirm(self.central, staged.id, "bench", without_faulty=True)
        wall, work = time.perf_counter() - wall, time.process_time() - work
        found = difference(report)
        print(
            f"{what:<30} {len(data) / 1e6:5.1f} MB  compared {compared:5.1f} s  in all {wall:5.1f} s "
            f"(CPU {work:5.1f} s)  +{found[0]} ~{found[1]} -{found[2]} ={found[3]} faulty {found[4]}",
            flush=True,
        )
        if found != expected:
            self.broken.append(f"{what}: the difference should be {expected}")
        if wall > MAX_IMPORT_S:
            self.broken.append(f"{what}: more than {MAX_IMPORT_S:.0f} s")

    def check(self, rows: list[Row], gone: set[str]) -> None:
        """Hold the whole roster against what the files said."""
        expected = {row[0]: row for row in rows}
        with self.central.session() as db:
            held = set(db.scalars(select(RosterRow.key).where(RosterRow.campaign == self.campaign.id)))
            for code in random.Random(3).sample(list(expected), min(500, len(expected))):
                person_ = resolve(db, self.campaign, code, self.central.clock.now())
                if person_ is None or person_.name_masked != expected[code][1][0] + "**":
                    self.broken.append("somebody is not on the roster as the file says")
            missed = sum(
                resolve(db, self.campaign, c, self.central.clock.now()) is not None for c in list(gone)[:200]
            )
        if len(held) != len(expected) or missed:
            self.broken.append(f"{len(held)} people on the roster, not {len(expected)}; {missed} not removed")

    def booth(self, rows: list[Row]) -> None:
        """Fill a booth's store page by page and find people and strangers in it."""
        began = time.perf_counter()
        store = Store.open(self.folder / "booth", HeldKeys(), SystemClock(), ROOMY)
        try:
            entries, after = [], None
            with self.central.session() as db:
                while page := roster_page(db, self.campaign.id, after, 2000):
                    entries += page
                    after = page[-1].key
            pulled = time.perf_counter() - began
            store.memory.keep_roster(self.campaign.id, 1, entries)
            kept = time.perf_counter() - began - pulled
            print(f"booth: {len(entries)} people read {pulled:.1f} s, kept {kept:.1f} s")
            roster = StoredRoster(store, lambda: self.campaign)
            known = [row[0] for row in random.Random(1).sample(rows, min(FINDS, len(rows)))]
            for what, asked in (("people", known), ("strangers", codes(FINDS, 99))):
                times = sorted(self._find(roster, code, what == "people") for code in asked)
                p50, p99, worst = (times[int(at * (len(times) - 1))] * 1e3 for at in (0.5, 0.99, 1.0))
                print(f"booth finds {what}: p50 {p50:.2f} ms, p99 {p99:.2f} ms, max {worst:.2f} ms")
                if p99 > MAX_FIND_MS:
                    self.broken.append(f"the booth took more than {MAX_FIND_MS:.0f} ms")
        finally:
            store.close()

    def _find(self, roster: StoredRoster, code: str, known: bool) -> float:
        began = time.perf_counter()
        entry = roster.find(parse_payload(code))
        took = time.perf_counter() - began
        if (entry is not None) is not known:
            self.broken.append("the booth took somebody for somebody else")
        return took


def difference(report: Report) -> tuple[int, int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged, report.faulty


def runs(rows: list[Row], added: list[str]) -> Iterator[tuple[str, bytes, tuple[int, int, int, int, int]]]:
    """Yield what is imported one after the other: name, file, the difference it must give."""
    count = len(rows)
    yield "new, xlsx of a spreadsheet", as_excel([HEADER, *rows]), (count, 0, 0, 0, 0)
    yield "the same, csv GB18030", as_csv(rows, "gb18030"), (0, 0, 0, count, 0)
    other, expected = altered(rows, added)
    yield "altered, xlsx of a program", as_xlsx([HEADER, *other]), expected
    back = (expected[2], expected[1], expected[0], expected[3] + expected[4], 0)
    yield "back, csv UTF-8", as_csv(rows, "utf-8-sig"), back


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=100_000)
    count = parser.parse_args().rows
    many = codes(count + count // 40, 1)
    rows = [person(code, n) for n, code in enumerate(many[:count])]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        try:
            for what, data, expected in runs(rows, many[count:]):
                bench.run(what, data, expected)
            bench.check(rows, set(many[count:]))
            bench.booth(rows)
        finally:
            bench.central.close()
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for fault in dict.fromkeys(bench.broken):
        print(f"BROKEN: {fault}")
    return 1 if bench.broken else 0


if __name__ == "__main__":
    sys.exit(main())
