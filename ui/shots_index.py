"""The page to leaf through pictures with: one at a time by keys or lists, or all of one page at once."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ui.shots import Shot

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Every page of the kiosk</title>
<style>
body { margin: 0; font: 16px/1.4 system-ui, sans-serif; background: #20242c; color: #eef1f6; }
header { position: sticky; top: 0; display: flex; gap: 12px; padding: 12px; background: #12151b;
  flex-wrap: wrap; }
select, button { font: inherit; padding: 8px 12px; }
main { padding: 12px; display: flex; flex-wrap: wrap; gap: 12px; justify-content: center; }
figure { margin: 0; } img { max-height: 84vh; max-width: 96vw; background: #000; }
main.all img { max-height: 40vh; max-width: 46vw; }
</style>
<header>
<button id="before" aria-label="page before">&larr;</button>
<select id="page" aria-label="page"></select>
<button id="after" aria-label="next page">&rarr;</button>
<select id="size" aria-label="size"></select>
<select id="language" aria-label="language"></select>
<select id="look" aria-label="look"></select>
<label><input type="checkbox" id="all"> everything of this page</label>
<span id="count"></span>
</header>
<main></main>
<script>
const shots = __SHOTS__;
const at = name => document.getElementById(name);
const keys = ["page", "size", "language", "look"];
for (const key of keys)
  for (const value of new Set(shots.map(shot => shot[key]))) at(key).add(new Option(value));
function show() {
  const all = at("all").checked, main = document.querySelector("main");
  const found = shots.filter(shot => keys.every(key => (all && key != "page") || shot[key] == at(key).value));
  main.className = all ? "all" : "";
  main.replaceChildren(...found.map(shot => {
    const figure = document.createElement("figure"), words = document.createElement("figcaption");
    const picture = new Image();
    picture.src = shot.file;
    picture.alt = words.textContent = shot.file;
    figure.append(picture, words);
    return figure;
  }));
  at("count").textContent = `${at("page").selectedIndex + 1} / ${at("page").length}`;
}
function turn(by) {
  const list = at("page");
  list.selectedIndex = (list.selectedIndex + by + list.length) % list.length;
  show();
}
for (const key of [...keys, "all"]) at(key).addEventListener("change", show);
at("before").addEventListener("click", () => turn(-1));
at("after").addEventListener("click", () => turn(1));
document.addEventListener("keydown", event => {
  if (event.target.tagName != "SELECT" && event.key == "ArrowLeft") turn(-1);
  if (event.target.tagName != "SELECT" && event.key == "ArrowRight") turn(1);
});
show();
</script>
</html>
"""


def index_of(shots: Sequence[Shot]) -> str:
    """Return the HTML page; it lies beside the pictures and asks for nothing else."""
    listed = [
        {
            "page": shot.page,
            "size": f"{shot.size[0]} × {shot.size[1]}",
            "language": str(shot.language),
            "look": shot.look,
            "file": shot.file,
        }
        for shot in shots
    ]
    return _PAGE.replace("__SHOTS__", json.dumps(listed, ensure_ascii=False).replace("</", "<\\/"))
