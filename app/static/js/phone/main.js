// The part of a questionnaire that lives on the phone: nothing typed is lost, and the network may vanish.
// Without it every page works as a plain form; see docs/decisions/0015-answers-on-the-phone.md.

import * as fields from "./fields.js";
import { keep } from "./keeper.js";
import { drop } from "./store.js";

const form = document.querySelector("form#answer[data-phone]");
const sent = document.querySelector("[data-sent]");
const status = document.querySelector("[data-kept]");
const coarse = matchMedia("(pointer: coarse)").matches;
const [, , , code] = location.pathname.split("/");

/** Say in one line how things stand. A screen reader hears it when it changes. */
function show(state) {
  const words = (coarse && status.dataset[`${state}Phone`]) || status.dataset[state] || "";
  if (status.textContent.trim() === words.trim()) return;
  status.textContent = words;
  status.dataset.state = state;
}

async function begin() {
  const draft = form.elements.draft.value;
  const keeper = await keep(draft, {
    code,
    language: () => document.documentElement.lang,
    show,
    learn,
    leave: (address) => location.assign(address),
  });

  const noteChanged = (key) => {
    fields.touched(form, key);
    return keeper.note(key, fields.read(form, key));
  };

  /** Take over what this device knows better than the page: its own edits, and what other tabs wrote. */
  function learn(record) {
    for (const key of fields.keys(form)) {
      const busy = document.activeElement?.name === key && document.activeElement.matches("input:not([type=radio], [type=checkbox]), textarea");
      const known = record.values[key];
      if (known === undefined || busy || fields.same(known, fields.read(form, key))) continue;
      fields.write(form, key, known);
      fields.touched(form, key);
      form.dispatchEvent(new CustomEvent("learned"));
    }
  }

  for (const key of fields.keys(form)) {
    const typed = fields.read(form, key);
    // What was typed while this script was on its way, or filled in again by the browser.
    if (key in keeper.record.dirty) fields.write(form, key, keeper.record.values[key]);
    else if (!fields.same(typed, fields.atFirst(form, key))) noteChanged(key);
  }
  form.addEventListener("input", (event) => {
    if (event.target.name && fields.keys(form).includes(event.target.name)) noteChanged(event.target.name);
  });
  addEventListener("pageshow", (event) => event.persisted && keeper.run());
  keeper.run();
}

if (sent) drop(sent.dataset.sent);
if (form) begin();
