"""The page beneath the booth's window: what it says while the booth starts, starts again or fails."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from kiosk.operation.supervisor import Phase, Supervisor
from kiosk.operation.telling import ALIVE, READY
from ui.app import chinese_font
from ui.commands.run_supervised import booth_command
from ui.standby import STEP_MS, Standby, StandbyWindow
from ui.texts import Language, load_texts


def window_at(phase: Phase, size: tuple[int, int] = (1280, 800)) -> StandbyWindow:
    window = StandbyWindow(load_texts(Language("zh")), chinese_font(), kept=False)
    window.resize(*size)
    window.show()
    window.show_phase(phase)
    return window


def ended(window: StandbyWindow) -> None:
    window.close_down()
    window.deleteLater()


def test_it_says_in_both_languages_what_goes_on(app: QApplication) -> None:
    window = window_at(Phase.STARTING)
    zh, en = load_texts(Language("zh")), load_texts(Language("en"))
    assert window.lines == [zh("standby.starting"), en("standby.starting")]
    window.show_phase(Phase.RUNNING)
    assert window.lines == []
    window.show_phase(Phase.STARTING)  # it ran before: now it starts again
    assert window.lines[0] == zh("standby.again")
    assert zh("standby.again_lead") in window.lines
    window.show_phase(Phase.FAILING)
    assert window.lines[:2] == [zh("standby.failing"), en("standby.failing")]
    ended(window)


def test_every_line_fits_the_smallest_screen(app: QApplication) -> None:
    for size in ((1024, 600), (1080, 1920)):
        for phase in (Phase.STARTING, Phase.PAUSING, Phase.FAILING):
            window = window_at(phase, size)
            app.processEvents()
            assert window.minimumSizeHint().width() <= size[0], (size, phase)
            assert window.minimumSizeHint().height() <= size[1], (size, phase)
            ended(window)


def test_nobody_closes_it_on_a_booth(app: QApplication) -> None:
    window = StandbyWindow(load_texts(Language("zh")), chinese_font(), kept=True)
    window.show()
    window.close()
    assert window.isVisible()
    ended(window)
    assert not window.isVisible()


def test_it_follows_a_real_process_to_its_end_and_tells_systemd(app: QApplication) -> None:
    told: list[str] = []

    class Above:
        def tell(self, word: str) -> None:
            told.append(word)

    program = "import sys, time; sys.stdout.write('READY=1\\n'); sys.stdout.flush(); time.sleep(0.25)"
    supervisor = Supervisor([sys.executable, "-S", "-c", program], {})
    window = window_at(Phase.STARTING)
    standby = Standby(supervisor, window, Above())
    app.exec()
    standby.stop()
    assert supervisor.phase is Phase.ENDED
    assert supervisor.exit_code == 0
    assert told[:2] == [READY, ALIVE]
    assert STEP_MS <= 250
    ended(window)


def test_the_booth_is_started_with_the_same_words_and_waits_for_its_camera() -> None:
    words = ["run", "--supervised", "--config", "a.toml", "--desk"]
    assert booth_command(words)[-5:] == ["run", "--config", "a.toml", "--desk", "--wait-for-camera"]
