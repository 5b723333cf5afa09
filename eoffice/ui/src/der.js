// The little of DER (X.690) that a certificate request needs. Each function gives the encoded bytes.

const OF = { integer: 0x02, bits: 0x03, nothing: 0x05, oid: 0x06, utf8: 0x0c, printable: 0x13, sequence: 0x30, set: 0x31 };

function lengthOf(size) {
  if (size < 0x80) return [size];
  const digits = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return [0x80 | digits.length, ...digits];
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function tagged(tag, ...parts) {
  const content = joined(parts);
  return joined([Uint8Array.from([tag, ...lengthOf(content.length)]), content]);
}

export const sequence = (...parts) => tagged(OF.sequence, ...parts);
export const set = (...parts) => tagged(OF.set, ...parts);
export const nothing = () => tagged(OF.nothing);
export const utf8 = (text) => tagged(OF.utf8, new TextEncoder().encode(text));
export const printable = (text) => tagged(OF.printable, new TextEncoder().encode(text));
export const bits = (bytes) => tagged(OF.bits, Uint8Array.of(0), bytes);
/** A constructed element of the context class, such as the attributes of a request: [0]. */
export const context = (number, ...parts) => tagged(0xa0 | number, ...parts);

/** A positive integer from big-endian bytes: no leading zeros but the one that keeps it positive. */
export function integer(bytes) {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const digits = bytes.subarray(start);
  return digits[0] & 0x80 ? tagged(OF.integer, Uint8Array.of(0), digits) : tagged(OF.integer, digits);
}

/** An object identifier from its dotted form. */
export function oid(dotted) {
  const [first, second, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const septets = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) septets.unshift((left % 128) | 0x80);
    bytes.push(...septets);
  }
  return tagged(OF.oid, Uint8Array.from(bytes));
}
