/*
The twin of app/questionnaires/expressions: it computes the same trees on the phone, so that conditions react
at once. The server's word is the authority; the package there has the rules. A tree is one in which the
server's `check` found no problem: nothing is checked twice.

context: answers {name: text, list, number or null}, self (the question that `.` stands for), today
"2026-11-21", now "2026-11-21T10:00:00.000+01:00" (the wall clock of Brussels), label(name, question) the label
of a choice, and, where there are any, position, repeats {name: [text]} and columns {name: text}.

A value is a text, a number, a truth, or a node-set: a list of texts.
*/

const DAY = 864e5;
const BLANKS = "[ \\t\\r\\n]*";
const TIME = "([01]\\d|2[0-3]):([0-5]\\d)(?::([0-5]\\d)(?:\\.(\\d{1,6}))?)?(?:Z|[+-]\\d\\d:\\d\\d)?";
const whole = (pattern) => new RegExp(`^${BLANKS}${pattern}${BLANKS}$`);
const NUMBER = whole("-?(?:\\d+(?:\\.\\d*)?|\\.\\d+)");
const HOUR = whole(TIME);
const MOMENT = whole(`(\\d{4}-\\d\\d-\\d\\d)(?:T${TIME})?`);
const QUESTION = whole("(?:\\$\\{)?([^]*?)\\}?");

const isList = Array.isArray;
const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : undefined);
const fail = (what) => {
  throw new Error(`This is not an expression: ${what}`);
};

/** Whether a value counts as true: anything but "", 0, NaN and an empty node-set. */
export const truth = (value) => (isList(value) ? value.length > 0 : Boolean(value));

/** As a number: NaN for what is none, 1 and 0 for true and false, days since 1970-01-01 for an ISO date. */
export function toNumber(value) {
  if (typeof value === "number" || typeof value === "boolean") return Number(value);
  const text = toString(value);
  if (NUMBER.test(text)) return Number(text);
  const [, date, ...clock] = MOMENT.exec(text) ?? [];
  const days = Date.parse(date) / DAY;
  // A browser may read 30 February as 2 March.
  return date && iso(days).slice(0, 10) === date ? days + fraction(clock) : NaN;
}

/** As a text: numbers without exponent, the first node of a node-set. */
export function toString(value) {
  if (isList(value)) return value[0] ?? "";
  const text = String(value);
  const exponent = typeof value === "number" && /^(-?)(\d)\.?(\d*)e(.+)$/.exec(text);
  if (!exponent) return text;
  const [, minus, first, others, power] = exponent;
  const digits = first + others;
  return minus + (power < 0 ? "0.".padEnd(1 - power, "0") + digits : digits.padEnd(+power + 1, "0"));
}

/** The part of the day in [hours, minutes, seconds, decimals of a second]. */
const fraction = ([hours = 0, minutes = 0, seconds = 0, decimals = ""]) =>
  (((+hours * 60 + +minutes) * 60 + +seconds) * 1000 + +decimals.padEnd(3, "0").slice(0, 3)) / DAY;

/** The ISO moment of a number of days, to the millisecond, "" outside years 1 to 9999. */
function iso(days) {
  const moment = new Date(Math.floor(days * DAY + 0.5));
  const year = moment.getUTCFullYear();
  return year > 0 && year < 10000 ? moment.toISOString() : "";
}

const nodes = (value) => (isList(value) ? value : [toString(value)]);
const words = (value) => toString(value).split(/[ \t\r\n]+/).filter(Boolean);
const numbers = (values) => values.flat().map(toNumber);
const answer = (value) => (isList(value) ? value.join(" ") : toString(value ?? ""));

/** Whether a pattern covers the whole text. `\s` is that of the server: blanks of ASCII only. */
function matches(text, pattern) {
  let inClass = false;
  const ours = pattern.replace(/\\?./gsu, (sign) => {
    if (sign === "[" || sign === "]") inClass = sign === "[";
    const blanks = sign === "\\s" ? "\\t-\\r " : sign === "\\S" ? "\\0-\\x08\\x0e-\\x1f!-\\u{10ffff}" : "";
    return blanks ? (inClass ? blanks : `[${blanks}]`) : sign;
  });
  return [...text].length <= 2000 && new RegExp(`^(?:${ours})$`, "u").test(text);
}

/** Half goes up: 2.5 to 3 and -2.5 to -2. */
function round(number, digits = 0) {
  if (isNaN(digits)) return NaN;
  const places = Math.max(-15, Math.min(15, Math.trunc(digits)));
  const scale = Number(`1e${Math.abs(places)}`);
  const scaled = (places < 0 ? number / scale : number * scale) + 0.5;
  if (!isFinite(scaled)) return number;
  return places < 0 ? Math.floor(scaled) * scale : Math.floor(scaled) / scale;
}

/** The first number that no other is `before`; unlike Math.min, this keeps 0 and -0 as they come. */
const extreme = (before) => (_, ...values) => {
  const all = numbers(values);
  return all.some(isNaN) || !all.length ? NaN : all.reduce((a, b) => (before(b, a) ? b : a));
};

/** A date in the signs of its format. */
function format(days, form) {
  const [Y, m, d, H, M, S, ms] = iso(days).match(/\d+/g) ?? [];
  const signs = { Y, m, d, H, M, S, 3: ms, y: Y?.slice(2), n: +m, e: +d, h: +H };
  return Y ? form.replace(/%(.)/g, (_, sign) => signs[sign] ?? fail(sign)) : "";
}

