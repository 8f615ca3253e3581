"""What every test gets: an offscreen Qt, the picture sets, and guards against anything left behind."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.paths import project_root
from tests import leftovers
from tests.storing import KINDS, Cluster, Local, ObjectServer, Place, Servers, Storage

CORE = {
    "test_submissions", "test_processes", "test_places", "test_database", "test_races", "test_courier",
    "test_restored",
}  # fmt: skip
"""Modules in which PostgreSQL and the object store are most likely to differ: writing, locks, processes."""

UNCOUNTED = (
    "bench/test_payloads.py", "bench/test_recovery.py", "bench/test_schemathesis.py", "browser/",
    "central/test_authorisation.py", "central/test_malicious.py", "central/test_process.py",
    "central/test_processes.py", "commands/batch/test_workers.py", "compare/test_facing.py", "peers/",
    "photo/test_crop_search.py", "powercut/", "privacy/", "services/test_kiosk.py",
    "sync/test_booth_states.py", "sync/test_link.py", "sync/test_machine.py", "sync/test_network_faults.py",
    "sync/test_restored.py", "test_signals.py", "ui/", "vision/test_public_pictures.py",
)  # fmt: skip
"""Whose tests, and the processes they start, are not measured for coverage: they go where others go as well,
and being measured takes Python twice as long. Nor are those that are run again on database servers."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--storage",
        choices=(*KINDS, "both", "core"),
        default="local",
        help="where the central servers under test keep their data: SQLite and a folder (local), PostgreSQL "
        "and an S3 stand-in (servers), one after the other (both), or so where much depends on it (core)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "storage" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("storage")
        if chosen == "core":
            chosen = "both" if metafunc.module.__name__.rpartition(".")[2] in CORE else "local"
        kinds = KINDS if chosen == "both" else (chosen,)
        metafunc.parametrize("storage", kinds, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)  # after pytest's own order, which puts tests of one parameter together
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        file = item.path.relative_to(here).as_posix()
        parameters = getattr(item, "callspec", None)
        again = parameters is not None and parameters.params.get("storage") == "servers"
        if again or file.startswith(UNCOUNTED):
            item.add_marker(pytest.mark.no_cover)
    if hasattr(config, "workerinput"):  # one of several processes
        from tests import spreading

        spreading.longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Several processes, a file of tests staying in one: the long ones first."""
    if config.getoption("dist") != "loadfile":
        return None
    from tests import spreading

    config.option.loadscopereorder = False
    return spreading.Spread(config, log)


@pytest.fixture(scope="session")
def testdata() -> Path:
    """The folder of public test pictures, which are never part of the repository."""
    override = os.environ.get("KIOSK_TESTDATA")
    folder = Path(override) if override else project_root().parent / "shared" / "testdata"
    if not folder.is_dir():
        pytest.skip(f"the test pictures are absent: {folder}")
    return folder


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server for this run."""
    cluster = Cluster()
    yield cluster
    cluster.close()


@pytest.fixture(scope="session")
def objects() -> Iterator[ObjectServer]:
    """An object store for this run."""
    objects = ObjectServer()
    yield objects
    objects.close()


@pytest.fixture(scope="session")
def storage(request: pytest.FixtureRequest) -> Storage:
    """Where the servers of a test keep their data; every kind that ``--storage`` asks for."""
    if request.param == "local":
        return Local()
    return Servers(request.getfixturevalue("cluster"), request.getfixturevalue("objects"))


@pytest.fixture
def empty_place(storage: Storage) -> Iterator[Place]:
    """Nothing set up yet; the environment leads every server of the test there."""
    place = storage.fresh()
    with place.in_environment():
        yield place
    storage.drop(place)


@pytest.fixture
def expect_log(_log_guard: leftovers.LogGuard) -> leftovers.ExpectLog:
    """Declare a log record at WARNING or above that the test provokes.

    ``expect_log("kiosk.sync", "refused")``: logger name (or a parent of it) and a regular
    expression found in the message. A declared record that never comes fails the test too.
    """
    return _log_guard.expect


@pytest.fixture(autouse=True)
def _uncounted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the processes of a test that is not measured not be measured either."""
    if request.node.get_closest_marker("no_cover") is not None:
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


@pytest.fixture(autouse=True)
def _log_guard() -> Iterator[leftovers.LogGuard]:
    with leftovers.LogGuard() as guard:
        yield guard
    problems = guard.problems()
    if problems:
        pytest.fail("; ".join(problems), pytrace=False)


@pytest.fixture(autouse=True, scope="module")
def _overlooked() -> None:
    """What was there before a module's tests is none of theirs."""
    leftovers.overlook_what_is_there()


@pytest.fixture(autouse=True)
def _leftover_guard(_log_guard: leftovers.LogGuard) -> Iterator[None]:
    threads = leftovers.threads()
    children = leftovers.child_processes()
    timers = leftovers.running_timers()
    yield
    problems = [
        *(f"thread left running: {name}" for name in leftovers.new_threads(threads)),
        *(f"child process left: {line}" for line in leftovers.new_children(children)),
        *(f"QTimer left running: {line}" for line in leftovers.new_timers(timers)),
    ]
    if problems:
        pytest.fail("; ".join(problems), pytrace=False)
