// The educators' pages: one key from a transcript to the next, and the print button. Without this file, links and
// forms do the same.
"use strict";

(() => {
  const KEYS = { j: "j", ArrowRight: "j", k: "k", ArrowLeft: "k", r: "r", l: "l" };

  const isWriting = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (isWriting(event.target)) return;
    const name = KEYS[event.key];
    const target = name && document.querySelector(`[data-key="${name}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
  });

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
