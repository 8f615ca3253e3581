"""Which turns of the event loop held the window up, and what ran in them: all that is not painting.

Time is the GUI thread's own processor time: what another program took is none of ours, and waiting for a
touch costs nothing.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QObject

from kiosk.paths import project_root
from ui.ears import Ears

LIMIT_MS = 16.0
"""One picture of a 60 Hz screen: what takes longer makes the mirror miss one."""
LOOK_EVERY_S = 0.004
LOOK_AFTER_S = LIMIT_MS / 2e3
"""A turn that has used so much is looked into: where the program is, again and again until it ends."""
PAINTING = frozenset(
    {QEvent.Type.Paint, QEvent.Type.UpdateRequest, QEvent.Type.UpdateLater, QEvent.Type.Expose}
)
WORST, NAMED = 12, 3
"""Turns that are told, and of each so many places."""


@dataclass
class Turn:
    """One turn of the loop: what began it, how long it took without painting, where the program was found."""

    began: str = ""
    own_s: float = 0.0
    found: Counter[str] = field(default_factory=Counter)
    where: str = ""
    """What the window showed as it ended."""

    @property
    def own_ms(self) -> float:
        return 1e3 * self.own_s


class GuiWatch(QObject):
    """Accounts every turn between :meth:`start` and :meth:`stop`.

    Painting lasts until an event comes that is none of it. Listening to every event takes time too: what is
    told is rather too much than too little. While a page is made nobody listens (:class:`ui.ears.Ears`).
    """

    def __init__(self) -> None:
        super().__init__()
        self.turns = 0
        self.long: list[Turn] = []
        self.where = ""
        """What the window shows now; told by who drives it."""
        self._turn = Turn()
        self._painting = False
        self._since_s = self._began_s = 0.0
        self._looking = threading.Event()
        self._looker: threading.Thread | None = None
        self._ears: Ears | None = None

    def start(self, ears: Ears) -> None:
        """Watch from now on, hearing what the window hears; on the GUI thread."""
        loop = QAbstractEventDispatcher.instance()
        assert loop is not None
        self._ears = ears
        ears.add(self)
        loop.aboutToBlock.connect(self._ended)
        gui = threading.get_ident()
        self._looking.set()
        self._looker = threading.Thread(target=self._look, args=(gui,), name="gui-watch", daemon=True)
        self._looker.start()
        self.leave_out()

    def stop(self) -> None:
        """Watch no more."""
        loop = QAbstractEventDispatcher.instance()
        assert loop is not None and self._looker is not None and self._ears is not None
        self._ears.remove(self)
        loop.aboutToBlock.disconnect(self._ended)
        self._looking.clear()
        self._looker.join()

    def leave_out(self) -> None:
        """Forget this turn so far: it was the measurement's own work."""
        self._turn, self._painting = Turn(), False
        self._began_s = self._since_s = time.thread_time()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if not self._turn.began:
            self._turn.began = f"{kind.name} of {type(watched).__name__}"
        painting = kind in PAINTING
        if painting is not self._painting:
            self._account()
            self._painting = painting
        return False

    def _account(self) -> None:
        now_s = time.thread_time()
        if not self._painting:
            self._turn.own_s += now_s - self._since_s
        self._since_s = now_s

    def _ended(self) -> None:
        self._account()
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
            if not turn.began or time.clock_gettime(clock) - self._began_s < LOOK_AFTER_S:
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
        lines.append(f"  {turn.own_ms:6.1f} ms on {turn.where}, begun by {turn.began}")
        lines += [f"            {count:2d} × {place}" for place, count in turn.found.most_common(NAMED)]
    return "\n".join(lines)
