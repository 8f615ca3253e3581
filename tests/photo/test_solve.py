"""Conjugate gradients find what a direct solver finds, and stop."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix, diags
from scipy.sparse.linalg import spsolve

from kiosk.photo.solve import MOST_STEPS, conjugate_gradients


def _chain(count: int) -> csr_matrix:
    """Return a chain of springs, each held a little: symmetric and positive definite."""
    random = np.random.default_rng(5)
    links = -random.uniform(0.2, 5.0, count - 1)
    held = np.zeros(count)
    held[:-1] -= links
    held[1:] -= links
    return diags([links, held + random.uniform(0.01, 0.1, count), links], [-1, 0, 1], format="csr")


def test_the_solution_is_the_direct_one_and_the_preconditioner_saves_steps() -> None:
    system = _chain(4000)
    aim = np.random.default_rng(6).normal(size=4000)
    exact = spsolve(system.tocsc(), aim)
    steps = []
    for scale in (np.ones(4000), 1 / system.diagonal()):
        count = 0

        def precondition(rest: np.ndarray, scale: np.ndarray = scale) -> np.ndarray:
            nonlocal count
            count += 1
            return rest * scale

        found = conjugate_gradients(system, aim, precondition, 1e-9)
        assert np.abs(found - exact).max() < 1e-5 * np.abs(exact).max()
        steps.append(count)
    assert steps[1] < steps[0] < MOST_STEPS


def test_nothing_to_reach_is_reached_at_once() -> None:
    system = _chain(10)
    assert not conjugate_gradients(system, np.zeros(10), lambda rest: rest, 1e-5).any()


def test_a_coarse_residual_stops_sooner_and_is_kept() -> None:
    system = _chain(500)
    aim = np.ones(500)
    for residual in (1e-1, 1e-3, 1e-6):
        found = conjugate_gradients(system, aim, lambda rest: rest, residual)
        reached = np.linalg.norm(system @ found - aim) / np.linalg.norm(aim)
        assert reached == pytest.approx(residual, rel=1.0)
        assert reached <= residual * 1.001
