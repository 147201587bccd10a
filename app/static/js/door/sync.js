// Brings presses to the service, in their order, as often as it takes: it knows each by its id.

import { update } from "./store.js";

const PATIENCE = 15_000;
const MOST = 500;

/**
 * Send what a record holds, and learn what stands. Gives the record as it is then, "signin" where nobody is signed
 * in any more, "stopped" where this account may not (or there is no such meeting), or undefined where the service
 * cannot be reached.
 */
export async function send(record) {
  const batch = record.queue.slice(0, MOST);
  const presses = batch.map(({ at, ...press }) => ({ ...press, age: Math.max(0, Date.now() - at) }));
  let answer;
  try {
    answer = await fetch(`/staff/meetings/${record.code}/door/sync`, {
      method: "POST",
      body: new URLSearchParams({ presses: JSON.stringify(presses) }),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    if (["TypeError", "TimeoutError", "AbortError"].includes(error.name)) return undefined;
    throw error;
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) return "signin";
  if (answer.status === 403 || answer.status === 404) return "stopped";
  // Anything else that is no answer of ours comes from the door of a café's network, or from a bad moment.
  if (!answer.ok || !answer.headers.get("content-type")?.startsWith("application/json")) return undefined;
  const news = await answer.json();
  const sent = new Set(batch.map((press) => press.id));
  return update(record.code, (now) => {
    const refused = now.queue.filter((press) => sent.has(press.id) && news.refused[press.id]);
    now.refused.push(...refused.map((press) => ({ ...press, words: news.refused[press.id] })));
    now.queue = now.queue.filter((press) => !sent.has(press.id));
    // Somebody who came turned out to be registered: what is noted of them from now on goes there.
    for (const press of now.queue) if (news.knownAs[press.person]) press.person = news.knownAs[press.person];
    now.roster = news.roster;
  });
}
