// Keeps one draft: notes every edit on this device at once, brings it to the server when it can, and says how
// things stand. States: "" (nothing typed yet), saved, device (not on the server yet), fragile (not anywhere but
// in this page), waiting (to be sent), refused (a field that the server did not take), and the ends of
// `sync.js`: sent, closed, gone.

import { all, drop, lasting, update } from "./store.js";
import { send, sync } from "./sync.js";

const PAUSE = 500;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 30_000;

const channel = "BroadcastChannel" in window ? new BroadcastChannel("ateliers") : undefined;

/** Whether a record holds something that the server does not have. */
export const unsaved = (record) => Object.keys(record.dirty).length > 0 || record.undone.length > 0;

/**
 * Keep `draft`. `language()` is that of the page; `show(state)` says how things stand, `learn(record)` what came
 * from another tab or device, `leave(address, what)` is called when the answer has left this device.
 */
export async function keep(draft, { code, language, show, learn, leave }) {
  // Whether a consultation is over may have changed since the last visit: the service is asked again.
  let record = await update(draft, (now) => Object.assign(now, { code, stopped: "" }), { make: true });
  let reachable = true;
  let retry = FIRST_RETRY;
  let timer;
  let running;
  let writing = Promise.resolve();
  let unwritten = 0;

  const state = () => {
    if (record.stopped) return record.stopped;
    if (record.wantsSending) return "waiting";
    if (unsaved(record) && !lasting) return "fragile";
    if (unsaved(record) && !reachable) return "device";
    if (Object.keys(record.refused).length) return "refused";
    return record.number && !unwritten && !unsaved(record) ? "saved" : undefined;
  };
  const tell = () => {
    const now = state();
    if (now !== undefined) show(now, record);
  };
  const change = (how) => {
    // One after the other, so that the newest of two quick edits is the newest here too.
    unwritten += 1;
    writing = writing.then(async () => {
      record = (await update(draft, how)) ?? record;
      unwritten -= 1;
      channel?.postMessage(draft);
      tell();
    });
    return writing;
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(run, wait);
  };

  /** One exchange with the server; gives whether it could be reached. */
  async function exchange() {
    await writing;
    if (record.seen === "") {
      // What the person has before their eyes came from the server: learn its number before changing it.
      const known = await sync({ ...record, dirty: {}, undone: [] }, language());
      if (!known) return false;
      record = known;
      learn(record);
    }
    if (record.stopped && !record.wantsSending) return true;
    const before = record.seen;
    const after = unsaved(record) || record.wantsSending ? await sync(record, language()) : record;
    if (!after) return false;
    record = after;
    if (record.seen !== before) channel?.postMessage(draft);
    learn(record);
    if (record.wantsSending && !unsaved(record)) await sendNow();
    return true;
  }

  async function sendNow() {
    const sent = await send(record, language());
    if (!sent) throw new TypeError("the service cannot be reached");
    if (sent.what === "sent") {
      await drop(draft);
      channel?.postMessage(draft);
    } else {
      await change((now) => {
        now.wantsSending = false;
        if (sent.what === "closed" || sent.what === "gone") now.stopped = sent.what;
      });
      if (record.stopped) return;
    }
    leave(sent.address, sent.what);
  }

  /** Exchange now, and again later where that fails; gives whether the server has everything. */
  async function run({ soon = false } = {}) {
    clearTimeout(timer);
    if (soon && running) await running;
    running ??= exchange()
      .catch((error) => {
        if (!(error instanceof TypeError)) throw error;
        return false;
      })
      .finally(() => (running = undefined));
    const reached = await running;
    const open = unsaved(record) || record.wantsSending;
    reachable = reached || !open;
    if (open && (!record.stopped || record.wantsSending)) later(reached ? PAUSE : retry);
    retry = reached ? FIRST_RETRY : Math.min(2 * retry, LAST_RETRY);
    tell();
    return reached && !unsaved(record);
  }

  const again = () => {
    retry = FIRST_RETRY;
    if (unsaved(record) || record.wantsSending) run();
  };
  addEventListener("online", again);
  addEventListener("offline", () => {
    reachable = !(unsaved(record) || record.wantsSending);
    tell();
  });
  document.addEventListener("visibilitychange", () => document.hidden || again());
  channel?.addEventListener("message", async ({ data }) => {
    if (data !== draft && data.forgotten !== code) return;
    const now = (await all()).find((each) => each.draft === draft);
    if (!now) {
      // Sent or forgotten in another tab: the service knows what to show instead.
      leave(location.href, "elsewhere");
      return;
    }
    record = now;
    learn(record);
    tell();
  });

  return {
    get record() {
      return record;
    },
    run,
    tell,
    /** Note what a field holds now. */
    note(key, values) {
      later(PAUSE);
      return change((now) => {
        now.number += 1;
        now.values[key] = values;
        now.dirty[key] = now.number;
      });
    },
    /** Note that a page was gone through. */
    pass(page) {
      later(0);
      return change((now) => {
        if (!now.done.includes(page)) now.done.push(page);
        if (!now.undone.includes(page)) now.undone.push(page);
      });
    },
    /** Let the answer leave as soon as it can. */
    async wantSending() {
      await change((now) => (now.wantsSending = true));
      return run();
    },
    change,
  };
}
