// Enrolling this device: a key is made here, the request for its certificate goes to the server.
import { certificateRequest } from "./certificate-request.js";
import { canUseKeys, createKey, keepKey } from "./device-key.js";
import { showDeviceKeys } from "./device-keys.js";
import { explain, progressOf } from "./progress.js";
import { goTo, postJson } from "./server.js";
import { wordsOf } from "./words.js";

function subjectOf(form) {
  const subject = {};
  for (const [name, value] of Object.entries(form.dataset)) {
    if (name.startsWith("subject")) subject[name.slice("subject".length).toUpperCase()] = value;
  }
  return subject;
}

async function enrol(form, words, progress) {
  const fields = new FormData(form);
  const label = String(fields.get("label")).trim();
  progress.say(words("making"));
  const key = await createKey(form.dataset.account, label, String(fields.get("algorithm")));
  progress.say(words("asking"));
  const csr = await certificateRequest(key, subjectOf(form));
  const certificate = await postJson(form.dataset.url, { csr, label, algorithm: key.algorithm });
  await keepKey({
    ...key,
    certificate: {
      id: certificate.id,
      certificate: certificate.certificate,
      fingerprint: certificate.fingerprint,
    },
  });
  progress.say(words("enrolled", { fingerprint: certificate.fingerprint }));
}

function enable(form) {
  const words = wordsOf(form);
  const progress = progressOf(form);
  const button = form.querySelector("[data-enrol-button]");
  if (!canUseKeys()) {
    progress.fail(words(window.isSecureContext ? "no-store" : "insecure"));
    return;
  }
  button.disabled = false;
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    button.disabled = true;
    progress.clear();
    try {
      await enrol(form, words, progress);
      showAllDeviceKeys();
      if (form.dataset.doneUrl) goTo(form.dataset.doneUrl);
    } catch (error) {
      progress.fail(...explain(error, words));
    } finally {
      busy = false;
      button.disabled = false;
    }
  });
}

function showAllDeviceKeys() {
  if (!canUseKeys()) return;
  for (const place of document.querySelectorAll("[data-device-keys]")) showDeviceKeys(place);
}

for (const form of document.querySelectorAll("form[data-enrol]")) enable(form);
showAllDeviceKeys();
