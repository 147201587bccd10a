// Small comforts for pages that already work without scripts. Nothing here may lose an answer.

const whole = document.documentElement;

/** Read or write one value of this tab; a browser that forbids storage simply has none. */
function remembered(key, value) {
  try {
    if (value === undefined) return sessionStorage.getItem(key);
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch (error) {
    if (error.name !== "SecurityError" && error.name !== "QuotaExceededError") throw error;
  }
  return null;
}

// The error summary takes the focus, also in browsers that do not know autofocus on a <div>.
document.querySelector("[data-error-summary]")?.focus();

// A link of the summary leads to the field, with its question in view, not only the control.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-error-summary] a[href^='#']");
  const control = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!control) return;
  event.preventDefault();
  (control.closest(".field") ?? control).scrollIntoView();
  control.focus({ preventScroll: true });
});

// The language switch comes back to the same place, as a share of the page: texts differ in length.
const PLACE = "place-before-language-switch";
document.addEventListener("click", (event) => {
  const control = event.target.closest?.("[data-language-switch]");
  if (control) remembered(PLACE, `${control.lang} ${scrollY / whole.scrollHeight}`);
});
const [language, share] = remembered(PLACE)?.split(" ") ?? [];
remembered(PLACE, null);
if (language === whole.lang) scrollTo({ top: share * whole.scrollHeight, behavior: "instant" });

// "2 of 2 chosen": said politely, and nobody is kept from choosing. Questions may be put in later.
function count(group) {
  const counter = group.querySelector("[data-counter]");
  const max = Number(group.dataset.maxChoices);
  const n = group.querySelectorAll("input:checked").length;
  const words = n > max ? counter.dataset.counterOver : counter.dataset.counter;
  counter.textContent = words.replace("{n}", n).replace("{max}", max);
  counter.toggleAttribute("data-over", n > max);
}
const countAll = () => document.querySelectorAll("[data-max-choices]").forEach(count);
document.addEventListener("change", (event) => {
  const group = event.target.closest?.("[data-max-choices]");
  if (group) count(group);
});
document.addEventListener("questions-shown", countAll);
countAll();

// Buttons that only scripts can serve are hidden in the page and appear here. data-copy is a text, the
// address (#id) of an element that holds it, or empty for the address of the page itself. Without https a browser
// has no clipboard, so that button stays away.
for (const button of document.querySelectorAll("[data-print], [data-copy]")) {
  button.hidden = "copy" in button.dataset && !navigator.clipboard;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-print], [data-copy]");
  if (!button) return;
  if ("print" in button.dataset) {
    print();
    return;
  }
  const target = button.dataset.copy;
  const text = target.startsWith("#") ? document.querySelector(target).textContent.trim() : target || location.href;
  await navigator.clipboard.writeText(text);
  const word = document.createElement("p");
  word.className = "toast";
  word.textContent = button.dataset.copied ?? `${button.textContent.trim()} ✓`;
  document.getElementById("toasts").append(word);
  setTimeout(() => word.remove(), 4000);
});

// A sent form shows that it is on its way. Its button stays usable: a disabled one would drop its
// value, and a download or a lost network leaves the reader on the page.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  // What is handed out once only: the second of two quick presses would hear that it is gone, and the answer
  // to the first would never be seen.
  if ("once" in form.dataset && "submitting" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.submitting = "";
  setTimeout(() => delete form.dataset.submitting, 8000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-submitting]")) delete form.dataset.submitting;
});

// What keeps answers on this device comes once the page can be used: it may not make anybody wait.
const phone = document.querySelector("[data-phone]");
if (phone) {
  const bring = () => import(phone.dataset.phone);
  if (document.readyState === "complete") bring();
  else addEventListener("load", bring, { once: true });
}
