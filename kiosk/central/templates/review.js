// Keyboard shortcuts of the review pages; without this script the same links and buttons work by hand.
"use strict";

let chosen = null; // "reject" or "retake" while a reason's key is awaited
let begun = null; // the same while the note to it is written

function follow(relation) {
  const link = document.querySelector(`a[rel="${relation}"]`);
  if (link) link.click();
}

function press(id) {
  const button = document.getElementById(id);
  if (button) button.click();
}

function await_reason(id) {
  const reasons = document.getElementById("reasons");
  if (!reasons) return;
  chosen = id;
  reasons.classList.toggle("awaited", id !== null);
  if (id) reasons.scrollIntoView({ block: "nearest" });
}

function give_reason(key) {
  const radio = document.querySelector(`#reasons input[data-key="${CSS.escape(key)}"]`);
  if (!radio) return;
  const id = chosen;
  radio.checked = true;
  await_reason(null);
  if (radio.value === "other") {
    // Enter in the note does what was begun
    begun = id;
    document.getElementById("note").focus();
  } else {
    press(id);
  }
}

// Lines over the photo or the photo alone: the choice holds for the photos that follow.
function show_lines(shown) {
  const figure = document.querySelector("figure.main");
  if (figure) figure.classList.toggle("bare", !shown);
  sessionStorage.setItem("lines", shown ? "shown" : "hidden");
}

function lines_shown() {
  return sessionStorage.getItem("lines") !== "hidden";
}

const lines = document.getElementById("lines");
if (lines) {
  lines.hidden = false;
  lines.addEventListener("click", () => show_lines(!lines_shown()));
  show_lines(lines_shown());
}

// Enter in a form presses its first button, whatever the reviewer means: here only what a key has said.
function decide_by_enter(held) {
  const then = begun || chosen;
  document.getElementById("undecided").hidden = then !== null;
  if (then === null || held) return;
  const other = document.querySelector('#reasons input[value="other"]');
  document.getElementById("note").required = other.checked;
  press(then);
}

document.addEventListener("change", (event) => {
  if (event.target.name !== "reason") return;
  document.getElementById("note").required = event.target.value === "other";
  begun = null; // another reason by hand: what was begun with keys is over
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return; // this Enter takes an input method's word
  const field = event.target;
  if (event.key === "Enter" && field.matches("#reasons input")) {
    event.preventDefault();
    decide_by_enter(event.repeat);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "Escape") {
    field.blur();
    begun = null;
    await_reason(null);
    return;
  }
  if (field.matches("input:not([type=radio]), select, textarea")) return;
  if (chosen) {
    event.preventDefault();
    give_reason(event.key);
    return;
  }
  const does = {
    j: () => follow("next"),
    k: () => follow("prev"),
    a: () => press("approve"),
    u: () => press("undo"),
    v: () => press("lines"),
    r: () => await_reason("reject"),
    t: () => await_reason("retake"),
  }[event.key];
  if (does) {
    event.preventDefault();
    does();
  }
});
