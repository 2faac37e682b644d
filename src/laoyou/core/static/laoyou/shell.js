// What every page does: keyboard, search in the head, menus, lists, maps. Everything works without it, only slower.
(() => {
  "use strict";
  const self = document.currentScript;
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Something is on its way: a thin bar at the top, after a tenth of a second.
  let pending = 0;
  const wait = (step) => {
    pending = Math.max(0, pending + step);
    document.documentElement.classList.toggle("waiting", pending > 0);
  };
  document.addEventListener("htmx:before:request", () => wait(1));
  document.addEventListener("htmx:finally:request", () => wait(-1));

  // A refusal or a fault in the background is said in words; whoever was signed out meanwhile is led to the sign-in page.
  const refuse = (words) => {
    const box = one("#refusal");
    one(".notice-body", box).textContent = words;
    box.hidden = false;
  };
  document.addEventListener("htmx:before:response", (event) => {
    const raw = event.detail.ctx.response.raw;
    if (raw.redirected && new URL(raw.url).pathname.startsWith("/accounts/")) {
      event.preventDefault();
      window.location.assign(raw.url);
    }
  });
  document.addEventListener("htmx:response:error", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement?.closest?.("[data-poll]")) return;
    const page = new DOMParser().parseFromString(ctx.text ?? "", "text/html");
    refuse((one("[data-refusal]", page) ?? one("h1", page))?.textContent.trim() || one("#refusal").dataset.unreachable);
  });
  document.addEventListener("htmx:error", (event) => {
    if (event.detail.ctx && !event.target.closest?.("[data-poll]")) refuse(one("#refusal").dataset.unreachable);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) one("#refusal").hidden = true;
  });

  // Menus close by Escape or by a click elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of all("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
    const opener = event.target.closest("[data-open]");
    if (opener) one(`#${opener.dataset.open}`)?.showModal();
    const toggle = event.target.closest("[data-toggle]");
    if (toggle) {
      const open = one(`#${toggle.dataset.toggle}`).classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(open));
    }
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-back]")) history.back();
  });

  // Keyboard: / search, j k Enter in lists, n p pages, ? help.
  let chosen = -1;
  const rows = () => all("[data-list] tbody tr");
  const choose = (index) => {
    const list = rows();
    if (!list.length) return;
    chosen = Math.max(0, Math.min(list.length - 1, index));
    list.forEach((row, at) => row.classList.toggle("chosen", at === chosen));
    const link = one("a.row-link", list[chosen]);
    link?.focus({ preventScroll: true });
    list[chosen].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      for (const menu of all("details[data-menu][open]")) {
        menu.open = false;
        one("summary", menu)?.focus();
      }
      hideSuggestions();
      return;
    }
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    const keys = {
      "/": () => (one("[data-search]") ?? one("#palette"))?.focus(),
      "?": () => one("#keys")?.showModal(),
      j: () => choose(chosen + 1),
      k: () => choose(chosen - 1),
      n: () => one('[data-list-region] a[rel="next"]')?.click(),
      p: () => one('[data-list-region] a[rel="prev"]')?.click(),
    };
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  // The search in the head: suggestions below it, arrows to move, Enter to open.
  const sheet = () => one("#palette-sheet");
  const hideSuggestions = () => {
    if (sheet()) sheet().hidden = true;
  };
  document.addEventListener("htmx:after:swap", () => {
    if (sheet()) sheet().hidden = !(sheet().childElementCount && document.activeElement?.id === "palette" && document.activeElement.value);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.id === "palette" && event.target.value && sheet()?.childElementCount) sheet().hidden = false;
    else if (!event.target.closest("[data-palette]")) hideSuggestions();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette]")) hideSuggestions();
  });
  one("[data-palette]")?.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [one("#palette"), ...all(".palette-hit", sheet())];
    const at = stops.indexOf(document.activeElement);
    const next = stops[(at + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length];
    event.preventDefault();
    next?.focus();
  });

  // A list replaces itself: filters, sorting, paging and typing in its search box change the table and the address only.
  const region = () => one("[data-list-region]");
  const load = async (url, keepFocus) => {
    const target = region();
    if (!target || !window.htmx) {
      window.location.assign(url);
      return;
    }
    chosen = -1;
    await window.htmx.ajax("GET", url, { source: target, target, select: "[data-list-region]", swap: "outerHTML", push: url });
    if (!keepFocus) region()?.focus({ preventScroll: true });
  };
  const addressOf = (form) => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") query.append(name, value);
    const text = query.toString();
    return form.getAttribute("action") + (text ? `?${text}` : "");
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-list-link]");
    if (!link || !region() || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    load(link.getAttribute("href"));
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-list-form]")) return;
    event.preventDefault();
    load(addressOf(event.target), true);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-list-form]");
    if (form && event.target.matches("select, input[type=checkbox]")) load(addressOf(form), true);
  });
  let typing;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-list-form]");
    if (!form || !event.target.matches("[data-search]")) return;
    clearTimeout(typing);
    typing = setTimeout(() => {
      if (!event.isComposing) load(addressOf(form), true);
    }, 350);
  });

  // A form that was refused: the summary takes the focus, so that it is read first.
  one("[data-errors]")?.focus();

  // A town lights up on the map and in the list beside it.
  const light = (event, on) => {
    const id = event.target.closest?.("[data-town]")?.dataset.town;
    if (id) for (const element of all(`[data-town="${CSS.escape(id)}"]`)) element.classList.toggle("lit", on);
  };
  for (const name of ["mouseover", "focusin"]) document.addEventListener(name, (event) => light(event, true));
  for (const name of ["mouseout", "focusout"]) document.addEventListener(name, (event) => light(event, false));

  // A table that is wider than its box says so below it.
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const box = target.closest(".table-box, [data-scrolls]");
      box?.classList.toggle("overflows", box.scrollWidth > box.clientWidth + 1);
    }
  });
  const watchTables = () => all(".table-box, .table-box > .table, [data-scrolls]").forEach((element) => watch.observe(element));
  watchTables();
  document.addEventListener("htmx:after:swap", watchTables);

  // Charts are fetched by the pages that hold one.
  const read = (url) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  let charts;
  const drawCharts = () => {
    const waiting = all("[data-chart]:not(.drawn):not(.chart-failed)");
    if (!waiting.length) return;
    charts ??= read(self.dataset.echarts).then(() => read(self.dataset.charts));
    charts
      .then(() => waiting.forEach((chart) => window.laoyouCharts.draw(chart)))
      .catch(() => waiting.forEach((chart) => chart.classList.add("chart-failed")));
  };
  drawCharts();
  document.addEventListener("htmx:after:swap", drawCharts);

  // Where events do not come through, a job's page asks again every two seconds.
  const poll = (event) => {
    const element = event.target.closest?.("[data-poll]");
    if (!element || element.dataset.polling) return;
    element.dataset.polling = "yes";
    const again = async () => {
      if (!element.isConnected) return;
      await window.htmx.ajax("GET", element.dataset.poll, { source: element, target: element, swap: "innerHTML" });
      if (one("[data-ended]", element)) window.location.reload();
      else setTimeout(again, 2000);
    };
    again();
  };
  for (const name of ["htmx:sse:error", "htmx:response:error", "htmx:error"]) document.addEventListener(name, poll);
  // The stream of a job has ended: the page shows what came out.
  document.addEventListener("end", (event) => {
    if (event.target.matches?.("[data-poll]")) window.location.reload();
  });
})();
