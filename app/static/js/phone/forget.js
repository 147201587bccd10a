// "Forget my answer on this device": what is kept here goes at once, with or without network. The cookie is the
// service's own and only the service can take it back; without network a note is left, and worker.js sees to it
// before any page of the consultation opens again.

import { element } from "./page.js";
import { all, drop } from "./store.js";
import { post } from "./sync.js";
import { unsaved } from "./keeper.js";

/** Ask in a dialogue of the page; gives whether the answer is yes. */
function confirmed(form, words) {
  const dialogue = element(
    "dialog", { class: "ask", "aria-labelledby": "ask-words" },
    element("p", { id: "ask-words" }, words),
    element("form", { method: "dialog", class: "actions" },
      element("button", { class: "button", value: "no" }, form.dataset.no),
      element("button", { class: "button button-danger", value: "yes" }, form.dataset.yes)),
  );
  document.body.append(dialogue);
  dialogue.showModal();
  return new Promise((resolve) => {
    dialogue.addEventListener("close", () => {
      dialogue.remove();
      resolve(dialogue.returnValue === "yes");
    });
  });
}

async function forget(form) {
  const address = new URL(form.action);
  const [, , , code] = address.pathname.split("/");
  const records = (await all()).filter((record) => record.code === code);
  const lost = records.some((record) => unsaved(record) || record.wantsSending);
  const question = lost ? form.dataset.askUnsaved : form.dataset.ask;
  if (question && !(await confirmed(form, question))) return;
  document.dispatchEvent(new CustomEvent("forgotten"));
  for (const record of records) await drop(record.draft);
  new BroadcastChannel("ateliers").postMessage({ forgotten: code });
  const kept = await globalThis.caches?.open("ateliers-questionnaires");
  for (const each of (await kept?.keys()) ?? []) if (each.url.includes(`/c/${code}/`)) await kept.delete(each);
  const answer = await post(address.pathname, new FormData(form));
  if (answer?.ok) {
    location.replace(answer.url);
    return;
  }
  await (await globalThis.caches?.open("ateliers-forget"))?.put(address.pathname, new Response(""));
  const words = element("h1", { tabindex: "-1" }, form.dataset.forgotten);
  document.getElementById("main").replaceChildren(element("div", { class: "measure" }, words));
  document.title = form.dataset.forgotten;
  words.focus();
}

addEventListener("submit", (event) => {
  if (event.target.method !== "post" || !new URL(event.target.action).pathname.endsWith("/forget")) return;
  event.preventDefault();
  forget(event.target);
});

// Whoever closes or withdraws an answer that they had begun to correct leaves nothing of it here either.
addEventListener("submit", async (event) => {
  const { forgets } = event.target.dataset;
  if (!forgets) return;
  event.preventDefault();
  await drop(forgets);
  new BroadcastChannel("ateliers").postMessage(forgets);
  event.target.submit();
});
