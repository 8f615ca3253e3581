"""``python -m tests.bench.first_run [--out FOLDER]``: staff set a new booth up by touch, all of it for real.

The real window, the real services, the drawn sitter before the camera, a real central server on this machine.
In the middle the power fails: a new program goes on where the old one was. Prints how long each page took.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk.calibration.record import Part
from kiosk.central.process import CentralProcess
from kiosk.clock import SystemClock
from kiosk.services.setup_booth import SetupBooth
from kiosk.services.setup_record import Chapter, Mark, load_record
from kiosk.services.setup_status import FRAMING, GATE
from ui.app import application, chinese_font
from ui.bridge import Bridge
from ui.finger import touch
from ui.presenters.setting_up import PARTS
from ui.shell import Shell
from ui.texts import Language, load_texts
from ui.touches import GUARD_S

PIN = "246813"
LIMIT_S = 120.0
SETTINGS = 'data_dir = "data"\n[camera]\nsource = "folder:nowhere"\n[keys]\nstore = "file"\n'
"""Of a booth as it is delivered, but for its keys: this machine need not have a key store."""
SIZE = (1280, 800)


class QuickClock(SystemClock):
    """The machine's clock, put on by hand where a person would wait before the next touch."""

    ahead_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead_s


class Staff:
    """Who touches the screen of one program.

    Parameters
    ----------
    out
        Gets a picture of every page, None for none.
    """

    def __init__(
        self, app: QApplication, shell: Shell, booth: SetupBooth, clock: QuickClock, out: Path | None
    ):
        self._app, self._shell, self._booth, self._clock, self._out = app, shell, booth, clock, out
        self.seconds: dict[str, float] = {}
        self._seen: object = None
        self._began = time.monotonic()

    @property
    def page(self) -> str:
        return self._booth.setup.page

    def until(self, done: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
        """Let the booth work."""
        end = time.monotonic() + limit_s
        while not done():
            self._app.processEvents()
            if time.monotonic() > end:
                raise TimeoutError(f"{self.page}: {self._booth.setup.error}, {self._booth.calibration.ended}")
            time.sleep(0.002)

    def press(self, name: str) -> None:
        """Touch a button as soon as it can be touched."""

        def touched() -> bool:
            if self._shell.page is not self._seen:  # as a person first takes in a new page
                self._seen = self._shell.page
                self._clock.ahead_s += 2 * GUARD_S
            return touch(self._shell, name) is None

        self.until(touched)

    def type(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.press(f"key-{key}")

    def go_on(self, name: str = "primary") -> None:
        """Leave the page by a button, and note how long it took."""
        page = self.page
        self.press_until_ready(name)
        self.until(lambda: self.page != page)
        self._left(page)

    def press_until_ready(self, name: str) -> None:
        self.until(lambda: not self._booth.setup.busy)
        self.settle()
        if self._out is not None:
            self._shell.grab().save(str(self._out / f"{len(self.seconds) + 1:02d}-{self.page}.png"))
        self.press(name)

    def settle(self) -> None:
        """Let the page show what is known now."""
        self._shell.refresh()
        self._app.processEvents()

    def _left(self, page: str) -> None:
        now = time.monotonic()
        self.seconds[page] = now - self._began
        self._began = now


@contextmanager
def program(
    config: Path, clock: QuickClock, out: Path | None = None
) -> Iterator[tuple[Staff, SetupBooth, Shell]]:
    """Run the set-up's window as ``kiosk run`` does, but for Qt's own loop."""
    app = application()
    pin_set = b"pin_hash" in config.read_bytes()
    booth = SetupBooth(config, clock, locked=pin_set)
    shell = Shell(booth, load_texts(Language(booth.settings.language)), chinese_font())
    bridge = Bridge(booth)
    bridge.refreshed.connect(shell.refresh)
    shell.resize(*SIZE)
    shell.show()
    booth.start()
    bridge.start()
    try:
        yield Staff(app, shell, booth, clock, out), booth, shell
    finally:
        bridge.stop()
        shell.close_down()
        booth.stop()
        shell.close()
        shell.deleteLater()
        app.processEvents()


def first_half(staff: Staff, booth: SetupBooth, *, measures: bool) -> None:
    """Language, camera, and the calibration if ``measures``."""
    staff.press("option-en")
    staff.until(lambda: booth.settings.language == "en")
    staff.go_on()
    staff.press("option-sitter")
    staff.until(lambda: (booth.health().camera_fps or 0) > 1)
    staff.go_on()
    for chapter in (Chapter.LIGHT, Chapter.PLACE):
        if not measures:
            staff.go_on("other")
            continue
        for part in PARTS[chapter]:
            measure(staff, booth, part)
        staff.go_on()


def measure(staff: Staff, booth: SetupBooth, part: Part) -> None:
    """Measure one part until it was found; the sitter moves, so that takes several tries at times."""
    staff.press(f"option-{part}")
    while booth.calibration.calibration.part(part) is None:
        staff.press_until_ready("primary")
        staff.until(lambda: booth.calibration.running is None and booth.calibration.ended is part)


def second_half(staff: Staff, booth: SetupBooth, url: str, code: str, *, person: bool) -> None:
    """Server, campaign, PIN, the drawn photo, a person's if ``person``, the summary."""
    staff.press("field-url")
    staff.type(["erase"] * len("s://"))
    staff.type(url.removeprefix("http"))
    staff.press("field-code")
    staff.type(code.replace("-", ""))
    staff.press("primary")
    staff.until(lambda: booth.setup.enrolment is not None or booth.setup.error is not None)
    staff.go_on()
    staff.until(lambda: bool(booth.setup.campaigns))
    staff.press(f"option-{booth.setup.campaigns[0].id}")
    staff.go_on()
    for _ in range(2):
        staff.type(PIN)
        staff.press_until_ready("primary")
    staff.until(lambda: booth.setup.pin_set)
    staff.go_on()
    staff.press("primary")
    staff.until(lambda: booth.setup.drawn is not None)
    staff.go_on()
    if person:
        while not (booth.setup.person is not None and booth.setup.person.inspection.ok):
            staff.press_until_ready("primary")
            staff.until(lambda: staff.page == FRAMING)
            staff.until(lambda: staff.page == Chapter.PERSON and not booth.setup.busy)
        staff.go_on()
    else:
        staff.go_on("other")
    staff.press_until_ready("primary")
    staff.until(lambda: booth.setup.ended)


def enter(staff: Staff) -> None:
    """Past the PIN."""
    if staff.page == GATE:
        staff.type(PIN)
        staff.go_on()


def main() -> int:
    """Play it; 0 when every chapter is done."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.first_run")
    parser.add_argument("--out", type=Path, help="folder for a picture of every page")
    args = parser.parse_args()
    if args.out is not None:
        args.out.mkdir(parents=True, exist_ok=True)
    clock = QuickClock()
    with tempfile.TemporaryDirectory(prefix="kiosk-first-run-") as name:
        folder = Path(name)
        config = folder / "kiosk.toml"
        config.write_text(SETTINGS, encoding="utf-8")
        with CentralProcess.start(folder / "central") as central:
            assert central.first is not None
            with program(config, clock, args.out) as (staff, booth, _):
                first_half(staff, booth, measures=True)
                seconds = staff.seconds
            with program(config, clock, args.out) as (staff, booth, _):  # the power failed
                staff.seconds = seconds
                second_half(staff, booth, central.url, central.first.enrolment_code, person=True)
        record = load_record(booth.settings.data_dir)
        written = tomllib.loads(config.read_text("utf-8"))
    for page, took_s in seconds.items():
        print(f"{page:10} {took_s:5.1f} s")
    open_ones = [c for c in Chapter if record is None or record.marks.get(c) is not Mark.DONE]
    print(f"{len(Chapter) - len(open_ones)} of {len(Chapter)} done, settings for {sorted(written)}")
    return 1 if open_ones or record is None or not record.finished else 0


if __name__ == "__main__":
    sys.exit(main())
