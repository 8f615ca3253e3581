"""``python -m tests.bench.payloads``: hostile texts in a code do nothing but be refused or shown as text.

    python -m tests.bench.payloads [--count 100000] [--drawn 200] [--screens 100]

Every payload is classified, decoded, judged as a code before the camera and put into the model of the confirm
page; some are drawn as a QR symbol and read, some are shown in the window. Counted is what must never be:

crashes    any exception
opened     a file, a connection or a program that was opened meanwhile (Python's audit events)
shown      text on the screen with control characters or direction marks, or in a label that takes mark-up;
           anything clipped, overlapping or off the screen
logged     log records, of any logger and level, with a piece of the payload in them
"""

from __future__ import annotations

import argparse
import base64
import json
import logging
import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import segno
from numpy.random import Generator
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.campaign.digests import person_key
from kiosk.campaign.standing import school_fits
from kiosk.capture_code.payload import classify, parse_payload
from kiosk.capture_code.reader import CodeReader
from kiosk.clock import ManualClock
from kiosk.photo.spec import load_spec
from kiosk.services.scanning import told
from kiosk.session.events import CodeRead
from kiosk.session.state import SessionState, Step
from kiosk.settings import load_settings
from tests.ui.test_pages import faults_of
from ui.app import application
from ui.exhibit import Exhibit
from ui.gallery import mount
from ui.presenters.confirm import present_confirm
from ui.still_booth import StillBooth
from ui.texts import Language, Texts, load_texts
from ui.view import Draft, View

OPENING = (
    "open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec",
    "os.posix_spawn", "os.startfile", "webbrowser.open", "ctypes.dlopen", "urllib.Request",
)  # fmt: skip
PIECE_CHARS = 12
MOST_DRAWN_BYTES = 900
HOSTILE = (
    "'; DROP TABLE submissions; --", '" OR "1"="1', "{0.__class__.__mro__}", "%s%s%s%n%x", "{texts}",
    "${jndi:ldap://x/a}", "<b>bold</b>", "<img src='file:///etc/passwd'>", "&lt;&amp;", "../../etc/passwd",
    "<a href='https://example.org'>x</a>", "file:///etc/passwd", "javascript:alert(1)", "http://[::1",
    "https://example.org/?cjm=0123456789abcdef", "tel:110", "\x00\x01\x1b[31m\x07", "\r\nSet-Cookie: a=b",
    "a\u202eb\u202dc\u2066d\u2069", "\u200f\u200e\u061c", "\ufeff\ufffe", "e" + "\u0301" * 80, "\u2028\u2029",
    "\U000e0041\U000e0042", "x" * 10_240, "x" * 90, "測試" * 3000, "測" * 90, "$(reboot)", "`id`", "|calc",
    "=1+1", "@SUM(A1)", "-2+3", "0x" + "f" * 400, "9" * 5000, "[" * 3000, '{"a":' * 800, "NaN", "1e999", "-0",
    "\\u0000", "\u05d0\u05d1\u05d2 abc", "&File",
)  # fmt: skip
FIELDS = ("cjm", "xm", "xh", "zjhm", "yxdm", "cc", "xllb", "fy", "bh", "sjc")


def payloads(rng: Generator, count: int) -> Iterator[str]:
    """Yield invented hostile texts."""
    makers: tuple[Callable[[], str], ...] = (
        lambda: str(rng.choice(HOSTILE)),
        lambda: _noise(rng, int(rng.integers(1, 200))),
        lambda: rng.bytes(int(rng.integers(1, 400))).decode("utf-8", "replace"),
        lambda: rng.bytes(int(rng.integers(1, 400))).decode("latin-1"),
        lambda: json.dumps(_record(rng), ensure_ascii=bool(rng.integers(2))),
        lambda: base64.b64encode(json.dumps(_record(rng)).encode()).decode(),
        lambda: "https://x.example.edu/c?" + "&".join(f"{k}={v}" for k, v in _record(rng).items()),
        lambda: "0123456789abcdef" + _noise(rng, 3),
        lambda: str(rng.choice(HOSTILE)) + _noise(rng, int(rng.integers(1, 40))) + str(rng.choice(HOSTILE)),
        lambda: base64.b64encode(rng.bytes(int(rng.integers(8, 300)))).decode(),
    )
    for index in range(count):
        yield makers[index % len(makers)]()


