// Says in words, also aloud, what happens now and what went wrong.
import { Problem } from "./server.js";

function paragraph(text, className = "") {
  const element = document.createElement("p");
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

/** Ties the [data-progress] and [data-problem] places of a form to three functions. */
export function progressOf(form) {
  const progress = form.querySelector("[data-progress]");
  const problem = form.querySelector("[data-problem]");
  return {
    say(text) {
      for (const earlier of progress.children) earlier.className = "past";
      progress.append(paragraph(text));
    },
    fail(...texts) {
      progress.replaceChildren();
      const [title, ...rest] = texts.filter(Boolean);
      problem.replaceChildren(paragraph(title, "problem-title"), ...rest.map((text) => paragraph(text)));
    },
    clear() {
      progress.replaceChildren();
      problem.replaceChildren();
    },
  };
}

/** The sentences that tell a person what went wrong; the server's own words where it gave some. */
export function explain(error, words) {
  if (!(error instanceof Problem)) return [words("failed", { detail: error.message || error.name })];
  if (error.status === 0) return [words("offline")];
  const told = [error.title, error.detail, error.advice, ...error.sentences].filter(Boolean);
  if (told.length > 0) return [...new Set(told)];
  if (error.status === 409) return [words("changed")];
  if (error.status === 410) return [words("expired")];
  return [words("failed", { detail: error.message })];
}
