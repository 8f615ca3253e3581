"""The staff's own window is never on the booth's screen where there is another, and away when that goes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from ui.second_screen import beside

LEFT, RIGHT = QRect(0, 0, 1280, 800), QRect(1280, 0, 1920, 1080)

PLAYED = """
import json
from kiosk.clock import ManualClock
from tests.ui.conftest import still_booth, take_down
from ui.app import application, chinese_font
from ui.desk_window import DeskWindow
from ui.gallery import settle
from ui.second_screen import SecondScreen
from ui.shell import Shell
from ui.texts import Language, load_texts

class Unplugged:
    def __init__(self, app): self.app, self.gone = app, 0
    def screens(self): return self.app.screens()[: len(self.app.screens()) - self.gone]
    def __getattr__(self, name): return getattr(self.app, name)

app = application()
booth = still_booth(ManualClock())
shell = Shell(booth, load_texts(Language.ZH), chinese_font())
shell.lock()
shell.showFullScreen()
desk = DeskWindow(booth, shell, chinese_font())
screens = Unplugged(app)
place = SecondScreen(screens, shell, desk)

def stands():
    settle()
    at = desk.geometry()
    booths, others = (screen.geometry() for screen in app.screens())
    return [desk.isVisible(), others.contains(at), at.intersects(booths), str(shell.screen().name())]

place.settle()
told = [stands()]
for gone, changed in ((1, app.screenRemoved), (0, app.screenAdded)):
    screens.gone = gone
    changed.emit(app.primaryScreen())
    assert place._later.isActive()
    place._later.stop()
    place.settle()
    told.append(stands())
told.append([type(event).__name__ for event in booth._events])
desk.deleteLater()
take_down(shell)
print(json.dumps(told))
"""


@pytest.mark.parametrize(
    ("booths", "screens", "place"),
    [
        (LEFT, [LEFT], None),
        (LEFT, [LEFT, RIGHT], 1),
        (RIGHT, [LEFT, RIGHT], 0),
        (LEFT, [LEFT, LEFT], None),  # the one shows what the other shows
    ],
)
def test_the_other_screen(booths: QRect, screens: list[QRect], place: int | None) -> None:
    assert beside(booths, screens) == place


def test_it_follows_its_screen_and_goes_with_it(tmp_path: Path) -> None:
    """A process of its own: screens are told to Qt before it starts."""
    shown = [
        {"name": name, "x": at.x(), "y": at.y(), "width": at.width(), "height": at.height()}
        for name, at in (("booth", LEFT), ("desk", RIGHT))
    ]
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": shown}))
    env = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
    played = subprocess.run(
        [sys.executable, "-c", PLAYED], env=env, capture_output=True, text=True, timeout=60, check=True
    )
    first, unplugged, again, posted = json.loads(played.stdout)
    assert first == again == [True, True, False, "booth"]
    assert (unplugged[0], unplugged[3]) == (False, "booth")
    assert posted == ["DeskLeft"]
