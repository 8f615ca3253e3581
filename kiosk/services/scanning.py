"""Looking for one capture code in live frames: read, told apart, decoded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.camera.frame import Frame
from kiosk.capture_code.code import CaptureCode
from kiosk.capture_code.payload import CodeKind, classify, parse_payload
from kiosk.capture_code.reader import CodeReader, CodeSighting
from kiosk.session.events import CodeRead, CodeRefused, Event


class CodeLook:
    """Watches for one code; made anew for each person, used on the vision thread.

    A code of a wrong kind is reported once, not on every frame it stays in view; the same code
    must be gone for a frame before it is reported again.

    Parameters
    ----------
    publish
        Told every look, for the guidance on screen.
    accepts
        Whether the campaign takes this code; one that says it belongs to another school is refused.
    """

    def __init__(
        self,
        reader: CodeReader,
        publish: Callable[[CodeSighting], None],
        accepts: Callable[[CaptureCode], bool],
    ) -> None:
        reader.forget()
        self._reader = reader
        self._publish = publish
        self._accepts = accepts
        self._refused: str | None = None

    def look(self, frame: Frame) -> Event | None:
        """Return ``CodeRead``, ``CodeRefused`` with the notice ``code-<kind>``, or None."""
        sighting = self._reader.look(frame.bgr)
        self._publish(sighting)
        event = told([code.text for code in sighting.codes], self._accepts)
        notice = event.notice if isinstance(event, CodeRefused) else None
        if notice == self._refused and notice is not None:
            return None
        self._refused = notice
        return event


def told(texts: Sequence[str], accepts: Callable[[CaptureCode], bool]) -> CodeRead | CodeRefused | None:
    """Return what the codes in one picture come to: a capture code, or why there is none; None without any.

    Two capture codes are not guessed between; one beside codes of other kinds is taken.
    """
    kinds = {text: classify(text) for text in texts}
    ours = [text for text, kind in kinds.items() if kind is CodeKind.CAPTURE]
    if len(ours) == 1:
        code = parse_payload(ours[0])
        return CodeRead(code) if accepts(code) else CodeRefused("code-other-school")
    if ours:
        return CodeRefused("code-several")
    return next((CodeRefused(f"code-{kind}") for kind in kinds.values()), None)
