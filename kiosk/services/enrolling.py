"""Making a booth known to its central server, once."""

from __future__ import annotations

from kiosk.clock import Clock
from kiosk.services.build import open_keys, open_store
from kiosk.settings import Settings
from kiosk.sync.enrolment import enrol
from kiosk.sync.settings import load_sync_settings


def enrol_booth(settings: Settings, clock: Clock, url: str, code: str) -> str:
    """Redeem a one-time enrolment code and keep what the server gave; returns the device's id.

    Raises
    ------
    KioskError
        ``store-locked`` while the booth runs; ``central-unreachable``, ``central-insecure``,
        ``central-untrusted`` or ``enrolment-refused``.
    """
    keys = open_keys(settings)
    store = open_store(settings, keys, clock)
    try:
        enrolled = enrol(url, code, store.device, keys.identity(), load_sync_settings())
        store.pin_recovery_key(enrolled.recovery_key)
        enrolled.credentials.keep(store.secrets)
        return enrolled.credentials.device
    finally:
        store.close()
