// The form of one visit on a phone: whom to visit and what was answered stay sealed on the phone until they are sent, once.
(() => {
  "use strict";
  const page = document.getElementById("visits");
  if (!page) return;
  const words = page.dataset;
  const list = document.getElementById("doors");
  const form = document.getElementById("visit-form");
  const said = document.getElementById("visit-said");
  const waiting = document.getElementById("visit-waiting");
  const areas = document.getElementById("visit-area");
  let round = { area: "", doors: [] };
  let current = null;
  const refusedKeys = new Set();

  // -- What the phone keeps: sealed under a key that its browser hands to nobody.
  const store = window.laoyouKept("laoyou-visits", ["keys", "round", "forms"]);
  const { keep, take, drop, keysOf } = store;

  // -- What is shown.
  const tell = (text, tone) => {
    said.textContent = text;
    said.className = `notice notice-${tone || "info"}`;
    said.hidden = !text;
  };
  const count = async () => {
    const keys = await keysOf("forms");
    waiting.textContent = words.waiting.replace("{n}", keys.length);
    return keys;
  };
  const part = (tag, text, kind) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const draw = () => {
    list.replaceChildren();
    for (const door of round.doors) {
      const item = document.createElement("li");
      const button = part("button", door.name, "link-button");
      button.type = "button";
      button.lang = "zh";
      button.addEventListener("click", () => open(door));
      const place = part("span", door.address, "small");
      place.lang = "zh";
      item.append(button, " ", part("span", door.who, "small quiet"), document.createElement("br"), place);
      if (door.done) item.append(" ", part("span", words.done, "state state-met"));
      list.append(item);
    }
    document.getElementById("no-doors").hidden = round.doors.length > 0;
  };
  const open = (door) => {
    current = door;
    form.reset();
    document.getElementById("visit-who").textContent = door.name;
    document.getElementById("visit-known").textContent = [door.who, door.known].filter(Boolean).join(" · ");
    for (const box of form.querySelectorAll("[data-question]")) box.hidden = !door.questions.includes(box.dataset.question);
    form.hidden = false;
    list.hidden = true;
    form.querySelector("h2").focus();
  };
  const shut = () => {
    current = null;
    form.hidden = true;
    list.hidden = false;
  };

  // -- What is done.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!current || !form.reportValidity()) return;
    const answers = new FormData(form);
    const bundle = { key: crypto.randomUUID(), resident_id: current.id, said_at: new Date().toISOString(), needs: answers.getAll("needs") };
    for (const [name, value] of answers) if (name !== "needs" && value) bundle[name] = value;
    try {
      await keep("forms", bundle.key, bundle);
      current.done = true;
      await keep("round", "now", round);
    } catch {
      tell(words.full, "error");
      return;
    }
    shut();
    draw();
    await count();
    tell(words.kept, "success");
    send();
  });
  document.getElementById("visit-back").addEventListener("click", shut);

  const send = window.laoyouSend({ store, words, tell, count, refusedKeys });
  document.getElementById("visit-send").addEventListener("click", send);
  window.addEventListener("online", send);

  const offer = (communities) => {
    const chosen = areas.value || round.area;
    areas.replaceChildren(...communities.map((one) => new Option(one.name, one.id)));
    if (communities.some((one) => one.id === chosen)) areas.value = chosen;
  };
  const fetchRound = async (area) => {
    try {
      const url = area ? `${words.round}?area=${encodeURIComponent(area)}` : words.round;
      const asked = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (asked.redirected || !asked.ok) throw new Error("sign in");
      const found = await asked.json();
      offer(found.communities);
      if (found.doors) {
        round = { area: found.area, doors: found.doors, communities: found.communities };
        await keep("round", "now", round);
        areas.value = found.area;
        draw();
        tell(words.taken, "success");
      }
    } catch {
      tell(words.offline, "warning");
    }
  };
  document.getElementById("visit-take").addEventListener("click", () => fetchRound(areas.value));
  document.getElementById("visit-wipe").addEventListener("click", async () => {
    const left = await keysOf("forms");
    if (left.some((key) => !refusedKeys.has(key))) {
      tell(words.unsent, "error");
      return;
    }
    for (const key of left) await drop("forms", key); // the server has said that it never takes these
    await drop("round", "now");
    await drop("keys", "seal");
    round = { area: "", doors: [] };
    draw();
    tell(words.wiped, "success");
  });

  const start = async () => {
    if (!window.isSecureContext || !("indexedDB" in window) || !crypto.subtle) {
      tell(words.insecure, "error");
      return;
    }
    if ("serviceWorker" in navigator) navigator.serviceWorker.register(words.worker).catch(() => tell(words.insecure, "error"));
    try {
      round = (await take("round", "now")) || round;
    } catch {
      await drop("round", "now"); // sealed under a key that is gone
    }
    offer(round.communities || []);
    draw();
    await count();
    page.dataset.ready = "yes";
    if (navigator.onLine) {
      await fetchRound("");
      await send();
    } else tell(words.offline, "warning");
  };
  start();
})();
