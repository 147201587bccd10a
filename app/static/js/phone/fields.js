// The fields of the form as values by key: every field is a list of texts, as a form posts it.

const CONTROLS = new Set(["go", "shown", "to", "draft", "was"]);

/** Keys of the fields in a form, in order. A chosen file never leaves by itself: its field is no key here. */
export function keys(form) {
  const names = [...form.elements].filter((each) => each.name && each.type !== "file" && each.type !== "submit").map((each) => each.name);
  return [...new Set(names)].filter((name) => !CONTROLS.has(name));
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

/** Put values into a field; the caret stays where nothing changes. */
export function write(form, key, values) {
  const ranking = form.querySelector(`[data-rank="${CSS.escape(key)}"]`);
  if (ranking) {
    ranking.dispatchEvent(new CustomEvent("rank-order", { detail: values, bubbles: true }));
    return;
  }
  for (const control of controls(form, key)) {
    if (ticked(control)) control.checked = values.includes(control.value);
    else if (control.value.trim() !== (values[0] ?? "")) control.value = values[0] ?? "";
  }
}

/** Whether two lists of values say the same. */
export const same = (a, b) => a.length === b.length && a.every((value) => b.includes(value));

/** Let the form tell the server that these fields were touched, whatever they hold by then. */
export function touched(form, key) {
  const was = form.elements.was;
  if (was) was.value = was.value.split(" ").filter((pair) => pair.slice(0, pair.lastIndexOf(":")) !== key).join(" ");
}
