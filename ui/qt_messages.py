"""What Qt itself says, told without what it quotes: names of files or of people may be among it."""

from __future__ import annotations

import logging
import re

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

log = logging.getLogger("kiosk.qt")

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_OF_THE_PLATFORM = "This plugin does not support "
"""What a platform without windows of its own (offscreen) says at every window of a fixed size."""
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|[^\x20-\x7e]+|/\S+")


def told(message: str) -> str:
    """Return a message of Qt's without quoted parts, paths and anything but plain ASCII."""
    return _QUOTED.sub("…", message)


def route_qt_messages() -> None:
    """Send Qt's messages to the kiosk's log from now on."""

    def handler(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        level = LEVELS.get(kind, logging.WARNING)
        log.log(logging.DEBUG if message.startswith(_OF_THE_PLATFORM) else level, "%s", told(message))

    qInstallMessageHandler(handler)
