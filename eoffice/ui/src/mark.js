// The mark on a page: dragged with a pointer or moved with the keyboard. Its box is kept in hidden inputs of the
// form, in points of the page as shown with the origin at the bottom left; without script the found place stays.

const STEP = 2;
const FAR = 20;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const EDGES = ["left", "bottom", "right", "top"];

const input = (form, name) => form.querySelector(`input[name="mark_${name}"]`);

/** `{page, box: [left, bottom, right, top]}` as the form holds it, or null for a signature without a mark. */
export function boxOf(form) {
  const page = input(form, "page");
  if (!page) return null;
  return { page: Number(page.value), box: EDGES.map((edge) => Number(input(form, edge).value)) };
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));
const rounded = (value) => Math.round(value * 100) / 100;

/** Moves the mark so that its top left stands at (x, y) of `sheet`, inside the page, and tells the form. */
function place(mark, sheet, x, y, form) {
  const { width, height } = mark.querySelector(".mark-box").getBBox();
  const pageWidth = Number(sheet.dataset.pageWidth);
  const pageHeight = Number(sheet.dataset.pageHeight);
  const left = rounded(clamp(x, 0, pageWidth - width));
  const top = rounded(clamp(y, 0, pageHeight - height));
  if (mark.ownerSVGElement !== sheet) sheet.append(mark);
  mark.setAttribute("transform", `translate(${left} ${top})`);
  const box = { left, bottom: pageHeight - top - height, right: left + width, top: pageHeight - top };
  for (const edge of EDGES) input(form, edge).value = rounded(box[edge]);
  input(form, "page").value = sheet.dataset.page;
}

function placeOf(mark) {
  const { e, f } = mark.transform.baseVal.consolidate().matrix;
  return [e, f];
}

function pointOn(sheet, event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
  return [point.x, point.y];
}

function sheetUnder(event, mark) {
  const found = document.elementsFromPoint(event.clientX, event.clientY).map((one) => one.closest?.("svg.page-text"));
  return found.find(Boolean) || mark.ownerSVGElement;
}

function followPointer(mark, form) {
  let grip = null;
  mark.addEventListener("pointerdown", (event) => {
    const [x, y] = pointOn(mark.ownerSVGElement, event);
    const [left, top] = placeOf(mark);
    grip = [x - left, y - top];
    event.preventDefault();
    mark.focus({ preventScroll: true });
  });
  // The mark may change its page on the way, which ends a pointer capture: so the whole window is followed.
  window.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const sheet = sheetUnder(event, mark);
    const [x, y] = pointOn(sheet, event);
    place(mark, sheet, x - grip[0], y - grip[1], form);
  });
  const release = () => {
    grip = null;
  };
  window.addEventListener("pointerup", release);
  window.addEventListener("pointercancel", release);
}

function neighbour(sheet, step) {
  const sheets = [...document.querySelectorAll("svg.page-text")];
  return sheets[sheets.indexOf(sheet) + step];
}

function followKeys(mark, form) {
  mark.addEventListener("keydown", (event) => {
    const sheet = mark.ownerSVGElement;
    const [x, y] = placeOf(mark);
    if (event.key in ARROWS) {
      const [right, down] = ARROWS[event.key];
      const step = event.shiftKey ? FAR : STEP;
      place(mark, sheet, x + right * step, y + down * step, form);
    } else if (event.key === "PageUp" || event.key === "PageDown") {
      const other = neighbour(sheet, event.key === "PageUp" ? -1 : 1);
      if (!other) return;
      place(mark, other, x, y, form);
      mark.focus();
      mark.scrollIntoView({ block: "nearest" });
    } else {
      return;
    }
    event.preventDefault();
  });
}

/** Lets the page's mark be moved; its box goes into `form`. */
export function enableMarks(form) {
  if (!input(form, "page")) return;
  for (const mark of document.querySelectorAll("[data-mark]")) {
    followPointer(mark, form);
    followKeys(mark, form);
  }
}
