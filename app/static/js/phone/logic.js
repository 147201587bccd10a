// The twin of app/questionnaires/logic.py: which questions are asked, what follows what, and what is still wrong.
// It anticipates the server, whose word is the authority.

import { evaluate, toString, truth } from "../expressions.js";
import { isMultiple, readAnswer } from "./values.js";

const SILENT = new Set(["calculate", "hidden"]);
const MAX_PASSES = 50;

/** Whether a person can answer a question. */
export const takesAnswer = (question) => !SILENT.has(question.type) && question.type !== "note";

/** The wall clock of Brussels as "2026-11-21T10:00:00.000+01:00", wherever the phone is. */
export function brussels(moment = new Date()) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/Brussels", hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).formatToParts(moment);
  const at = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const wall = `${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}:${at.second}`;
  const hours = Math.round((Date.parse(`${wall}Z`) - moment) / 36e5);
  return `${wall}.${String(moment.getMilliseconds()).padStart(3, "0")}+0${hours}:00`;
}

/**
 * Work out what is asked, given everything that was typed: {form, lang, now, answers, asked, unreadable}.
 * Hiding a question empties it, which may hide others: passes go on until nothing changes.
 */
export function settle(form, typed, lang, now = brussels()) {
  const given = {};
  const unreadable = {};
  for (const [name, question] of Object.entries(form.questions)) {
    const { answer, message, values } = takesAnswer(question) ? readAnswer(question, typed[name]) : {};
    if (answer !== undefined) given[name] = answer;
    if (message) unreadable[name] = { message, values };
  }
  const state = { form, lang, now, answers: { ...given }, asked: new Set(Object.keys(form.questions)), unreadable };
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const before = JSON.stringify([state.answers, [...state.asked]]);
    onePass(state, given);
    if (JSON.stringify([state.answers, [...state.asked]]) === before) break;
  }
  return state;
}

function onePass(state, given) {
  const result = { ...state.answers };
  const asked = new Set();
  for (const [name, question] of Object.entries(state.form.questions)) {
    const context = contextOf({ ...state, answers: result }, name);
    if (!(question.relevant ?? []).every((tree) => truth(evaluate(tree, context)))) {
      delete result[name];
      continue;
    }
    asked.add(name);
    let value = given[name];
    if (question.type === "calculate" && question.calculation) value = toString(evaluate(question.calculation, context)) || undefined;
    else if (question.type === "hidden" && question.default) value = question.default;
    else if (!(name in given)) continue;
    if (value === undefined) delete result[name];
    else result[name] = value;
  }
  // In the order of the form, so that two passes with the same outcome look the same.
  state.answers = Object.fromEntries(Object.keys(state.form.questions).filter((name) => name in result).map((name) => [name, result[name]]));
  state.asked = asked;
}

function contextOf(state, self, columns) {
  return {
    answers: state.answers,
    self,
    today: state.now.slice(0, 10),
    now: state.now,
    label: (name, question) => state.form.questions[question]?.choices?.find((choice) => choice.name === name)?.label[state.lang] ?? "",
    columns,
  };
}

const holds = (tree, state, name, columns) => truth(evaluate(tree, contextOf(state, name, columns)));

/** The options that a question offers now. */
export function offered(state, name) {
  const { choices = [], filter } = state.form.questions[name];
  return filter ? choices.filter((choice) => holds(filter, state, name, choice.columns ?? {})) : choices;
}

const canBeShown = (state, name) => !state.form.questions[name].filter || offered(state, name).length > 0;

/** Whether an answer is demanded as things stand. */
export function isRequired(state, name) {
  const question = state.form.questions[name];
  if (!question.required || !takesAnswer(question) || question.readOnly) return false;
  return canBeShown(state, name) && holds(question.required, state, name);
}

/** Names of the questions and notes of a page that are asked now and have something to show. */
export const shownQuestions = (state, page) =>
  page.questions.filter((name) => state.asked.has(name) && !SILENT.has(state.form.questions[name].type) && canBeShown(state, name));

/** The pages that have something to show now. */
export const openPages = (state) => state.form.pages.filter((page) => shownQuestions(state, page).length);

/** Name of the first page that is asked and was not gone through yet, or "". */
export const unseen = (state, done) => openPages(state).find((page) => !done.includes(page.name))?.name ?? "";

/** The open page before (-1) or after (+1) the page `name`, or undefined. */
export function neighbour(state, name, step) {
  const here = state.form.pages.findIndex((page) => page.name === name);
  const pages = openPages(state);
  const place = (page) => state.form.pages.indexOf(page);
  return step > 0 ? pages.find((page) => place(page) > here) : pages.findLast((page) => place(page) < here);
}

/** What is wrong on a page: [{name, message, values}] by message id, or {name, text} where the author wrote it. */
export function problems(state, page) {
  return shownQuestions(state, page).flatMap((name) => {
    const question = state.form.questions[name];
    if (!takesAnswer(question)) return [];
    if (state.unreadable[name]) return [{ name, ...state.unreadable[name] }];
    const own = (text, message) => [{ name, text: text?.[state.lang], message }];
    const answer = state.answers[name];
    if (answer === undefined) return isRequired(state, name) ? own(question.requiredMessage, "Please answer this question.") : [];
    const names = isMultiple(question) ? answer : [String(answer)];
    if (question.constraint && !holds(question.constraint, state, name)) return own(question.constraintMessage, "Please check this answer.");
    if (question.max && names.length > question.max) return [{ name, message: "Please choose at most %(limit)s.", values: { limit: question.max } }];
    if (question.filter) {
      const open = offered(state, name).map((choice) => choice.name);
      if (!names.every((each) => open.includes(each))) return [{ name, message: "Please choose one of the options shown." }];
    }
    return [];
  });
}

/** An answer as a reader sees it: a text, or a list of texts where several were chosen. */
export function shownAnswer(state, name) {
  const question = state.form.questions[name];
  const answer = state.answers[name];
  if (question === undefined || answer === undefined) return "";
  const label = (each) => (question.choices?.find((choice) => choice.name === each)?.label[state.lang] ?? each).replace(/\$\{[^}]+\}/g, "");
  if (Array.isArray(answer)) return answer.map(label);
  return question.choices ? label(String(answer)) : toString(answer);
}

/** Put answers in the place of `${name}` in a text. */
export const fill = (text, state) => text.replace(/\$\{([^}]+)\}/g, (_, name) => [shownAnswer(state, name.trim())].flat().join(", "));

function references(tree, found = new Set()) {
  if (!Array.isArray(tree)) return found;
  if (tree[0] === "ref") found.add(tree[1]);
  tree.forEach((part) => references(part, found));
  return found;
}

/** Whether "page n of m" can be trusted on a page: no page ahead depends on what is still to be typed. */
export function lengthIsKnown(state, name) {
  const { pages, questions } = state.form;
  const here = pages.findIndex((page) => page.name === name);
  const pageOf = Object.fromEntries(pages.flatMap((page, place) => page.questions.map((each) => [each, place])));
  return pages.slice(here + 1).every((page) => {
    const conditions = page.questions.map((each) => questions[each].relevant ?? []);
    if (!conditions.every((trees) => trees.length)) return true;
    return [...references(conditions)].every((each) => (pageOf[each] ?? here) < here);
  });
}
