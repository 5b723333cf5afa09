// Rows of receivers: with script one empty row and a button for more, without script the empty rows are there.

const rowsOf = (group) => [...group.querySelectorAll("[data-receiver]")];
const isBlank = (row) => [...row.querySelectorAll("input")].every((input) => input.value.trim() === "");

/** Gives each row its number again, in words and in the names of its fields. */
function renumber(group) {
  const name = group.dataset.receivers;
  rowsOf(group).forEach((row, index) => {
    row.querySelector("[data-receiver-number]").textContent = String(index + 1);
    for (const field of row.querySelectorAll("[name], [id], [for]")) {
      for (const attribute of ["name", "id", "for"]) {
        const value = field.getAttribute(attribute);
        if (value?.startsWith(`${name}-`)) {
          field.setAttribute(attribute, value.replace(/^(.*?)-\d+-/, `$1-${index}-`));
        }
      }
    }
  });
  const rows = rowsOf(group);
  for (const row of rows) row.querySelector("[data-remove-receiver]").hidden = rows.length === 1;
}

function emptied(row) {
  for (const input of row.querySelectorAll("input")) {
    input.value = "";
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  for (const error of row.querySelectorAll(".error")) error.remove();
  for (const wrong of [row, ...row.querySelectorAll(".field-wrong")]) wrong.classList.remove("field-wrong");
  row.querySelector("select").selectedIndex = 0;
  return row;
}

function enable(group) {
  const add = group.querySelector("[data-add-receiver]");
  const pattern = emptied(rowsOf(group).at(-1).cloneNode(true));
  rowsOf(group).forEach((row, index) => {
    if (index > 0 && isBlank(row)) row.remove();
  });
  add.hidden = false;
  add.addEventListener("click", () => {
    const row = pattern.cloneNode(true);
    rowsOf(group).at(-1).after(row);
    renumber(group);
    row.querySelector("input").focus();
  });
  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove-receiver]");
    if (!button) return;
    button.closest("[data-receiver]").remove();
    renumber(group);
    add.focus();
  });
  renumber(group);
}

export function enableReceivers() {
  for (const group of document.querySelectorAll("[data-receivers]")) enable(group);
}
