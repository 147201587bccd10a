// The fields of the form as values by key: every field is a list of texts, as a form posts it.

const CONTROLS = new Set(["go", "shown", "to", "draft", "was"]);

/** Keys of the fields in a form, in order. A chosen file never leaves by itself: its field is no key here. */
export function keys(form) {
  const names = [...form.elements].filter((each) => each.name && each.type !== "file" && each.type !== "submit").map((each) => each.name);
  // A ranking in which nothing was chosen yet has no control of its name.
  const rankings = [...form.querySelectorAll("[data-rank]")].map((each) => each.dataset.rank);
  // Which file is kept only the server knows: its name beside the field is not ours to write.
  const files = [...form.elements].filter((each) => each.type === "file").map((each) => each.name.replace(/:file$/, ""));
  return [...new Set([...names, ...rankings])].filter((name) => !CONTROLS.has(name) && !files.includes(name));
}

const controls = (form, key) => [...form.elements].filter((each) => each.name === key && each.type !== "submit");
const ticked = (control) => control.type === "radio" || control.type === "checkbox";

/** What a field holds, blanks left out. */
export function read(form, key) {
  return controls(form, key)
    .filter((each) => !ticked(each) || each.checked)
    .map((each) => each.value.trim())
    .filter(Boolean);
}

/** What a field held when the page came. */
export function atFirst(form, key) {
  return controls(form, key)
    .filter((each) => !ticked(each) || each.defaultChecked)
    .map((each) => (each.type.startsWith("select") ? ([...each.options].find((o) => o.defaultSelected)?.value ?? "") : each.defaultValue).trim())
    .filter(Boolean);
}

const ranking = (form, key) => form.querySelector(`[data-rank="${CSS.escape(key)}"]`);

/** Put values into a field; the caret stays where nothing changes. */
export function write(form, key, values) {
  const rank = ranking(form, key);
  if (rank) {
    if (!same(values, read(form, key), true)) rank.dispatchEvent(new CustomEvent("rank-order", { bubbles: true, detail: values }));
    return;
  }
  for (const control of controls(form, key)) {
    if (ticked(control)) control.checked = values.includes(control.value);
    else if (control.value.trim() !== (values[0] ?? "")) control.value = values[0] ?? "";
  }
}

/** Whether two lists of values say the same; `ordered` where their order says something too. */
export const same = (a, b, ordered = false) => a.length === b.length && a.every((value, at) => (ordered ? b[at] === value : b.includes(value)));

/** Whether a field holds these values already. */
export const holds = (form, key, values) => same(values, read(form, key), Boolean(ranking(form, key)));

/** Key of the field that an event changed, or undefined. */
export const keyOf = (event) => event.target.closest?.("[data-rank]")?.dataset.rank ?? (event.target.type === "file" ? undefined : event.target.name || undefined);

/** Let the form tell the server that these fields were touched, whatever they hold by then. */
export function touched(form, key) {
  const was = form.elements.was;
  if (was) was.value = was.value.split(" ").filter((pair) => pair.slice(0, pair.lastIndexOf(":")) !== key).join(" ");
}
