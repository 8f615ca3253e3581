"""``kiosk run --supervised``: the process above the booth's."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from kiosk.operation.exits import Exit
from kiosk.operation.supervisor import Phase, Supervisor
from kiosk.operation.telling import find_teller
from kiosk.settings import Settings
from kiosk.signals import stops_kept
from ui.app import WINDOW_SIZE, application, chinese_font, run_until_stopped
from ui.standby import Standby, StandbyWindow
from ui.texts import Language, load_texts


def booth_command(words: Sequence[str]) -> list[str]:
    """Return what starts the booth: this program again, told the same but for ``--supervised``.

    It waits for its camera on the screen: nobody is there who could start it once the cable is in. That the
    set-up is asked for was written down: one that is through does not come back after every start.
    """
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "kiosk"]
    same = [word for word in words if word not in ("--supervised", "--wait-for-camera", "--set-up")]
    return [*program, *same, "--wait-for-camera"]


def run_supervised(settings: Settings, command: Sequence[str], *, windowed: bool) -> int:
    """Keep the booth running until it ends for good; return its exit code.

    Raises
    ------
    Stopped
        After Ctrl-C or SIGTERM, once the booth has ended.
    """
    with stops_kept() as asked:
        return _run_until_ended(settings, command, asked, windowed)


def _run_until_ended(settings: Settings, command: Sequence[str], asked: Sequence[int], windowed: bool) -> int:
    app = application()
    texts = load_texts(Language(settings.language))
    window = StandbyWindow(texts, chinese_font(), kept=not windowed)
    window.show_phase(Phase.STARTING)
    if windowed:
        window.resize(*WINDOW_SIZE)
        window.show()
    else:
        window.showFullScreen()
    app.processEvents()  # the page is there before the booth begins to load
    supervisor = Supervisor(command, os.environ)
    standby = Standby(supervisor, window, find_teller(os.environ))
    try:
        run_until_stopped(app, asked)
        if asked:
            supervisor.leave()
            app.exec()  # until the booth has ended in order, or was ended
    finally:
        standby.stop()
        supervisor.close()
        window.close_down()
        window.deleteLater()
    return supervisor.exit_code or int(Exit.CLOSED)
