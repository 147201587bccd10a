// What this device keeps of answers: one record for each draft, in IndexedDB alone. A change is one transaction,
// so that two tabs never undo each other. Where a browser forbids storage, or has no room left, records live
// as long as the page, and `lasting` says so.

const NAME = "ateliers";
const DRAFTS = "drafts";
const inMemory = new Map();
let opened;

/** Whether what is kept survives this page. */
export let lasting = true;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(DRAFTS, { keyPath: "draft" });
    request.onsuccess = () => {
      // Another tab that forgets everything must not wait for this one.
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

async function inStore(mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(DRAFTS, mode);
    let result;
    work(transaction.objectStore(DRAFTS), (value) => (result = value));
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Do `work` in IndexedDB, or `instead` where there is none or no room. */
async function kept(mode, work, instead) {
  try {
    const result = await inStore(mode, work);
    lasting = true;
    return result;
  } catch (error) {
    if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error;
    opened = undefined;
    lasting = false;
    return instead();
  }
}

const fresh = (draft) => ({
  draft, code: "", device: name(), number: 0, seen: "", values: {}, dirty: {}, done: [], undone: [], order: {},
  refused: {}, bundle: "", used: 0, wantsSending: false, stopped: "",
});
const name = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => (byte % 36).toString(36)).join("");

/**
 * Change the record of a draft and return it as it is then. Where there is none, `make` says whether there shall
 * be: what was forgotten meanwhile stays forgotten, and nothing comes back.
 */
export function update(draft, change, { make = false } = {}) {
  const changed = (record) => {
    const next = record ?? (make ? fresh(draft) : undefined);
    if (next) change(next);
    return next;
  };
  return kept(
    "readwrite",
    (store, done) => {
      store.get(draft).onsuccess = (event) => {
        const next = changed(event.target.result ?? inMemory.get(draft));
        if (next) store.put(next);
        done(next);
      };
    },
    () => {
      const next = changed(inMemory.get(draft));
      if (next) inMemory.set(draft, next);
      return next;
    },
  );
}

/** Every record of this device. */
export const all = () =>
  kept(
    "readonly",
    (store, done) => (store.getAll().onsuccess = (event) => done(event.target.result)),
    () => [...inMemory.values()],
  );

/** Forget one draft. */
export function drop(draft) {
  inMemory.delete(draft);
  return kept("readwrite", (store) => store.delete(draft), () => {});
}
