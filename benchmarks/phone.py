"""What a phone waits for and takes along: the first paint on a slow network, and a questionnaire in bytes.

Prints one JSON object by questionnaire. Chromium emulates the network: 400 kbit/s both ways, 400 ms there and
back. Service workers are left out, so that every byte counted has travelled.
"""

import json
import re
import sys
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

from scripts.browser import launch_options

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


class _Wire:
    """Counts what has come through a network: bytes by kind of file, as they travelled."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = 0
        self.requests = 0
        session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.requests += 1


def measure(browser: Browser, base_url: str, code: str) -> dict[str, float]:
    """Begin a questionnaire with an empty cache; return milliseconds, bytes and requests."""
    context = browser.new_context(
        base_url=base_url, viewport={"width": 390, "height": 844}, service_workers="block"
    )
    context.set_default_timeout(60_000)
    landing = context.new_page()
    landing.goto(f"/fr/c/{code}")
    landing.locator("form[action$='/start'] button").first.click()
    landing.wait_for_url(re.compile("/q/"))
    first = landing.url
    landing.close()

    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", SLOW)
    wire = _Wire(session)
    page.goto(first, wait_until="load")
    page.wait_for_function(PAINTED)
    usable = {"first_page_bytes": wire.bytes, "first_page_requests": wire.requests}
    painted = page.evaluate(PAINTED)
    page.wait_for_selector("html[data-offline=ready]")
    context.close()
    return {"painted_ms": painted, **usable, "all_bytes": wire.bytes, "all_requests": wire.requests}


def main(base_url: str, *codes: str) -> None:
    """Measure each questionnaire at a running service."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        print(json.dumps({code: measure(browser, base_url, code) for code in codes}))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
