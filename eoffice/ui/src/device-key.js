// Keys that live in this browser: made here, kept in IndexedDB as handles that cannot be exported.
//
// A kept key: {id, account, label, algorithm, createdAt, privateKey, publicKey, certificate}, where certificate is
// null until enrolled, then {id, certificate (PEM), fingerprint}.

const DATABASE = "eoffice-device-keys";
const STORE = "keys";

const GENERATE = {
  "ecdsa-p256": { name: "ECDSA", namedCurve: "P-256" },
  "rsa-2048": {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
    hash: "SHA-256",
  },
};
const SIGN = {
  "ecdsa-p256": { name: "ECDSA", hash: "SHA-256" },
  "rsa-2048": { name: "RSASSA-PKCS1-v1_5" },
};

/** Whether this page may use keys at all: https, or http on this very machine. */
export const canUseKeys = () => window.isSecureContext && Boolean(window.crypto?.subtle) && Boolean(window.indexedDB);

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function opened() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: "id" }).createIndex("account", "account");
  };
  return settled(request);
}

async function within(mode, action) {
  const database = await opened();
  try {
    const transaction = database.transaction(STORE, mode);
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const result = await settled(action(transaction.objectStore(STORE)));
    await ended;
    return result;
  } finally {
    database.close();
  }
}

/** The keys of an account in this browser, oldest first. */
export async function listKeys(account) {
  const keys = await within("readonly", (store) => store.index("account").getAll(account));
  return keys.sort((a, b) => a.createdAt - b.createdAt);
}

/** Make a key pair whose private half cannot leave the browser. Not kept until `keepKey`. */
export async function createKey(account, label, algorithm) {
  const pair = await crypto.subtle.generateKey(GENERATE[algorithm], false, ["sign", "verify"]);
  return {
    id: crypto.randomUUID(),
    account,
    label,
    algorithm,
    createdAt: new Date(),
    privateKey: pair.privateKey,
    publicKey: pair.publicKey,
    certificate: null,
  };
}

/** Keep a key, or what changed about it. Asks the browser not to clear this site's data by itself. */
export async function keepKey(key) {
  await within("readwrite", (store) => store.put(key));
  await navigator.storage?.persist?.().catch(() => false);
}

export async function deleteKey(id) {
  await within("readwrite", (store) => store.delete(id));
}

/** The signature over exactly `bytes` (hashed with SHA-256 by the browser): r||s for ECDSA, PKCS#1 v1.5 for RSA. */
export async function signWith(key, bytes) {
  return new Uint8Array(await crypto.subtle.sign(SIGN[key.algorithm], key.privateKey, bytes));
}

const plain = (fingerprint) => fingerprint.replaceAll(":", "").toLowerCase();

/** The kept key whose certificate has this fingerprint (SHA-256, hex), or undefined. */
export function keyOf(keys, fingerprint) {
  return keys.find((key) => key.certificate && plain(key.certificate.fingerprint) === plain(fingerprint));
}
