// Draws a street network on a canvas, coloured by minutes, with facilities; clicks choose a point or try out a change.
// Everything here can be done without it: the tables hold the numbers, the form tries out changes.
(() => {
  "use strict";
  const box = document.querySelector("#look");
  if (!box) return;
  const kept = new Map();
  let view = null; // metres → pixels of the map that is drawn
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const dataOf = () => JSON.parse(box.querySelector("#map-data").textContent);

  const streetsOf = async (url) => {
    if (!kept.has(url)) kept.set(url, fetch(url, { headers: { Accept: "application/json" } }).then((answer) => answer.json()));
    return kept.get(url);
  };

  const fit = (xy, width, height) => {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < xy.length; i += 2) {
      west = Math.min(west, xy[i]); east = Math.max(east, xy[i]);
      south = Math.min(south, xy[i + 1]); north = Math.max(north, xy[i + 1]);
    }
    const scale = Math.min((width - 40) / Math.max(east - west, 1), (height - 40) / Math.max(north - south, 1));
    const left = (width - (east - west) * scale) / 2;
    const top = (height - (north - south) * scale) / 2;
    return {
      to: (x, y) => [left + (x - west) * scale, top + (north - y) * scale],
      from: (px, py) => [Math.round(west + (px - left) / scale), Math.round(north - (py - top) / scale)],
      // What a reader of the page needs to find a place on the picture: left, top, pixels a metre, west, north.
      said: [left, top, scale, west, north].join(" "),
    };
  };

  const draw = async () => {
    const canvas = box.querySelector("[data-streets]");
    if (!canvas) return;
    const data = dataOf();
    const { xy, edges } = await streetsOf(data.streets);
    if (!canvas.isConnected) return;
    const width = Math.max(canvas.parentElement.clientWidth - 16, 240);
    const height = Math.round(Math.min(Math.max(width * 0.62, 260), 640));
    const sharp = window.devicePixelRatio || 1;
    canvas.width = width * sharp;
    canvas.height = height * sharp;
    const pen = canvas.getContext("2d");
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    view = fit(xy, width, height);
    const colours = ["--step-5", "--step-4", "--step-3", "--gap-2", "--line"].map(token);
    pen.lineCap = "round";
    for (let band = 4; band >= 0; band -= 1) {
      pen.beginPath();
      for (let i = 0; i < edges.length; i += 2) {
        const [one, other] = [edges[i], edges[i + 1]];
        if (Math.max(data.bands.charCodeAt(one), data.bands.charCodeAt(other)) - 48 !== band) continue;
        pen.moveTo(...view.to(xy[2 * one], xy[2 * one + 1]));
        pen.lineTo(...view.to(xy[2 * other], xy[2 * other + 1]));
      }
      pen.strokeStyle = colours[band];
      pen.lineWidth = band === 4 ? 1 : 2;
      pen.stroke();
    }
    for (const place of data.places) {
      const [x, y] = view.to(place.x, place.y);
      const fresh = place.change && place.change !== "close";
      pen.beginPath();
      pen.arc(x, y, fresh ? 7 : 4, 0, 2 * Math.PI);
      pen.fillStyle = place.change === "close" ? token("--paper") : token(fresh ? "--accent" : "--ink");
      pen.fill();
      pen.lineWidth = 1.5;
      pen.strokeStyle = place.change === "close" ? token("--breach") : token("--paper");
      pen.stroke();
    }
    if (data.point) {
      const [x, y] = view.to(...data.point);
      pen.beginPath();
      pen.arc(x, y, 10, 0, 2 * Math.PI);
      pen.lineWidth = 3;
      pen.strokeStyle = token("--accent");
      pen.stroke();
    }
    pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    pen.textAlign = "center";
    pen.lineWidth = 3;
    // A name that would lie on another one stands below, right or left of its town; where there is no room it is left to the table.
    const taken = [];
    for (const label of data.labels) {
      const [x, y] = view.to(label.x, label.y);
      const wide = pen.measureText(label.name).width;
      const spots = [[x, y - 8], [x, y + 18], [x + wide / 2 + 8, y + 4], [x - wide / 2 - 8, y + 4], [x, y - 22], [x, y + 32]];
      const boxOf = ([px, py]) => [px - wide / 2 - 2, py - 12, px + wide / 2 + 2, py + 4];
      const free = spots.find((spot) => {
        const [left, top, right, bottom] = boxOf(spot);
        return left >= 0 && right <= width && !taken.some((one) => left < one[2] && right > one[0] && top < one[3] && bottom > one[1]);
      });
      if (!free) continue;
      taken.push(boxOf(free));
      pen.strokeStyle = token("--paper");
      pen.strokeText(label.name, ...free);
      pen.fillStyle = token("--ink");
      pen.fillText(label.name, ...free);
    }
    canvas.dataset.view = view.said;
    canvas.dataset.drawn = "1";
  };

  const load = async (url, push) => {
    const asked = new URL(url, location.href);
    asked.searchParams.set("part", "1");
    const answer = await fetch(asked, { headers: { Accept: "text/html" } });
    const text = await answer.text();
    if (!answer.ok || answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/")) {
      const page = new DOMParser().parseFromString(text, "text/html");
      const refusal = document.querySelector("#refusal");
      refusal.querySelector(".notice-body").textContent = (page.querySelector("[data-refusal]") || page.querySelector("h1"))?.textContent.trim() || refusal.dataset.unreachable;
      refusal.hidden = false;
      return;
    }
    const was = box.querySelector("#do")?.value;
    box.innerHTML = text;
    if (was && box.querySelector("#do")) box.querySelector("#do").value = was;
    if (push) history.pushState(null, "", url);
    await draw();
  };

  const near = (data, x, y) => {
    let best = null;
    let least = 16;
    for (const place of data.places) {
      if (place.change === "close") continue;
      const [px, py] = view.to(place.x, place.y);
      const away = Math.hypot(px - x, py - y);
      if (away < least) [best, least] = [place, away];
    }
    return best;
  };

  // A finger is no needle: a click counts for the nearest street within so many pixels.
  const onStreet = (xy, px, py) => {
    let best = view.from(px, py);
    let least = 14;
    for (let i = 0; i < xy.length; i += 2) {
      const [x, y] = view.to(xy[i], xy[i + 1]);
      const away = Math.hypot(x - px, y - py);
      if (away < least) [best, least] = [[xy[i], xy[i + 1]], away];
    }
    return best;
  };

  box.addEventListener("click", async (event) => {
    const step = event.target.closest("a[data-step]");
    if (step) {
      event.preventDefault();
      load(step.href, true);
      return;
    }
    const canvas = event.target.closest("[data-streets]");
    if (!canvas || !view) return;
    const [px, py] = [event.offsetX, event.offsetY];
    const [x, y] = onStreet((await streetsOf(dataOf().streets)).xy, px, py);
    const asked = new URL(location.href);
    if (!box.querySelector("[data-trying='1']")) {
      asked.searchParams.set("x", x);
      asked.searchParams.set("y", y);
      load(asked.href, true);
      return;
    }
    const data = dataOf();
    const tool = box.querySelector("#do").value;
    const supply = Number.parseInt(box.querySelector("#supply").value, 10) || 0;
    const chosen = box.querySelector("#site");
    const place = near(data, px, py);
    let change = null;
    if (tool === "add") change = `a:${x}:${y}:${supply}`;
    else if (tool === "move" && chosen.value) change = `m:${chosen.value}:${x}:${y}`;
    else if (place && tool === "move") chosen.value = String(place.site);
    else if (place && tool === "enlarge") change = `e:${place.site}:${supply}`;
    else if (place && tool === "close") change = `c:${place.site}`;
    if (!change) return;
    const before = asked.searchParams.get("changes");
    asked.searchParams.set("changes", before ? `${before},${change}` : change);
    load(asked.href, true);
  });
  addEventListener("popstate", () => load(location.href, false));
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 150);
  });
  draw();
})();
