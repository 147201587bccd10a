// What stands at a door: what the service said last, with the presses that it does not have yet on top. Pure
// functions; the counts are those of app/meetings/day/rules.py.

const SEATED = ["confirmed", "held", "offered"];
const WAITING = ["waiting", "candidate", "lapsed"];
const GONE = ["absent", "excused"];

/** Whether somebody has no seat and could be let in. */
export const waits = (person) => WAITING.includes(person.status);

/** A text in small letters without accents, for finding and sorting names. */
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether a name holds every word that is looked for. */
export const matches = (name, wanted) => plain(wanted).split(/\s+/).every((word) => plain(name).includes(word));

const order = (a, b) => !a.name - !b.name || plain(a.name).localeCompare(plain(b.name)) || a.number - b.number;

/** Let one press stand. */
function apply(people, press) {
  if (press.state === "walk_in") {
    people.set(press.id, {
      id: press.id, name: press.name, profile: press.profile, language: press.language, status: "confirmed",
      seats: 1, walkIn: true, number: Infinity, states: { [press.sitting]: "present" },
    });
    return;
  }
  const person = people.get(press.person);
  if (!person) return;
  const states = { ...person.states };
  if (press.state === "none") delete states[press.sitting];
  else states[press.sitting] = press.state;
  const next = { ...person, states };
  if (press.state === "present" && next.status !== "confirmed") {
    if (!SEATED.includes(next.status)) next.before = next.status;
    next.status = "confirmed";
  } else if (press.state === "none" && !Object.keys(states).length) {
    if (next.before) next.status = next.before;
    else if (next.walkIn) {
      people.delete(press.person);
      return;
    }
  }
  people.set(press.person, next);
}

/** Everybody as they stand, by name. */
export function standing(record) {
  const people = new Map((record.roster?.people ?? []).map((person) => [person.id, person]));
  for (const press of record.queue) apply(people, press);
  return [...people.values()].sort(order);
}

/** Those of one list of the page. */
export function listed(people, list) {
  if (list === "confirmed") return people.filter((person) => person.status === "confirmed");
  if (list === "unanswered") return people.filter((person) => ["held", "offered"].includes(person.status));
  return people.filter(waits).sort((a, b) => a.number - b.number);
}

/** Count one sitting. The seat of somebody absent or excused is free for whoever stands at the door. */
export function count(people, sitting, capacity) {
  const seated = people.filter((person) => SEATED.includes(person.status));
  const here = seated.filter((person) => person.states[sitting] === "present");
  const taken = seated
    .filter((person) => !GONE.includes(person.states[sitting]))
    .reduce((sum, person) => sum + person.seats, 0);
  return {
    present: here.length,
    expected: seated.length,
    free: Math.max(0, (capacity ?? 0) - taken),
    hasRoom: (seats) => capacity === null || taken + seats <= capacity,
    of: (profile) => [here, seated].map((group) => group.filter((person) => person.profile === profile).length),
  };
}

const LINK = /\/(?:staff\/check-in|(?:fr|nl)\/m)\/([^/?#]+)\/(?:r\/)?([A-Za-z0-9_-]{43})(?:[/?#]|$)/;

/** The meeting and the registration that a scanned link speaks of; undefined where it is none of ours. */
export function readLink(text) {
  const found = LINK.exec(text);
  return found ? { code: decodeURIComponent(found[1]), person: idOf(found[2]) } : undefined;
}

/** The id of the registration that a token begins with. */
export function idOf(token) {
  const raw = atob(token.replaceAll("-", "+").replaceAll("_", "/") + "=").slice(0, 16);
  const digits = [...raw].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
