// Draws a chart from the numbers of its table. ECharts draws SVG through the DOM, which a strict content security policy
// allows; its HTML tooltip is not allowed, so the tooltip is drawn too (renderMode "richText").
(() => {
  "use strict";
  const drawn = new Map();
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const english = document.documentElement.lang.startsWith("en");

  const format = (value, decimals) =>
    value === null || value === undefined
      ? "–"
      : Number(value).toLocaleString("en-US", { minimumFractionDigits: decimals ?? 0, maximumFractionDigits: decimals ?? 2 });

  const option = (data, width) => {
    const colours = ["--main", "--chart-2", "--chart-3", "--chart-4", "--chart-5"].map(token);
    const ink = token("--ink");
    const soft = token("--ink-soft");
    const line = token("--line");
    const paper = token("--paper");
    const size = Math.max(12, Math.min(20, parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.86));
    const text = { color: soft, fontSize: size, fontFamily: getComputedStyle(document.body).fontFamily };
    const label = (value) => format(value, data.decimals);
    const upright = data.kind === "line" || data.kind === "column";
    const pyramid = data.kind === "pyramid";
    const multiple = data.series.length > 1;
    const legend = multiple && data.kind !== "line";
    const wide = (words) => [...words].reduce((sum, one) => sum + (one.codePointAt(0) > 0x2e80 ? 1 : 0.55), 2.6) * size;
    const legendLines = legend ? Math.max(1, Math.ceil(data.series.reduce((sum, one) => sum + wide(one.name), 0) / Math.max(width, 1))) : 0;
    const stressed = data.series.some((one) => one.emphasis);
    // Beside the one that is stressed, lines are all grey; bars, which stand beside each other, are told apart.
    const colourOf = (one, index, colours) => {
      if (!multiple || !stressed) return colours[index % colours.length];
      if (one.emphasis) return colours[0];
      if (data.kind === "line") return colours[1];
      const others = data.series.filter((other) => !other.emphasis);
      return colours[1 + (others.indexOf(one) % (colours.length - 1))];
    };

    const categories = {
      type: "category",
      data: data.categories,
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      // Bars that lie keep the words of every row, up to as many as the picture is high enough for.
      axisLabel: { ...text, color: ink, hideOverlap: data.kind !== "bar", interval: data.kind === "bar" && data.categories.length <= 30 ? 0 : undefined, width: upright ? undefined : Math.min(width * 0.34, size * 11), overflow: "truncate" },
      boundaryGap: data.kind !== "line",
    };
    const values = {
      type: "value",
      axisLabel: { ...text, formatter: (value) => format(Math.abs(value)), hideOverlap: true },
      splitLine: { lineStyle: { color: line, opacity: 0.7 } },
      splitNumber: width < 480 ? 3 : 5,
      // Bars begin at zero; a line may begin where its values are.
      scale: data.kind === "line",
    };

    const mark = data.target && {
      silent: true,
      symbol: "none",
      lineStyle: { color: token("--accent"), type: "dashed", width: 1.5 },
      label: { ...text, color: token("--accent"), position: upright ? "insideStartTop" : "start", formatter: `${data.target.name} ${label(data.target.value)}` },
      data: [upright ? { yAxis: data.target.value } : { xAxis: data.target.value }],
    };

    const series = data.series.flatMap((one, index) => {
      const colour = colourOf(one, index, colours);
      if (data.kind === "line") {
        const drawnLine = {
          type: "line", name: one.name, data: one.values, symbol: "circle", symbolSize: 6, showSymbol: one.values.length < 24,
          lineStyle: { width: 2.5, color: colour }, itemStyle: { color: colour }, connectNulls: false,
          endLabel: { show: true, ...text, color: colour, fontWeight: 600, formatter: (point) => (multiple ? `${one.name} ${label(point.value)}` : label(point.value)) },
          labelLayout: { moveOverlap: "shiftY" },
          markLine: index === 0 ? mark : undefined,
          z: 3,
        };
        if (!one.low.length) return [drawnLine];
        const band = { type: "line", stack: `band-${index}`, symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, z: 1 };
        return [
          { ...band, data: one.low },
          { ...band, data: one.high.map((value, at) => value - one.low[at]), areaStyle: { color: colour, opacity: 0.16 } },
          drawnLine,
        ];
      }
      const direct = data.categories.length <= 12 && !(multiple && width < 560) && !pyramid && !one.low.length;
      // Intervals are marked lines with ends: the series that could draw them is not among the files that are served.
      const spot = (value, at) => ({ coord: upright ? [at, value] : [value, at], symbol: "rect", symbolSize: [8, 1.5] });
      const intervals = one.low.length && {
        silent: true,
        animation: false,
        lineStyle: { color: ink, type: "solid", width: 1.5 },
        label: { show: false },
        data: one.low.map((low, at) => [spot(low, at), spot(one.high[at], at)]),
      };
      return [{
        type: "bar", name: one.name, barMaxWidth: pyramid ? undefined : 34, barCategoryGap: pyramid ? "12%" : "38%",
        stack: pyramid ? "pyramid" : undefined,
        data: one.values.map((value) => (pyramid && index === 0 && value !== null ? -value : value)),
        itemStyle: { color: colour, borderRadius: 2 },
        label: { show: direct, ...text, color: ink, position: upright ? "top" : "right", formatter: (point) => label(point.value) },
        markLine: intervals || (index === 0 ? mark : undefined),
      }];
    });

    // A line that nobody sees holds the plan's own figure, so that the scale reaches it.
    if (data.kind === "line" && data.target)
      series.push({ type: "line", data: data.categories.map(() => data.target.value), symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } });

    const rows = (points) =>
      [points[0].axisValueLabel, ...points.filter((point) => point.seriesName && !point.seriesName.startsWith("series")).map((point) =>
        `${multiple ? `${point.seriesName}  ` : ""}${label(point.value === null || point.value === undefined ? null : Math.abs(point.value))}${data.unit ? ` ${data.unit}` : ""}`)].join("\n");

    return {
      animation: !still.matches,
      animationDuration: 150,
      animationDurationUpdate: 150,
      textStyle: text,
      grid: { left: 4, right: data.kind === "line" ? Math.min(width * 0.28, size * (multiple ? 9 : 5)) : upright ? 8 : size * 4, top: legend ? size * (1 + 1.6 * legendLines) : size * 1.6, bottom: 4, containLabel: true },
      // Lines carry their names at their ends; bars of several series need a legend.
      legend: legend ? { left: 0, top: 0, icon: "roundRect", itemWidth: 12, itemHeight: 12, textStyle: { ...text, color: ink }, selectedMode: false } : undefined,
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: paper, borderColor: line, textStyle: { ...text, color: ink }, axisPointer: { type: upright && data.kind === "line" ? "line" : "shadow" }, formatter: rows },
      xAxis: upright ? categories : values,
      yAxis: upright ? values : { ...categories, inverse: !pyramid },
      series,
    };
  };

  const save = (name, type, text) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const csv = (table) => {
    const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    return "\ufeff" + [...table.rows].map((row) => [...row.cells].map((one) => cell(one.innerText.replace(/\s+/g, " ").trim())).join(",")).join("\r\n");
  };

  const draw = (figure) => {
    figure.classList.add("drawn");
    const box = figure.querySelector(".chart-picture");
    const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    const paint = () => {
      if (box.clientWidth) {
        chart.resize();
        chart.setOption(option(data, box.clientWidth), true);
      }
    };
    paint();
    drawn.set(figure, paint);
    new ResizeObserver(paint).observe(box);

    const toTable = figure.querySelector("[data-chart-table]");
    toTable.addEventListener("click", () => {
      const words = toTable.textContent;
      toTable.textContent = toTable.dataset.other;
      toTable.dataset.other = words;
      toTable.setAttribute("aria-pressed", String(figure.classList.toggle("as-table")));
    });
    figure.querySelector("[data-chart-csv]").addEventListener("click", () => save(`${data.name}.csv`, "text/csv;charset=utf-8", csv(figure.querySelector("table"))));
    figure.querySelector("[data-chart-svg]").addEventListener("click", () => {
      const copy = box.querySelector("svg").cloneNode(true);
      copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
      save(`${data.name}.svg`, "image/svg+xml", copy.outerHTML);
    });
  };

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach((paint) => paint()));
  window.laoyouCharts = { draw, english };
})();
