// Calls to our own server: JSON out, JSON or problem+json (RFC 9457) in.

/** What the server refused and why; `status` is 0 when it could not be reached. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.title || body.detail || `HTTP ${status}`);
    this.status = status;
    this.code = body.code || "";
    this.title = body.title || "";
    this.detail = body.detail || "";
    this.advice = body.advice || "";
    this.sentences = sentencesOf(body.errors);
  }
}

function sentencesOf(errors) {
  if (!errors) return [];
  if (Array.isArray(errors)) return errors.map((error) => error.message || error.detail || String(error));
  return Object.values(errors).flat().map(String);
}

/** POST `body` as JSON; gives the answer's JSON, throws `Problem`. */
export async function postJson(url, body) {
  const token = document.querySelector('meta[name="csrf-token"]')?.content || "";
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, { code: "offline" });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}

/** Go to an address of our own server; any other origin is refused. */
export function goTo(address) {
  const target = new URL(address, document.baseURI);
  if (target.origin !== window.location.origin) throw new Error(`Not an address of this server: ${target.origin}`);
  window.location.assign(target);
}
