// Puts one page of the bundle on the screen: its questions, what they hold, what is hidden, what is wrong.

import * as fields from "./fields.js";
import { fill, isRequired, offered, shownQuestions, takesAnswer } from "./logic.js";

export const answerForm = () => document.querySelector("form#answer");

const parsed = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
};
const boxOf = (root, name) => root.querySelector(`[data-question="${CSS.escape(name)}"]`);
const isOurs = (child) => !child.matches("input[type=hidden], .actions");

/** Build an element: its attributes, then its children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Put new content in the place of the questions. */
export function replaceQuestions(...nodes) {
  const form = answerForm();
  for (const child of [...form.children].filter(isOurs)) child.remove();
  form.querySelector(".actions").before(...nodes);
}

/** Show a page anew, with every question of it there. */
export function lay(bundle, lang, page, { values, order }) {
  const content = parsed(bundle.pages[page.name][lang]);
  shuffle(content, order);
  replaceQuestions(content);
  restore(page, values);
}

/** Add the questions that the server left out, and leave those that somebody may be typing into as they are. */
export function graft(bundle, lang, page, { values, order }) {
  const form = answerForm();
  const content = parsed(bundle.pages[page.name][lang]);
  shuffle(content, order);
  let last;
  for (const fresh of [...content.querySelectorAll("[data-question]")]) {
    const name = fresh.dataset.question;
    const live = boxOf(form, name);
    const question = bundle.form.questions[name];
    if (live && (question.filter || question.refers)) live.replaceWith(fresh);
    else if (!live && last) last.after(fresh);
    else if (!live) (form.querySelector("[data-question], .matrix") ?? form.querySelector(".actions")).before(fresh);
    last = live && live.isConnected ? live : fresh;
  }
  restore(page, values);
}

function restore(page, values) {
  const form = answerForm();
  for (const name of fields.keys(form)) fields.write(form, name, values[name] ?? []);
  document.dispatchEvent(new CustomEvent("questions-shown"));
}

/** Put randomised options in the order that was drawn for this answer. */
function shuffle(content, order) {
  for (const [name, names] of Object.entries(order)) {
    const box = boxOf(content, name);
    const options = box ? [...box.querySelectorAll(".choices > .choice")] : [];
    const value = (option) => option.querySelector("input").value;
    const first = box?.querySelector(".choices > .choice input")?.id;
    options.sort((a, b) => names.indexOf(value(a)) - names.indexOf(value(b)));
    options.forEach((option, place) => {
      option.parentElement.append(option);
      // The error summary leads to the first option, which bears the name of the question.
      const id = place ? `${first}-${place + 1}` : first;
      option.querySelector("input").id = id;
      option.querySelector("label").htmlFor = id;
    });
    const list = box?.querySelector("[data-rank-rest]");
    if (list) list.append(...[...list.children].sort((a, b) => names.indexOf(a.dataset.option) - names.indexOf(b.dataset.option)));
  }
}

const templates = new WeakMap();

/** Fill `${name}` in the words of a question, again after each change. */
function fillWords(box, state) {
  const words = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const node = words.currentNode;
    if (node.data.includes("${") && !node.parentElement.closest("textarea")) templates.set(node, node.data);
    const template = templates.get(node);
    if (template && node.data !== fill(template, state)) node.data = fill(template, state);
  }
}

function filterOptions(box, state, name) {
  const open = new Set(offered(state, name).map((choice) => choice.name));
  for (const input of box.querySelectorAll(".choice > input")) {
    const choice = input.closest(".choice");
    choice.hidden = !open.has(input.value);
    if (choice.hidden) input.checked = false;
  }
  for (const option of box.querySelectorAll("option")) {
    if (!option.value) continue;
    option.hidden = option.disabled = !open.has(option.value);
    if (option.hidden && option.selected) option.parentElement.value = "";
  }
}

/** Hide and show the questions of a page as the answers say; gives the names that appeared. */
export function react(state, page) {
  const form = answerForm();
  const shown = shownQuestions(state, page);
  const appeared = [];
  for (const name of page.questions) {
    const box = boxOf(form, name);
    if (!box) continue;
    const question = state.form.questions[name];
    if (box.hidden && shown.includes(name)) appeared.push(name);
    box.hidden = !shown.includes(name);
    if (question.refers) fillWords(box, state);
    if (question.filter) filterOptions(box, state, name);
    if (takesAnswer(question) && question.required) {
      for (const mark of box.querySelectorAll(".optional")) mark.hidden = isRequired(state, name);
    }
  }
  for (const heading of form.querySelectorAll(":scope > h1")) fillWords(heading, state);
  form.elements.shown.value = shown.filter((name) => takesAnswer(state.form.questions[name])).join(" ");
  return appeared;
}

/** Words of the bundle with their values in place. */
export const said = (words, message, values = {}) =>
  Object.entries(values).reduce((text, [name, value]) => text.replace(`%(${name})s`, value), words[message] ?? message);

/** Say what is wrong, above the form and beside each field, as the server does. */
export function showProblems(found, words) {
  const form = answerForm();
  form.querySelector(".error-summary")?.remove();
  for (const old of form.querySelectorAll(".field-error")) {
    old.classList.remove("field-error");
    old.querySelector(".error")?.remove();
    for (const each of old.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
  }
  if (!found.length) return;
  const lines = found.map(({ name, text, message, values }) => {
    const line = text ?? said(words, message, values);
    besideField(boxOf(form, name), name, line, words);
    return element("li", {}, element("a", { href: `#${name}` }, line));
  });
  const count = found.length === 1 ? words.problem : said(words, "problems", { n: found.length });
  const summary = element(
    "div", { class: "error-summary", role: "alert", tabindex: "-1", "data-error-summary": "" },
    element("h2", {}, count), element("ul", {}, ...lines),
  );
  form.prepend(summary);
  summary.focus();
}

function besideField(box, name, line, words) {
  const field = box.querySelector(".field");
  const described = field.querySelector("fieldset, .input, input");
  const error = element("p", { class: "error", id: `${name}-error` }, element("span", { class: "visually-hidden" }, `${words.Error}: `), line);
  field.classList.add("field-error");
  const after = field.querySelector(`[id="${CSS.escape(`${name}-hint`)}"], legend, label`);
  (field.querySelector(`[id="${CSS.escape(`${name}-hint`)}"]`) ?? after).after(error);
  described.setAttribute("aria-describedby", [...new Set([...(described.getAttribute("aria-describedby") ?? "").split(" "), error.id])].join(" ").trim());
  if (described.tagName !== "FIELDSET") described.setAttribute("aria-invalid", "true");
}
