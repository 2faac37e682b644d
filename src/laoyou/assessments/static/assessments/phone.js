// The form of an assessment on a phone: one group of questions at a time, each answer kept sealed at once, sent once when there is a network.
(() => {
  "use strict";
  const page = document.getElementById("assessments");
  if (!page) return;
  const words = page.dataset;
  const byId = (name) => document.getElementById(`assessment-${name}`);
  const [list, form, said, waiting] = ["list", "form", "said", "waiting"].map(byId);
  const store = window.laoyouKept("laoyou-assessments", ["keys", "round", "drafts", "forms"]);
  const { keep, take, drop, keysOf } = store;
  const refusedKeys = new Set();
  let round = { assessments: [], instruments: {} };
  let current = null; // the assessment that is open
  let draft = null; // what was answered in it so far
  let step = 0; // which group is shown; the one after the last holds circumstances and the remark

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
  const instrumentOf = (one) => round.instruments[one.instrument];
  const itemsOf = (one) => instrumentOf(one).groups.flatMap((group) => group.items);
  const draw = () => {
    list.replaceChildren();
    for (const one of round.assessments) {
      const item = document.createElement("li");
      item.className = "panel";
      const body = part("div", "", "panel-body");
      const name = part("strong", one.name);
      name.lang = "zh";
      const place = part("span", one.address, "small");
      place.lang = "zh";
      const about = [one.who, instrumentOf(one).title, one.planned].filter(Boolean).join(" · ");
      const open = part("button", one.answered ? words.again : words.open, "button");
      open.type = "button";
      open.addEventListener("click", () => begin(one));
      const seen = part("a", words.sign, "button button-quiet");
      seen.href = one.url;
      const buttons = part("div", "", "buttons");
      buttons.append(open, seen);
      body.append(name, document.createElement("br"), part("span", about, "small quiet"), document.createElement("br"), place, buttons);
      if (one.kept) body.append(part("span", words.unsentone, "state state-behind"));
      item.append(body);
      list.append(item);
    }
    byId("none").hidden = round.assessments.length > 0;
  };

  const choice = (name, value, title, held, chosen) => {
    const label = part("label", "", "choice");
    const input = document.createElement("input");
    input.type = "radio";
    input.name = name;
    input.checked = held;
    input.value = String(value);
    input.addEventListener("change", () => chosen(value));
    label.append(input, part("span", title));
    return label;
  };
  const question = (name, title, hint, choices) => {
    const box = part("fieldset", "", "field");
    box.append(part("legend", title, "label"));
    if (hint) box.append(part("span", hint, "hint"));
    const inside = part("div", "", "choices choices-big");
    inside.append(...choices);
    box.append(inside);
    return box;
  };
  const show = () => {
    const { groups, circumstances } = instrumentOf(current);
    const last = step === groups.length;
    const bar = byId("progress");
    bar.max = groups.length + 1;
    bar.value = step + 1;
    byId("place").textContent = words.place.replace("{n}", step + 1).replace("{all}", groups.length + 1);
    byId("group").textContent = last ? words.last : groups[step].title;
    const questions = byId("questions");
    questions.replaceChildren();
    if (last) {
      for (const one of circumstances) {
        const answers = [[true, words.yes], [false, words.no]].map(([value, title]) =>
          choice(`case-${one.code}`, value, title, draft.circumstances[one.code] === value, (held) => answer("circumstances", one.code, held)));
        questions.append(question(one.code, one.title, one.note, answers));
      }
    } else {
      for (const item of groups[step].items) {
        const answers = item.choices.map((one) =>
          choice(`item-${item.code}`, one.score, one.title, draft.answers[item.code] === one.score, (score) => answer("answers", item.code, score)));
        questions.append(question(item.code, item.title, item.help, answers));
      }
    }
    byId("remark-box").hidden = !last;
    byId("before").hidden = step === 0;
    byId("next").hidden = last;
    byId("save").hidden = !last;
    missing();
    byId("group").focus();
  };
  const missing = () => {
    const open = itemsOf(current).filter((item) => draft.answers[item.code] === undefined).length;
    byId("missing").textContent = open ? words.missing.replace("{n}", open) : words.whole;
  };
  const shut = () => {
    current = draft = null;
    form.hidden = true;
    list.hidden = byId("tools").hidden = false;
  };

  // -- What is done.
  const begin = async (one) => {
    current = one;
    let kept = null;
    try {
      kept = await take("drafts", String(one.id));
    } catch {
      await drop("drafts", String(one.id)); // sealed under a key that is gone
    }
    draft = kept || { answers: { ...one.answers }, circumstances: { ...one.circumstances }, remark: one.remark || "" };
    step = 0;
    byId("who").textContent = one.name;
    byId("about").textContent = [one.who, instrumentOf(one).title].join(" · ");
    byId("remark").value = draft.remark;
    form.hidden = false;
    list.hidden = byId("tools").hidden = true;
    tell("");
    show();
  };
  let saving = Promise.resolve(); // one after the other: an earlier state never lands on a later one
  const save = () => {
    const [id, filled] = [String(current.id), draft];
    saving = saving.then(() => keep("drafts", id, filled)).catch(() => tell(words.full, "error"));
    return saving;
  };
  const answer = async (kind, code, value) => {
    draft[kind][code] = value;
    missing();
    await save();
  };
  byId("remark").addEventListener("change", async (event) => {
    if (!draft) return;
    draft.remark = event.target.value;
    await save();
  });
  byId("before").addEventListener("click", () => { step -= 1; show(); });
  byId("next").addEventListener("click", () => { step += 1; show(); });
  byId("back").addEventListener("click", shut);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!current) return;
    draft.remark = byId("remark").value;
    await saving;
    const bundle = { key: crypto.randomUUID(), assessment_id: current.id, said_at: new Date().toISOString(), ...draft };
    try {
      await keep("forms", bundle.key, bundle);
      Object.assign(current, { answered: true, kept: true, answers: draft.answers, circumstances: draft.circumstances, remark: draft.remark });
      await keep("round", "now", round);
      await drop("drafts", String(current.id));
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

  const post = window.laoyouSend({ store, words, tell, count, refusedKeys });
  const send = async () => {
    await post();
    if ((await keysOf("forms")).length) return;
    round.assessments.forEach((one) => delete one.kept);
    if (round.assessments.length) await keep("round", "now", round);
    draw();
  };
  byId("send").addEventListener("click", send);
  window.addEventListener("online", send);

  const fetchRound = async () => {
    try {
      const asked = await fetch(`${words.round}?take=yes`, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (asked.redirected || !asked.ok) throw new Error("sign in");
      const { assessments, instruments } = await asked.json();
      // What is kept here and not sent yet is newer than what the server has.
      const unsent = new Map(round.assessments.filter((one) => one.kept).map((one) => [one.id, one]));
      round = { assessments: assessments.map((one) => ({ ...one, ...unsent.get(one.id) })), instruments };
      await keep("round", "now", round);
      draw();
      tell(words.taken, "success");
    } catch {
      tell(words.offline, "warning");
    }
  };
  byId("take").addEventListener("click", fetchRound);
  byId("wipe").addEventListener("click", async () => {
    const left = await keysOf("forms");
    if (left.some((key) => !refusedKeys.has(key))) {
      tell(words.unsent, "error");
      return;
    }
    for (const key of left) await drop("forms", key); // the server has said that it never takes these
    for (const key of await keysOf("drafts")) await drop("drafts", key);
    await drop("round", "now");
    await drop("keys", "seal");
    round = { assessments: [], instruments: {} };
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
    draw();
    await count();
    page.dataset.ready = "yes";
    if (navigator.onLine) await send();
    else tell(words.offline, "warning");
  };
  start();
})();
