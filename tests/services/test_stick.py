"""The USB stick: what is listed, what never is, and a stick pulled out at any moment."""

from __future__ import annotations

import os
import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import segno

from kiosk.capture_code.demo import demo_code
from kiosk.clock import SystemClock
from kiosk.compare.comparison import Compared
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture
from kiosk.services.card_reader import FRESH_S, CardReader
from kiosk.services.stick import Developed, R, StickDesk
from kiosk.services.stick_files import MAX_PICTURES, is_picture, pictures, read_picture, removable, sticks
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.parts import StickListing

DEMO = demo_code(0, datetime(2026, 5, 1, tzinfo=UTC))
JPEG = b"\xff\xd8\xff\xe0" + bytes(60)


def saved_code(path: Path, text: str = DEMO.text) -> Path:
    segno.make_qr(text, error="m").save(str(path), scale=4, border=4)
    return path


class Table:
    """A stick desk over a folder; studio photos are refused by name, so that no model is needed."""

    def __init__(self, root: Path, card: Path | None = None) -> None:
        self.answers: queue.Queue[ev.Event] = queue.Queue()
        self.developed: list[bytes] = []
        self.desk = StickDesk(
            (root,),
            CardReader(card),
            SystemClock(),
            self.answers.put,
            lambda code: True,
            self._develop,
            self._portrait,
            self._do,
        )
        self.desk.start()

    def _develop(self, data: bytes, waived: tuple[str, ...]) -> Developed:
        self.developed.append(data)
        self.waived = waived
        raise KioskError("studio-file-kind", "Not a photo.", "Choose another one.")

    def _portrait(self, data: bytes, capture: Capture | None) -> Compared | None:
        self.developed.append(data)
        raise KioskError("compare-two-faces", "Two faces.", "Choose another one.")

    @staticmethod
    def _do(
        job: Callable[[], R],
        success: Callable[[R], None],
        failure: Callable[[KioskError], None],
    ) -> None:
        try:
            success(job())
        except KioskError as error:
            failure(error)

    def ask(self, effect: fx.Effect) -> ev.Event:
        assert self.desk.carry_out(effect)
        return self.answers.get(timeout=10)

    def listed(self) -> list[str] | None:
        answer = self.answers.get(timeout=10)
        assert isinstance(answer, ev.StickListed)
        found = answer.listing.pictures
        return None if found is None else [picture.name for picture in found]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def table(stick: Path) -> Iterator[Table]:
    made = Table(stick)
    yield made
    made.desk.stop()


def test_a_chosen_enrolment_photo_is_read_once_and_a_refusal_says_why(stick: Path, table: Table) -> None:
    (stick / "enrolled.jpg").write_bytes(JPEG)
    table.desk.carry_out(fx.WatchStick(True))
    assert table.listed() == ["enrolled.jpg"]
    assert table.ask(fx.TakePortrait("picture-0", None)) == ev.PortraitRefused("compare-two-faces")
    assert table.developed == [JPEG]
    assert table.ask(fx.TakePortrait("picture-7", None)) == ev.PortraitRefused("stick-gone")


def test_a_picture_whose_chooser_left_before_it_was_used_is_not_used(stick: Path, table: Table) -> None:
    """The photo thread was busy meanwhile: an enrolment photo must not become the next person's."""
    (stick / "enrolled.jpg").write_bytes(JPEG)
    waiting: queue.Queue[Callable[[], None]] = queue.Queue()
    table.desk._finish = lambda *job: waiting.put(lambda: Table._do(*job))
    table.desk.carry_out(fx.WatchStick(True))
    table.listed()
    table.desk.carry_out(fx.TakePortrait("picture-0", None))
    used = waiting.get(timeout=10)
    table.desk.forget()
    used()
    assert table.developed == [] and table.answers.empty()


@pytest.fixture
def beside_a_reader(stick: Path, tmp_path: Path) -> Iterator[tuple[Table, Path]]:
    card = tmp_path / "card"
    card.mkdir()
    made = Table(stick, card)
    yield made, card
    made.desk.stop()


