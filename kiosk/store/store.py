"""The store: submissions that survive anything short of the loss of the disk."""

from __future__ import annotations

import io
import shutil
import uuid
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from kiosk.clock import Clock
from kiosk.digest import canonical_json, sha256_hex
from kiosk.durable import make_directory, write_durably
from kiosk.errors import KioskError
from kiosk.store import audit, ledger, schema, startup, tally
from kiosk.store.ballast import Ballast
from kiosk.store.faults import environment_faults
from kiosk.store.keys import KeyStore
from kiosk.store.manifest import build_manifest, check_submission, pack, unpack
from kiosk.store.memory import Memory, insert_visit
from kiosk.store.rows import Rows
from kiosk.store.sealed_files import SealedFiles
from kiosk.store.sealed_values import SealedValues
from kiosk.store.sealing import Context, Damaged, seal, unseal
from kiosk.store.secrets_file import SecretFiles
from kiosk.store.settings import StoreSettings, load_store_settings
from kiosk.store.staff import Staff
from kiosk.store.stored import Depth, Parcel, Saved
from kiosk.store.submission import Delivery, Submission
from kiosk.store.tally import Counted, Tally
from kiosk.store.upkeep import Upkeep
from kiosk.store.withdrawals import Withdrawals

RECOVERY_KEY, RECOVERY_META = "recovery.key", "recovery_key"
"""The public recovery key: its file beside the database, its row within."""