const onTexts = (call) => (_, ...values) => call(...values.map(toString));
const onNumbers = (call) => (_, ...values) => call(...values.map(toNumber));
const formatted = (_, days, form) => format(toNumber(days), toString(form));

const FUNCTIONS = {
  __proto__: null,
  selected(_, value, name) {
    const [word, more] = words(name);
    return !more && words(value).includes(word);
  },
  "selected-at"(_, value, index) {
    const at = toNumber(index);
    return (at >= 0 && words(value)[Math.trunc(at)]) || "";
  },
  "count-selected": (_, value) => words(value).length,
  "jr:choice-name"({ label }, value, question) {
    const name = toString(value);
    return name && label(name, QUESTION.exec(toString(question))[1]);
  },
  coalesce: (_, a, b) => (toString(a) ? a : b),
  once: (context, value) => answer(own(context.answers, context.self ?? "")) || value,
  true: () => true,
  false: () => false,
  not: (_, value) => !truth(value),
  boolean: (_, value) => truth(value),
  "boolean-from-string": onTexts((text) => text === "true" || text === "1"),
  string: onTexts((text) => text),
  "string-length": onTexts((text) => [...text].length),
  regex: onTexts(matches),
  contains: onTexts((text, part) => text.includes(part)),
  "starts-with": onTexts((text, part) => text.startsWith(part)),
  "ends-with": onTexts((text, part) => text.endsWith(part)),
  substr: (_, text, ...places) => [...toString(text)].slice(...places.map(toNumber)).join(""),
  "substring-before": onTexts((text, part) => text.slice(0, Math.max(0, text.indexOf(part)))),
  "substring-after": onTexts((text, part) =>
    text.includes(part) ? text.slice(text.indexOf(part) + part.length) : "",
  ),
  concat: (_, ...values) => values.flatMap(nodes).join(""),
  join: (_, between, ...values) => values.flatMap(nodes).join(toString(between)),
  "normalize-space": (_, text) => words(text).join(" "),
  translate: onTexts((text, old, by) => {
    const [from, to] = [[...old], [...by]];
    return [...text].map((char) => (from.includes(char) ? to[from.indexOf(char)] : char)).join("");
  }),
  number: onNumbers((number) => number),
  // Adding 0 makes the ordinary zero of the negative one.
  int: onNumbers((number) => Math.trunc(number) + 0),
  round: onNumbers(round),
  abs: onNumbers(Math.abs),
  pow: onNumbers(Math.pow),
  sum: (_, value) => numbers([value]).reduce((a, b) => a + b, 0),
  min: extreme((a, b) => a < b),
  max: extreme((a, b) => a > b),
  count: (_, value) => nodes(value).length,
  "count-non-empty": (_, value) => nodes(value).filter(Boolean).length,
  position: (context) => context.position ?? 1,
  today: (context) => context.today,
  now: (context) => context.now,
  date: onNumbers((days) => iso(days).slice(0, 10)),
  "format-date": formatted,
  "format-date-time": formatted,
  "decimal-date-time": onNumbers((number) => number),
  "decimal-time": onTexts((text) => fraction(HOUR.exec(text)?.slice(1) ?? [NaN])),
};

const ARITHMETIC = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => a % b,
};
const COMPARISONS = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** A node-set compares as true if any of its nodes does; beside a truth it is one itself. */
function compare(sign, a, b) {
  const equality = sign === "=" || sign === "!=";
  if (typeof a === "boolean" || typeof b === "boolean") {
    [a, b] = [a, b].map((value) => (equality || isList(value) ? truth(value) : value));
  } else if (isList(a) || isList(b)) {
    return [a].flat().some((x) => [b].flat().some((y) => compare(sign, x, y)));
  } else if (equality && typeof a === "string" && typeof b === "string") {
    return COMPARISONS[sign](a, b);
  }
  return COMPARISONS[sign](toNumber(a), toNumber(b));
}

const read = (name, { answers, repeats }) => own(repeats, name) ?? answer(own(answers, name));

/** The answer to a question in a round of its repeat, counted from 1: answers has {repeat: [id], "name@id": …}. */
function inRound(name, repeat, number, { answers }) {
  const rounds = own(answers, repeat);
  return answer(isList(rounds) ? own(answers, `${name}@${rounds[number - 1]}`) : "");
}

/** What `tree` is worth in `context`: a text, a number, a truth or a node-set. */
export function evaluate(tree, context) {
  const [kind, first, ...rest] = tree;
  const value = (part) => evaluate(part, context);
  switch (kind) {
    case "num":
    case "str":
      return first;
    case "ref":
      return read(first, context);
    case "self":
      return context.self ? read(context.self, context) : fail(".");
    case "col":
      return own(context.columns, first) ?? "";
    case "neg":
      return -toNumber(value(first));
    case "and":
      return truth(value(first)) && truth(value(rest[0]));
    case "or":
      return truth(value(first)) || truth(value(rest[0]));
    case "call":
      if (first === "if") return value(rest[truth(value(rest[0])) ? 1 : 2]);
      if (first === "indexed-repeat") return inRound(rest[0][1], rest[1][1], toNumber(value(rest[2])), context);
      return (FUNCTIONS[first] ?? fail(first))(context, ...rest.map(value));
  }
  const [a, b] = [value(first), value(rest[0])];
  if (kind in ARITHMETIC) return ARITHMETIC[kind](toNumber(a), toNumber(b));
  return kind in COMPARISONS ? compare(kind, a, b) : fail(kind);
}
