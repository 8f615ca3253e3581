"""``assets/docs/comparison.md``: what a score of the portrait comparison means, in Chinese and English."""

from __future__ import annotations

from datetime import date

from kiosk.bench.compare_fit import TAIL_SHARE
from kiosk.bench.compare_real import Table
from kiosk.bench.compare_tables import rate
from kiosk.bench.tables import table
from kiosk.compare.settings import CompareSettings

PLOT = "comparison.svg"

_HEAD = (
    "# 人像比对的分数 · The comparison's score\n\n"
    "由 `{command}` 在 {day} 写成，数字不是手填的。\n\n"
    "Written by `{command}` on {day}; no number is typed in.\n\n"
    "![相似度怎样变成分数 · from similarity to score]({plot})\n\n"
    "## 分数是什么意思 · What a score means\n\n"
    "分数只属于本机，不是学信网或任何服务的分数。它说的是：两个**陌生人**有多难得这样像。"
    "从 20 分起，每高 20 分，难得十倍；中间按直线。\n\n"
    "The score is this kiosk's own, no service's. It says how seldom two **strangers** are that alike: from\n"
    "20 on, ten times more seldom every 20 points, in a straight line between."
)
_RESTS = (
    "曲线取自 {people} 人里同性别、同族裔的两两比较：相似度最高的 {tail:.0%} 按指数分布外推，取 95 % 上限"
    "（`kiosk bench compare --fit`）。最像的两个陌生人是 {most:.2f}；再往右全是外推，没有实测。"
    "换相机、隔几年、长胡子会怎样，没有数据。\n\n"
    "The curve rests on pairs of one sex and origin among {people} people: beyond the {tail:.0%} most alike\n"
    "an exponential tail, of it the upper 95 % bound (`kiosk bench compare --fit`). The two strangers most\n"
    "alike reach {most:.2f}; what is said further right is extrapolated. What another camera, years or a\n"
    "beard do is not known."
)
_MARK = (
    "## 分数线 · The mark\n\n"
    "`config/compare.toml` 里的 `mark = {mark}`。表情自然的照片对微笑的照片：\n\n"
    "`mark = {mark}` of `config/compare.toml`. Of neutral against smiling pictures:"
)


def page(settings: CompareSettings, plain: Table, command: str, day: date) -> str:
    """Return the whole page as Markdown; the plot beside it is :func:`kiosk.bench.compare_plot.plot`."""
    mark = settings.score.mark
    least = settings.curve.similarity(mark)
    levels = [
        [
            f"{point.score:g}",
            f"{point.similarity:.3f}",
            f"{100 * point.false_match:g} %",
            f"1 : {1 / point.false_match:,.0f}",
        ]
        for point in settings.score.curve
    ]
    found = [
        ["不认得本人 · false non-match", rate(int((plain.same < least).sum()), plain.same.size)],
        ["认错陌生人 · false match", rate(int((plain.different >= least).sum()), plain.different.size)],
    ]
    head = ("分数 · score", "相似度 · similarity", "陌生人达到的比例 · strangers who reach it", "")
    words = {"people": len(plain.similarity), "tail": TAIL_SHARE, "most": plain.different.max()}
    parts = [
        _HEAD.format(command=command, day=day, plot=PLOT),
        table(head, levels),
        _RESTS.format(**words),
        _MARK.format(mark=mark),
        table(("", "实测（95 % 区间） · found (95 %)"), found),
    ]
    return "\n\n".join(parts) + "\n"
