// Typing in sheets without ever reaching for the mouse. Without this script the page is a long form that works.

const form = document.querySelector("[data-typing]");

/** Read "1 3 5" or "135" as numbers of options, by the rule of the server: with at most nine, each digit is one. */
function codes(text, count) {
  const parts = text.split(/[\s,;.+/-]+/).filter(Boolean);
  const digits = count <= 9 && parts.every((part) => /^[0-9]+$/.test(part));
  return digits ? [...parts.join("")] : parts;
}

/** Say the options in words beside the field, so that a slip of the fingers is seen at once. */
function echo(input) {
  const row = input.closest(".sheet-row");
  const place = row.querySelector("[data-echo]");
  if (!place) return;
  const options = row.querySelectorAll("[data-code]");
  const text = input.value.trim();
  const words = text === "?" ? ["?"] : codes(text, options.length).map((code) => {
    const option = [...options].find((one) => Number(one.dataset.code) === Number(code));
    return option ? option.textContent.trim() : `${code}: ${place.dataset.unknown}`;
  });
  place.textContent = words.join(" · ");
}

if (form) {
  const fields = [...form.querySelectorAll("input.input, textarea.input")];
  const end = form.querySelector("[data-end]");
  document.querySelector("[data-with-scripts]").hidden = false;
  for (const field of fields) echo(field);

  form.addEventListener("input", (event) => {
    if (event.target.matches("input.input")) echo(event.target);
  });

  form.addEventListener("keydown", (event) => {
    const place = fields.indexOf(event.target);
    if (event.key !== "Enter" || place < 0 || event.isComposing) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      end.focus();
      end.click();
      return;
    }
    const next = event.shiftKey ? fields[place - 1] : fields[place + 1] ?? end;
    next?.focus();
    next?.select?.();
    next?.scrollIntoView({ block: "center" });
  });
}
