// Shows the chosen files with their sizes and refuses what is too large before it is sent; the server checks again.

const UNITS = ["B", "kB", "MB", "GB"];

function sizeIn(language, bytes) {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1000 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  const digits = { maximumFractionDigits: unit > 0 && amount < 100 ? 1 : 0 };
  return `${new Intl.NumberFormat(language, digits).format(amount)} ${UNITS[unit]}`;
}

function entry(file, input) {
  const limit = Number(input.dataset.maxBytes) || Infinity;
  const size = sizeIn(document.documentElement.lang, file.size);
  const item = document.createElement("li");
  item.textContent = `${file.name} · ${size}`;
  if (file.size > limit) {
    item.className = "wrong";
    item.textContent = input.dataset.tooLarge.replace("{name}", file.name).replace("{size}", size);
  }
  return item;
}

function show(input) {
  const list = document.querySelector(`[data-chosen-for="${CSS.escape(input.id)}"]`);
  list.replaceChildren(...[...input.files].map((file) => entry(file, input)));
  const wrong = list.querySelector(".wrong");
  input.toggleAttribute("aria-invalid", Boolean(wrong));
  input.setCustomValidity(wrong ? wrong.textContent : "");
}

export function enableUploads() {
  for (const input of document.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => show(input));
    input.form?.addEventListener("submit", (event) => {
      if (input.validity.customError) {
        event.preventDefault();
        input.focus();
      }
    });
  }
}
