// What this phone keeps of the doors of meetings: one record for each meeting, in IndexedDB alone. It holds who is
// expected, as the service last said, and the presses that the service does not have yet. A change is one
// transaction, so that two tabs never undo each other. Where a browser forbids storage, records live as long as
// the page, and `lasting` says so.

const NAME = "ateliers-door";
const MEETINGS = "meetings";
const PAGES = "door-pages";
const NOTE = "door-until";
const GIVES_UP_AFTER = 7 * 24 * 3_600_000;
const inMemory = new Map();
let opened;

/** Whether what is kept survives this page. */
export let lasting = true;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(MEETINGS, { keyPath: "code" });
    request.onsuccess = () => {
      request.result.onversionchange = () => {
        request.result.close();
        opened = undefined;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Do `work` in IndexedDB, or `instead` where there is none or no room. */
async function kept(mode, work, instead) {
  try {
    const database = await open();
    const result = await new Promise((resolve, reject) => {
      const transaction = database.transaction(MEETINGS, mode);
      let found;
      work(transaction.objectStore(MEETINGS), (value) => (found = value));
      transaction.oncomplete = () => resolve(found);
      transaction.onabort = () => reject(transaction.error);
    });
    lasting = true;
    return result;
  } catch (error) {
    if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error;
    opened = undefined;
    lasting = false;
    return instead();
  }
}

const fresh = (code) => ({ code, until: "", roster: undefined, queue: [], refused: [] });

/** Change the record of a meeting and return it as it is then; `make` says whether there shall be one. */
export function update(code, change, { make = false } = {}) {
  const changed = (record) => {
    const next = record ?? (make ? fresh(code) : undefined);
    if (next) change(next);
    return next;
  };
  return kept(
    "readwrite",
    (store, done) => {
      store.get(code).onsuccess = (event) => {
        const next = changed(event.target.result ?? inMemory.get(code));
        if (next) store.put(next);
        done(next);
      };
    },
    () => {
      const next = changed(inMemory.get(code));
      if (next) inMemory.set(code, next);
      return next;
    },
  );
}

/** Every record of this phone. */
export const all = () =>
  kept(
    "readonly",
    (store, done) => (store.getAll().onsuccess = (event) => done(event.target.result)),
    () => [...inMemory.values()],
  );

/** Forget one meeting: the record, and the page that opens without network. */
export async function drop(code) {
  inMemory.delete(code);
  await kept("readwrite", (store) => store.delete(code), () => {});
  await (await globalThis.caches?.open(PAGES))?.delete(`/staff/meetings/${code}/door`);
}

/** Keep the page of a meeting that opens without network. Gives whether that was possible. */
export async function keepPage(code) {
  if (!globalThis.caches) return false;
  const answer = await fetch(`/staff/meetings/${code}/door/shell`).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return false;
  await (await caches.open(PAGES)).put(`/staff/meetings/${code}/door`, answer);
  return true;
}

/** Note until when something is kept here, where a page can read it without opening anything. */
export function noteUntil(records) {
  try {
    const ends = records.map((record) => record.until).filter(Boolean).sort();
    if (ends.length) localStorage.setItem(NOTE, ends[0]);
    else localStorage.removeItem(NOTE);
  } catch (error) {
    if (error.name !== "SecurityError" && error.name !== "QuotaExceededError") throw error;
  }
}

/**
 * Forget every meeting whose time is over. What was never sent stays, without the list, for a week: it is sent
 * when the door is opened again.
 */
export async function sweep() {
  for (const record of await all()) {
    const late = Date.now() - Date.parse(record.until);
    if (!(late > 0)) continue;
    if (!record.queue.length || late > GIVES_UP_AFTER) await drop(record.code);
    else await update(record.code, (now) => now.roster && (now.roster.people = []));
  }
  noteUntil(await all());
}

/** Forget everything. */
export async function dropAll() {
  for (const record of await all()) await drop(record.code);
  noteUntil([]);
  new BroadcastChannel("ateliers-door").postMessage("");
}
