"""Where the central server keeps its data: its own folder, or a database server and an object store."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from kiosk.central.blobs import BlobStore, DirectoryBlobs
from kiosk.central.database import open_sqlite
from kiosk.central.object_store import SCHEME, ObjectBlobs
from kiosk.central.postgresql import open_postgresql
from kiosk.errors import KioskError


def open_engine(where: str, data: Path) -> Engine:
    """Return an engine on the database at ``where``, migrated to this version; empty: in ``data``.

    Raises
    ------
    KioskError
        As :func:`kiosk.central.postgresql.open_postgresql`.
    """
    return open_postgresql(where) if where else open_sqlite(data / "central.db")


def open_blobs(where: str, data: Path) -> BlobStore:
    """Return the store of pictures at ``where``: ``s3://…`` or a folder; empty: in ``data``.

    Raises
    ------
    KioskError
        ``blobs-url`` for any other scheme, else as :class:`kiosk.central.object_store.ObjectBlobs`.
    """
    if where.startswith(SCHEME):
        return ObjectBlobs(where)
    if "://" in where:
        raise KioskError(
            "blobs-url", "Pictures cannot be kept there.", "Name a folder, or s3://bucket/prefix."
        )
    return DirectoryBlobs(Path(where) if where else data / "blobs")
