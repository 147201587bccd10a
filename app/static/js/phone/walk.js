// Goes through the questionnaire on the phone: the next page, the one before, the other language and the check of
// all answers, with or without network. The addresses are those of the server's own pages.

import * as fields from "./fields.js";
import { brussels, fill, lengthIsKnown, neighbour, openPages, problems, settle, shownAnswer, shownQuestions, takesAnswer, unseen } from "./logic.js";
import { answerForm, element, graft, lay, react, replaceQuestions, said, showProblems } from "./page.js";

const PLACE = /^\/(fr|nl)\/c\/([^/]+)\/(?:q\/([^/]+)|check)$/;

/**
 * Take over the page on the screen. `values` is what is typed everywhere, by key; `keeper` keeps it. `say` tells
 * a screen reader. Gives {moved(keys)}, to be called when something was typed or learnt.
 */
export function walk({ bundle, code, keeper, values, isShell, say }) {
  const pages = bundle.form.pages;
  let lang = document.documentElement.lang;
  let page;
  let toCheck = false;

  const words = () => bundle.words[lang];
  const typed = () => values;
  const stateNow = () => settle(bundle.form, typed(), lang, brussels());
  const known = () => ({ values, order: keeper.record.order });
  const address = (rest) => `/${lang}/c/${code}/${rest}`;

  /** Put the page around the questions into the language of the reader. */
  function speak(target) {
    lang = target;
    if (document.documentElement.lang === lang && !isShell) return;
    isShell = false;
    const shell = new DOMParser().parseFromString(bundle.shell[lang], "text/html");
    document.documentElement.lang = lang;
    // The body itself stays: other scripts watch it for what is put in.
    document.body.replaceChildren(...document.importNode(shell.body, true).childNodes);
    answerForm().elements.draft.value = keeper.record.draft;
    keeper.tell();
  }

  function frame(title) {
    const form = answerForm();
    document.title = `${title} – ${document.title.split(" – ").pop()}`;
    form.elements.was.value = "";
    form.elements.to?.remove();
    if (toCheck) form.append(element("input", { type: "hidden", name: "to", value: "check" }));
  }

  function showProgress(state) {
    const open = openPages(state);
    const number = open.indexOf(page) + 1;
    const line = document.querySelector(".progress");
    const known = lengthIsKnown(state, page.name);
    const text = known ? said(words(), "Page %(page)s of %(pages)s", { page: number, pages: open.length }) : said(words(), "Page %(number)s", { number });
    line.hidden = false;
    const bar = known ? [element("span", { id: "progress-label" }, text), element("progress", { value: number, max: open.length, "aria-labelledby": "progress-label" })] : [text];
    if (line.textContent.trim() !== text) line.replaceChildren(...bar);
  }

  const titleOf = (state) => {
    const first = shownQuestions(state, page).find((name) => takesAnswer(bundle.form.questions[name]));
    return fill(page.label[lang] ?? bundle.form.questions[first]?.label?.[lang] ?? "", state);
  };

  function show(name, { check = false, found = [] } = {}) {
    page = pages.find((each) => each.name === name);
    toCheck = check;
    const state = stateNow();
    lay(bundle, lang, page, known());
    buttons();
    const form = answerForm();
    form.action = address(`q/${name}`);
    react(state, page);
    showProgress(state);
    frame(titleOf(state));
    showProblems(found, words());
  }

  function buttons() {
    const row = answerForm().querySelector(".actions");
    const go = (value, text, look = "") => element("button", { class: `button${look}`, name: "go", value, ...(look && { formnovalidate: "" }) }, text);
    row.replaceChildren(go("next", words()[toCheck ? "Back to my answers" : "Continue"]), go("back", words().Back, " button-quiet"));
  }

  function showCheck() {
    page = undefined;
    toCheck = false;
    const state = stateNow();
    const w = words();
    const row = (name) => {
      const label = fill(bundle.form.questions[name].label[lang] ?? "", state);
      const answer = name in state.unreadable ? values[name][0] : shownAnswer(state, name);
      const value = !answer.length ? element("span", { class: "soft" }, w["No answer"])
        : Array.isArray(answer) ? element("ul", {}, ...answer.map((each) => element("li", {}, each))) : answer;
      const href = `${address(`q/${pages.find((each) => each.questions.includes(name)).name}`)}?to=check#${name}`;
      return element("div", {}, element("dt", {}, label), element("dd", { class: "summary-value" }, value),
        element("dd", { class: "summary-change" }, element("a", { href }, w.Change, element("span", { class: "visually-hidden" }, `: ${label}`))));
    };
    const sections = openPages(state).flatMap((each) => {
      const names = shownQuestions(state, each).filter((name) => takesAnswer(bundle.form.questions[name]));
      const heading = fill((Object.keys(each.label).length ? each.label : each.section)[lang] ?? "", state);
      return names.length ? [element("section", { class: "flow" }, ...(heading ? [element("h2", {}, heading)] : []), element("dl", { class: "summary" }, ...names.map(row)))] : [];
    });
    const back = element("button", { class: "button button-quiet", name: "go", value: "back", formnovalidate: "" }, w.Back);
    replaceQuestions(element("h1", {}, w["Check your answers"]), element("p", { class: "lead" }, w["Nothing has been sent yet. You can still change everything."]), ...sections,
      element("p", {}, w["After sending you receive a code. Nobody can see who you are."]));
    // What waits to leave needs no second press.
    const send = keeper.record.wantsSending ? [] : [element("button", { class: "button", name: "go", value: "send" }, w["Send my answers"])];
    answerForm().querySelector(".actions").replaceChildren(...send, back);
    answerForm().action = address("send");
    answerForm().elements.shown.value = "";
    document.querySelector(".progress").hidden = true;
    frame(w["Check your answers"]);
  }

  /** Show what the address says. */
  function route({ found } = {}) {
    const [, target, , name] = PLACE.exec(location.pathname) ?? [];
    speak(target ?? lang);
    const state = stateNow();
    const here = pages.find((each) => each.name === decodeURIComponent(name ?? ""));
    if (here && shownQuestions(state, here).length) show(here.name, { check: location.search.includes("to=check"), found });
    else if (PLACE.test(location.pathname) && !name) showCheck();
    else {
      const first = unseen(state, keeper.record.done);
      history.replaceState({}, "", address(first ? `q/${first}` : "check"));
      if (first) show(first);
      else showCheck();
    }
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest(".field")?.scrollIntoView();
  }

  function go(rest) {
    history.pushState({}, "", address(rest));
    route();
    scrollTo({ top: 0, behavior: "instant" });
    document.getElementById("main").focus({ preventScroll: true });
  }

  /** Note what the page holds where that was not noted yet, such as a choice that is no longer offered. */
  function noteAll() {
    const form = answerForm();
    for (const key of form.elements.shown.value.split(" ").filter(Boolean)) {
      const now = fields.read(form, key);
      if (fields.same(now, values[key] ?? [])) continue;
      values[key] = now;
      keeper.note(key, now);
    }
  }

  function next() {
    noteAll();
    const state = stateNow();
    const found = problems(state, page);
    react(state, page);
    showProblems(found, words());
    if (found.length) return;
    keeper.pass(page.name);
    const done = [...keeper.record.done, page.name];
    const onward = toCheck ? undefined : neighbour(state, page.name, +1);
    const ahead = unseen(state, done);
    if (onward) go(`q/${onward.name}`);
    else if (ahead) go(`q/${ahead}?to=check`);
    else check();
  }

  /** The server's own page of all answers where it can be had, which knows how to send; else our own. */
  async function check() {
    if (await keeper.run({ soon: true })) location.assign(address("check"));
    else go("check");
  }

  async function back() {
    noteAll();
    const state = stateNow();
    const before = page ? neighbour(state, page.name, -1) : openPages(state).at(-1);
    if (before) go(`q/${before.name}`);
    else if (await keeper.run({ soon: true })) location.assign(`/${lang}/c/${code}`);
  }

  function press(event) {
    const form = answerForm();
    if (event.target !== form || event.defaultPrevented) return;
    const what = event.submitter?.value || "next";
    if (what === "next" && page) next();
    else if (what === "back") back();
    else if (what === "send" || (!page && what === "next")) sendAll();
    else if (what === "lang:fr" || what === "lang:nl") switchTo(what.slice(5));
    else if (what === "later") later(event.submitter);
    else return;
    event.preventDefault();
  }

  async function sendAll() {
    const leaving = keeper.wantSending();
    scrollTo({ top: 0, behavior: "instant" });
    await leaving;
    if (keeper.record.wantsSending && !page) showCheck();
  }

  function switchTo(target) {
    noteAll();
    const share = scrollY / document.documentElement.scrollHeight;
    keeper.change((now) => (now.lang = target));
    history.pushState({}, "", `${location.pathname.replace(/^\/(fr|nl)/, `/${target}`)}${location.search}`);
    route();
    scrollTo({ top: share * document.documentElement.scrollHeight, behavior: "instant" });
    document.querySelector("[data-language-switch]").focus({ preventScroll: true });
  }

  /** The link to come back with is the server's to give; without network what is typed stays here anyway. */
  async function later(button) {
    noteAll();
    if (!(await keeper.run({ soon: true }))) return;
    if (!page) answerForm().action = address("later");
    if (page) {
      removeEventListener("submit", press, true);
      answerForm().requestSubmit(button);
    } else location.assign(address("later"));
  }

  const comeBack = () => route();
  addEventListener("submit", press, true);
  addEventListener("popstate", comeBack);
  addEventListener("click", (event) => {
    const link = event.target.closest?.("#answer .summary-change a");
    if (!link) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    route();
  });

  const [, , , here] = PLACE.exec(location.pathname) ?? [];
  page = pages.find((each) => each.name === decodeURIComponent(here ?? ""));
  toCheck = Boolean(answerForm().elements.to);
  if (isShell || !page) route();
  else {
    graft(bundle, lang, page, known());
    react(stateNow(), page);
  }

  return {
    /** Show nothing any more. */
    stop() {
      removeEventListener("popstate", comeBack);
    },
    /** Follow what was typed or learnt. */
    moved() {
      if (!page) return page === undefined && location.pathname.endsWith("/check") ? showCheck() : undefined;
      const state = stateNow();
      const appeared = react(state, page);
      showProgress(state);
      if (appeared.length) say(appeared.map((name) => fill(bundle.form.questions[name].label[lang] ?? "", state)));
    },
  };
}
