// The list of keys that live in this browser, each with a way to delete it.
import { deleteKey, listKeys } from "./device-key.js";
import { wordsOf } from "./words.js";

const NAMES = { "ecdsa-p256": "ECDSA P-256", "rsa-2048": "RSA 2048" };

function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function moment(date) {
  const format = { dateStyle: "short", timeStyle: "short", timeZone: "Asia/Ho_Chi_Minh" };
  return new Intl.DateTimeFormat(document.documentElement.lang, format).format(date);
}

function deletion(key, words, refresh) {
  const button = element("button", "button button-danger", words("delete"));
  button.type = "button";
  button.addEventListener("click", async () => {
    await deleteKey(key.id);
    await refresh();
  });
  const summary = element("summary", "button button-danger-quiet", words("delete"));
  const body = element("div", "confirm-form", element("p", "", words("delete-sure")), element("div", "actions", button));
  return element("details", "confirm confirm-danger", summary, body);
}

function item(key, words, refresh) {
  const fingerprint = key.certificate ? key.certificate.fingerprint : words("not-certified");
  const facts = `${NAMES[key.algorithm]} · ${words("made", { moment: moment(key.createdAt) })}`;
  const text = element(
    "div",
    "file-text",
    element("p", "file-name", key.label || NAMES[key.algorithm]),
    element("p", "file-facts", facts),
    element("p", "file-facts", fingerprint),
  );
  return element("li", "file", text, deletion(key, words, refresh));
}

/** Fill a [data-device-keys] place with the keys of its account. */
export async function showDeviceKeys(place) {
  const words = wordsOf(place);
  const refresh = () => showDeviceKeys(place);
  const keys = await listKeys(place.dataset.account);
  const items = keys.map((key) => item(key, words, refresh));
  place.querySelector("[data-list]").replaceChildren(...(items.length ? items : [element("li", "quiet", words("none"))]));
}
