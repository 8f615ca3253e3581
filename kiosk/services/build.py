"""The composition root: from settings to a booth that is ready to start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.calibration.limits import Limits, load_limits
from kiosk.calibration.shelf import Shelf
from kiosk.camera.frame import Frame
from kiosk.camera.grabber import CameraState, DisplayFrame, Grabber
from kiosk.camera.open import open_camera
from kiosk.camera.source import Camera
from kiosk.campaign.campaign import Campaign
from kiosk.campaign.identity import IdentityCheck
from kiosk.campaign.standing import school_fits
from kiosk.capture_code.code import CaptureCode
from kiosk.capture_code.reader import CodeReader, CodeSighting
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Guide
from kiosk.mailbox import Mailbox
from kiosk.models import vision_models
from kiosk.photo.spec import PhotoSpec, load_spec
from kiosk.services.attendant import Attendant
from kiosk.services.calibrating import FOLDER, Calibrator
from kiosk.services.campaigns import CampaignShelf, newest_campaign
from kiosk.services.card_reader import CardReader
from kiosk.services.crew import Crew
from kiosk.services.daybook import DayBook
from kiosk.services.director import Director, Sitter
from kiosk.services.express import ExpressDesk
from kiosk.services.fee import FeeDesk
from kiosk.services.framing import Framer
from kiosk.services.handoff import HandoffDesk
from kiosk.services.housekeeping import Housekeeper
from kiosk.services.identity_desk import IdentityDesk
from kiosk.services.inbox import Inbox
from kiosk.services.kiosk import Kiosk
from kiosk.services.lights import Lights
from kiosk.services.photo_desk import PhotoDesk
from kiosk.services.photo_room import PhotoRoom
from kiosk.services.pin import PinCheck
from kiosk.services.ruling import rules_for
from kiosk.services.scanning import CodeLook
from kiosk.services.staff_desk import StaffDesk
from kiosk.services.standing import StandingDesk, StoredRoster
from kiosk.services.stick import StickDesk
from kiosk.services.submitting import make_submission
from kiosk.services.visiting import VisitorLook
from kiosk.services.watching import VisionThread
from kiosk.session import events as ev
from kiosk.session.effects import SaveSubmission
from kiosk.settings import Settings
from kiosk.store.keys import BoothKeys, KeyStore
from kiosk.store.keys import open_keys as open_vault
from kiosk.store.scrub import Scrub
from kiosk.store.second_volume import SecondVolume
from kiosk.store.settings import load_store_settings
from kiosk.store.store import Store
from kiosk.store.vaults import KeyPlace, Vault, choose_vault
from kiosk.sync.link import Link
from kiosk.sync.settings import SyncSettings, load_sync_settings


def vault_of(settings: Settings) -> Vault:
    """Return where this booth's keys lie."""
    return choose_vault(KeyPlace(settings.keys.store), settings.data_dir / "keys" / "booth.key")


def store_dir(settings: Settings) -> Path:
    """Return the folder of this booth's store."""
    return settings.data_dir / "store"


def open_keys(settings: Settings) -> BoothKeys:
    """Open this booth's key store; errors as in :func:`kiosk.store.keys.open_keys`."""
    return open_vault(vault_of(settings), store_dir(settings))


def open_store(settings: Settings, keys: KeyStore, clock: Clock) -> Store:
    """Open this booth's store; one process at a time."""
    return Store.open(store_dir(settings), keys, clock)


def build_kiosk(
    settings: Settings,
    clock: Clock,
    camera: Camera | None = None,
    *,
    directed: bool = True,
    needs_camera: bool = False,
) -> Kiosk:
    """Return a booth that has not been started.

    Parameters
    ----------
    camera
        Used instead of the one the settings name.
    needs_camera
        Whether to give up at the start when the camera is not there; if not, the screen says so and
        the booth waits for it.
    directed
        Whether a virtual sitter hears what the kiosk says; if not, it stays as it sat down.

    Raises
    ------
    KioskError
        Whatever makes the booth impossible: a model file missing or altered, a wrong setting, a
        store in use. Nothing is left open then.
    """
    models = vision_models()
    sync_settings = load_sync_settings()
    limits = load_limits()
    if camera is None:
        size = (settings.camera.width_px, settings.camera.height_px)
        camera = open_camera(settings.camera.source, clock, size=size, fps=settings.camera.fps)
    store = open_store(settings, open_keys(settings), clock)
    try:
        campaign = newest_campaign(settings.campaign, store.memory)
        shelf = CampaignShelf(campaign, lambda: newest_campaign(settings.campaign, store.memory))
        spec = load_spec(campaign.spec, settings.specs_dir)
        inbox = Inbox()
        crew = _crew(settings, shelf, spec, clock, camera, inbox, models, limits, store, sync_settings)
    except BaseException:
        store.close()  # a failed start must not keep its lock
        raise
    if directed and isinstance(camera, Sitter):
        crew.director = Director(camera, clock)
    return Kiosk(settings, shelf, spec, clock, inbox, crew, needs_camera=needs_camera)


