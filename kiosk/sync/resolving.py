"""The addresses behind a name, asked for aside: the system's resolver may be silent for half a minute."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from typing import Any

from urllib3.util.connection import allowed_gai_family

PATIENCE_S = 0.5
"""How long a resolver may be silent before an earlier answer of its serves again: whoever waits for the call
at the screen has two seconds for the whole of it."""

Address = tuple[Any, ...]
"""As :func:`socket.getaddrinfo` gives it, the port left open."""

_NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


class _Question:
    """What is being asked of the system; one thread, however many wait for it."""

    answer: tuple[Address, ...] | None = None
    fault: OSError | None = None

    @property
    def is_settled(self) -> bool:
        return self.answer is not None or self.fault is not None


class Resolver:
    """Asks for each host on at most one thread at a time, and keeps the last answer.

    The system's call cannot be broken off: a thread that is stuck in it stays until it returns, holds
    nothing up, and what it brings serves the next call.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._asked: dict[str, _Question] = {}
        self._known: dict[str, tuple[Address, ...]] = {}

    def addresses(self, host: str, given_up: Callable[[], bool]) -> tuple[Address, ...]:
        """Return the addresses of a name, or of an address that is written as one.

        Parameters
        ----------
        given_up
            Asked after each :meth:`wake`; true ends the waiting.

        Raises
        ------
        OSError
            ``gaierror`` as the system gives it; ``TimeoutError`` when the caller gave up.
        """
        if _is_address(host):
            return _resolved(host)
        with self._changed:
            question, known = self._asked.get(host), self._known.get(host)
            if question is None:
                question = self._asked[host] = _Question()
                asking = threading.Thread(target=self._ask, args=(host, question), name="sync-resolve")
                asking.daemon = True
                asking.start()
            patience_s = None if known is None else PATIENCE_S
            self._changed.wait_for(lambda: question.is_settled or given_up(), patience_s)
            if question.answer is not None:
                return question.answer
            fault = question.fault or TimeoutError("the name is not resolved in time")
        if known is None or given_up() or fault.errno in _NO_SUCH_NAME:
            raise fault
        return known

    def wake(self) -> None:
        """Have everybody who waits look whether to give up; from any thread."""
        with self._changed:
            self._changed.notify_all()

    def _ask(self, host: str, question: _Question) -> None:
        answer: tuple[Address, ...] | None = None
        fault = OSError("the name could not be asked for")
        try:
            answer = _resolved(host)
        except OSError as error:
            fault = error
        except UnicodeError:  # a label that is empty or too long
            fault = socket.gaierror(socket.EAI_NONAME, "not a name")
        finally:
            with self._changed:
                del self._asked[host]
                if answer is None:
                    question.fault = fault
                else:
                    question.answer = self._known[host] = answer
                self._changed.notify_all()


RESOLVER = Resolver()
"""This process's: a thread that is stuck is not joined by another for each connection."""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _resolved(host: str) -> tuple[Address, ...]:
    return tuple(socket.getaddrinfo(host, None, allowed_gai_family(), socket.SOCK_STREAM))
