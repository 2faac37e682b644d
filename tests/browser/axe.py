"""What every page must hold, looked at in a real browser: axe, width, language, content security policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")

# Without these, Debian's Chromium asks Google's hosts for updates and will not run as root.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}

_RUN_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(v => ({
    id: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.map(n => n.target.join(" ") + "  " + n.html.slice(0, 120) + "  " + n.failureSummary.split("\\n").slice(1, 2).join(" ").slice(0, 220)),
  }));
}"""

_WIDER = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")].filter(element => {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.right <= wide + 1) return false;
    for (let up = element.parentElement; up; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return false;
    return true;
  }).slice(0, 10).map(element => element.outerHTML.slice(0, 120));
}"""

# Text nodes with Han letters whose nearest lang attribute is not Chinese; hidden ones too, because a reader may hear them.
_HAN = r"""() => {
  const found = [];
  // The title of a page cannot mark its parts: names that the page itself marks as Chinese may stand in it.
  const names = new Set([...document.querySelectorAll("[lang^=zh]")].map(element => element.textContent.trim()));
  const title = document.title.split(" · ").filter(part => !names.has(part)).join(" · ");
  if (/\p{Script=Han}/u.test(title)) found.push(`title: ${title.slice(0, 60)}`);
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent || parent.closest("script, style, noscript, title")) continue;
    if (/\p{Script=Han}/u.test(walker.currentNode.data) && !(parent.closest("[lang]")?.getAttribute("lang") ?? "").startsWith("zh"))
      found.push(walker.currentNode.data.trim().slice(0, 60));
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      const value = element.getAttribute(name) ?? "";
      if (/\p{Script=Han}/u.test(value) && !(element.closest("[lang]")?.getAttribute("lang") ?? "").startsWith("zh") && !element.querySelector("[lang^=zh]"))
        found.push(`${name}: ${value.slice(0, 60)}`);
    }
  return found;
}"""

_WATCH_POLICY = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`));
"""


def open_browser(playwright: Any) -> Any:
    """A Chromium driven by `playwright` (sync or not), as this project runs it."""
    from tests.needs import chromium

    return playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)


def watch_policy(context: Any) -> None:
    """Note, on every page of the browser context `context`, what the content security policy refused."""
    context.add_init_script(_WATCH_POLICY)


def refused_by_policy(page: Any) -> list[str]:
    """What the content security policy refused on `page`; the context must have been given to `watch_policy`."""
    refused: list[str] = page.evaluate("window.__refused")
    return refused


def axe_findings(page: Any, *, impacts: tuple[str, ...] = SERIOUS) -> list[str]:
    """What axe finds on `page` of the given impacts, one line a place."""
    # evaluate(), not a script tag: the policy forbids inline scripts, and the page must keep it.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(_RUN_AXE)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node}"
        for one in found
        if one["impact"] in impacts
        for node in one["nodes"]
    ]


def wider_than_window(page: Any) -> list[str]:
    """The elements that make `page` scroll sideways; none where only boxes of their own scroll."""
    wider: list[str] = page.evaluate(_WIDER)
    return wider


def untranslated(page: Any) -> list[str]:
    """Chinese text on an English page that does not stand in an element marked lang=zh."""
    found: list[str] = page.evaluate(_HAN)
    return found
