"""Pictures of every kind of page, at the width of a desk and of a phone, into docs/screens/, with an index.

    ./dev screens [--home DIR] [NAME…]

The district is the one the tests share, on a copy, served by the product's own `serve`; DIR takes another one that is
built. With names only the pages whose name begins so are taken again, and the index is written for all.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.serving import ServedDistrict

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screens"
DESK, PHONE = 1280, 360
HEIGHTS = {DESK: 900, PHONE: 740}
TALLEST = 1600
"""A picture ends here: what follows further down is more of the same."""
COLOURS = 160


@dataclass(frozen=True)
class Screen:
    """
    One kind of page.

    name    begins the names of its files
    role    whose session opens it; '' = nobody is signed in
    path    where it is; 'link' = a fresh one-time sign-in link; 'signed-in' = where it leads whoever uses it
    follow  selectors of links that lead on from there, one after the other
    press   selectors of what is clicked once the page is there
    english, elder, dark    also taken in English, in elder mode, in the dark scheme
    """

    name: str
    title: str
    role: str
    path: str
    follow: tuple[str, ...] = ()
    press: tuple[str, ...] = ()
    english: bool = False
    elder: bool = False
    dark: bool = False


ELDERS = "/people/residents/?age=80-"
SCREENS = (
    Screen("public-front", "Front page for everybody", "", "/", english=True, elder=True),
    Screen("public-finder", "Finder of homes and nurseries", "", "/find/", english=True, elder=True, dark=True),
    Screen(
        "public-facility",
        "One facility",
        "",
        "/find/",
        (".main a.row-link",),
        english=True,
        elder=True,
    ),
    Screen("public-progress", "Published indicators", "", "/progress/", english=True, elder=True),
    Screen(
        "public-indicator",
        "One published indicator",
        "",
        "/progress/",
        (".main tr:has(.state-reached, .state-breach) a.row-link",),
        elder=True,
    ),
    Screen("sign-in", "Signing in", "", "/accounts/login/"),
    Screen("sign-in-link", "A one-time link", "", "link"),
    Screen("not-found", "An address that leads nowhere", "", "/nowhere/", english=True),
    Screen("refused", "A page that is not for one's role", "carer", "/office/accounts/"),
    Screen("home-planner", "The district at a glance", "planner", "/office/", english=True, dark=True),
    Screen("home-town", "Home of a town officer", "town_officer", "/office/"),
    Screen("home-auditor", "Home of an auditor", "auditor", "/office/"),
    Screen("home-director", "Home of a provider's director", "provider_director", "/office/", english=True),
    Screen("home-carer", "Home of a carer", "carer", "/office/"),
    Screen("home-assessor", "Home of an assessor", "assessor", "/office/"),
    Screen("home-citizen", "Where a citizen begins", "citizen", "signed-in"),
    Screen("home-system", "Home of a system administrator", "system_administrator", "/office/"),
    Screen("residents", "Residents", "planner", "/people/residents/", english=True),
    Screen("residents-found", "Residents of one town, by pinyin", "town_officer", "/people/residents/?q=wang"),
    Screen("resident", "One resident", "town_officer", ELDERS, (".main a.row-link",), english=True),
    Screen(
        "resident-unmask",
        "Asking to see a masked value",
        "town_officer",
        ELDERS,
        (".main a.row-link",),
        (".masked > summary",),
    ),
    Screen(
        "household",
        "A living household",
        "town_officer",
        ELDERS,
        (".main a.row-link", ".main a[href*='living-households']"),
    ),
    Screen(
        "registered-household",
        "A registered household",
        "town_officer",
        ELDERS,
        (".main a.row-link", ".main a[href*='registered-households']"),
    ),
    Screen("resident-add", "Taking somebody into the register", "town_officer", "/people/residents/add/", english=True),
    Screen("resident-receive", "Somebody moves in", "town_officer", "/people/residents/receive/"),
    Screen(
        "status-add",
        "A fact about somebody",
        "town_officer",
        ELDERS,
        (".main a.row-link", ".main a[href$='/statuses/add/']"),
    ),
    Screen(
        "resident-account",
        "Where somebody is paid",
        "town_officer",
        ELDERS,
        (".main a.row-link", ".main a[href$='/account/']"),
    ),
    Screen("life-trace", "A sign of life", "town_officer", ELDERS, (".main a.row-link", ".main a[href$='/life/']")),
    Screen("duplicates", "Who may stand in the register twice", "town_officer", "/people/duplicates/", english=True),
    Screen("merges", "What was merged", "town_officer", "/people/merges/"),
    Screen("past", "The register of a past day", "town_officer", "/people/past/", english=True),
    Screen("difficulties", "Elders in special difficulty", "town_officer", "/people/difficulties/", english=True),
    Screen("visits", "Whom to visit at home", "community_worker", "/people/visits/", english=True),
    Screen("visits-paper", "The home visit on paper", "community_worker", "/people/visits/paper/"),
    Screen("visits-phone", "The home visit on a phone", "community_worker", "/people/visits/phone/"),
    Screen("family", "What a daughter sees of her father", "citizen", "/people/family/", elder=True),
    Screen("providers", "Providers", "planner", "/providers/"),
    Screen("provider", "One provider", "planner", "/providers/", (".main a.row-link",)),
    Screen("facilities", "Facilities", "planner", "/providers/facilities/", english=True),
    Screen("facilities-map", "Facilities by town", "planner", "/providers/facilities/map/"),
    Screen(
        "facility",
        "One facility in the register",
        "planner",
        "/providers/facilities/",
        (".main a.row-link",),
        english=True,
    ),
    Screen("beds", "Beds", "planner", "/providers/beds/"),
    Screen("places", "Places for children under three", "planner", "/providers/places/"),
    Screen("staff", "Staff", "provider_director", "/providers/staff/"),
    Screen("staff-member", "One member of staff", "provider_director", "/providers/staff/", (".main a.row-link",)),
    Screen("facility-add", "A new facility", "department_officer", "/providers/facilities/add/"),
    Screen("bed", "One bed", "provider_director", "/providers/beds/", (".main a.row-link",)),
    Screen("place", "One place", "planner", "/providers/places/", (".main a.row-link",)),
    Screen("expiring", "What is about to expire", "department_officer", "/providers/expiring/", english=True),
    Screen(
        "waiting", "What providers have entered and somebody must confirm", "department_officer", "/providers/waiting/"
    ),
    Screen("estates", "Estates and what is due with them", "planner", "/providers/estates/"),
    Screen("premises", "Idle premises", "planner", "/providers/premises/"),
    Screen("requests", "Requests to other departments", "department_officer", "/exchange/requests/"),
    Screen("request-draft", "Asking another department", "department_officer", "/exchange/requests/draft/"),
    Screen("keys", "Keys of providers' own systems", "security_administrator", "/exchange/keys/"),
    Screen("imports", "Lists that were brought in", "town_officer", "/imports/", english=True),
    Screen("import-add", "Bringing in a list", "town_officer", "/imports/add/"),
    Screen("forms", "Forms of superiors", "town_officer", "/forms/"),
    Screen("form-add", "A superior's blank form", "town_officer", "/forms/add/"),
    Screen("indicators", "Indicators", "planner", "/plans/indicators/", english=True),
    Screen("indicator", "One indicator", "planner", "/plans/indicators/", (".main a.row-link",), english=True),
    Screen(
        "figure", "Where a number comes from", "planner", "/plans/indicators/", (".main a.row-link", ".main a.figure")
    ),
    Screen("tasks", "Tasks of the plans", "planner", "/plans/tasks/", english=True),
    Screen("projects", "Projects and their money", "planner", "/plans/projects/"),
    Screen("item", "One task", "planner", "/plans/tasks/", (".main a.row-link",), english=True),
    Screen("board", "Who has to do what", "planner", "/plans/board/", english=True),
    Screen("timeline", "Tasks and projects over time", "planner", "/plans/timeline/"),
    Screen("contributions", "What each project adds to an indicator", "planner", "/plans/contributions/"),
    Screen("appraise-towns", "Towns by their tasks and targets", "planner", "/plans/towns/"),
    Screen("targets", "Targets divided among towns", "planner", "/plans/targets/"),
    Screen("split-target", "One target divided", "planner", "/plans/targets/", (".main a[href^='/plans/targets/']",)),
    Screen("decisions", "What meetings decided", "planner", "/plans/decisions/"),
    Screen("circulars", "Circulars and evaluations", "planner", "/plans/circulars/", english=True),
    Screen("circular", "One circular", "planner", "/plans/circulars/", (".main a.row-link",), english=True),
    Screen("circular-draft", "Drafting a circular", "planner", "/plans/circulars/draft/"),
    Screen("documents", "Plans that are read and checked", "planner", "/plans/documents/", english=True),
    Screen("document-add", "Handing in a plan", "planner", "/plans/documents/add/"),
    Screen("values", "Values that units report", "planner", "/plans/values/"),
    Screen("value-enter", "Reporting a value", "planner", "/plans/values/enter/"),
    Screen(
        "carry-over",
        "Carrying an ended plan over",
        "planner",
        "/plans/carry-over/",
        (".main a[href^='/plans/carry-over/']",),
    ),
    Screen("index", "Towns by the evaluation index", "planner", "/plans/index/", english=True),
    Screen("index-evaluation", "One evaluation", "planner", "/plans/index/", (".main a.row-link",)),
    Screen(
        "index-town",
        "One town in the evaluation",
        "planner",
        "/plans/index/",
        (".main a.row-link", ".main a[href*='/towns/']"),
    ),
    Screen("public-circulars", "Published circulars", "", "/circulars/", english=True),
    Screen("public-circular", "One published circular", "", "/circulars/", (".main a.row-link",), elder=True),
    Screen("public-index", "Published grades of the towns", "", "/grades/", english=True),
    Screen("tables", "Tables of the plans", "planner", "/plans/tables/"),
    Screen("table", "One table", "planner", "/plans/tables/", (".main a[href^='/plans/tables/']",)),
    Screen("projection", "Population to come", "planner", "/planning/projection/", english=True),
    Screen("demand", "Demand and gap by town", "planner", "/planning/demand/", english=True),
    Screen("births", "Births and places", "planner", "/planning/births/"),
    Screen("standards", "What must be provided", "planner", "/planning/standards/", english=True),
    Screen("forecasts", "The plan's own forecast beside ours", "planner", "/planning/forecasts/", english=True),
    Screen("circles", "Who is within fifteen minutes", "planner", "/planning/circles/", english=True),
    Screen("what-if", "A facility more or less", "planner", "/planning/what-if/", english=True),
    Screen("siting", "Where to build", "planner", "/planning/siting/", english=True),
    Screen("planning-scenarios", "Scenarios", "planner", "/planning/scenarios/"),
    Screen("networks", "Street networks", "planner", "/planning/networks/"),
    Screen("search", "Search over all registers", "planner", "/search/?q=wang"),
    Screen("jobs", "Long work", "system_administrator", "/jobs/"),
    Screen("accounts", "Accounts", "system_administrator", "/office/accounts/", english=True),
    Screen("account", "One account", "system_administrator", "/office/accounts/", (".main a.row-link",)),
    Screen("account-add", "Adding an account", "system_administrator", "/office/accounts/add/"),
    Screen("audit", "Audit trail", "auditor", "/office/audit/", english=True),
    Screen("access", "Who looked at what", "auditor", "/office/access/"),
    Screen("calendar", "Working days", "system_administrator", "/office/calendar/"),
    Screen("publishing", "What is published", "planner", "/office/publishing/", english=True),
    Screen("components", "The parts that pages are made of", "planner", "/components/"),
)


@dataclass(frozen=True)
class View:
    """One way to look at a page: width of the window in px, language, elder mode, dark scheme."""

    width: int
    language: str = "zh"
    elder: bool = False
    dark: bool = False

    @property
    def ending(self) -> str:
        """What tells the file of this view from the others of its page."""
        said = [self.language] * (self.language != "zh") + ["elder"] * self.elder + ["dark"] * self.dark
        return "-".join([*said, str(self.width)])


def views_of(screen: Screen) -> Iterator[View]:
    """The views in which `screen` is taken."""
    for width in (DESK, PHONE):
        yield View(width)
        if screen.english:
            yield View(width, language="en")
        if screen.elder:
            yield View(width, elder=True)
        if screen.dark:
            yield View(width, dark=True)


def picture_name(screen: Screen, view: View) -> str:
    """The file of `screen` in `view`."""
    return f"{screen.name}-{view.ending}.png"


_PIXELS = """async (png) => {
  const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const bytes = pen.getImageData(0, 0, picture.width, picture.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return [picture.width, picture.height, btoa(text)];
}"""


def small_png(blank: Any, png: bytes) -> bytes:
    """`png` with no more than COLOURS colours, a third of the size; `blank` is a page that decodes it."""
    import numpy

    width, height, text = blank.evaluate(_PIXELS, base64.b64encode(png).decode())
    pixels = numpy.frombuffer(base64.b64decode(text), dtype=numpy.uint8).reshape(-1, 4)[:, :3].astype(numpy.uint32)
    packed = pixels[:, 0] << 16 | pixels[:, 1] << 8 | pixels[:, 2]
    colours, where, often = numpy.unique(packed, return_inverse=True, return_counts=True)
    parts = numpy.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1).astype(numpy.int32)
    kept = parts[numpy.argsort(-often, kind="stable")[:COLOURS]]
    nearest = numpy.array([((kept - one) ** 2).sum(axis=1).argmin() for one in parts], dtype=numpy.uint8)
    rows = nearest[where].reshape(height, width)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    palette = kept.astype(numpy.uint8).tobytes()
    parts_of_file = (chunk(b"IHDR", head), chunk(b"PLTE", palette), chunk(b"IDAT", zlib.compress(lines, 9)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts_of_file) + chunk(b"IEND", b"")


class Camera:
    """Opens pages of a served district in a browser and takes their pictures."""

    def __init__(self, served: ServedDistrict, browser: Any) -> None:
        self.served = served
        self.browser = browser
        self.sessions: dict[str, str] = {}
        self.windows: dict[tuple[object, ...], Any] = {}
        self.blank = browser.new_page()

    def session(self, role: str) -> str:
        """The Cookie header of a session of `role`, signed in once; '' for nobody."""
        if role and role not in self.sessions:
            link = self.served.sign_in_links({role: 1})[role][0]
            self.sessions[role] = self.served.signed_in(link)
        return self.sessions.get(role, "")

    def take(self, screen: Screen, view: View) -> str:
        """Write the picture of `screen` in `view`; returns the path of the page it shows."""
        page = self.window(screen.role, view)
        url = self.served.url
        page.set_viewport_size({"width": view.width, "height": HEIGHTS[view.width]})
        if screen.path in ("link", "signed-in"):
            role = screen.role or "planner"
            page.goto(self.served.sign_in_links({role: 1})[role][0])
            if screen.path == "signed-in":
                page.locator("main form button").click()
        else:
            page.goto(url + screen.path)
        for selector in screen.follow:
            page.goto(url + page.locator(selector).first.get_attribute("href"))
        page.wait_for_load_state("networkidle")
        for selector in screen.press:
            page.locator(selector).first.click()
        page.wait_for_timeout(100)
        tall = min(TALLEST, max(HEIGHTS[view.width], page.evaluate("document.documentElement.scrollHeight")))
        # The whole height in one window: what sticks to its top stands where a reader first sees it.
        page.set_viewport_size({"width": view.width, "height": tall})
        page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
        page.wait_for_timeout(150)
        (FOLDER / picture_name(screen, view)).write_bytes(small_png(self.blank, page.screenshot()))
        return "/accounts/link/…/" if screen.path == "link" else page.url.removeprefix(url)

    def window(self, role: str, view: View) -> Any:
        """The page in which somebody of `role` looks, in the language, density and scheme of `view`."""
        key = (role, view.language, view.elder, view.dark)
        if key not in self.windows:
            cookies = dict(part.split("=", 1) for part in self.session(role).split("; ") if part)
            cookies["laoyou_language"] = "en" if view.language == "en" else "zh-hans"
            if view.elder:
                cookies["laoyou_density"] = "elder"
            context = self.browser.new_context(
                locale="en" if view.language == "en" else "zh-CN",
                color_scheme="dark" if view.dark else "light",
                reduced_motion="reduce",
            )
            url = self.served.url
            context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
            self.windows[key] = context.new_page()
        return self.windows[key]


def index(addresses: dict[str, str]) -> str:
    """docs/screens/README.md: title, role, address and pictures of each page; `addresses` by name of the page."""
    lines = [
        "# Screens",
        "",
        "Every kind of page, as `./dev screens` takes it from a synthetic district of 20,000 people: at 1280 px and at",
        "360 px, cut off at 1600 px of height. Names, addresses and numbers of persons are invented.",
        "",
        "| Page | Role | Address | Pictures |",
        "|---|---|---|---|",
    ]
    for screen in SCREENS:
        pictures = " · ".join(f"[{view.ending}]({picture_name(screen, view)})" for view in views_of(screen))
        address = addresses.get(screen.name, screen.path)
        lines.append(f"| {screen.title} | {screen.role or 'nobody signed in'} | `{address}` | {pictures} |")
    return "\n".join(lines) + "\n"


def known_addresses() -> dict[str, str]:
    """The addresses in the index as it is, for pages that are not taken again."""
    try:
        lines = (FOLDER / "README.md").read_text("utf-8").splitlines()
    except OSError:
        return {}
    titles = {screen.title: screen.name for screen in SCREENS}
    cells = [[cell.strip() for cell in line.split("|")] for line in lines if line.startswith("| ")]
    return {titles[row[1]]: row[3].strip("`") for row in cells if row[1] in titles}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev screens")
    parser.add_argument("--home", type=Path, help="a built district to take instead of the one the tests share")
    parser.add_argument("names", nargs="*", help="only pages whose name begins so")
    wanted = parser.parse_args(arguments)

    from tests.needs import chromium

    if chromium() is None:
        print("请先安装 Chromium（Debian/Ubuntu：apt-get install chromium fonts-noto-cjk）。", file=sys.stderr)
        print("Install Chromium first (Debian/Ubuntu: apt-get install chromium fonts-noto-cjk).", file=sys.stderr)
        return 1
    from playwright.sync_api import Error, sync_playwright

    from tests.browser import axe
    from tests.district import shared_home

    screens = [one for one in SCREENS if not wanted.names or one.name.startswith(tuple(wanted.names))]
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not wanted.names:
        for old in FOLDER.glob("*.png"):
            old.unlink()
    addresses = known_addresses()
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(wanted.home or shared_home(), home)
        with ServedDistrict(home) as served, sync_playwright() as playwright:
            camera = Camera(served, axe.open_browser(playwright))
            for screen in screens:
                for view in views_of(screen):
                    name = picture_name(screen, view)
                    try:
                        addresses[screen.name] = camera.take(screen, view)
                        print(name, flush=True)
                    except Error as error:  # the other pictures are still worth taking
                        failed.append(name)
                        print(f"{name}: {str(error).splitlines()[0]}", file=sys.stderr, flush=True)
    (FOLDER / "README.md").write_text(index(addresses), "utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
