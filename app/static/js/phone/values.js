// The twin of app/questionnaires/values.py: from what was typed to an answer, or to the words that say why it
// is none. The server's word is the authority. An answer is a text, a number or a list of names.

const unreadable = (message, values = {}) => ({ message, values });
const BLANKS = /[\s\u00a0\u202f]+/g;

function day(text) {
  const typed = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const iso = typed ? `${typed[3]}-${typed[2].padStart(2, "0")}-${typed[1].padStart(2, "0")}` : text;
  const read = new Date(`${iso}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(iso) && !isNaN(read) && read.toISOString().startsWith(iso) ? iso : undefined;
}

const clock = (text) => /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.exec(text) && text.slice(0, 5);

function number(text, pattern, message) {
  const compact = text.replace(BLANKS, "");
  return pattern.test(compact) ? Number(compact.replace(",", ".")) : unreadable(message);
}

const READERS = {
  text(question, text) {
    const length = [...text].length;
    if (length > question.longest) {
      return unreadable("Please keep this under %(longest)s characters: it has %(length)s now.", { longest: question.longest, length });
    }
    if (question.url && !/^(https?:\/\/)?[^\s/.]+(\.[^\s/.]+)+(\/\S*)?$/.test(text)) {
      return unreadable("This does not look like an address. It should look like www.example.be.");
    }
    if (question.email && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text)) {
      return unreadable("This does not look like an e-mail address. It should look like name@example.be.");
    }
    return text;
  },
  integer: (_, text) => number(text, /^[+-]?\d{1,15}$/, "Please give a whole number, in figures."),
  decimal: (_, text) => number(text, /^[+-]?\d{1,15}([.,]\d{1,10})?$/, "Please give a number, in figures."),
  range: (_, text) => Number(text),
  date: (_, text) => day(text) ?? unreadable("Please give a date, such as 31/01/2023."),
  time: (_, text) => clock(text) || unreadable("Please give an hour, such as 14:30."),
  dateTime(_, text) {
    const [date, hour = ""] = text.split(/[T ]/);
    return day(date) === date && clock(hour) ? `${date}T${clock(hour)}` : unreadable("Please give a date and an hour.");
  },
};

/** Whether a question takes a list of names. */
export const isMultiple = (question) => question.type === "select_multiple" || question.type === "rank";

/** What the values typed for a question are: {answer}, {message, values}, or {} where it was left blank. */
export function readAnswer(question, typed = []) {
  const values = typed.map((value) => value.replace(/\r\n?/g, "\n").trim()).filter(Boolean);
  if (!values.length) return {};
  if (question.type === "rank") return { answer: [...new Set(values)] };
  if (isMultiple(question)) return { answer: question.choices.map((choice) => choice.name).filter((name) => values.includes(name)) };
  const read = (READERS[question.type] ?? ((_, text) => text))(question, values[0]);
  return typeof read === "object" ? read : { answer: read };
}
