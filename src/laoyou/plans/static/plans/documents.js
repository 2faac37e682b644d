// Text and findings (or draft) side by side: a click on either finds the other. Without it, both are plain links within the page.
(() => {
  "use strict";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // A file is dropped on the field.
  const drop = one("[data-drop]");
  if (drop) {
    const input = one("input[type=file]", drop);
    const words = one("[data-drop-words]", drop);
    const say = () => {
      if (input.files.length) words.textContent = drop.dataset.chosen + input.files[0].name;
    };
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("over");
      });
    }
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      if (event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        say();
      }
    });
    input.addEventListener("change", say);
  }

  const sides = one("[data-sides]");
  if (!sides) return;
  const text = one("[data-text]", sides);
  const list = one("[data-entries]", sides);
  const entries = () => all("[data-entry]", list);
  const spotsOf = (key) => all(".spot", text).filter((spot) => spot.dataset.of.split(" ").includes(key));
  const smooth = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

  const light = (key) => {
    for (const spot of all(".lit, .lit-now", text)) spot.classList.remove("lit", "lit-now");
    for (const spot of spotsOf(key)) spot.classList.add("lit");
  };
  const choose = (entry) => {
    for (const other of all(".chosen", list)) other.classList.remove("chosen");
    entry.classList.add("chosen");
  };
  const scrollWithin = (box, element) => {
    if (box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY !== "visible") {
      const top = element.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
      box.scrollTo({ top: Math.max(0, top - box.clientHeight / 3), behavior: smooth });
      const seen = box.getBoundingClientRect();
      if (seen.top > window.innerHeight * 0.7 || seen.bottom < 0 || seen.top < 0 && seen.bottom < window.innerHeight * 0.4) {
        box.scrollIntoView({ block: "start", behavior: smooth });
      }
    } else element.scrollIntoView({ block: "center", behavior: smooth });
  };
  const toText = (entry, spot) => {
    choose(entry);
    light(entry.dataset.entry);
    const target = spot ?? spotsOf(entry.dataset.entry)[0];
    if (!target) return;
    const raw = target.closest("details");
    if (raw) raw.open = true;
    target.classList.add("lit-now");
    scrollWithin(text, target);
  };
  const toEntry = (entry) => {
    choose(entry);
    light(entry.dataset.entry);
    entry.focus({ preventScroll: true });
    scrollWithin(list, entry);
  };

  let turn = 0;
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a.to-text");
    if (link && list.contains(link)) {
      const spot = document.getElementById(link.getAttribute("href").slice(1));
      if (!spot) return;
      event.preventDefault();
      toText(link.closest("[data-entry]"), spot);
      return;
    }
    const spot = event.target.closest(".spot");
    if (spot && text.contains(spot)) {
      const here = spot.dataset.of.split(" ").map((key) => document.getElementById(key)).filter(Boolean);
      event.preventDefault();
      if (!here.length) return;
      const chosen = here.findIndex((entry) => entry.classList.contains("chosen"));
      turn = (chosen + 1) % here.length;
      toEntry(here[turn]);
      spot.classList.add("lit-now");
    }
  });

  // j k move, Enter shows the place, a accepts, d drops, e mends, u takes back.
  const step = (by) => {
    const found = entries();
    if (!found.length) return;
    const at = found.findIndex((entry) => entry.classList.contains("chosen"));
    const next = found[Math.max(0, Math.min(found.length - 1, at + by))];
    toText(next);
    next.focus({ preventScroll: true });
    scrollWithin(list, next);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog[open]")) return;
    const chosen = one(".chosen", list);
    const press = (name) => one(`[data-key="${name}"]`, chosen ?? list)?.click();
    const acts = { j: () => step(1), k: () => step(-1) };
    if (chosen) for (const name of ["a", "d", "e", "u"]) acts[name] = () => press(name);
    if (chosen && event.target === chosen) acts.Enter = () => toText(chosen);
    if (acts[event.key]) {
      event.preventDefault();
      acts[event.key]();
    }
  });

  // Decisions go in the background; the next item that waits comes up.
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-decide]");
    if (!form || !window.fetch) return;
    event.preventDefault();
    const entry = form.closest("[data-entry]");
    const body = new FormData(form);
    body.set("answer", event.submitter.value);
    entry.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "item" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-entry]");
      if (!made) throw new Error("no item");
      entry.replaceWith(made);
      choose(made);
      made.focus({ preventScroll: true });
      const bar = one("[data-progress]");
      const done = Number(answer.headers.get("X-Decided"));
      one("[data-done]", bar).textContent = answer.headers.get("X-Decided");
      one("progress", bar).value = done;
      if (event.submitter.value !== "open") {
        const rest = entries();
        const next = rest.slice(rest.indexOf(made) + 1).find((one) => !one.dataset.answer);
        if (next) {
          toText(next);
          next.focus({ preventScroll: true });
          scrollWithin(list, next);
        }
      }
    } catch {
      entry.removeAttribute("aria-busy");
      form.removeAttribute("data-decide");
      form.requestSubmit(event.submitter);
    }
  });

  // An address with a place or an entry opens there.
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named?.matches("[data-entry]")) toText(named);
  else if (named?.matches(".spot")) scrollWithin(text, named);
})();