def _noise(rng: Generator, length: int) -> str:
    """Return characters of every plane but surrogates, which no decoder hands out."""
    points = rng.choice((0x80, 0x700, 0x2100, 0xD7FF, 0x1F000, 0x10FFFF), length)
    letters = (int(rng.integers(0, point)) for point in points)
    return "".join(chr(letter) for letter in letters if not 0xD800 <= letter <= 0xDFFF)


def _record(rng: Generator) -> dict[str, object]:
    """Return a code's record with something hostile in some of its fields."""
    record: dict[str, object] = {"cjm": "0123456789abcdef", "xh": "2022001", "zjhm": "123X", "xm": "测*"}
    for name in rng.choice(FIELDS, int(rng.integers(1, 6))):
        record[str(name)] = (
            str(rng.choice(HOSTILE)),
            _noise(rng, int(rng.integers(1, 120))),
            "\ud800",
            int(rng.integers(-(2**62), 2**62)),
            [["x"]],
            None,
            True,
            f"王\u202e{_noise(rng, 8)}",
        )[int(rng.integers(8))]
    return record


@dataclass
class Tally:
    """What happened; ``kinds`` counts what the payloads were taken for."""

    kinds: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    opened: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    drawn: int = 0
    read: int = 0
    screens: int = 0

    @property
    def clean(self) -> bool:
        return not (self.crashes or self.opened or self.shown or self.logged)


class Watch(logging.Handler):
    """Sees what is opened and what is logged while it is on."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(logging.DEBUG)
        self._tally, self._on, self._payload = tally, False, ""
        sys.addaudithook(self._audit)  # stays for the life of the process: off, it only compares a flag

    @contextmanager
    def over(self, payload: str) -> Iterator[None]:
        """Watch while one payload is handled; an exception is a crash."""
        self._payload, self._on = payload, True
        try:
            yield
        except Exception as error:
            self._tally.crashes.append(f"{type(error).__name__}: {payload[:40]!r}")
        finally:
            self._on = False

    def _audit(self, event: str, args: tuple[object, ...]) -> None:
        if self._on and event in OPENING:
            self._tally.opened[f"{event} {str(args[:1])[:60]}"] += 1

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        pieces = (self._payload[i : i + PIECE_CHARS] for i in range(0, len(self._payload), PIECE_CHARS))
        if self._on and any(len(piece) == PIECE_CHARS and piece in said for piece in pieces):
            self._tally.logged.append(record.name)


class Room:
    """What payloads are handled in: the example campaign, its texts, a booth that stands still."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.campaign: Campaign = load_campaign("example")
        self.settings = load_settings()
        self.spec = load_spec(self.campaign.spec)
        self.texts: Texts = load_texts(Language.ZH)
        self.booth = StillBooth(self.settings, self.campaign, self.spec, self.clock)

    def state(self, payload: str) -> SessionState:
        return SessionState(step=Step.CONFIRM, session="bench", code=parse_payload(payload))

    def shown(self, payload: str) -> list[str]:
        """Return every text of the confirm page's model that comes from the payload."""
        view = View(
            self.state(payload), 0.0, self.settings.session, self.campaign, self.spec, self.texts, Draft()
        )
        return [value for _, value in present_confirm(view, self.clock.now()).rows]


def bare(text: str) -> bool:
    """Whether nothing in a text can change how the text beside it is shown (a place to break is harmless)."""
    return all(
        unicodedata.category(c)[0] != "C" and unicodedata.category(c) not in ("Zl", "Zp")
        for c in text.replace("\u200b", "")
    )


