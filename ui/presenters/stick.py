"""Models of the pages that show what is on a USB stick: saved codes, and studio photos."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.photo.studio_file import StudioLimits
from kiosk.session.parts import StickPicture
from ui.foreign import harmless
from ui.texts import Texts
from ui.view import View

NAME_CHARS = 48


class StickState(StrEnum):
    """Being looked at, not plugged in, without pictures, or listed."""

    LOOKING = "looking"
    ABSENT = "absent"
    EMPTY = "empty"
    LISTED = "listed"


@dataclass(frozen=True)
class StickRow:
    """One picture; ``id`` names it to the session."""

    id: str
    name: str
    size: str


@dataclass(frozen=True)
class StickPage:
    """``title`` and ``lead`` of the page, ``state_title`` and ``state_note`` while nothing is listed."""

    title: str
    lead: str
    state: StickState
    state_title: str
    state_note: str
    rows: tuple[StickRow, ...]
    notice: str | None
    note: str
    back: str


def present_stick(view: View) -> StickPage:
    """Return the model of the page on which a saved code is chosen."""
    texts = view.texts
    return _page(view, texts("stick.title"), texts("stick.lead"), texts("stick.back"))


def present_files(view: View, limits: StudioLimits) -> StickPage:
    """Return the model of the page on which a studio photo is chosen."""
    texts = view.texts
    lead = texts(
        "files.lead",
        width=limits.aspect[0],
        height=limits.aspect[1],
        least=f"{limits.width_px[0]}×{limits.height_px[0]}",
        most=f"{limits.width_px[1]}×{limits.height_px[1]}",
        kb=limits.bytes[0] // 1000,
        mb=limits.bytes[1] // 1_000_000,
    )
    return _page(view, texts("files.title"), lead, texts("files.back"))


def present_portraits(view: View) -> StickPage:
    """Return the model of the page on which staff choose an enrolment photo."""
    texts = view.texts
    page = _page(view, texts("portrait.title"), texts("portrait.lead"), texts("common.back"))
    if page.state is not StickState.ABSENT or view.state.stick is None or not view.state.stick.reader:
        return page
    return replace(page, state_title=texts("portrait.absent"), state_note=texts("portrait.absent_note"))


def _page(view: View, title: str, lead: str, back: str) -> StickPage:
    texts, stick = view.texts, view.state.stick
    if stick is None:
        state = StickState.LOOKING
    elif stick.pictures is None:
        state = StickState.ABSENT
    else:
        state = StickState.LISTED if stick.pictures else StickState.EMPTY
    pictures = () if stick is None else stick.pictures or ()
    listed = state is StickState.LISTED
    return StickPage(
        title=title,
        lead=lead,
        state=state,
        state_title="" if listed else texts(f"stick.{state}"),
        state_note="" if listed else texts(f"stick.{state}_note"),
        rows=tuple(_row(texts, picture) for picture in pictures),
        notice=None if view.state.notice is None else texts.notice(view.state.notice),
        note=texts("stick.note"),
        back=back,
    )


def _row(texts: Texts, picture: StickPicture) -> StickRow:
    name = texts("portrait.card") if picture.card else shortened(harmless(picture.name, 255))
    return StickRow(picture.id, name, size_of(picture.size_bytes))


def shortened(name: str) -> str:
    """Return a file's name with its middle left out when it is long: the ending says what it is."""
    if len(name) <= NAME_CHARS:
        return name
    tail = NAME_CHARS // 3
    return f"{name[: NAME_CHARS - tail - 1]}…{name[-tail:]}"


def size_of(size_bytes: int) -> str:
    """Return a file's size as people read it."""
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1_000_000 else f"{max(1, size_bytes // 1000)} KB"
