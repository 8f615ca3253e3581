"""What disk and loopback give at best: the same bytes synced in a bare loop, and sent in a bare loop."""

from __future__ import annotations

import asyncio
import http.client
import multiprocessing
import os
import secrets
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def synced_per_s(folder: Path, sizes: Sequence[int], seconds: float) -> float:
    """Return how many submissions a second a bare loop makes durable: a file each picture, and a note.

    A file: write, fsync, rename, fsync of the folder; the note: one line added to one file, fsync.
    """
    pictures = [secrets.token_bytes(size) for size in sizes]
    count, began_s = 0, time.perf_counter()
    with (folder / "notes").open("ab", buffering=0) as notes:
        directory = os.open(folder, os.O_RDONLY)
        try:
            while time.perf_counter() - began_s < seconds:
                for number, picture in enumerate(pictures):
                    path = folder / f"{count}-{number}"
                    with path.with_suffix(".part").open("wb") as file:
                        file.write(picture)
                        file.flush()
                        os.fsync(file.fileno())
                    os.replace(path.with_suffix(".part"), path)
                    os.fsync(directory)
                notes.write(secrets.token_bytes(400))
                os.fsync(notes.fileno())
                count += 1
        finally:
            os.close(directory)
    return count / (time.perf_counter() - began_s)


def sent_per_s(sizes: Sequence[int], seconds: float) -> float:
    """Return how many submissions a second go over loopback HTTP to a server that only says yes.

    One PUT a body over one kept connection, ``http.client`` to ``uvicorn`` in another process.
    """
    bodies = [secrets.token_bytes(size) for size in sizes]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        context = multiprocessing.get_context("fork")
        server = context.Process(target=_say_yes, args=(listener,), daemon=True)
        server.start()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1])
            count, began_s = 0, time.perf_counter()
            while time.perf_counter() - began_s < seconds:
                for body in bodies:
                    connection.request("PUT", "/", body)
                    connection.getresponse().read()
                count += 1
            took_s = time.perf_counter() - began_s
            connection.close()
        finally:
            server.kill()
            server.join()
    return count / took_s


def _say_yes(listener: socket.socket) -> None:
    import uvicorn

    async def yes(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            more = (await receive()).get("more_body", False)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    config = uvicorn.Config(yes, log_level="critical", access_log=False, lifespan="off")
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))
