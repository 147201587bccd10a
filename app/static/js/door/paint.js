// Puts what stands on the page. Rows come from the <template> of the page, so that every word is the server's.

import { count, listed, matches, waits } from "./view.js";

const root = document.getElementById("door");
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const rows = new Map();

/** What somebody is called on the page. */
export const nameOf = (person) => person.name || words.nameless;

const part = (row, name) => row.querySelectorAll(`[data-part="${name}"]`);
const put = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

function rowOf(person) {
  const known = rows.get(person.id) ?? root.querySelector(`li[data-person="${person.id}"]`);
  const row = known ?? document.getElementById("person").content.firstElementChild.cloneNode(true);
  rows.set(person.id, row);
  row.id = `p-${person.id}`;
  row.dataset.person = person.id;
  row.querySelector("[name=person]").value = person.id;
  part(row, "own-page")[0].href = `/staff/meetings/${root.dataset.code}/door/people/${person.id}`;
  return row;
}

function fill(row, person, sitting) {
  const state = person.states[sitting] ?? "";
  row.dataset.state = state;
  put(row.querySelector(".door-name"), nameOf(person));
  for (const each of [...part(row, "name"), ...part(row, "undo-name")]) put(each, `: ${nameOf(person)}`);
  put(part(row, "profile")[0], words.profiles[person.profile] ?? "");
  put(part(row, "language")[0], person.language.toUpperCase());
  part(row, "companion")[0].hidden = person.seats < 2;
  part(row, "online")[0].hidden = person.seats > 0;
  part(row, "walk-in")[0].hidden = !person.walkIn;
  part(row, "let-in")[0].hidden = !waits(person);
  part(row, "is-here")[0].hidden = waits(person);
  part(row, "lapsed")[0].hidden = person.status !== "lapsed";
  const before = document.activeElement;
  for (const tag of row.querySelectorAll("[data-noted]")) tag.hidden = tag.dataset.noted !== state;
  for (const button of row.querySelectorAll("button")) {
    if (button.value === "none") button.hidden = !state;
    else button.hidden = Boolean(state) || (button.value !== "present" && person.status !== "confirmed");
  }
  // The button that was pressed is gone: whoever uses the keyboard goes on from the one in its place.
  if (before?.hidden && row.contains(before)) row.querySelector("button:not([hidden])").focus();
}

/** Show everybody of `people` at one sitting; `wanted` is what is looked for. */
export function paint(people, sitting, capacity, wanted) {
  const now = count(people, sitting, capacity);
  for (const key of ["present", "expected", "free"]) {
    const element = root.querySelector(`[data-count=${key}]`);
    if (element) put(element, String(now[key]));
  }
  for (const line of root.querySelectorAll("[data-profile]")) {
    const [here, seated] = now.of(line.dataset.profile);
    line.hidden = !seated;
    put(line.querySelector("[data-here]"), String(here));
    put(line.querySelector("[data-seated]"), String(seated));
  }
  let shown = 0;
  for (const list of root.querySelectorAll("[data-list]")) {
    const name = list.dataset.list;
    const mine = listed(people, name);
    mine.forEach((person, place) => {
      const row = rowOf(person);
      const focused = row.contains(document.activeElement) ? document.activeElement : undefined;
      if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
      if (focused && document.activeElement !== focused) focused.focus();
      fill(row, person, sitting);
      row.hidden = Boolean(wanted) && !matches(nameOf(person), wanted);
      shown += !row.hidden;
    });
    while (list.children.length > mine.length) {
      rows.delete(list.lastElementChild.dataset.person);
      list.lastElementChild.remove();
    }
    const fold = root.querySelector(`[data-fold=${name}]`);
    if (fold) {
      fold.hidden = !mine.length;
      put(fold.querySelector("[data-count]"), String(mine.length));
      if (wanted && mine.some((person) => matches(nameOf(person), wanted))) fold.open = true;
    }
    const empty = root.querySelector(`[data-empty=${name}]`);
    if (empty) empty.hidden = mine.length > 0;
  }
  root.querySelector("[data-nobody]").hidden = !wanted || shown > 0;
}

/** Say how things stand with the service: how much it does not have yet, and why. */
export function say(state, waiting) {
  const line = root.querySelector("[data-door-state]");
  line.dataset.state = state;
  put(line, line.dataset[state].replace("{n}", waiting));
  root.querySelector("[data-sign-in]").hidden = state !== "signin";
}

/** List what the service could not keep, until somebody has seen it. */
export function showRefused(refused, people) {
  const box = root.querySelector("[data-refused]");
  box.hidden = !refused.length;
  const lines = refused.map((press) => {
    const line = document.createElement("li");
    const person = people.find((each) => each.id === press.person);
    const name = press.name || (person ? nameOf(person) : words.nameless);
    line.textContent = `${[name, press.contact].filter(Boolean).join(", ")}: ${press.words}`;
    return line;
  });
  box.querySelector("ul").replaceChildren(...lines);
}
