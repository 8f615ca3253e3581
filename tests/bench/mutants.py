"""Booths with one promise broken each, to see whether the crash bench notices."""

from __future__ import annotations

import time
from collections.abc import Sequence

from kiosk.bench import crash_booth
from kiosk.bench.crash_booth import Post
from kiosk.bench.crash_life import say
from kiosk.digest import canonical_json, sha256_hex
from kiosk.receipt import Receipt
from kiosk.store.manifest import build_manifest
from kiosk.store.store import Store
from kiosk.store.stored import Held, Parcel, Saved
from kiosk.store.submission import Submission
from kiosk.sync import link
from kiosk.sync.client import CentralClient, Reconciled
from kiosk.sync.outcome import Meaning, Outcome


class HastyStore(Store):
    """Calls a submission saved before it is."""

    def save(self, submission: Submission) -> Saved:
        now = self._clock.now()
        manifest = canonical_json(build_manifest(submission, self.device, self._last_seq() + 1, now))
        say("saved", submission.id, sha256_hex(manifest))
        time.sleep(0.3)  # as a slow disk would take
        return super().save(submission)


class ForgetfulStore(Store):
    """Destroys its copy when it is handed to the courier, not when the server is found to hold it."""

    def open_sealed(self, id_: str) -> Parcel:
        parcel = super().open_sealed(id_)
        self._files.destroy(id_)
        return parcel


class TrustingClient(CentralClient):
    """Takes the server's word for the pictures as its receipt, and for what it still holds."""

    def put_submission(self, parcel: Parcel) -> tuple[Outcome, Receipt | None]:
        receipt = Receipt(parcel.id, parcel.fingerprint, tuple(parcel.blobs), "", "", "")
        return Outcome(Meaning.DONE, "http-200"), receipt

    def reconcile(self, items: Sequence[Held]) -> tuple[Outcome, tuple[Reconciled, ...]]:
        return Outcome(Meaning.DONE, "http-200"), tuple(Reconciled(item.id, "held") for item in items)


def hasty(post: Post) -> None:
    crash_booth.run(post, HastyStore)


def forgetful(post: Post) -> None:
    crash_booth.run(post, ForgetfulStore)


def trusting(post: Post) -> None:
    link.CentralClient = TrustingClient  # type: ignore[misc]  # in a process of its own, soon killed
    crash_booth.run(post)