def test_a_card_that_was_just_read_is_for_staff_and_gone_when_taken(
    stick: Path, beside_a_reader: tuple[Table, Path]
) -> None:
    table, card = beside_a_reader
    (stick / "enrolled.jpg").write_bytes(JPEG)
    (card / "wz.txt").write_text("what is printed on the card")
    old, photo = card / "old.bmp", card / "zp.bmp"
    for path in (old, photo):
        path.write_bytes(b"BM" + bytes(60))
    then = time.time() - FRESH_S - 10
    os.utime(old, (then, then))
    table.desk.carry_out(fx.WatchStick(True))
    assert table.listed() == ["enrolled.jpg"], "a student is shown nobody's card"
    table.desk.carry_out(fx.WatchStick(True, card=True))
    answer = table.answers.get(timeout=10)
    assert isinstance(answer, ev.StickListed) and answer.listing.pictures is not None
    assert [(each.name, each.card) for each in answer.listing.pictures] == [
        ("zp.bmp", True),
        ("enrolled.jpg", False),
    ]
    first = answer.listing.pictures[0].id
    assert table.ask(fx.TakePortrait(first, None)) == ev.PortraitRefused("compare-two-faces")
    assert table.developed == [b"BM" + bytes(60)]
    assert not photo.exists() and (stick / "enrolled.jpg").exists()
    assert table.listed() == ["enrolled.jpg"], "the card is to be read again"


