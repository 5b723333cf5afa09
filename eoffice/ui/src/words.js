// Sentences for the reader come from the page (a <template data-words>), in the language of the page.

/** A function that gives the sentence of a name, with `{place}` filled from `values`. */
export function wordsOf(root) {
  const template = root.querySelector("template[data-words]");
  return (name, values = {}) => {
    const entry = template?.content.querySelector(`[data-word="${name}"]`);
    const sentence = entry ? entry.textContent : name;
    return sentence.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
  };
}
