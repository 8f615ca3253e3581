"""A booth without a screen: saves without pause and delivers, until it is killed."""

from __future__ import annotations

import io
import itertools
import json
import secrets
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from kiosk.bench.crash_life import say
from kiosk.campaign.person import Consent, Person
from kiosk.clock import Clock, SystemClock
from kiosk.digest import sha256_hex
from kiosk.store.keys import BoothKeys, open_keys
from kiosk.store.ledger import WrongState
from kiosk.store.settings import load_store_settings
from kiosk.store.store import Store
from kiosk.store.submission import Submission
from kiosk.store.uuid7 import new_uuid7
from kiosk.store.vaults import FileVault
from kiosk.sync.enrolment import enrol
from kiosk.sync.link import Link
from kiosk.sync.settings import SyncSettings, load_sync_settings

READY = "ready"
SIZE_PX = (90, 120)
BURST_SHARE, BURST, LONGEST_PAUSE_S = 0.1, 6, 1.0
"""One life in ten saves as fast as the disk allows, a few at a time, so that many kills fall into a save
itself; the others leave the courier time."""
WITHDRAWN_SHARE = 0.04


@dataclass(frozen=True)
class Post:
    """The folder in which a booth keeps its things."""

    folder: Path


def hurried() -> SyncSettings:
    """Return the shipped settings with waits in proportion to lives of a second."""
    return replace(
        load_sync_settings(),
        backoff_base_s=0.05,
        backoff_cap_s=0.4,
        retry_after_cap_s=1.0,
        heartbeat_s=0.5,
        reconcile_s=0.3,
        retention_s=0.3,
        pull_s=1.0,
    )


class QuietVault(FileVault):
    """Keys in a plain file that needs no warning: nobody's photos are sealed with them."""

    plain = False


def keys_of(post: Post) -> BoothKeys:
    """Return the booth's keys, made the first time."""
    return open_keys(QuietVault(post.folder / "keys.json"), post.folder / "store")


def open_store(post: Post, clock: Clock, kind: type[Store] = Store) -> Store:
    """Open the booth's store; it needs no reserve of disk space, for its photos are tiny."""
    settings = replace(load_store_settings(), reserve_bytes=0)
    return kind.open(post.folder / "store", keys_of(post), clock, settings)


def enrol_booth(post: Post, url: str, code: str) -> None:
    """Make a booth's folder, keys and store, and enrol it with a one-time code."""
    post.folder.mkdir()
    keys = keys_of(post)
    with closing(open_store(post, SystemClock())) as store:
        enrolled = enrol(url, code, store.device, keys.identity(), hurried())
        enrolled.credentials.keep(store.secrets)
        store.pin_recovery_key(enrolled.recovery_key)


def run(post: Post, kind: type[Store] = Store, link: type[Link] = Link) -> None:
    """Save, deliver and now and then withdraw; says each step once it is done, a withdrawal before too."""
    clock, random = SystemClock(), Random(secrets.randbits(64))
    store = open_store(post, clock, kind)
    courier = link(store, hurried(), clock, _tell_receipt)
    courier.start()
    say(READY)
    in_bursts = random.random() < BURST_SHARE
    for number in itertools.count(1):
        saved = store.save(drawn_submission(clock, random))
        say("saved", saved.id, saved.fingerprint)
        courier.wake()
        if random.random() < WITHDRAWN_SHARE:
            withdraw(store, saved.id)
        if not in_bursts or number % BURST == 0:
            time.sleep(random.uniform(0.0, LONGEST_PAUSE_S))


def withdraw(store: Store, id_: str) -> None:
    """Take a submission back, unless the courier has it in hand just now."""
    say("withdrawing", id_)
    try:
        store.withdraw(id_, "asked-at-the-desk")
    except WrongState:
        return
    say("withdrawn", id_)


def drawn_submission(clock: Clock, random: Random) -> Submission:
    """Return a submission of nobody; no two have the same pictures."""
    now = clock.now()
    return Submission(
        id=new_uuid7(clock),
        campaign="example",
        spec="chsi",
        person=Person(f"crash-{secrets.token_hex(8)}", "typed"),
        consents=tuple(Consent(p, "1", sha256_hex(p.encode()), now) for p in ("capture", "privacy")),
        photo=drawn_jpeg(random),
        original=drawn_jpeg(random),
        inspection={"ok": True, "checks": []},
        capture={"source": "drawn", "manual": False, "failed_rules": []},
    )


def drawn_jpeg(random: Random) -> bytes:
    """Return a small JPEG of an oval before a wall."""
    width, height = SIZE_PX
    picture = Image.new("RGB", SIZE_PX, (60, 130, random.randrange(180, 256)))
    across, down = random.randrange(20, 35), random.randrange(30, 50)
    box = (width // 2 - across, height // 2 - down, width // 2 + across, height // 2 + down)
    ImageDraw.Draw(picture).ellipse(box, (random.randrange(90, 250), 150, 120))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", comment=secrets.token_hex(16).encode("ascii"))
    return buffer.getvalue()


def _tell_receipt(id_: str, receipt: Mapping[str, Any]) -> None:
    say("receipt", id_, json.dumps(dict(receipt)))