def handle(payload: str, room: Room, tally: Tally) -> None:
    """Do with one payload what the booth does when it is before the camera."""
    tally.kinds[str(classify(payload))] += 1
    event = told([payload], lambda code: school_fits(room.campaign, code))
    if isinstance(event, CodeRead):
        if event.code.raw != payload:
            raise AssertionError("the raw text was touched")
        person_key(room.campaign.salt, event.code)
        tally.shown += [text[:40] for text in room.shown(payload) if not bare(text)]
    elif event is not None:
        room.texts.notice(event.notice)


def draw_and_read(payload: str, reader: CodeReader, room: Room, tally: Tally) -> None:
    """Hold the payload up as a symbol."""
    data = payload.encode()[:MOST_DRAWN_BYTES] or b"x"
    rows = segno.make_qr(data, error="l").matrix_iter(scale=4, border=4)
    grey = np.array([[0 if dark else 255 for dark in row] for row in rows], np.uint8)
    tally.drawn += 1
    for code in reader.read(grey):
        tally.read += code.data == data
        handle(code.text, room, tally)


def show(payload: str, room: Room, tally: Tally) -> None:
    """Show the payload's confirm page in the real window."""
    room.booth.state = room.state(payload)
    shell = mount(room.booth, Exhibit("payload", room.state(payload)), Language.ZH, (1280, 800))
    for label in shell.findChildren(QLabel):
        plain = label.textFormat() is Qt.TextFormat.PlainText or not label.text()
        if not plain or not bare(label.text().replace("\n", "")):
            tally.shown.append(label.text()[:40])
    tally.shown += faults_of(shell)
    if (shell.width(), shell.height()) != (1280, 800):
        tally.shown.append(f"the window became {shell.width()}×{shell.height()}")
    tally.screens += 1
    shell.close_down()
    shell.close()
    shell.deleteLater()


def run(count: int, drawn: int, screens: int, seed: int = 0) -> Tally:
    """Handle ``count`` payloads; of some of them also ``drawn`` symbols and ``screens`` windows."""
    tally, room, reader = Tally(), Room(), CodeReader()
    watch, root = Watch(tally), logging.getLogger()
    level = root.level
    root.addHandler(watch)
    root.setLevel(logging.DEBUG)
    try:
        handle("0123456789abcdef", room, Tally())  # what is loaded at first use is not the payload's doing
        for index, payload in enumerate(payloads(np.random.default_rng(seed), count)):
            with watch.over(payload):
                handle(payload, room, tally)
            if drawn and index % max(1, count // drawn) == 0:
                with watch.over(payload):
                    draw_and_read(payload, reader, room, tally)
        accepted = [
            p for p in payloads(np.random.default_rng(seed + 1), 40 * screens) if parse_payload(p).decoded
        ]
        for payload in accepted[:screens]:
            try:
                show(payload, room, tally)
            except Exception as error:
                tally.crashes.append(f"{type(error).__name__}: {payload[:40]!r}")
    finally:
        root.removeHandler(watch)
        root.setLevel(level)
    return tally


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.payloads", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--drawn", type=int, default=200)
    parser.add_argument("--screens", type=int, default=100)
    args = parser.parse_args(argv)
    app = application()
    tally = run(args.count, args.drawn, args.screens)
    print(f"{args.count} payloads, taken for {dict(tally.kinds)}")
    print(f"{tally.drawn} drawn, {tally.read} read to the byte; {tally.screens} shown in the window")
    print(f"crashes {len(tally.crashes)} {tally.crashes[:5]}")
    print(f"opened {sum(tally.opened.values())} {dict(tally.opened.most_common(5))}")
    print(f"shown {len(tally.shown)} {tally.shown[:5]}")
    print(f"logged {len(tally.logged)} {tally.logged[:5]}")
    del app
    return 0 if tally.clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