class Store(Rows):
    """Everything the booth keeps, rows and sealed files; made by :meth:`open`."""

    def __init__(
        self, directory: Path, keys: KeyStore, clock: Clock, settings: StoreSettings, lock: FileLock
    ) -> None:
        self.directory, self._keys, self._settings = directory, keys, settings
        self._instance_lock = lock
        self._files = SealedFiles(directory / "sealed")
        self.secrets = SecretFiles(directory / "secrets", keys.wrapping_key())
        """Small secrets sealed with the booth's key, e.g. the device's credentials."""
        self._ballast = Ballast(directory / "ballast", settings.ballast_bytes, settings.session_bytes)
        database = startup.open_database(directory / "store.db", clock.now())
        database.yield_room = self._ballast.yield_room
        super().__init__(database, clock)
        self.memory = Memory(self._db, clock, self._lock, SealedValues(keys.wrapping_key()))
        """What this booth remembers of campaigns and people."""
        self.staff = Staff(self._db, clock, self._lock)
        """Who came into the staff corner, and who failed to."""
        self.upkeep = Upkeep(self._db, clock, self._lock, self._files, keys.wrapping_key())
        """What staff do with the queue."""
        self.tally = Tally(self._db, clock, self._lock)
        """How many photos a day, in numbers only."""
        self.backup = "off"
        """How the second volume stands, as whoever keeps it says."""
        try:
            self.device = self._known_device()
            """This booth's id: the first half of every ``(device, seq)``."""
            self._withdrawals = Withdrawals(directory / "withdrawn", self.device)
            startup.tidy(self._db, self._files, self._withdrawals, self.device, clock.now())
            self._ballast.put()
            with suppress(KioskError):  # a disk that refuses now: the next roster tries it again
                self.memory.drop_unused()
        except BaseException:
            self._db.close()
            raise

    @classmethod
    def open(
        cls, directory: Path, keys: KeyStore, clock: Clock, settings: StoreSettings | None = None
    ) -> Store:
        """Open the store below ``directory``, creating it the first time, and put right what a crash left.

        Raises
        ------
        KioskError
            ``store-locked`` when another process has it open, ``store-newer`` when a later version wrote it.
        """
        with environment_faults():
            make_directory(directory)
            lock = FileLock(directory / "store.lock", timeout=0)
            try:
                lock.acquire()
            except Timeout:
                raise KioskError(
                    "store-locked", "Another kiosk is using this store.", "Close the other one first."
                ) from None
            try:
                return cls(directory, keys, clock, settings or load_store_settings(), lock)
            except BaseException:
                lock.release()
                raise

    def close(self) -> None:
        """Let go of database and lock; safe to call twice."""
        with self._lock:
            self._db.close()
            self._instance_lock.release()

    def save(self, submission: Submission) -> Saved:
        """Store a confirmed submission; returns only when it would survive a power cut.

        What waits here of the same person in the same campaign is superseded: it is a retake.

        Raises
        ------
        KioskError
            ``consent-missing``, ``photo-damaged``; or as the class says, nothing half-written.
        """
        check_submission(submission)
        with self._lock, environment_faults():
            if self._free_bytes() < self._settings.reserve_bytes:
                raise KioskError(
                    "disk-full", "The booth's disk is almost full.", "Free space, then save again."
                )
            schema.refuse_doubt(self._db)
            now = self._clock.now()
            seq = self._last_seq() + 1
            manifest = canonical_json(build_manifest(submission, self.device, seq, now))
            context = Context(submission.id, self.device, seq, sha256_hex(manifest), now.isoformat())
            body = pack(manifest, submission.photo, submission.original)
            recovery = self._recovery_key()
            sealed = seal(context, body, self._keys.wrapping_key(), recovery)
            try:
                self._files.write(submission.id, sealed)
                with schema.immediate(self._db):
                    ledger.insert(self._db, context, now, "saved")
                    tally.add(self._db, now, Counted.SUBMITTED)
                    if submission.waiver is not None:
                        # The waiver itself is sealed in the manifest; the chain keeps it what it was.
                        state, reason = Delivery.QUEUED.value, f"waived {context.fingerprint}"
                        audit.append(self._db, now, submission.id, state, state, reason)
                    if submission.person_key is not None:
                        ledger.supersede(self._db, submission.campaign, submission.person_key, now)
                        insert_visit(self._db, submission.campaign, submission.person_key, submission.id, now)
            except BaseException as error:
                # A row that came through after all must find its file; without a row the next start adds it.
                if not schema.outcome_unknown(error):
                    self._files.destroy(submission.id)
                raise
            return Saved(submission.id, seq, context.fingerprint, now)

    def open_sealed(self, id_: str) -> Parcel:
        """Return manifest and pictures of a stored submission.

        Raises
        ------
        KioskError
            ``sealed-damaged`` when the file is not what was saved; the submission is then quarantined.
        """
        with self._lock, environment_faults():
            row = ledger.row(self._db, id_)
            try:
                parcel = unpack(self._files.open(id_, self._keys.wrapping_key()))
                if parcel.fingerprint != row["fingerprint"] or parcel.id != id_:
                    raise Damaged("the content is not what was recorded")
            except Damaged as error:
                self.transition(id_, Delivery(row["state"]), Delivery.QUARANTINED, "file-damaged")
                raise KioskError(
                    "sealed-damaged",
                    "A stored submission is damaged and was set aside.",
                    "Ask the person to take the photo again, and check the disk.",
                ) from error
            return parcel

    def withdraw(self, id_: str, reason: str) -> None:
        """Record that the person took the consent back; the worker tells the server, then purges.

        Noted beside the database first, so that a lost one does not bring the photo back.

        Raises
        ------
        kiosk.store.ledger.WrongState
            While it is being sent, or when it was withdrawn before.
        """
        with self._lock, environment_faults():
            row = ledger.row(self._db, id_)
            if Delivery.WITHDRAWN in ledger.ALLOWED[Delivery(row["state"])]:
                self._withdrawals.note(row)
            super().withdraw(id_, reason)

    def purge(self, id_: str, reason: str) -> None:
        """Destroy the local copy and its wrapped keys; id, fingerprint, times and receipt stay as tombstone.

        Raises
        ------
        kiosk.store.ledger.WrongState
            Unless it is accepted, withdrawn or superseded.
        """
        with self._forgetting() as db:
            ledger.transition(db, id_, self.state(id_), Delivery.PURGED, reason, self._clock.now())
        with self._lock, environment_faults():
            self._files.destroy(id_)
            self._withdrawals.forget(id_)

    def depth(self) -> Depth:
        """Return how the queue stands."""
        with self._reading() as db:
            n = ledger.counts(db)
            return Depth(
                queued=n[Delivery.QUEUED] + n[Delivery.SENDING],
                blocked=n[Delivery.BLOCKED],
                quarantined=n[Delivery.QUARANTINED],
                withdrawn=n[Delivery.WITHDRAWN] + n[Delivery.SUPERSEDED],
                oldest_queued_at=ledger.oldest_queued(db),
                last_seq=self._last_seq(),
                free_bytes=self._free_bytes(),
                audit_head=audit.head(db),
                backup=self.backup,
            )

    def mend(self, id_: str, sealed: bytes) -> bool:
        """Put a sound copy in the place of a quarantined submission's file; False when it is not sound."""
        with self._lock, environment_faults():
            row = ledger.row(self._db, id_)
            try:
                context, body = unseal(io.BytesIO(sealed), self._keys.wrapping_key())
                if (context.id, unpack(body).fingerprint) != (id_, row["fingerprint"]):
                    return False
            except Damaged:
                return False
            self._files.write(id_, sealed)
            self.transition(id_, Delivery.QUARANTINED, Delivery.QUEUED, "mended")
            return True

    def check_database(self) -> None:
        """Read the whole database beside the booth's own work.

        Raises
        ------
        KioskError
            ``store-damaged``.
        """
        with environment_faults():
            schema.check(self.directory / "store.db")

    def keep_room(self) -> bool:
        """Put the ballast back once there is room; return whether there is room for another person."""
        with environment_faults():
            self._ballast.put()
            return self._free_bytes() >= self._settings.session_bytes

    def pin_recovery_key(self, public_key: bytes) -> None:
        """From now on wrap every submission's key for this raw X25519 public key too."""
        with self._writing() as db:
            # Beside the database too: one rebuilt from the sealed files must not go on without it.
            write_durably(self.directory / RECOVERY_KEY, public_key.hex().encode("ascii"))
            ledger.set_meta(db, RECOVERY_META, public_key.hex())

    def _recovery_key(self) -> bytes | None:
        text = ledger.meta(self._db, RECOVERY_META)
        note = self.directory / RECOVERY_KEY
        if text is None and note.exists():
            text = note.read_text("ascii")
            with schema.immediate(self._db) as db:
                ledger.set_meta(db, RECOVERY_META, text)
        return None if text is None else bytes.fromhex(text)

    def _known_device(self) -> str:
        # Beside the database too, so that a rebuilt database belongs to the same booth.
        note = self.directory / "device"
        device = ledger.meta(self._db, "device")
        if device is None:
            device = note.read_text("ascii") if note.exists() else str(uuid.uuid4())
            startup.remember_device(self._db, note, device)
        return device

    def _free_bytes(self) -> int:
        return shutil.disk_usage(self.directory).free
