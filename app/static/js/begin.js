// While very many people begin, a browser with scripts proves a little work by itself, so that nobody has to add up.
// The form with its sum stays in the page and usable: whoever is quicker than the browser need not wait for it.

const form = document.querySelector("[data-puzzle]");

// Without https a browser has no hashing of its own; the sum serves then.
if (form && globalThis.crypto?.subtle && !document.querySelector("[data-error-summary]")) {
  const puzzle = JSON.parse(form.dataset.puzzle);
  const working = form.querySelector("[data-working]");
  const worker = new Worker(form.dataset.worker, { type: "module" });
  working.hidden = false;
  worker.addEventListener("message", ({ data: number }) => {
    if (number === null || form.elements.sum.value) return;
    const { algorithm, challenge, salt, signature } = puzzle;
    const proof = document.createElement("input");
    Object.assign(proof, {
      type: "hidden",
      name: "puzzle",
      value: btoa(JSON.stringify({ algorithm, challenge, number, salt, signature })),
    });
    form.append(proof);
    form.requestSubmit();
  });
  worker.addEventListener("error", () => {
    working.hidden = true;
  });
  worker.postMessage(puzzle);
}