def test_a_card_photo_that_cannot_be_erased_is_not_used(
    beside_a_reader: tuple[Table, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, card = beside_a_reader
    (card / "zp.bmp").write_bytes(b"BM" + bytes(60))
    table.desk.carry_out(fx.WatchStick(True, card=True))
    assert table.listed() == ["zp.bmp"]

    def locked(path: object) -> None:
        raise PermissionError(13, "locked")

    monkeypatch.setattr(os, "unlink", locked)
    assert table.ask(fx.TakePortrait("picture-0", None)) == ev.PortraitRefused("card-photo-stays")
    assert table.developed == []


def test_without_a_card_staff_are_told_of_both_ways(beside_a_reader: tuple[Table, Path], stick: Path) -> None:
    table, card = beside_a_reader
    stick.rmdir()
    table.desk.carry_out(fx.WatchStick(True, card=True))
    assert table.answers.get(timeout=10) == ev.StickListed(StickListing(None, reader=True))
    assert CardReader(card / "absent").newest(SystemClock().now()) is None
    assert not CardReader(None).there


def test_only_pictures_by_name_and_by_first_bytes(stick: Path) -> None:
    saved_code(stick / "code.png")
    (stick / "photo.JPG").write_bytes(JPEG)
    (stick / "program.exe").write_bytes(JPEG)
    (stick / "letter.jpg").write_bytes(b"MZ\x90\x00 not a picture")
    (stick / "empty.png").write_bytes(b"")
    (stick / ".hidden.jpg").write_bytes(JPEG)
    (stick / "folder.jpg").mkdir()
    assert {found.path.name for found in pictures(stick)} == {"code.png", "photo.JPG"}


def test_never_out_of_the_stick(stick: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.jpg").write_bytes(JPEG)
    (stick / "link.jpg").symlink_to(outside / "secret.jpg")
    (stick / "folder").symlink_to(outside)
    (stick / "loop").symlink_to(stick)
    os.mkfifo(stick / "pipe.jpg")
    assert pictures(stick) == ()
    assert not is_picture(stick / "link.jpg")
    with pytest.raises(KioskError, match="stick"):
        read_picture(stick / "link.jpg")


def test_newest_first_three_folders_deep_two_hundred_at_most(stick: Path) -> None:
    deep = stick / "a" / "b" / "c"
    (deep / "d").mkdir(parents=True)
    for age, path in enumerate((deep / "old.jpg", stick / "older.jpg")):
        path.write_bytes(JPEG)
        os.utime(path, ns=(0, 10**9 * (100 - age)))
    (deep / "d" / "too-deep.jpg").write_bytes(JPEG)
    assert [found.path.name for found in pictures(stick)] == ["old.jpg", "older.jpg"]
    for number in range(MAX_PICTURES + 20):
        (stick / f"{number}.jpg").write_bytes(JPEG)
    shown = pictures(stick)
    assert len(shown) == MAX_PICTURES
    assert not {"old.jpg", "older.jpg"} & {found.path.name for found in shown}


def test_a_folder_is_a_stick_while_it_exists(tmp_path: Path) -> None:
    assert sticks((tmp_path, tmp_path / "absent")) == (tmp_path,)


def test_below_the_mount_folders_only_what_is_removable(tmp_path: Path) -> None:
    device = os.stat(tmp_path).st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    sysfs = tmp_path / "block"
    sysfs.mkdir()
    assert not removable(tmp_path, sysfs)  # no block device: a share, a folder in memory
    for name, flag, expected in (
        ("pci0/ata1/sda/sda1", "0", False),
        ("pci0/mmc0/mmcblk0/mmcblk0p1", "1", True),
        ("pci0/usb3/3-1/host6/sdb/sdb1", "0", True),  # a disk in a USB case says it is not removable
    ):
        partition = tmp_path / name
        partition.mkdir(parents=True)
        (partition.parent / "removable").write_text(f"{flag}\n")
        (sysfs / number).unlink(missing_ok=True)
        (sysfs / number).symlink_to(partition)
        assert removable(tmp_path, sysfs) is expected, name


def test_listing_follows_the_stick_in_and_out(table: Table, stick: Path) -> None:
    stick.rmdir()
    table.desk.carry_out(fx.WatchStick(True))
    assert table.listed() is None
    stick.mkdir()
    assert table.listed() == []
    saved_code(stick / "code.png")
    assert table.listed() == ["code.png"]
    shutil.rmtree(stick)
    assert table.listed() is None
    table.desk.carry_out(fx.WatchStick(False))
    stick.mkdir()
    with pytest.raises(queue.Empty):
        table.answers.get(timeout=1.5)


def chosen(table: Table) -> str:
    answer = table.ask(fx.WatchStick(True))
    assert isinstance(answer, ev.StickListed)
    assert answer.listing.pictures
    table.desk.carry_out(fx.WatchStick(False))
    return answer.listing.pictures[0].id


def test_the_saved_code_is_read_as_it_stands(table: Table, stick: Path) -> None:
    saved_code(stick / "code.png")
    answer = table.ask(fx.ReadCodePicture(chosen(table)))
    assert isinstance(answer, ev.CodeRead)
    assert answer.code.raw == DEMO.text


def test_what_is_no_code_is_told(table: Table, stick: Path) -> None:
    path = saved_code(stick / "code.png", "https://example.org/page")
    picture = chosen(table)
    assert table.ask(fx.ReadCodePicture(picture)) == ev.CodeRefused("code-link")
    path.write_bytes(JPEG)
    assert table.ask(fx.ReadCodePicture(picture)) == ev.CodeRefused("picture-unreadable")
    path.unlink()
    assert table.ask(fx.ReadCodePicture(picture)) == ev.CodeRefused("stick-gone")
    assert table.ask(fx.ReadCodePicture("picture-99")) == ev.CodeRefused("stick-gone")


def test_a_studio_photo_goes_to_the_photo_thread_untouched(table: Table, stick: Path) -> None:
    (stick / "studio.jpg").write_bytes(JPEG)
    picture = chosen(table)
    answer = table.ask(fx.DevelopFile(picture, ("ear-left",)))
    assert isinstance(answer, ev.DevelopFailed)
    assert answer.error.code == "studio-file-kind"
    assert (table.developed, table.waived) == ([JPEG], ("ear-left",))
    shutil.rmtree(stick)
    answer = table.ask(fx.DevelopFile(picture))
    assert isinstance(answer, ev.DevelopFailed)
    assert answer.error.code == "stick-gone"


def test_nothing_is_told_to_the_next_person(table: Table, stick: Path) -> None:
    saved_code(stick / "code.png")
    picture = chosen(table)
    table.desk.forget()
    assert table.ask(fx.ReadCodePicture(picture)) == ev.CodeRefused("stick-gone")  # the list is gone too
    assert not table.desk.carry_out(fx.Forget())


def test_pulled_out_at_any_moment(stick: Path) -> None:
    """Folders come and go while they are listed; whatever happens is an answer, never an exception."""
    stop = threading.Event()

    def pull() -> None:
        while not stop.is_set():
            for number in range(6):
                folder = stick / str(number % 3)
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{number}.jpg").write_bytes(JPEG)
            shutil.rmtree(stick)

    puller = threading.Thread(target=pull)
    puller.start()
    try:
        end, counts, outcomes = time.monotonic() + 1.0, set(), set()
        while time.monotonic() < end:
            found = [picture for folder in sticks((stick,)) for picture in pictures(folder)]
            counts.add(len(found))
            for picture in found:
                outcomes.add(outcome(picture.path))
    finally:
        stop.set()
        puller.join()
    assert len(counts) > 1
    assert outcomes <= {"read", "stick-gone", "picture-unreadable"}


def outcome(path: Path) -> str:
    try:
        read_picture(path)
    except KioskError as error:
        return error.code
    return "read"
