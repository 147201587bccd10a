"""Photograph the main pages, as a phone and as a desk show them, in both languages.

`python -m scripts.screenshots` writes var/screenshots/; `--dark` adds the night, `--docs` only renews the
picture of the README, `--database` keeps the demonstration's database between two runs.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from time import sleep
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from app.demo.staff import ADMIN, PASSWORD
from scripts.browser import ARGUMENTS, chromium_path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "screenshots"
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
PUBLIC = {
    "home": "/{lang}/",
    "landing": "/{lang}/c/citoyens",
    "meetings": "/{lang}/meetings",
    "bassins": "/{lang}/bassins",
    "bassin": "/{lang}/bassins/nord",
    "bassin-undecided": "/{lang}/bassins/sud",
    "privacy": "/{lang}/privacy",
    "accessibility": "/{lang}/accessibility",
    "nothing-here": "/{lang}/bassins/nowhere",
}
STAFF = {
    "staff-overview": "/staff/",
    "staff-consultations": "/staff/consultations",
    "staff-consultation": "/staff/consultations/professionnels",
    "staff-priorities": "/staff/consultations/professionnels/priorities",
    "staff-side-by-side": "/staff/consultations/professionnels/side-by-side",
    "staff-meetings": "/staff/meetings",
    "staff-bassins": "/staff/bassins",
    "staff-bassin": "/staff/bassins/nord",
    "staff-outbox": "/staff/outbox",
}
_WAIT_SECONDS = 30
_LONGEST = 40


@dataclass(frozen=True)
class Camera:
    """Takes pictures of one page after another, in one size, language and light."""

    page: Page
    base_url: str
    lang: str
    label: str

    def open(self, path: str) -> None:
        """Open an address in the camera's language."""
        self.page.goto(self.base_url + path.format(lang=self.lang), wait_until="networkidle")

    def take(self, name: str) -> None:
        """Photograph the whole page, and say when it is wider than the screen."""
        width = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if width > 0:
            print(f"{name} ({self.label}): {width} px wider than the screen", file=sys.stderr)
        self.page.screenshot(path=FOLDER / f"{name}-{self.label}.png", full_page=True)


@contextmanager
def service(database: Path) -> Iterator[str]:
    """Serve the demonstration from `database` until the end of the block; give its address."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "ATELIERS_DATABASE_URL": f"sqlite:///{database}",
        "ATELIERS_SECRET_KEY": "screenshots only, screenshots only, screenshots only",
        "ATELIERS_BASE_URL": url,
        "ATELIERS_DEMO": "true",
    }
    command = [sys.executable, "-m", "app.cli"]
    subprocess.run([*command, "demo"], check=True, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
    process = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment, cwd=ROOT)  # noqa: S603
    try:
        for _ in range(_WAIT_SECONDS * 10):
            if _answers(port):
                break
            sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200  # noqa: PLR2004 - OK
    except OSError:
        return False
    finally:
        connection.close()


def _answer(camera: Camera) -> None:
    """Answer the citizens' questionnaire: a question, an error, the check page, the receipt."""
    page = camera.page
    camera.open("/{lang}/c/citoyens")
    page.locator("form[action$='/start'] button").first.click()
    camera.take("question")
    forced = False
    for _ in range(_LONGEST):
        if urlsplit(page.url).path.endswith("/check"):
            break
        if not forced and page.get_by_role("radio").count():
            # Going on without an answer where one is needed shows what is wrong; a page without need goes on.
            here = page.url
            _go_on(page)
            if page.locator("[data-error-summary]").count():
                camera.take("error")
                forced = True
            elif page.url != here:
                continue
        _fill(page)
        if page.get_by_role("checkbox").count():
            camera.take("question-choices")
        _go_on(page)
    camera.take("check")
    page.locator("form#answer button.button").first.click()
    page.wait_for_load_state("networkidle")
    camera.take("receipt")


def _go_on(page: Page) -> None:
    page.locator("form#answer .actions button[value='next']").click()
    page.wait_for_load_state("networkidle")