def _crew(
    settings: Settings,
    campaigns: CampaignShelf,
    spec: PhotoSpec,
    clock: Clock,
    camera: Camera,
    inbox: Inbox,
    models: Path,
    limits: Limits,
    store: Store,
    sync_settings: SyncSettings,
) -> Crew:
    frames = Mailbox[Frame]()
    display = Mailbox[DisplayFrame](inbox.wake)
    guides = Mailbox[Guide](inbox.wake)
    sightings = Mailbox[CodeSighting](inbox.wake)
    reader = CodeReader()
    rules = rules_for(spec)
    framer = Framer(models, spec, rules)
    shelf = Shelf(settings.data_dir / FOLDER)
    calibrator = Calibrator(shelf, camera, clock, spec, limits, framer.observe, inbox.wake)
    calibrator.load()

    def campaign_now() -> Campaign:
        return campaigns.current

    room = PhotoRoom(
        models, spec, rules, lambda: calibrator.plate, store, campaign_now, sync_settings, inbox.post
    )
    darkroom, compare = room.darkroom, room.compare

    def release() -> None:
        framer.release()
        compare.company.wipe()

    def accepts(code: CaptureCode) -> bool:
        return school_fits(campaigns.current, code)

    vision = VisionThread(
        frames,
        lambda: CodeLook(reader, sightings.put, accepts),
        lambda waived: compare.company.guiding(room.live.watching(framer.begin(waived))),
        inbox.post,
        guides.put,
        calibration=calibrator,
        always=Lights(),
        visitor_watch=lambda: VisitorLook(framer.observe),
        waiting=compare.company,
        tidy=compare.company.tidy,
        prepare=framer.prepare,
        release=release,
    )

    def renewed() -> None:
        campaigns.renew()
        inbox.wake()

    link = Link(
        store,
        sync_settings,
        clock,
        on_delivered=lambda submission, receipt: inbox.post(ev.Delivered(submission)),
        on_status=lambda status: inbox.wake(),
        on_campaigns=renewed,
    )
    daybook = DayBook(store, darkroom, clock)
    pin = PinCheck(settings.operator.pin_hash, clock, store.staff)
    staff = StaffDesk(pin, store.upkeep, darkroom, link.resume, inbox.post)
    standing = StandingDesk(store, campaign_now, sync_settings, clock, inbox.post, link.wake)

    def keep(effect: SaveSubmission, campaign: Campaign) -> str:
        submission = make_submission(effect, campaign, spec.name, camera.name, clock)
        store.save(submission)
        link.wake()
        return submission.id

    express = ExpressDesk(
        settings.express,
        clock,
        darkroom,
        lambda: compare.bound(room.lively),
        campaign_now,
        keep,
        inbox.post,
        standing.carry_out,
        daybook.retaken,
    )
    return Crew(
        store=store,
        housekeeper=_housekeeper(settings, store, clock, inbox),
        link=link,
        darkroom=darkroom,
        vision=vision,
        grabber=Grabber(camera, clock, frames, display, _camera_events(inbox.post), replay=True),
        staff=staff,
        attendant=Attendant(pin, store.staff, darkroom, clock, inbox.post),
        frames=frames,
        display=display,
        guides=guides,
        sightings=sightings,
        calibrator=calibrator,
        stage=lambda: room.developer.stage,
        express=express,
        daybook=daybook,
        desks=(
            staff,
            IdentityDesk(
                IdentityCheck(clock),
                StoredRoster(store, campaign_now),
                campaign_now,
                inbox.post,
            ),
            PhotoDesk(darkroom, room.develop, keep, campaign_now, inbox.post),
            standing,
            express,
            compare,
            StickDesk(
                settings.stick_roots,
                CardReader(settings.card_reader_dir),
                clock,
                inbox.post,
                accepts,
                room.develop_file,
                compare.take_portrait,
                darkroom.do,
            ),
            FeeDesk(store, campaign_now, sync_settings, clock, inbox.post),
            HandoffDesk(store, campaign_now, settings.language, sync_settings, clock, inbox.post),
        ),
    )


def _housekeeper(settings: Settings, store: Store, clock: Clock, inbox: Inbox) -> Housekeeper:
    limits, volume = load_store_settings(), None
    if settings.backup_dir is not None:
        volume = SecondVolume(store.directory, settings.backup_dir, clock, limits.backup_every_s)

    def mend(id_: str) -> bool:
        copy = None if volume is None else volume.sealed_copy(id_)
        return copy is not None and store.mend(id_, copy)

    scrub = Scrub(store, clock, limits.check_every_s, mend)
    return Housekeeper(store, scrub, volume, inbox.post, limits.check_pause_s)


def _camera_events(post: Callable[[ev.Event], None]) -> Callable[[CameraState, KioskError | None], None]:
    """Turn what the camera thread reports into events of the session."""
    fault: KioskError | None = None

    def changed(state: CameraState, error: KioskError | None) -> None:
        nonlocal fault
        if error is not None:
            if fault is not None and fault.code != error.code:
                post(ev.FaultCleared(fault.code))
            fault = error
            post(ev.Fault(error))
        elif state is CameraState.RUNNING and fault is not None:
            post(ev.FaultCleared(fault.code))
            fault = None

    return changed
