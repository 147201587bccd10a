// On every page of the team: signing out leaves nothing of a door on this device, and what was kept goes by itself
// when its time is over. Nothing is fetched where nothing is kept.

function kept() {
  try {
    return localStorage.getItem("door-until");
  } catch (error) {
    if (error.name !== "SecurityError") throw error;
    return null;
  }
}

async function leave(form) {
  const { all, dropAll } = await import("./store.js");
  const { send } = await import("./sync.js");
  for (const record of await all()) if (record.queue.length) await send(record);
  const unsent = (await all()).reduce((sum, record) => sum + record.queue.length, 0);
  if (unsent && !(await sure(unsent))) return;
  document.dispatchEvent(new CustomEvent("leaving"));
  await dropAll();
  form.submit();
}

function sure(unsent) {
  const dialogue = document.querySelector("[data-leaving]");
  const question = dialogue.querySelector("p");
  question.textContent = question.dataset.ask.replace("{n}", unsent);
  dialogue.showModal();
  return new Promise((resolve) =>
    dialogue.addEventListener("close", () => resolve(dialogue.returnValue === "yes"), { once: true }));
}

addEventListener("submit", (event) => {
  if (!event.target.matches("form[action='/staff/sign-out']") || !kept()) return;
  event.preventDefault();
  leave(event.target);
});

if (Date.parse(kept() ?? "") < Date.now()) import("./store.js").then(({ sweep }) => sweep());
