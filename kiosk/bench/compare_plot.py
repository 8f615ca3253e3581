"""The curve from similarity to score as a picture, over what real people's pictures measure."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from kiosk.compare.settings import CompareSettings

Floats = NDArray[np.float64]

WIDTH_PX, HEIGHT_PX = 960, 520
_LEFT, _RIGHT, _TOP, _BOTTOM = 80.0, 880.0, 90.0, 420.0
_FROM, _TO, _BIN = -0.2, 1.0, 0.02
_STYLE = (
    "text{font-family:'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;font-size:15px;"
    "fill:#243038}.title{font-size:20px;font-weight:600}.axis{stroke:#6b7780;stroke-width:1}"
    ".grid{stroke:#dfe4e8;stroke-width:1}.strangers{fill:#9aa7b1}.same{fill:#3d8f6b}"
    ".curve{fill:none;stroke:#b3472e;stroke-width:3}.mark{stroke:#b3472e;stroke-dasharray:6 5}"
    ".score{fill:#b3472e}.middle{text-anchor:middle}.end{text-anchor:end}"
)


def plot(settings: CompareSettings, same: Floats, different: Floats) -> str:
    """Return an SVG: the curve, and how similarities of one person and of strangers are spread.

    Parameters
    ----------
    same, different
        Similarities of two pictures of one person, and of two people's.
    """
    points = settings.score.curve
    mark = settings.curve.similarity(settings.score.mark)
    line = [(_FROM, 0.0), *((point.similarity, point.score) for point in points), (_TO, 100.0)]
    path = " ".join(f"{_x(similarity):.1f},{_y(score):.1f}" for similarity, score in line)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{WIDTH_PX}" height="{HEIGHT_PX}" fill="#ffffff"/>',
        _text(_LEFT, 40, "相似度怎样变成分数 · From similarity to score", "title"),
        *_axes(),
        *_bars(different, "strangers"),
        *_bars(same, "same"),
        f'<polyline class="curve" points="{path}"/>',
        f'<line class="mark" x1="{_x(mark):.1f}" x2="{_x(mark):.1f}" y1="{_TOP}" y2="{_BOTTOM}"/>',
        _text(_x(mark) - 8, _TOP + 18, f"{settings.score.mark} 分 · mark {mark:.2f}", "end score"),
        _text(_x(0.13), _TOP - 16, f"两个人 · strangers, {different.size}", "middle"),
        _text(_x(0.92), _TOP - 16, f"同一人 · one person, {same.size}", "middle"),
        _text((_LEFT + _RIGHT) / 2, _BOTTOM + 48, "相似度（余弦） · similarity (cosine)", "middle"),
        _text(
            (_LEFT + _RIGHT) / 2,
            _BOTTOM + 78,
            "红线和左轴：分数；柱子：每一档占自己那一类的比例，最高的画满。 "
            "Red: score. Bars: share of their own kind, the tallest full.",
            "middle",
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes() -> Iterable[str]:
    for score in range(0, 101, 20):
        yield f'<line class="grid" x1="{_LEFT}" x2="{_RIGHT}" y1="{_y(score):.1f}" y2="{_y(score):.1f}"/>'
        yield _text(_LEFT - 10, _y(score) + 5, str(score), "end score")
    yield f'<line class="axis" x1="{_LEFT}" x2="{_RIGHT}" y1="{_BOTTOM}" y2="{_BOTTOM}"/>'
    for tenth in range(-2, 11, 2):
        yield _text(_x(tenth / 10), _BOTTOM + 22, f"{tenth / 10:.1f}", "middle")


def _bars(values: Floats, kind: str) -> Iterable[str]:
    edges = np.arange(_FROM, _TO + _BIN / 2, _BIN)
    counts = np.histogram(np.clip(values, _FROM, _TO - _BIN / 2), edges)[0]
    for at, count in zip(edges, counts, strict=False):
        if count:
            top = _y(100 * count / counts.max())
            yield (
                f'<rect class="{kind}" x="{_x(at):.1f}" y="{top:.1f}" '
                f'width="{_x(at + _BIN) - _x(at) - 1:.1f}" height="{_BOTTOM - top:.1f}" opacity="0.75"/>'
            )


def _x(similarity: float) -> float:
    return _LEFT + (similarity - _FROM) / (_TO - _FROM) * (_RIGHT - _LEFT)


def _y(score: float) -> float:
    return _BOTTOM - score / 100 * (_BOTTOM - _TOP)


def _text(x: float, y: float, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{words}</text>'
