"""The matting's own equations are the matting library's, for the pixels that are open."""

from __future__ import annotations

import numpy as np
import pytest
from pymatting import cf_laplacian

from kiosk.photo.cholesky import GridCholesky
from kiosk.photo.laplacian import LINKS, System, matting_system
from kiosk.photo.solve import conjugate_gradients

NOISE = 1e-6
SHAPE = (61, 47)


def _scene() -> tuple[np.ndarray, np.ndarray]:
    """Return smooth colours with noise and a trimap with a ring, a speck and a corner left open."""
    random = np.random.default_rng(11)
    rows, columns = np.indices(SHAPE)
    away = np.hypot(rows - 30, columns - 22)
    colours = 0.5 + 0.4 * np.sin(np.stack([away / 7, rows / 9, columns / 5], axis=2))
    colours = np.clip(colours + random.normal(0, 0.01, (*SHAPE, 3)), 0, 1)
    known = np.where(away < 14, 1.0, 0.0).astype(np.float32)
    known[(away > 11) & (away < 18)] = 0.5
    known[50, 40] = known[0, 0] = known[0, 1] = known[60, 46] = 0.5
    return colours, known


def _system(pull: np.ndarray | None = None) -> System:
    colours, known = _scene()
    count = int((known == 0.5).sum())
    return matting_system(colours, known, NOISE, np.zeros((count, 2)) if pull is None else pull)


def test_rows_and_aim_are_the_librarys() -> None:
    colours, known = _scene()
    is_open = (known == 0.5).ravel()
    theirs = cf_laplacian(colours, NOISE, 1)[is_open]
    aim = -theirs[:, ~is_open].dot(known.ravel()[~is_open].astype(np.float64))
    system = _system()
    assert system.rows.has_canonical_format
    assert abs(system.rows - theirs[:, is_open]).max() < 1e-6
    assert np.abs(system.aim - aim).max() < 1e-6
    assert system.links.shape == (int(is_open.sum()), LINKS)


def test_what_is_told_pulls_with_its_weight() -> None:
    count = len(_system().aim)
    pull = np.tile([2.5, 0.4], (count, 1))
    pulled, plain = _system(pull), _system()
    assert abs(pulled.rows - plain.rows).max() == pytest.approx(2.5)
    assert np.allclose(pulled.rows.diagonal() - plain.rows.diagonal(), 2.5)
    assert np.allclose(pulled.aim - plain.aim, 2.5 * 0.4)
    assert np.allclose(pulled.links[:, 1:], plain.links[:, 1:])


def test_the_factor_solves_in_few_steps() -> None:
    system = _system()
    steps = {}
    solutions = []
    diagonal = system.rows.diagonal()
    for name, inverse in (("factor", GridCholesky(system)), ("diagonal", lambda rest: rest / diagonal)):
        count = 0

        def precondition(rest: np.ndarray, inverse=inverse) -> np.ndarray:
            nonlocal count
            count += 1
            return inverse(rest)

        solutions.append(conjugate_gradients(system.rows, system.aim, precondition, 1e-9))
        steps[name] = count
    assert np.abs(solutions[0] - solutions[1]).max() < 1e-4
    assert steps["factor"] < 0.2 * steps["diagonal"]


def test_a_factor_whose_neighbourhood_holds_everything_is_the_inverse() -> None:
    """A strip five pixels wide has nothing that elimination could put farther than the factor reaches."""
    random = np.random.default_rng(2)
    known = np.zeros((300, 9), np.float32)
    known[:, 2:7] = 0.5
    known[:, 7:] = 1.0
    colours = random.uniform(0, 1, (300, 9, 3))
    system = matting_system(colours, known, NOISE, np.tile([0.1, 0.5], (1500, 1)))
    aim = random.normal(size=1500)
    found = GridCholesky(system, shifts=(0.0,))(aim)
    assert np.abs(system.rows @ found - aim).max() < 1e-9


def test_a_picture_of_one_colour_needs_a_shift_and_gets_it() -> None:
    known = np.full((20, 20), 0.5, np.float32)
    known[0] = 1.0
    system = matting_system(np.full((20, 20, 3), 0.25), known, NOISE, np.zeros((380, 2)))
    with pytest.raises(ValueError, match="positive definite"):
        GridCholesky(system, shifts=(-20.0,))
    alpha = conjugate_gradients(system.rows, system.aim, GridCholesky(system), 1e-8)
    assert alpha.min() > 0.9
    assert alpha.max() < 1.1
