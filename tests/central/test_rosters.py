"""Rosters from files: read, compared, staged, confirmed; nothing kept that names anybody."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.digests import detail_digest, name_fits_mask, person_key
from kiosk.campaign.identity import judge_identity
from kiosk.campaign.person import Answers
from kiosk.campaign.rules import IdentityField, IdentityRules
from kiosk.capture_code.payload import parse_payload
from kiosk.central.campaigns import put_campaign, roster_versions
from kiosk.central.people import roster_page
from kiosk.central.roster_columns import Column, letter
from kiosk.central.roster_import import confirm, discard, find_import, stage
from kiosk.central.roster_report import Report, State
from kiosk.central.roster_row import Wrong, masked_name
from kiosk.central.settings import load_central_settings
from kiosk.central.tables import AuditRow, RosterRow, RosterVersion, StagedRow
from kiosk.errors import KioskError
from tests.bench.roster import as_excel
from tests.central.conftest import Site
from tests.store.making import CODE

CAMPAIGN = replace(load_campaign("example"), salt="5a" * 16)
HEADER = ("采集码", "姓名", "学号", "身份证号码", "学历类别", "层次", "学院", "班级", "手机号")


def person(n: int, **changes: str) -> tuple[str, ...]:
    fields = {
        "code": f"{n:016x}", "name": "测试甲", "number": f"2022{n:06d}", "id": f"11010120000307{n:04d}",
        "category": "普通", "level": "本科", "college": "示例学院", "class": "一班", "phone": "13900000000",
    }  # fmt: skip
    return tuple((fields | changes).values())


def as_csv(*rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(*rows: Sequence[object], other: Sequence[Sequence[object]] = ()) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    second = book.create_sheet("说明")
    for row in other:
        second.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.fixture(autouse=True)
def campaign(site: Site) -> None:
    with site.central.session() as db, db.begin():
        put_campaign(db, CAMPAIGN, site.central.timestamp())


def staged(site: Site, data: bytes) -> Report:
    return stage(site.central, "example", data, "admin")


def imported(site: Site, data: bytes) -> Report:
    return confirm(site.central, staged(site, data).id, "admin", without_faulty=False)


def changes(report: Report) -> tuple[int, int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged, report.faulty


def people(site: Site) -> int:
    with site.central.session() as db:
        return db.scalar(select(func.count()).select_from(RosterRow)) or 0


FORMS = {
    "utf-8": lambda *rows: as_csv(*rows),
    "utf-8 with a mark": lambda *rows: as_csv(*rows, encoding="utf-8-sig"),
    "gb18030": lambda *rows: as_csv(*rows, encoding="gb18030"),
    "xlsx": lambda *rows: as_xlsx(*rows),
    "xlsx with a table of texts": lambda *rows: as_excel(rows),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_file_gives_the_same_roster(site: Site, form: str) -> None:
    report = staged(site, FORMS[form](HEADER, *(person(n) for n in range(1, 4))))
    assert (report.state, changes(report)) == (State.STAGED, (3, 0, 0, 0, 0))
    assert report.unused == ("I",), "the telephone numbers were not looked at"
    assert people(site) == 0
    confirm(site.central, report.id, "admin", without_faulty=False)
    code = parse_payload(f"{2:016x}")
    with site.central.session() as db:
        assert roster_versions(db) == {"example": 1}
        entry = next(
            e for e in roster_page(db, "example", None, 9) if e.key == person_key(CAMPAIGN.salt, code)
        )
    assert entry.name_masked == "测**"
    assert (entry.category, entry.level, entry.college, entry.class_name) == (
        "普通",
        "本科",
        "示例学院",
        "一班",
    )
    assert entry.last4 == detail_digest(CAMPAIGN.salt, code, "last4", "0002")
    rules = IdentityRules(asks=tuple(IdentityField))
    right = Answers(student_number="2022000002", last4="0002", name="测试甲")
    assert judge_identity(code, right, rules, CAMPAIGN.salt, entry) is not None, "as the booth asks"
    for wrong in ({"last4": "0003"}, {"student_number": "2022000003"}, {"name": "测试乙"}):
        assert judge_identity(code, replace(right, **wrong), rules, CAMPAIGN.salt, entry) is None


def test_the_difference_is_told_and_nothing_changes_before_the_confirmation(site: Site) -> None:
    imported(site, as_csv(HEADER, *(person(n) for n in range(1, 6))))
    new = as_csv(HEADER, person(1), person(2, name="测试乙"), person(3, college="另一学院"), person(8))
    report = staged(site, new)
    assert changes(report) == (1, 2, 2, 1, 0) and people(site) == 5
    booth = site.booth()
    page = booth.call("GET", "/device/rosters/example").json()
    assert page["version"] == 1 and len(page["entries"]) == 5
    done = confirm(site.central, report.id, "admin", without_faulty=False)
    assert done.state is State.CONFIRMED and people(site) == 4
    page = booth.call("GET", "/device/rosters/example").json()
    assert page["version"] == 2 and {e["college"] for e in page["entries"]} == {"示例学院", "另一学院"}
    again = imported(site, new)
    assert changes(again) == (0, 0, 0, 4, 0)
    with site.central.session() as db:
        assert roster_versions(db) == {"example": 2}, "booths have nothing to pull"
        assert db.scalar(select(func.count()).select_from(StagedRow)) == 0
        lines = [(row.action, row.detail) for row in db.scalars(select(AuditRow).order_by(AuditRow.n))]
    assert lines[2:4] == [
        ("roster-staged", "+1 ~2 -2 =1 faulty 0"),
        ("roster-imported", "+1 ~2 -2 =1 faulty 0"),
    ]


def test_an_import_is_confirmed_once_and_only_against_the_roster_it_was_compared_with(site: Site) -> None:
    first = staged(site, as_csv(HEADER, person(1)))
    second = staged(site, as_csv(HEADER, person(2)))
    assert find_import(site.central, first.id) is not None
    for id_ in (first.id, "0" * 32):
        with pytest.raises(KioskError) as error:
            confirm(site.central, id_, "admin", without_faulty=False)
        assert error.value.code == "import-settled"
    confirm(site.central, second.id, "admin", without_faulty=False)
    with pytest.raises(KioskError, match="not waiting"):
        discard(site.central, second.id, "admin")
    dropped = discard(site.central, staged(site, as_csv(HEADER, person(3))).id, "admin")
    assert dropped.state is State.DISCARDED and people(site) == 1
    stale = staged(site, as_csv(HEADER, person(3)))
    with site.central.session() as db, db.begin():
        db.get_one(RosterVersion, "example").version = 7
    with pytest.raises(KioskError) as error:
        confirm(site.central, stale.id, "admin", without_faulty=False)
    assert error.value.code == "import-stale" and people(site) == 1


FAULTY = [
    ({"code": ""}, Column.CODE, Wrong.MISSING),
    ({"code": "测试甲"}, Column.CODE, Wrong.NO_CODE),
    ({"code": "110101200003070014"}, Column.CODE, Wrong.ID_NUMBER),
    ({"code": "https://example.org/"}, Column.CODE, Wrong.NO_CODE),
    ({"number": "2.02E+09"}, Column.STUDENT_NUMBER, Wrong.SHAPE),
    ({"id": "1.10101E+17"}, Column.LAST4, Wrong.SHAPE),
    ({"id": "123"}, Column.LAST4, Wrong.SHAPE),
    ({"id": "none"}, Column.LAST4, Wrong.SHAPE),
    ({"name": "测试1"}, Column.NAME, Wrong.SHAPE),
    ({"name": "#N/A"}, Column.NAME, Wrong.SHAPE),
    ({"name": "110101200003070014"}, Column.NAME, Wrong.ID_NUMBER),
    ({"class": "一班 11010120000307001X"}, Column.CLASS_NAME, Wrong.ID_NUMBER),
    ({"class": "一班１１０１０１２００００３０７００１４"}, Column.CLASS_NAME, Wrong.ID_NUMBER),
    ({"class": "110101 20000307-001X"}, Column.CLASS_NAME, Wrong.ID_NUMBER),
    ({"college": "院" * 101}, Column.COLLEGE, Wrong.TOO_LONG),
    ({"college": "示例\u202e学院"}, Column.COLLEGE, Wrong.SHAPE),
]


@pytest.mark.parametrize(("fields", "column", "wrong"), FAULTY)
def test_a_faulty_cell_is_told_with_its_place_and_never_guessed(
    site: Site, fields: dict[str, str], column: Column, wrong: Wrong
) -> None:
    report = staged(site, as_csv(["名单"], HEADER, person(1), (), person(2, **fields)))
    assert changes(report) == (1, 0, 0, 0, 1) and report.fault_counts == {wrong: 1}
    place = report.first_faults[0]
    assert (place.row, place.column, place.wrong) == (5, column, wrong)
    assert HEADER[ord(place.letter) - ord("A")] in ("采集码", "姓名", "学号", "身份证号码", "学院", "班级")
    with pytest.raises(KioskError) as error:
        confirm(site.central, report.id, "admin", without_faulty=False)
    assert error.value.code == "import-faulty" and people(site) == 0


@pytest.mark.parametrize(
    ("cell", "at", "wrong"),
    [
        (1234567890123456, 0, Wrong.NUMBER),
        (110101200003070014, 3, Wrong.DIGITS_LOST),
        (14, 3, Wrong.ZEROS_LOST),
        (2022000001.5, 2, Wrong.SHAPE),
        (datetime(2026, 1, 1), 7, Wrong.NOT_TEXT),
        (True, 6, Wrong.NOT_TEXT),
    ],
)
def test_a_number_a_spreadsheet_has_spoilt_is_a_fault(
    site: Site, cell: object, at: int, wrong: Wrong
) -> None:
    row: list[object] = list(person(2))
    row[at] = cell
    report = staged(site, as_xlsx(HEADER, person(1), row))
    assert (changes(report), report.fault_counts) == ((1, 0, 0, 0, 1), {wrong: 1})


def test_a_number_kept_whole_is_taken(site: Site) -> None:
    row: list[object] = list(person(1))
    row[2:4] = [2022000001, 1001.0]
    text = staged(site, as_xlsx(HEADER, row))
    confirm(site.central, text.id, "admin", without_faulty=False)
    same = staged(site, as_csv(HEADER, person(1, id="1001")))
    assert changes(same) == (0, 0, 0, 1, 0)


def test_whoever_stands_in_a_faulty_row_stays_as_they_are(site: Site) -> None:
    imported(site, as_csv(HEADER, person(1), person(2), person(3)))
    report = staged(site, as_csv(HEADER, person(1, id="?"), person(2, name="测试乙")))
    assert changes(report) == (0, 1, 1, 0, 1), "the first is neither changed nor taken for missing"
    confirm(site.central, report.id, "admin", without_faulty=True)
    assert people(site) == 2
    assert changes(staged(site, as_csv(HEADER, person(1), person(2, name="测试乙")))) == (0, 0, 0, 2, 0)


def test_the_same_code_twice_is_a_fault_and_nobody_guesses_which_row_is_right(site: Site) -> None:
    same = staged(site, as_csv(HEADER, person(1), person(1)))
    assert (changes(same), [p.row for p in same.first_faults]) == ((1, 0, 0, 0, 1), [3])
    shown = person(1, code=f"{1:04x}-0000-0000-0001".replace("0001-", "0000-"))
    other = staged(site, as_csv(HEADER, person(1), person(2), shown, person(1, name="测试乙")))
    assert changes(other) == (1, 0, 0, 0, 3) and [p.row for p in other.first_faults] == [2, 4, 5]
    assert other.fault_counts == {Wrong.REPEATED: 3}


def test_twenty_faults_are_listed_and_all_are_counted(site: Site) -> None:
    report = staged(site, as_csv(HEADER, *(person(n, id="?", name="1") for n in range(1, 41))))
    assert len(report.first_faults) == 20 and report.faulty == 40
    assert report.fault_counts == {Wrong.SHAPE: 80}


def test_another_schools_code_is_a_fault(site: Site) -> None:
    with site.central.session() as db, db.begin():
        put_campaign(db, replace(CAMPAIGN, school_code="00001"), "t")
    payload = json.dumps({"cjm": f"{1:016x}", "yxdm": "00002"})
    report = staged(site, as_csv(HEADER, person(1, code=payload), person(2)))
    assert (changes(report), report.fault_counts) == ((1, 0, 0, 0, 1), {Wrong.OTHER_SCHOOL: 1})


def test_english_names_of_columns_and_a_code_alone_will_do(site: Site) -> None:
    header = ("Student_Number*", "Capture Code (required)", "Last 4", "Name", "Class")
    report = imported(site, as_csv(header, ("2022000001", CODE, "2(3)", "Ann-Lee ·İtest", "1")))
    assert changes(report) == (1, 0, 0, 0, 0)
    assert changes(imported(site, as_csv(("采集码",), (CODE,)))) == (0, 1, 0, 0, 0)


BROKEN = {
    "roster-kind": [b"\xd0\xcf\x11\xe0" + bytes(600), b"\x00\x01\x02\xff\xfe", "采集码".encode("utf-16")],
    "roster-no-header": [b"", b"a,b\n1,2\n", as_xlsx(("姓名",), ("测试甲",))],
    "roster-unreadable": [
        as_xlsx(HEADER, person(1))[:-200],
        b"PK\x03\x04" + bytes(100),
        as_csv(HEADER, person(1)) + b'"half',
    ],
    "roster-column-twice": [as_csv(("采集码", "姓名", "name"), person(1)[:3])],
    "roster-several-sheets": [as_xlsx(HEADER, person(1), other=[HEADER, person(2)])],
    "roster-empty": [as_csv(HEADER), as_xlsx(HEADER)],
}


@pytest.mark.parametrize(("code", "data"), [(code, d) for code, many in BROKEN.items() for d in many])
def test_a_file_that_is_no_roster_is_told(site: Site, code: str, data: bytes) -> None:
    with pytest.raises(KioskError) as error:
        staged(site, data)
    assert error.value.code == code


def test_files_beyond_the_limits_are_not_read(site: Site) -> None:
    data = as_xlsx(HEADER, *(person(n) for n in range(1, 5)))
    limits = site.central.settings.imports
    for smaller in (
        {"max_file_bytes": len(data) - 1},
        {"max_unpacked_bytes": sum(i.file_size for i in zipfile.ZipFile(io.BytesIO(data)).infolist()) - 1},
        {"max_rows": 4},
    ):
        imports = replace(limits, **smaller)
        central = replace(site.central, settings=replace(site.central.settings, imports=imports))
        with pytest.raises(KioskError) as error:
            stage(central, "example", data, "admin")
        assert error.value.code == "roster-too-large"
    with pytest.raises(KioskError, match="no campaign"):
        stage(site.central, "other", data, "admin")


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()


def test_no_file_of_the_server_holds_a_name_or_a_number_in_plain(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The canaries: staged, confirmed, changed, in faulty cells, in columns that are not used."""
    names = [f"金丝雀{c}" for c in "甲乙丙丁"]
    rows = [
        person(n, name=name, id=f"46010619990214{n}73X", number=f"CANARY{n}", phone=f"1397777000{n}")
        for n, name in enumerate(names, 1)
    ]
    imported(site, as_xlsx(HEADER, *rows[:3]))
    spoilt = list(rows[3])
    spoilt[0], spoilt[7] = "460106199902149999", "班460106199902148888"
    report = staged(
        site, as_csv(HEADER, rows[0], person(2, name="金丝雀戊"), rows[3][:1] + tuple(spoilt[1:]), spoilt)
    )
    assert report.faulty == 2
    plain = ["金丝雀", "CANARY", "1397777000", "4601061999", *names]
    looked_at = {**dict(files(tmp_path)), "the database": site.held()}
    assert b"roster-imported" in b"".join(looked_at.values()), "the search would find it"
    for name, content in looked_at.items():
        for word in plain:
            for encoding in ("utf-8", "utf-16-le", "gb18030"):
                assert word.encode(encoding) not in content, (name, word)
    assert not any(word in caplog.text + str(report) for word in plain)


def test_a_code_of_decimal_digits_alone_is_no_id_number(site: Site) -> None:
    rows = [person(1, code=code) for code in ("1101012000030700", "4601061999021473", "3201069912310012")]
    assert changes(staged(site, as_csv(HEADER, *rows))) == (3, 0, 0, 0, 0)
    ids = [person(1, code=code) for code in ("110101200003070014", "11010120000307001x", "110101991231001")]
    report = staged(site, as_csv(HEADER, *ids))
    assert (changes(report), report.fault_counts) == ((0, 0, 0, 0, 3), {Wrong.ID_NUMBER: 3})


def test_names_are_masked_as_long_as_they_are() -> None:
    assert masked_name("测试甲") == "测**" and masked_name("测") == "测"
    for name in ("Ann Lee", "İbrahim", "阿·测", "Ｔｅｓｔ", "ﬁona", "Weiß"):
        masked = masked_name(name)
        assert name_fits_mask(name, masked), (name, masked)
        assert masked.count("*") == len("".join(c for c in masked if c.isalpha() or c == "*")) - 1


def test_columns_have_their_letters() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_the_committed_limits_take_the_largest_school() -> None:
    assert load_central_settings().imports.max_rows >= 100_000
