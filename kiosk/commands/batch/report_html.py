"""The contact sheet: one page that holds everything it shows and asks nobody for anything."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path
from typing import TextIO

from kiosk.commands.batch.reasons import Reason, reasons_in, refusal_in
from kiosk.commands.batch.run import Outcome, Row
from kiosk.commands.batch.story import Story
from kiosk.commands.batch.work import LINES, SMALL
from kiosk.photo.words import Said

TITLES = {
    Outcome.NO_PHOTO: Said("没有制成照片", "No photo"),
    Outcome.FAILED: Said("不合格", "Not passed"),
    Outcome.TO_LOOK_AT: Said("合格，请人工查看", "Passed, a person should look"),
    Outcome.PASSED: Said("合格", "Passed"),
}
SIGNS = {Outcome.NO_PHOTO: "✗", Outcome.FAILED: "✗", Outcome.TO_LOOK_AT: "!", Outcome.PASSED: "✓"}
LOOKS = {Outcome.NO_PHOTO: "none", Outcome.FAILED: "bad", Outcome.TO_LOOK_AT: "look", Outcome.PASSED: "good"}
STYLE = """
:root { --ink: #13233a; --soft: #4a5a70; --line: #d9e1eb; --page: #f3f6fa;
  --none: #5b4a8a; --bad: #c53434; --look: #a86200; --good: #0e8f5b; }
* { box-sizing: border-box; }
body { margin: 0; padding: 28px; background: var(--page); color: var(--ink); line-height: 1.45;
  font-family: "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif; }
h1 { margin: 0; font-size: 26px; } h2 { font-size: 20px; margin: 30px 0 12px; }
.en { color: var(--soft); font-size: 0.82em; }
.tally { display: flex; flex-wrap: wrap; gap: 14px; margin: 20px 0; }
.tally a { background: #fff; border: 1px solid var(--line); border-left: 8px solid; border-radius: 10px;
  padding: 10px 20px 10px 14px; text-decoration: none; color: var(--ink); min-width: 150px; }
.tally b { font-size: 30px; display: block; line-height: 1.15; }
.tally .none { border-left-color: var(--none); } .tally .bad { border-left-color: var(--bad); }
.tally .look { border-left-color: var(--look); } .tally .good { border-left-color: var(--good); }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 14px;
  align-items: start; }
details { background: #fff; border: 1px solid var(--line); border-top: 6px solid; border-radius: 10px;
  overflow: hidden; color: inherit; }
details[open] { grid-column: 1 / -1; }
details.none { border-top-color: var(--none); } details.bad { border-top-color: var(--bad); }
details.look { border-top-color: var(--look); } details.good { border-top-color: var(--good); }
summary { list-style: none; cursor: pointer; padding: 12px; display: flex; gap: 12px; color: var(--ink); }
summary::-webkit-details-marker { display: none; }
summary img, .blank { width: 90px; max-height: 130px; object-fit: contain; flex: none; border-radius: 4px;
  align-self: flex-start; }
.blank { height: 110px; border: 2px dashed var(--line); display: grid; place-items: center;
  color: var(--soft); font-size: 26px; }
.name { font-weight: 600; overflow-wrap: anywhere; }
.sign { display: inline-block; width: 1.5em; height: 1.5em; line-height: 1.5em; border-radius: 50%;
  text-align: center; color: #fff; font-size: 0.8em; margin-right: 0.4em; background: var(--good); }
.none .sign { background: var(--none); } .bad .sign { background: var(--bad); }
.look .sign { background: var(--look); }
ul { margin: 6px 0 0; padding: 0; list-style: none; font-size: 14px; }
summary li { margin-bottom: 4px; } li .en { display: block; }
li.decides > .zh { color: var(--bad); } li.asks > .zh { color: var(--look); }
.number { display: inline-block; min-width: 1.6em; line-height: 1.6em; border-radius: 0.8em; color: #fff;
  text-align: center; font-size: 0.8em; margin-right: 0.3em; background: var(--look); }
.decides > .number { background: var(--bad); }
.open { display: flex; flex-wrap: wrap; gap: 24px; padding: 4px 16px 20px; color: var(--ink); }
.open > img { max-width: min(100%, 720px); height: auto; border: 1px solid var(--line); border-radius: 6px; }
.open .words { flex: 1 1 320px; font-size: 16px; }
.open li { border-bottom: 1px solid var(--line); padding: 10px 0; }
.do { display: block; margin-top: 4px; } .do::before { content: "→ "; }
details[open] summary ul, details[open] summary > img { display: none; }
p { margin: 4px 0; } .file { font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }
@media print { details { break-inside: avoid; } body { background: #fff; padding: 0; } }
"""


def write_html(file: TextIO, story: Story) -> None:
    """Write the page: the counts, then every picture, failures first, each opening to its lines and words."""
    spec = story.spec
    file.write(
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>照片标准化报告 · Photo report</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        '<h1>照片标准化报告 <span class="en">Photo report</span></h1>\n'
        f"<p>{_both(Said(spec.title_zh, spec.title_en))} ({escape(spec.name)})</p>\n"
    )
    if story.missing:
        file.write(
            f"<p><b>还有 {story.missing} 张没有处理，再次运行即可继续。</b> "
            f'<span class="en">{story.missing} pictures were not reached; run again to go on.</span></p>\n'
        )
    file.write('<div class="tally">\n')
    for outcome in Outcome:
        count = story.counts[outcome]
        file.write(
            f'<a class="{LOOKS[outcome]}" href="#{LOOKS[outcome]}"><b>{count}</b>'
            f"{_both(TITLES[outcome])}</a>\n"
        )
    file.write("</div>\n")
    for outcome in Outcome:
        rows = [row for row in story.rows if row.outcome is outcome]
        if rows:
            file.write(f'<h2 id="{LOOKS[outcome]}">{_both(TITLES[outcome])} · {len(rows)}</h2>\n')
            file.write('<div class="sheet">\n')
            for row in rows:
                file.write(_card(row, story))
            file.write("</div>\n")
    file.write("</body>\n</html>\n")


def _card(row: Row, story: Story) -> str:
    line = story.journal.line(row.entry) | {"path": str(row.source)}
    reasons, refusal = reasons_in(line, story.words), refusal_in(line, story.words)
    small = _data(story.pictures / f"{row.entry.name}{SMALL}", "image/jpeg")
    picture = f'<img src="{small}" alt="">' if small else '<span class="blank" aria-hidden="true">?</span>'
    short = "".join(f'<li class="{_kind(reason)}">{_both(reason.fault)}</li>' for reason in reasons)
    if refusal:
        short = f'<li class="decides">{_both(refusal)}</li>'
    lines = None if line["out"] is None else _data(story.pictures / f"{row.entry.name}{LINES}", "image/webp")
    large = f'<img src="{lines}" alt="" loading="lazy">' if lines else ""
    made = "" if line["out"] is None else f'<p class="file">→ {escape(str(line["out"]))}</p>'
    return (
        f'<details class="{LOOKS[row.outcome]}"><summary>{picture}<span>'
        f'<span class="name"><span class="sign">{SIGNS[row.outcome]}</span>{escape(row.source.name)}</span>'
        f"<ul>{short}</ul></span></summary>\n"
        f'<div class="open">{large}<div class="words"><p class="file">{escape(str(row.source))}</p>{made}'
        f"<ul>{_told(reasons, refusal)}</ul></div></div></details>\n"
    )


def _told(reasons: list[Reason], refusal: Said | None) -> str:
    """Return what is not right in full: fault, number, what to do."""
    if refusal:
        return f'<li class="decides">{_both(refusal)}</li>'
    if not reasons:
        return f"<li>{_both(Said('全部符合要求', 'Everything meets the standard'))}</li>"
    told = ""
    for reason in reasons:
        value = f'<span class="en">{escape(reason.measured)}</span>' if reason.measured else ""
        advice = f'<span class="do">{_both(reason.advice)}</span>' if reason.advice else ""
        told += (
            f'<li class="{_kind(reason)}"><span class="number">{reason.number}</span>'
            f"{_both(reason.fault)}{value}{advice}</li>"
        )
    return told


def _kind(reason: Reason) -> str:
    return "decides" if reason.decides else "asks"


def _both(said: Said) -> str:
    return f'<span class="zh">{escape(said.zh)}</span> <span class="en" lang="en">{escape(said.en)}</span>'


def _data(path: Path, kind: str) -> str | None:
    """Return a picture as a data URI; None when there is none."""
    try:
        return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
    except FileNotFoundError:
        return None
