// The chat page, made livelier: sends without reloading, lets the persona "type", leaves in one key.
// Without this file the same form works page by page. No text of its own: everything read stands in the page.
"use strict";

(() => {
  const LONGEST_PAUSE = 8; // seconds; whatever the scene asks
  const PATIENCE = 10000; // milliseconds before a silent server counts as gone

  const $ = (id) => document.getElementById(id);
  const form = $("say");
  const box = $("text");
  const log = $("log");
  const typing = $("typing");
  const waiting = { lines: [], wake: null }; // bubbles still to come
  let unanswered = 0; // messages sent and not yet fully answered
  let last = Promise.resolve(); // messages go one after the other, in the order they were sent
  let turnStart = null;

  // --- bubbles -------------------------------------------------------------------------------------------

  const slot = (root, name) => root.querySelector(`[data-slot="${name}"]`);

  function bubble({ voice, text, speaker, clear, attachment, picture }) {
    const made = $(`bubble-${voice}`).content.firstElementChild.cloneNode(true);
    slot(made, "text").textContent = text;
    if (speaker) {
      slot(made, "who").textContent = speaker;
      const initial = slot(made, "initial");
      if (initial) initial.textContent = [...speaker][0].toUpperCase();
    }
    if (clear && slot(made, "clear")) slot(made, "clear").textContent = clear;
    else slot(made, "clear-box")?.remove();
    if (attachment && slot(made, "file")) {
      const [name, content] = attachment;
      slot(made, "file").download = name;
      slot(made, "file").href = "data:application/json;charset=utf-8," + encodeURIComponent(content);
    } else slot(made, "file")?.remove();
    // A picture that could not be drawn still says its words.
    if (picture?.src && slot(made, "picture")) {
      slot(made, "picture").src = picture.src;
      slot(made, "picture").alt = picture.alt;
      slot(made, "picture").addEventListener("load", follow);
    } else {
      slot(made, "picture")?.remove();
      if (picture) slot(made, "text").textContent += "\n" + picture.alt;
    }
    return made;
  }

  const letters = (label) => label.replace(/[^\p{L}]/gu, "");

  // « Pause » and « Aide » are always on screen: a scene's own copy of them would only take room.
  function isAlwaysThere({ label, data }) {
    return [...form.elements].some((b) => b.value === data && b.closest(".always") && letters(b.textContent) === letters(label));
  }

  function keyboard(choices) {
    const shown = choices.filter((choice) => !isAlwaysThere(choice));
    if (!shown.length) return null;
    const made = $("choices").content.firstElementChild.cloneNode(true);
    for (const { label, data } of shown) {
      const button = $("choice").content.firstElementChild.cloneNode(true);
      button.textContent = label;
      button.value = data;
      made.append(button);
    }
    return made;
  }

  // Keep the end in view, but never push the start of a long answer off the top.
  function follow() {
    const end = log.scrollHeight - log.clientHeight;
    const start = turnStart?.isConnected ? turnStart.offsetTop - log.offsetTop - 8 : end;
    log.scrollTop = Math.min(end, start);
  }

  function show(...nodes) {
    log.append(...nodes.filter(Boolean));
    follow();
  }

  function showTyping(line) {
    slot(typing, "who").textContent = line?.speaker || slot($(`bubble-${line?.voice || "vigie"}`).content, "who").textContent;
    typing.hidden = false;
  }

  function retireKeyboards() {
    const old = [...log.querySelectorAll(".choices")];
    for (const keys of old) keys.remove();
    return old;
  }

  // --- the bot's lines, one after the other ---------------------------------------------------------------

  async function play(lines) {
    waiting.lines = [...lines];
    while (waiting.lines.length) {
      const line = waiting.lines[0];
      const pause = unanswered > 1 ? 0 : Math.min(line.pause || 0, LONGEST_PAUSE);
      if (pause > 0) {
        showTyping(line);
        await new Promise((resolve) => {
          waiting.wake = resolve;
          setTimeout(resolve, pause * 1000);
        });
      }
      typing.hidden = true;
      if (waiting.lines.shift() === undefined) break; // dropped while waiting
      show(bubble(line), keyboard(line.choices || []));
    }
  }

  // Somebody who writes does not wait for bubbles: they appear at once; someone who asks for help or a pause
  // is spared them.
  function interrupt(drop) {
    if (drop) waiting.lines = [];
    waiting.wake?.();
  }

  // --- sending ---------------------------------------------------------------------------------------------

  async function post(message) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.csrf_token.value },
        body: JSON.stringify(message),
        signal: stop.signal,
      });
      return await answer.json();
    } finally {
      clearTimeout(timer);
    }
  }

  async function exchange(message, giveBack) {
    showTyping(null);
    let answer;
    try {
      answer = await post(message);
      if (answer.csrf_token) {
        form.csrf_token.value = answer.csrf_token;
        answer = await post(message);
      }
    } catch {
      typing.hidden = true;
      giveBack();
      show($("offline").content.cloneNode(true));
      return;
    }
    typing.hidden = true;
    if (answer.error) {
      giveBack();
      show(bubble({ voice: "vigie", text: answer.error.message }));
    }
    await play(answer.lines || []);
  }

  function send(message, pressed) {
    const said = pressed ? pressed.textContent.trim() : message.text.trim();
    unanswered += 1;
    interrupt(message.choice === "c:help" || message.choice === "c:pause");
    const retired = retireKeyboards();
    last = last.then(async () => {
      retired.push(...retireKeyboards()); // what an earlier answer brought meanwhile
      if (said) {
        turnStart = bubble({ voice: "you", text: said });
        turnStart.tabIndex = -1;
        show(turnStart);
        // The pressed button is gone: stay where its answer will come, the next Tab is the first new button.
        if (pressed && !pressed.isConnected) turnStart.focus({ preventScroll: true });
      }
      await exchange(message, () => {
        if (message.text && !box.value) box.value = message.text;
        if (retired.length) show(retired.at(-1));
      });
      unanswered -= 1;
    });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const pressed = event.submitter?.name === "choice" ? event.submitter : null;
    if (pressed) {
      send({ choice: pressed.value }, pressed);
      return;
    }
    const text = box.value;
    box.value = "";
    send({ text }, null);
  });

  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });

  // --- big type ----------------------------------------------------------------------------------------------

  const big = $("big");
  big.hidden = false;
  big.addEventListener("click", () => {
    const on = document.documentElement.classList.toggle("big");
    big.setAttribute("aria-pressed", String(on));
    follow();
  });

  // --- leaving fast: clear the screen first, then replace the page so that "back" does not lead here -----------

  const leave = $("leave");

  function vanish() {
    const { href } = leave;
    document.title = "";
    document.body.replaceChildren();
    location.replace(href);
  }

  leave.addEventListener("click", (event) => {
    event.preventDefault();
    vanish();
  });

  let escapes = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      escapes = 0;
      return;
    }
    escapes += 1;
    if (escapes >= 2) vanish();
    setTimeout(() => { escapes = 0; }, 1000);
  });

  // A page that the browser took out of its back-forward store would show the conversation again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  log.scrollTop = log.scrollHeight;
})();
