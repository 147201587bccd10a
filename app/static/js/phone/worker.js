// Lets a page of a questionnaire open without network. It keeps scripts, the style sheet and questionnaires, and
// never a page with answers: without network the page comes from the questionnaire, and what it holds from what
// the page's own scripts find on this device. The service puts two lines before these: RELEASE, and SHELL, the
// addresses to keep.
/* global RELEASE, SHELL */

const FILES = `ateliers-${RELEASE}`;
const QUESTIONNAIRES = "ateliers-questionnaires";
const PAGE = /^\/(fr|nl)\/c\/([^/]+)(?:\/(?:q\/.*|check|send|later))?$/;
const PATIENCE = 12_000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(SHELL)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const lasting = [FILES, QUESTIONNAIRES, "ateliers-forget"];
  const old = (name) => name.startsWith("ateliers-") && !lasting.includes(name);
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== location.origin) return;
  if (SHELL.includes(address.pathname)) {
    event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
  } else if (event.request.mode === "navigate" && PAGE.test(address.pathname)) {
    event.respondWith(open(event.request, PAGE.exec(address.pathname)));
  }
});

/** What was forgotten without network is forgotten by the service before it shows anything. */
async function forgetFirst(code) {
  const notes = await caches.open("ateliers-forget");
  for (const note of await notes.keys()) {
    if (!new URL(note.url).pathname.endsWith(`/c/${code}/forget`)) continue;
    const answer = await fetch(note.url, { method: "POST" }).catch(() => undefined);
    if (answer?.ok) await notes.delete(note);
  }
}

/** The page from the service; without network the questionnaire's own frame, in its place. */
async function open(request, [, lang, code]) {
  await forgetFirst(code);
  try {
    // A film on a slow network takes as long as it takes.
    const carriesFiles = request.headers.get("content-type")?.startsWith("multipart/");
    return await fetch(request, carriesFiles ? {} : { signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    const cache = await caches.open(QUESTIONNAIRES);
    const known = (await cache.keys()).filter((each) => new URL(each.url).pathname.includes(`/c/${code}/bundle/`)).at(-1);
    if (!known) throw error;
    const answer = await cache.match(known);
    const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
    const policy = answer.headers.get("Content-Security-Policy");
    if (policy) headers["Content-Security-Policy"] = policy;
    return new Response((await answer.json()).shell[lang], { headers });
  }
}
