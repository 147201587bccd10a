// Brings what this device keeps to the server, as often as it takes: sending something twice changes nothing there.

import { update } from "./store.js";

const PATIENCE = 15_000;

/** Whether an answer comes from our service, and not from the door of a café's network. */
const ours = (answer) => ["fr", "nl"].includes(answer.headers.get("content-language"));

/** Post a form in the background; undefined where the service cannot be reached. */
export async function post(address, fields) {
  try {
    return await fetch(address, {
      method: "POST",
      body: new URLSearchParams(fields),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    if (error.name === "TypeError" || error.name === "TimeoutError" || error.name === "AbortError") return undefined;
    throw error;
  }
}

// What the service answers when there is no use in asking again.
const ENDS = { 404: "gone", 409: "sent", 410: "closed" };

/**
 * Send what the server does not have yet, and learn what it has from elsewhere.
 * Gives the record as it is then, or undefined where the service cannot be reached.
 */
export async function sync(record, lang) {
  const edits = Object.entries(record.dirty);
  const done = record.undone;
  const fields = [
    ["draft", record.draft],
    ["device", record.device],
    ["seen", record.seen],
    ["numbers", edits.map(([key, number]) => `${key}:${number}`).join(" ")],
    ["done", done.join(" ")],
    ...edits.flatMap(([key]) => (record.values[key] ?? []).map((value) => [key, value])),
  ];
  const answer = await post(`/${lang}/c/${record.code}/sync`, fields);
  if (!answer) return undefined;
  if (ENDS[answer.status] && ours(answer)) {
    return update(record.draft, (now) => (now.stopped = ENDS[answer.status]));
  }
  if (!answer.ok || !answer.headers.get("content-type")?.startsWith("application/json")) return undefined;
  const news = await answer.json();
  return update(record.draft, (now) => {
    for (const [key, number] of edits) if (now.dirty[key] === number) delete now.dirty[key];
    now.undone = now.undone.filter((page) => !done.includes(page));
    now.done = [...new Set([...news.done, ...now.undone])];
    now.seen = news.version;
    now.stopped = "";
    Object.assign(now.refused, news.refused);
    for (const [key] of edits) if (!(key in news.refused)) delete now.refused[key];
    if (!news.values) return;
    now.order = news.order;
    const mine = Object.keys(now.dirty).concat(Object.keys(now.refused));
    now.values = { ...news.values, ...Object.fromEntries(mine.map((key) => [key, now.values[key]])) };
  });
}

/**
 * Send the answer itself, once. Gives "sent", "mend" (something has to be looked at again), "ask" (its author has
 * to press the button of the page once more), "closed", "gone", or undefined where the service cannot be reached.
 */
export async function send(record, lang) {
  const answer = await post(`/${lang}/c/${record.code}/send`, [["draft", record.draft]]);
  if (!answer || answer.status >= 500) return undefined;
  if (!ours(answer)) return undefined;
  const place = new URL(answer.url).pathname;
  if (answer.ok && place.endsWith("/receipt")) return { what: "sent", address: answer.url };
  if (answer.ok && place.includes("/q/")) return { what: "mend", address: answer.url };
  return { what: ENDS[answer.status] ?? "ask", address: `/${lang}/c/${record.code}/check` };
}
