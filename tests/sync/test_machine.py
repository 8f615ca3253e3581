"""Booth, courier, network and server in any order; ``python -m tests.bench.machine`` takes longer over it."""

from __future__ import annotations

import logging

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.machine import Machine


def test_any_order_of_work_faults_and_losses_keeps_the_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("kiosk"), "propagate", False)  # what goes wrong is logged, rightly
    short = settings(
        max_examples=5,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # a broken promise is told at once; the bench finds the shortest way to it
    )
    run_state_machine_as_test(Machine, settings=short)
