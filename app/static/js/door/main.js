// The door of a meeting on the phone of whoever stands there: every press shows at once and is kept here until the
// service has it; see docs/decisions/0028-the-day-itself.md. Without this every button is a plain form.

import { nameOf, paint, say, showRefused } from "./paint.js";
import { all, drop, keepPage, lasting, noteUntil, sweep, update } from "./store.js";
import { send } from "./sync.js";
import { count, idOf, readLink, standing, waits } from "./view.js";

const FIRST_RETRY = 2_000;
const LAST_RETRY = 30_000;
const LOOKS_AGAIN = 15_000;

const root = document.getElementById("door");
const phone = document.getElementById("phone");
const channel = new BroadcastChannel("ateliers-door");

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

/** Ask in a dialogue of the page; gives whether the answer is yes. */
function ask(dialogue) {
  dialogue.showModal();
  return new Promise((resolve) =>
    dialogue.addEventListener("close", () => resolve(dialogue.returnValue === "yes"), { once: true }));
}

async function begin({ code, until, roster }) {
  await sweep();
  const isShell = root.dataset.shell === "yes";
  let record = await update(
    code,
    (now) => {
      now.until = until;
      if (!isShell || !now.roster) now.roster = roster;
    },
    { make: true },
  );
  noteUntil(await all());
  let sitting = ofTheMoment();
  let reachable = !isShell;
  let stopped = "";
  let retry = FIRST_RETRY;
  let timer;
  let running;
  const search = root.querySelector("#q");

  function ofTheMoment() {
    const asked = new URLSearchParams(location.search).get("sitting");
    const days = record.roster.sittings;
    const now = Date.now();
    return days.find((day) => String(day.number) === asked) ?? days.find((day) => now < Date.parse(day.ends)) ?? days.at(-1);
  }
  const people = () => standing(record);
  const show = () => {
    const everybody = people();
    paint(everybody, String(sitting.id), record.roster.capacity, search.value.trim());
    showRefused(record.refused, everybody);
    const n = record.queue.length;
    let state = n ? "waiting" : "sent";
    if (!reachable) state = "offline";
    if (n && !lasting) state = "fragile";
    say(stopped || state, n);
  };

  async function exchange() {
    const answer = await send(record);
    stopped = answer === "signin" || answer === "stopped" ? answer : "";
    reachable = answer !== undefined;
    if (typeof answer === "object") {
      record = answer;
      channel.postMessage(code);
    }
  }

  /** Send what there is and learn what others noted; again soon where that fails, and now and then in any case. */
  async function run() {
    clearTimeout(timer);
    running ??= exchange().finally(() => (running = undefined));
    await running;
    show();
    retry = reachable ? FIRST_RETRY : Math.min(2 * retry, LAST_RETRY);
    const wait = !reachable ? retry : record.queue.length && !stopped ? 0 : LOOKS_AGAIN;
    timer = setTimeout(() => (document.hidden && !record.queue.length ? undefined : run()), wait);
  }

  async function note(press) {
    const whole = { ...press, id: press.id ?? newId(), sitting: sitting.id, at: Date.now() };
    record = await update(code, (now) => now.queue.push(whole), { make: true });
    channel.postMessage(code);
    show();
    // One exchange at a time: what was pressed while one was under way leaves with the next.
    if (running) await running;
    run();
  }

  /** Note that somebody is here; who has no seat comes in when there is room, or when that was asked and said. */
  async function welcome(person) {
    if (waits(person) && !hasRoom(Math.max(1, person.seats)) && !(await ask(root.querySelector("[data-ask-full]")))) return false;
    await note({ person: person.id, state: "present" });
    return true;
  }
  const hasRoom = (seats) => count(people(), String(sitting.id), record.roster.capacity).hasRoom(seats);

  /** Say what is wrong beside a field of the form for somebody who came; the server says the same without scripts. */
  function problem(form, name, message) {
    const control = form.elements[name];
    const field = (control[0] ?? control).closest(".field");
    field.querySelector(".error")?.remove();
    field.classList.toggle("field-error", Boolean(message));
    if (!message) return;
    const line = document.createElement("p");
    line.className = "error";
    line.textContent = message;
    (field.querySelector("legend, label")).after(line);
    (control[0] ?? control).focus();
  }

  async function walkIn(form) {
    const typed = Object.fromEntries(new FormData(form));
    const contact = typed.contact.trim();
    const digits = contact.replace(/[\s./()-]+/g, "");
    const strange = contact && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(contact) && !/^\+?\d{8,15}$/.test(digits);
    problem(form, "contact", strange ? form.dataset.contact : "");
    problem(form, "profile", typed.profile ? "" : form.dataset.missing);
    if (strange || !typed.profile) return;
    if (!hasRoom(1) && !(await ask(root.querySelector("[data-ask-full]")))) return;
    const { name, profile, language } = typed;
    const id = newId();
    await note({ id, state: "walk_in", name: name.trim(), profile, language, contact });
    form.reset();
    form.closest("details").open = false;
    search.value = "";
    show();
    document.getElementById(`p-${id}`)?.scrollIntoView({ block: "center" });
    document.getElementById(`p-${id}`)?.querySelector("button:not([hidden])").focus();
  }

  /** What a scanned code says; gives the words for it. */
  async function scanned(text) {
    const box = root.querySelector("[data-scan-box]");
    const link = readLink(text);
    if (!link) return box.dataset.noCode;
    if (link.code !== code) return box.dataset.elsewhere;
    const person = people().find((each) => each.id === link.person);
    if (!person) return box.dataset.unknown;
    if (person.states[sitting.id] !== "present" && !(await welcome(person))) return "";
    return box.dataset.noted.replace("{name}", nameOf(person));
  }

  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches(".door-marks")) {
      event.preventDefault();
      const person = people().find((each) => each.id === form.elements.person.value);
      const state = event.submitter.value;
      if (!person) return;
      if (state === "present") welcome(person);
      else note({ person: person.id, state });
    } else if (form.matches(".door-search")) {
      event.preventDefault();
    } else if (form.matches("[data-walk-in]")) {
      event.preventDefault();
      walkIn(form);
    }
  });
  search.addEventListener("input", show);
  root.addEventListener("click", async (event) => {
    const tab = event.target.closest("a[data-sitting]");
    if (tab) {
      event.preventDefault();
      sitting = record.roster.sittings.find((day) => String(day.number) === tab.dataset.sitting) ?? sitting;
      history.replaceState(null, "", `?sitting=${sitting.number}`);
      mark();
      show();
    }
    if (event.target.closest("[data-refused-seen]")) {
      record = await update(code, (now) => (now.refused = []));
      show();
    }
    if (event.target.closest("[data-nobody] a")) {
      const form = root.querySelector("[data-walk-in]");
      form.closest("details").open = true;
      if (!form.elements.name.value) form.elements.name.value = search.value.trim();
      form.elements.name.focus();
    }
    if (event.target.closest("[data-forget]")) forget();
  });
  function mark() {
    for (const tab of root.querySelectorAll("a[data-sitting]")) {
      if (tab.dataset.sitting === String(sitting.number)) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
  }
  async function forget() {
    const dialogue = root.querySelector("[data-ask-forget]");
    const question = dialogue.querySelector("p");
    question.textContent = question.dataset.ask.replace("{n}", record.queue.length);
    if (!(await ask(dialogue))) return;
    clearTimeout(timer);
    await drop(code);
    noteUntil(await all());
    channel.postMessage(code);
    location.assign("/staff/meetings");
  }
  document.addEventListener("leaving", () => {
    clearTimeout(timer);
    channel.close();
  });
  root.querySelector("[data-forget]").hidden = false;

  channel.addEventListener("message", async ({ data }) => {
    const now = (await all()).find((each) => each.code === code);
    // Forgotten in another tab.
    if (!now) return location.assign("/staff/meetings");
    if (data !== code) return;
    record = now;
    show();
  });
  addEventListener("online", run);
  addEventListener("offline", () => {
    reachable = false;
    show();
  });
  document.addEventListener("visibilitychange", () => document.hidden || run());

  mark();
  show();
  if ("BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia) {
    import("./scan.js").then(({ offerScanning }) => offerScanning(root, scanned));
  }
  const brought = new URLSearchParams(location.search).get("scan");
  if (brought) {
    history.replaceState(null, "", location.pathname);
    const person = /^[\w-]{43}$/.test(brought) ? people().find((each) => each.id === idOf(brought)) : undefined;
    if (person) {
      search.value = person.name;
      show();
    }
  }
  run();
  // A browser may refuse a service worker, as one without https does: then only a page that is open goes on.
  const worker = await navigator.serviceWorker?.register("/staff/door-worker.js", { scope: "/staff/" }).catch(() => undefined);
  if (worker && (isShell || (await keepPage(code)))) {
    await ready(worker);
    document.documentElement.dataset.offline = "ready";
  }
}

/** Wait until this very worker can open pages: another one of ours may be ready long before. */
async function ready(worker) {
  const coming = worker.installing ?? worker.waiting;
  if (worker.active || !coming) return;
  await new Promise((resolve) =>
    coming.addEventListener("statechange", () => coming.state === "activated" && resolve()));
}

if (phone) begin(JSON.parse(phone.textContent));
