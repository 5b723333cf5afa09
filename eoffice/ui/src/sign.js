// Signing with a key of this browser: the server prepares, the key signs exactly those bytes, the server completes.
import { fromBase64, toBase64 } from "./base64.js";
import { canUseKeys, keyOf, listKeys, signWith } from "./device-key.js";
import { boxOf, enableMarks } from "./mark.js";
import { explain, progressOf } from "./progress.js";
import { goTo, postJson, Problem } from "./server.js";
import { wordsOf } from "./words.js";

/** Says beside each certificate whether its key is here; gives fingerprint → key for those that are. */
function findKeys(form, keys, words) {
  const found = new Map();
  for (const choice of form.querySelectorAll("input[data-fingerprint]")) {
    const key = keyOf(keys, choice.dataset.fingerprint);
    choice.closest(".choice").querySelector("[data-where]").textContent = ` · ${words(key ? "here" : "not-here")}`;
    choice.disabled = !key;
    if (key) found.set(choice.value, key);
  }
  const usable = [...form.querySelectorAll("input[data-fingerprint]:not(:disabled)")];
  if (usable.length > 0 && !usable.some((choice) => choice.checked)) usable[0].checked = true;
  return found;
}

/** Send the signature. When the answer gets lost nobody knows whether it was taken: that is said, not guessed. */
async function complete(form, prepared, signature, words) {
  const url = form.dataset.completeUrl.replace("{id}", encodeURIComponent(prepared.id));
  try {
    return await postJson(url, { signature: toBase64(signature) });
  } catch (error) {
    if (error instanceof Problem && error.status === 0) throw new Problem(-1, { title: words("unclear") });
    throw error;
  }
}

async function sign(form, keys, words, progress) {
  const certificate = form.querySelector("input[data-fingerprint]:checked").value;
  progress.say(words("preparing"));
  const prepared = await postJson(form.dataset.prepareUrl, { certificate_id: certificate, place: boxOf(form) });
  progress.say(words("signing"));
  const signature = await signWith(keys.get(certificate), fromBase64(prepared.to_be_signed));
  progress.say(words("completing"));
  const answer = await complete(form, prepared, signature, words);
  progress.say(words("done"));
  goTo(answer.location);
}

async function keysHere(form, words, progress) {
  if (!canUseKeys()) {
    progress.fail(words(window.isSecureContext ? "no-store" : "insecure"));
    return new Map();
  }
  const found = findKeys(form, await listKeys(form.dataset.account), words);
  if (found.size === 0) {
    progress.fail(words("no-key"));
    form.querySelector("[data-enrol-link]").hidden = false;
  }
  return found;
}

async function enable(form) {
  const words = wordsOf(form);
  const progress = progressOf(form);
  const button = form.querySelector("[data-sign-button]");
  let busy = false;
  let keys = new Map();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy || keys.size === 0) return;
    busy = true;
    button.disabled = true;
    progress.clear();
    try {
      await sign(form, keys, words, progress);
    } catch (error) {
      progress.fail(...explain(error, words));
      busy = false;
      button.disabled = false;
    }
  });
  try {
    keys = await keysHere(form, words, progress);
  } catch {
    progress.fail(words("no-store"));
  }
  button.disabled = keys.size === 0;
}

for (const form of document.querySelectorAll("form[data-sign]")) {
  enableMarks(form);
  enable(form);
}
