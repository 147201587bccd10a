// The part of a questionnaire that lives on the phone: nothing typed is lost, and the network may vanish.
// Without it every page works as a plain form; see docs/decisions/0015-answers-on-the-phone.md.

import "../fields.js";
import "../offline-fields.js";
import "../rank.js";
import "../search.js";
import "./forget.js";
import * as fields from "./fields.js";
import { keep, unsaved } from "./keeper.js";
import { answerForm } from "./page.js";
import { all, drop } from "./store.js";
import { walk } from "./walk.js";

const coarse = matchMedia("(pointer: coarse)").matches;
const [, , , code] = location.pathname.split("/");

/** Say in one line how things stand. A screen reader hears it when it changes. */
function show(state) {
  const line = document.querySelector("[data-kept]");
  // Once everything is forgotten the page has no such line.
  if (!line) return;
  const words = (coarse && line.dataset[`${state}Phone`]) || line.dataset[state] || "";
  line.dataset.state = state;
  if (line.textContent.trim() !== words.trim()) line.textContent = words;
}

/** Say politely which questions have just appeared. */
function sayAppeared(labels) {
  const line = document.querySelector("[data-appeared]");
  line.textContent = line.dataset.appeared.replace("{label}", labels.join(", "));
}

/** The whole questionnaire, from the service or from what this device has kept; undefined where neither has it. */
async function bundleAt(address) {
  const kept = await globalThis.caches?.match(address);
  const answer = kept ?? (await fetch(address).catch(() => undefined));
  if (!answer?.ok) return undefined;
  if (!kept) await (await globalThis.caches?.open("ateliers-questionnaires"))?.put(address, answer.clone()).catch(() => undefined);
  return answer.json();
}

/** The draft that this page is about; on a page made without network the one that was used last here. */
async function whose(form) {
  if (form.elements.draft.value) return { draft: form.elements.draft.value, address: form.dataset.bundle };
  const records = (await all()).filter((record) => record.code === code);
  const last = records.sort((a, b) => a.used - b.used).at(-1);
  if (!last) return undefined;
  form.elements.draft.value = last.draft;
  return { draft: last.draft, address: last.bundle };
}

async function begin(form) {
  const isShell = !form.elements.draft.value;
  const known = await whose(form);
  if (!known) return show("nothing");
  const values = {};
  let journey;
  let gone = false;

  /** Take over what this device knows better than the page: its own edits, and what other tabs wrote. */
  function learn(record) {
    const page = answerForm();
    for (const [key, value] of Object.entries(record.values)) values[key] = value;
    for (const key of fields.keys(page)) {
      const busy = document.activeElement?.name === key && document.activeElement.matches("input:not([type=radio], [type=checkbox]), textarea");
      if (busy || values[key] === undefined || fields.holds(page, key, values[key])) continue;
      fields.write(page, key, values[key]);
      fields.touched(page, key);
    }
    journey?.moved();
  }

  const keeper = await keep(known.draft, {
    code,
    language: () => document.documentElement.lang,
    show,
    learn,
    leave(address) {
      if (gone) return;
      gone = true;
      if (address === location.href) location.reload();
      else location.assign(address);
    },
  });
  await keeper.change((record) => {
    record.used = Date.now();
    record.bundle = known.address || record.bundle;
  });

  const note = (key) => {
    const page = answerForm();
    fields.touched(page, key);
    values[key] = fields.read(page, key);
    keeper.note(key, values[key]);
    journey?.moved();
  };
  Object.assign(values, keeper.record.values);
  for (const key of fields.keys(form)) {
    // What was typed while this script was on its way, or filled in again by the browser, is newer than
    // anything; then comes what this device has not brought to the server yet; then what the server sent.
    if (!fields.same(fields.read(form, key), fields.atFirst(form, key))) note(key);
    else if (key in keeper.record.dirty) fields.write(form, key, keeper.record.values[key]);
    else values[key] = fields.read(form, key);
  }
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const key = event.target.closest?.("form#answer") && fields.keyOf(event);
      // A choice tells of itself by both events: the second has nothing new to say.
      if (key && fields.keys(answerForm()).includes(key) && !(key in values && fields.holds(answerForm(), key, values[key]))) note(key);
    });
  }
  document.addEventListener("forgotten", () => {
    gone = true;
    // The way back leads to pages that this script still knows: the browser asks for them anew instead.
    addEventListener("popstate", () => location.reload(), true);
    journey?.stop();
  });
  addEventListener("pageshow", (event) => event.persisted && !gone && keeper.run());
  if (!isShell) await keeper.run();

  const bundle = keeper.record.bundle && (await bundleAt(keeper.record.bundle));
  if (!bundle) return isShell && show("nothing");
  journey = walk({ bundle, code, keeper, values, isShell, say: sayAppeared });
  keeper.tell();
  if (isShell) keeper.run();
  // A browser may refuse a service worker, as one without https does: then only a page that is open goes on.
  const worker = await navigator.serviceWorker?.register("/worker.js").catch(() => undefined);
  if (worker) await navigator.serviceWorker.ready;
  document.documentElement.dataset.offline = "ready";
}

/** Bring to the server what is left on this device of earlier visits, and lead to the receipt of what was sent. */
async function sendWhatWaits() {
  for (const record of (await all()).filter((each) => each.code === code && (unsaved(each) || each.wantsSending))) {
    const keeper = await keep(record.draft, {
      code,
      language: () => document.documentElement.lang,
      show,
      learn() {},
      leave: (address) => location.assign(address),
    });
    await keeper.run();
  }
}

const form = answerForm();
// Forgetting on a page of questions asks first, which takes a script.
function offerToForget() {
  for (const each of document.querySelectorAll("form[action$='/forget']")) each.hidden = false;
}
offerToForget();
document.addEventListener("questions-shown", offerToForget);
const sent = document.querySelector("[data-sent]");
if (sent) drop(sent.dataset.sent);
// A form that does not ask for it, such as one that is filled in for somebody, is never kept on the device.
if (form?.elements.draft && form.dataset.phone) begin(form);
else if (document.querySelector("[data-kept]")) sendWhatWaits();
