// Lets the door of a meeting open without network. It keeps scripts, style sheets and a page with nobody on it;
// who is expected, the page's own scripts find on this device. The service puts two lines before these: RELEASE,
// and SHELL, the addresses to keep.
/* global RELEASE, SHELL */

const FILES = `door-files-${RELEASE}`;
const PAGES = "door-pages";
const DOOR = /^\/staff\/meetings\/([^/]+)\/door$/;
const CHECK_IN = /^\/staff\/check-in\/([^/]+)\/([A-Za-z0-9_-]{43})$/;
const PATIENCE = 8_000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(SHELL)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("door-files-") && name !== FILES;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== location.origin) return;
  if (SHELL.includes(address.pathname)) {
    event.respondWith(caches.match(event.request, { cacheName: FILES }).then((kept) => kept ?? fetch(event.request)));
  } else if (event.request.mode === "navigate" && event.request.method === "GET") {
    const code = (DOOR.exec(address.pathname) ?? CHECK_IN.exec(address.pathname))?.[1];
    if (code) event.respondWith(open(event.request, code, CHECK_IN.exec(address.pathname)?.[2]));
  }
});

/** The page from the service; without network the empty one, in its place. A code leads to the list it is on. */
async function open(request, code, token) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    const door = `/staff/meetings/${code}/door`;
    const kept = await (await caches.open(PAGES)).match(door);
    if (!kept) throw error;
    return token ? Response.redirect(`${door}?scan=${token}`, 303) : kept;
  }
}
