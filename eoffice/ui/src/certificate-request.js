// A PKCS#10 certificate request (RFC 2986), signed by a key that stays in the browser.
import { toBase64 } from "./base64.js";
import * as der from "./der.js";
import { signWith } from "./device-key.js";

// In the order names are written: from the country down to the person.
const NAME_PARTS = [
  ["C", "2.5.4.6"],
  ["ST", "2.5.4.8"],
  ["L", "2.5.4.7"],
  ["O", "2.5.4.10"],
  ["OU", "2.5.4.11"],
  ["CN", "2.5.4.3"],
];

const SIGNATURE_ALGORITHMS = {
  "ecdsa-p256": () => der.sequence(der.oid("1.2.840.10045.4.3.2")),
  "rsa-2048": () => der.sequence(der.oid("1.2.840.113549.1.1.11"), der.nothing()),
};

function nameOf(subject) {
  const parts = NAME_PARTS.filter(([key]) => subject[key]).map(([key, identifier]) => {
    const value = key === "C" ? der.printable(subject[key]) : der.utf8(subject[key]);
    return der.set(der.sequence(der.oid(identifier), value));
  });
  return der.sequence(...parts);
}

/** WebCrypto gives r and s side by side; X.509 wants them as a SEQUENCE of two INTEGERs (RFC 3279). */
function signatureValue(algorithm, raw) {
  if (algorithm !== "ecdsa-p256") return raw;
  const half = raw.length / 2;
  return der.sequence(der.integer(raw.subarray(0, half)), der.integer(raw.subarray(half)));
}

function pem(bytes) {
  const lines = toBase64(bytes).match(/.{1,64}/g).join("\n");
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`;
}

/** The request in PEM for `key` (as device-key.js keeps it) and `subject` ({CN, O, OU, C…}). */
export async function certificateRequest(key, subject) {
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("spki", key.publicKey));
  const information = der.sequence(der.integer(Uint8Array.of(0)), nameOf(subject), publicKey, der.context(0));
  const raw = await signWith(key, information);
  const signature = signatureValue(key.algorithm, raw);
  return pem(der.sequence(information, SIGNATURE_ALGORITHMS[key.algorithm](), der.bits(signature)));
}
