// Comforts of single fields. Each finds its field from the event, so that a page that is put in later works too.

/** Show the sliders that stand beside numbers, at the number typed. */
function showSliders(within) {
  for (const slider of within.querySelectorAll("[data-slider][hidden]")) {
    const typed = document.getElementById(slider.dataset.slider).value.replace(",", ".");
    const handle = slider.querySelector("input");
    if (typed) handle.value = typed;
    slider.hidden = false;
  }
}
showSliders(document);
new MutationObserver(() => showSliders(document)).observe(document.body, { childList: true, subtree: true });

document.addEventListener("input", (event) => {
  const slider = event.target.closest?.("[data-slider]");
  if (slider) {
    const number = document.getElementById(slider.dataset.slider);
    number.value = event.target.value;
    number.dispatchEvent(new Event("input", { bubbles: true }));
    return;
  }
  const beside = event.target.closest?.(".number-with-slider")?.querySelector("[data-slider] input");
  const typed = event.target.value?.replace(",", ".");
  if (beside && typed && beside.value !== typed) beside.value = typed;
});
document.addEventListener("change", (event) => {
  const slider = event.target.closest?.("[data-slider]");
  if (slider) document.getElementById(slider.dataset.slider).dispatchEvent(new Event("change", { bubbles: true }));
});