def _fill(page: Page) -> None:
    """Give every question of the page its first answer."""
    for group in page.get_by_role("group").all():
        for kind in ("radio", "checkbox"):
            choices = group.get_by_role("radio") if kind == "radio" else group.get_by_role("checkbox")
            if choices.count():
                # The label covers the whole card, the box included: pressing it is what a finger does.
                choices.first.check(force=True)
    for box in page.locator("form#answer select").all():
        box.select_option(index=1)
    for text in page.locator("form#answer textarea").all():
        text.fill(
            "Un banc, un arbre et une maison médicale. Een bank, een boom en een wijkgezondheidscentrum."
        )


def _meeting(camera: Camera) -> None:
    """Photograph a meeting that is open for registration, an error of its form, and the private page."""
    page = camera.page
    camera.open("/{lang}/meetings")
    page.locator("main a[href*='/m/']").first.click()
    page.wait_for_load_state("networkidle")
    camera.take("meeting")
    form = page.locator("form[action$='/register']")
    form.locator("button").last.click()
    page.wait_for_load_state("networkidle")
    camera.take("meeting-error")
    form.locator("[name='name']").fill("Dominique Exemple")
    form.locator("[name='email']").fill(f"{camera.label}@example.org")
    form.locator("[name='profile']").first.check(force=True)
    for consent in form.locator("[name='consent']").all():
        consent.check(force=True)
    form.locator("button").last.click()
    page.wait_for_load_state("networkidle")
    camera.take("registration")


def _staff(camera: Camera) -> None:
    page = camera.page
    camera.open("/staff/sign-in?lang={lang}")
    camera.take("staff-sign-in")
    page.locator("[name='email']").fill(ADMIN.email)
    page.locator("[name='password']").fill(PASSWORD)
    page.locator("form[action='/staff/sign-in'] button").click()
    page.wait_for_load_state("networkidle")
    if page.locator("html").get_attribute("lang") != camera.lang:
        page.locator("form[action='/staff/language'] button").click()
        page.wait_for_load_state("networkidle")
    for name, path in STAFF.items():
        camera.open(path)
        camera.take(name)
    camera.open("/staff/meetings")
    page.locator("main a[href^='/staff/meetings/']:not([href$='/new'])").first.click()
    page.wait_for_load_state("networkidle")
    camera.take("staff-meeting")


def _session(browser: Browser, url: str, size: str, lang: str, light: str) -> None:
    width, height = SIZES[size]
    dark = light == "dark"
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale=f"{lang}-BE",
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: print(f"script error at {page.url}: {error}", file=sys.stderr))
        camera = Camera(page, url, lang, f"{size}-{lang}" + ("-dark" if dark else ""))
        for name, path in PUBLIC.items():
            camera.open(path)
            camera.take(name)
        _answer(camera)
        _meeting(camera)
        _staff(camera)


def _picture_of_the_readme(browser: Browser, url: str) -> None:
    target = ROOT / "docs" / "images" / "home.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    with browser.new_context(viewport={"width": 1100, "height": 900}, locale="fr-BE") as context:
        page = context.new_page()
        page.goto(f"{url}/fr/", wait_until="networkidle")
        page.screenshot(path=target)
    print(f"{target.relative_to(ROOT)} is written.")


def main() -> int:
    """Photograph everything that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m scripts.screenshots", description=__doc__)
    parser.add_argument("--dark", action="store_true", help="the pages at night as well")
    parser.add_argument("--docs", action="store_true", help="only the picture of the README")
    parser.add_argument("--database", type=Path, help="an SQLite file to fill once and to keep")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = options.database or Path(folder) / "demo.sqlite3"
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        with service(database.resolve()) as url:
            if options.docs:
                _picture_of_the_readme(browser, url)
                return 0
            for light in ("light", "dark") if options.dark else ("light",):
                for size in SIZES:
                    for lang in ("fr", "nl"):
                        _session(browser, url, size, lang, light)
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
