"""The place where the rows are tried: set up once, because models and server take seconds to start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.session.state import Step
from tests import leftovers
from tests.peers.person import Person
from tests.peers.place import opened_place, student
from tests.peers.visit import Visit, visit_once
from ui.app import application


@pytest.fixture(scope="package", autouse=True)
def _leftover_guard() -> Iterator[None]:
    """As for every test, but once for all: the booth runs from the first test to the last."""
    app = application()
    threads, children = leftovers.threads(), leftovers.child_processes()
    timers = leftovers.running_timers()
    yield
    assert isinstance(app, QApplication)
    assert leftovers.new_threads(threads) == []
    assert leftovers.new_children(children) == []
    assert leftovers.new_timers(timers) == []


@pytest.fixture(scope="package")
def person(_leftover_guard: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Somebody before the booth, which has pulled the campaign from its server."""
    folder: Path = tmp_path_factory.mktemp("place")
    with opened_place(folder) as place:
        somebody = Person(place)
        somebody.wait(lambda: place.kiosk.campaign.school_code is not None)
        yield somebody


@pytest.fixture(scope="package")
def visit(person: Person) -> Visit:
    """The first visit of somebody."""
    return visit_once(person, student(1))


@pytest.fixture
def leaving(person: Person) -> Iterator[None]:
    """Whatever the test came to, the next one begins at the first page."""
    yield
    if person.kiosk.state.step is not Step.ATTRACT:
        person.leave()
