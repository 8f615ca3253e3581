"""The QR on the screen is read by the kiosk's own reader, at every size of screen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from kiosk.capture_code.reader import CodeReader
from ui.theme import Theme
from ui.widgets.qr import QrCode

URL = "https://photos.example.edu/h/" + "A" * 43


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (1080, 1920), (3840, 2160)])
@pytest.mark.parametrize("text", [URL, "weixin://wxpay/bizpayurl?pr=" + "x" * 9])
def test_it_reads(app: QApplication, size: tuple[int, int], text: str) -> None:
    code = QrCode(Theme(*size, "sans"))
    code.show_text(text)
    image = code.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    bgr = pixels[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
    read = CodeReader().look(np.ascontiguousarray(bgr))
    assert [code.text for code in read.codes] == [text]
    assert set(np.unique(bgr)) == {0, 255}, "no module has a blurred edge"
    code.show_text(None)
    assert code.isHidden() and code.text is None
