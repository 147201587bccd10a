// Long lists are shortened while one types. The list itself stays what it was: a select, or boxes to tick. Options
// that do not match are taken out of a select, because telephones show hidden ones all the same.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let made = 0;

function makeSearch(box) {
  const select = box.querySelector("select");
  const items = select ? [...select.options].slice(1) : [...box.querySelectorAll(".choice")];
  const words = items.map((item) => plain(item.textContent));
  const label = document.createElement("label");
  const input = document.createElement("input");
  const said = document.createElement("p");
  Object.assign(input, { type: "search", className: "input", id: `search-${made++}`, autocomplete: "off" });
  Object.assign(label, { htmlFor: input.id, className: "hint", textContent: box.dataset.search });
  Object.assign(said, { className: "hint" });
  said.setAttribute("role", "status");
  (select ?? box.querySelector(".choices")).before(label, input, said);

  const shorten = () => {
    const typed = plain(input.value.trim());
    const fits = items.filter((item, at) => words[at].includes(typed) || item.selected || item.querySelector?.(":checked"));
    if (select) select.replaceChildren(select.options[0], ...fits);
    else for (const item of items) item.hidden = !fits.includes(item);
    said.textContent = typed ? box.dataset.searchFound.replace("{n}", fits.length).replace("{total}", items.length) : "";
  };
  input.addEventListener("input", shorten);
  // Enter would send the page: here it goes on to what was found.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (select?.options.length === 2) {
      select.selectedIndex = 1;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    (select ?? fitsFirst(box)).focus();
  });
}

const fitsFirst = (box) => box.querySelector(".choice:not([hidden]) input") ?? box.querySelector("input[type=search]");

function makeAll() {
  for (const box of document.querySelectorAll("[data-search]:not([data-search-made])")) {
    box.dataset.searchMade = "";
    makeSearch(box);
  }
}
makeAll();
new MutationObserver(makeAll).observe(document.body, { childList: true, subtree: true });
