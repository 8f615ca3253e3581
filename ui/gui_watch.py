"""Which turns of the event loop held the window up, and what ran in them: all that is not painting.

Time is the GUI thread's own processor time: what another program took is none of ours, and waiting for a
touch costs nothing.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEvent, QObject

from kiosk.paths import project_root

LIMIT_MS = 16.0
"""One picture of a 60 Hz screen: what takes longer makes the mirror miss one."""
LOOK_EVERY_S = 0.004
LOOK_AFTER_S = LIMIT_MS / 2e3
"""A turn that has used so much is looked into: where the program is, again and again until it ends."""
PAINTING = frozenset(
    {QEvent.Type.Paint, QEvent.Type.UpdateRequest, QEvent.Type.UpdateLater, QEvent.Type.Expose}
)
WORST, NAMED = 12, 3
"""Turns that are told, and of each so many events and places."""

Running = tuple[QEvent.Type, type[QObject]]
"""An event's kind, and the class it is for."""


@dataclass
class Turn:
    """One turn of the loop: what each kind of event took, and where the program was found."""

    spent_s: defaultdict[Running, float] = field(default_factory=lambda: defaultdict(float))
    found: Counter[str] = field(default_factory=Counter)
    where: str = ""
    """What the window showed as it ended."""

    @property
    def own_ms(self) -> float:
        """All but painting."""
        return 1e3 * sum(spent_s for (kind, _), spent_s in self.spent_s.items() if kind not in PAINTING)

    def told(self) -> str:
        """Return what took longest."""
        longest = sorted(self.spent_s.items(), key=lambda each: -each[1])[:NAMED]
        return ", ".join(
            f"{kind.name} of {of.__name__} {1e3 * spent_s:.0f}" for (kind, of), spent_s in longest
        )


class GuiWatch(QObject):
    """Accounts every turn between :meth:`start` and :meth:`stop`.

    An event's time ends when the next one begins or the loop has nothing more to do: what follows a nested
    event is counted as that one's.
    """

    def __init__(self) -> None:
        super().__init__()
        self.turns = 0
        self.long: list[Turn] = []
        self.where = ""
        """What the window shows now; told by who drives it."""
        self._turn = Turn()
        self._running: Running | None = None
        self._since_s = self._began_s = 0.0
        self._looking = threading.Event()
        self._looker: threading.Thread | None = None

    def start(self) -> None:
        """Watch from now on; on the GUI thread."""
        app, loop = QCoreApplication.instance(), QAbstractEventDispatcher.instance()
        assert app is not None and loop is not None
        app.installEventFilter(self)
        loop.aboutToBlock.connect(self._ended)
        gui = threading.get_ident()
        self._looking.set()
        self._looker = threading.Thread(target=self._look, args=(gui,), name="gui-watch", daemon=True)
        self._looker.start()
        self.leave_out()

    def stop(self) -> None:
        """Watch no more."""
        app, loop = QCoreApplication.instance(), QAbstractEventDispatcher.instance()
        assert app is not None and loop is not None and self._looker is not None
        app.removeEventFilter(self)
        loop.aboutToBlock.disconnect(self._ended)
        self._looking.clear()
        self._looker.join()

    def leave_out(self) -> None:
        """Forget this turn so far: it was the measurement's own work."""
        self._turn, self._running = Turn(), None
        self._began_s = time.thread_time()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._account((event.type(), type(watched)))
        return False

    def _account(self, follows: Running | None) -> None:
        """Give the event that ran until now its time; there are thousands, so no word is made of it yet."""
        now_s = time.thread_time()
        if self._running is not None:
            self._turn.spent_s[self._running] += now_s - self._since_s
        self._running, self._since_s = follows, now_s

    def _ended(self) -> None:
        self._account(None)
        turn, self.turns = self._turn, self.turns + 1
        if turn.own_ms > LIMIT_MS:
            turn.where = self.where
            self.long.append(turn)
        self.leave_out()

    def _look(self, gui: int) -> None:
        """Note where the GUI thread is while a turn takes long; runs on a thread of its own."""
        clock, root = time.pthread_getcpuclockid(gui), str(project_root())
        while self._looking.is_set():
            time.sleep(LOOK_EVERY_S)
            turn = self._turn
            if self._running is None or time.clock_gettime(clock) - self._began_s < LOOK_AFTER_S:
                continue
            frame = sys._current_frames().get(gui)
            while frame is not None and not frame.f_code.co_filename.startswith(root):
                frame = frame.f_back
            if frame is not None and turn is self._turn and frame.f_code.co_filename != __file__:
                path = Path(frame.f_code.co_filename).relative_to(root)
                turn.found[f"{path}:{frame.f_lineno} {frame.f_code.co_qualname}"] += 1


def as_table(watch: GuiWatch) -> str:
    """Return what was found, for people: the worst turns first."""
    worst = sorted(watch.long, key=lambda turn: -turn.own_ms)
    lines = [
        f"{watch.turns} turns of the window's loop, {len(worst)} took over {LIMIT_MS:.0f} ms of the processor"
        " without painting"
    ]
    for turn in worst[:WORST]:
        lines.append(f"  {turn.own_ms:6.1f} ms on {turn.where}: {turn.told()}")
        lines += [f"            {count:2d} × {place}" for place, count in turn.found.most_common(NAMED)]
    return "\n".join(lines)
