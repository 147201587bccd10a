// Adds up the dots while somebody types them in, and says when there are more than people were given.
// Without this the server says the same after saving.

const form = document.querySelector("[data-dots]");

function number(text) {
  return /^\d+$/.test(text.trim()) ? Number(text) : 0;
}

function show() {
  const sum = form.querySelector("[data-dots-sum]");
  const n = [...form.querySelectorAll("[data-dots-on]")].reduce((all, field) => all + number(field.value), 0);
  const most = number(form.elements.voters.value) * number(form.elements.dots_each.value);
  const words = !most ? form.dataset.total : n > most ? form.dataset.over : form.dataset.of;
  sum.textContent = words.replace("{n}", n).replace("{most}", most);
  sum.classList.toggle("dots-over", most > 0 && n > most);
  sum.hidden = false;
}

if (form) {
  form.addEventListener("input", show);
  show();
}
