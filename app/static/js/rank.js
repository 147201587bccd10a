// Rankings answer at once: what the server does with a press (see questionnaires/ranking.py), without the way there
// and back. Listens on the document, so that a page that is put in later works as well.

/** Number the options again, and write the buttons and the hidden fields that follow from their places. */
function settle(field) {
  const name = field.dataset.rank;
  const ranked = field.querySelectorAll("[data-rank-list] > li");
  ranked.forEach((item, place) => {
    item.querySelector(".rank-number").textContent = place + 1;
    if (item.querySelector("input")) return;
    const kept = document.createElement("input");
    Object.assign(kept, { type: "hidden", name, value: item.dataset.option });
    item.prepend(kept);
  });
  const next = field.dataset.rankAdd.replace("{n}", ranked.length + 1);
  for (const item of field.querySelectorAll("[data-rank-rest] > li")) {
    item.querySelector("input")?.remove();
    item.querySelector(".rank-number").textContent = "";
    item.querySelector("[data-rank-next]").textContent = next;
  }
  return ranked;
}

// Another tab or another device has put the options in this order.
document.addEventListener("rank-order", (event) => {
  const field = event.target;
  const items = new Map([...field.querySelectorAll("li")].map((item) => [item.dataset.option, item]));
  field.querySelector("[data-rank-rest]").append(...field.querySelectorAll("[data-rank-list] > li"));
  for (const name of event.detail) if (items.has(name)) field.querySelector("[data-rank-list]").append(items.get(name));
  settle(field);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-rank] button[value^='rank:']");
  if (!button) return;
  event.preventDefault();
  const field = button.closest("[data-rank]");
  const item = button.closest("li");
  const list = field.querySelector("[data-rank-list]");
  const verb = button.value.split(":")[1];
  if (verb === "up") item.previousElementSibling?.before(item);
  else if (verb === "down") item.nextElementSibling?.after(item);
  else if (verb === "add") list.append(item);
  else field.querySelector("[data-rank-rest]").append(item);
  const ranked = settle(field);

  // The focus stays on the option. Where its button has gone, the one for the other way takes its place.
  const stays = verb === "add" ? ["up", "drop"] : verb === "drop" ? ["add"] : [verb, verb === "up" ? "down" : "up", "drop"];
  const shown = stays.map((each) => item.querySelector(`.rank-${each}`)).find((each) => each.checkVisibility({ visibilityProperty: true }));
  shown?.focus();

  const label = item.querySelector(".rank-label").textContent.trim();
  const words = verb === "drop" ? field.dataset.rankDropped : field.dataset.rankMoved;
  const n = [...ranked].indexOf(item) + 1;
  field.querySelector("[data-rank-said]").textContent = words.replace("{label}", label).replace("{n}", n).replace("{total}", ranked.length);
  // What saves while somebody answers hears of it as of any other change.
  field.querySelector("input").dispatchEvent(new Event("input", { bubbles: true }));
});
