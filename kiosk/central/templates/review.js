// Keyboard shortcuts of the review pages; without this script the same links and buttons work by hand.
"use strict";

let chosen = null; // "reject" or "retake" while a reason's key is awaited

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
    // the note is required now: Enter in it does what was begun
    const note = document.getElementById("note");
    note.dataset.then = id;
    note.focus();
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

document.addEventListener("change", (event) => {
  if (event.target.name === "reason") document.getElementById("note").required = event.target.value === "other";
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const field = event.target;
  if (event.key === "Escape") {
    field.blur();
    await_reason(null);
    return;
  }
  if (field.id === "note" && event.key === "Enter" && field.dataset.then) {
    event.preventDefault();
    field.required = true;
    press(field.dataset.then);
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
