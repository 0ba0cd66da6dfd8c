// The voter's part of an unlinkable ballot: RSABSSA-SHA384-PSS-Randomized, RFC 9474.
// The token is made and blinded here and nowhere else, so the server signs what it cannot read.
// BigInt does not compute in constant time: what it could betray stays in the voter's own browser.

const SALT = 48;
const TOKEN = 32;
const text = (words) => new TextEncoder().encode(words);
const random = (length) => crypto.getRandomValues(new Uint8Array(length));
const length = (n) => Math.ceil(n.toString(2).length / 8);

export const hex = (bytes) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const unhex = (words) =>
  Uint8Array.from(words.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const number = (bytes) => BigInt("0x" + hex(bytes));
const octets = (value, size) => unhex(value.toString(16).padStart(2 * size, "0"));

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function digest(name, bytes) {
  return new Uint8Array(await crypto.subtle.digest(name, bytes));
}

function power(base, exponent, n) {
  let result = 1n;
  for (let rest = exponent, square = base % n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % n;
    square = (square * square) % n;
  }
  return result;
}

// The inverse modulo n, or null if there is none.
export function inverse(value, n) {
  let [a, b, x, y] = [value % n, n, 1n, 0n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return a === 1n ? ((x % n) + n) % n : null;
}

async function mask(seed, size) {
  const parts = [];
  for (let counter = 0; parts.length * 48 < size; counter += 1) {
    parts.push(await digest("SHA-384", join(seed, octets(BigInt(counter), 4))));
  }
  return join(...parts).slice(0, size);
}

// EMSA-PSS of RFC 8017, with SHA-384 for both hashes.
async function encode(message, salt, n) {
  const bits = n.toString(2).length - 1;
  const size = Math.ceil(bits / 8);
  const hash = await digest(
    "SHA-384",
    join(new Uint8Array(8), await digest("SHA-384", message), salt),
  );
  const filler = new Uint8Array(size - salt.length - hash.length - 2);
  const block = join(filler, Uint8Array.of(1), salt);
  const veil = await mask(hash, block.length);
  const masked = block.map((byte, at) => byte ^ veil[at]);
  masked[0] &= 0xff >> (8 * size - bits);
  return join(masked, hash, Uint8Array.of(0xbc));
}

function below(n) {
  for (;;) {
    const drawn = number(random(length(n)));
    if (drawn > 0n && drawn < n) return drawn;
  }
}

// Blind a prepared message (RFC 9474, 4.2); salt and inverse are given in tests only.
export async function blind({ n, e }, prepared, salt = random(SALT), unveil = null) {
  const message = number(await encode(prepared, salt, n));
  if (inverse(message, n) === null) throw new Error("message-not-invertible");
  let veil = unveil === null ? below(n) : inverse(unveil, n);
  while (inverse(veil, n) === null) veil = below(n);
  const blinded = (message * power(veil, e, n)) % n;
  return { blinded: octets(blinded, length(n)), unveil: inverse(veil, n) };
}

// Take the veil off a signature and check it (RFC 9474, 4.4).
export async function finalize({ n, e }, prepared, signed, unveil) {
  if (signed.length !== length(n)) throw new Error("signature-wrong");
  const signature = octets((number(signed) * unveil) % n, length(n));
  const base64 = (value) =>
    btoa(String.fromCharCode(...octets(value, length(value))))
      .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const key = await crypto.subtle.importKey(
    "jwk", { kty: "RSA", n: base64(n), e: base64(e), alg: "PS384" },
    { name: "RSA-PSS", hash: "SHA-384" }, false, ["verify"],
  );
  const options = { name: "RSA-PSS", saltLength: SALT };
  if (!(await crypto.subtle.verify(options, key, signature, prepared))) {
    throw new Error("signature-wrong");
  }
  return signature;
}

export const publicKey = ({ n, e }) => ({ n: BigInt("0x" + n), e: BigInt("0x" + e) });
const about = (round, token) =>
  join(text("klankbord ballot\0"), text(round), text("\0"), token);
const listName = async (token) =>
  hex(await digest("SHA-256", join(text("klankbord token\0"), token)));

// Make a token and its blinded form; keep the result until the ballot is cast.
export async function makeToken(offer) {
  const [token, prefix] = [random(TOKEN), random(TOKEN)];
  const prepared = join(prefix, about(offer.round, token));
  const { blinded, unveil } = await blind(publicKey(offer), prepared);
  return {
    round: offer.round, token: hex(token), prefix: hex(prefix),
    blinded: hex(blinded), unveil: unveil.toString(16),
  };
}

export async function finishToken(offer, made, signed) {
  const prepared = join(unhex(made.prefix), about(offer.round, unhex(made.token)));
  const signature = await finalize(
    publicKey(offer), prepared, unhex(signed), BigInt("0x" + made.unveil),
  );
  return { token: made.token, prefix: made.prefix, signature: hex(signature) };
}

// The ballot to send, and the receipt to look up in the published list.
export async function fillIn(finished, choice) {
  const nonce = hex(random(32));
  const hash = await listName(unhex(finished.token));
  const words = ["klankbord commitment", hash, choice, nonce].join("\0");
  const commitment = hex(await digest("SHA-256", text(words)));
  return { ballot: { ...finished, choice, nonce }, receipt: { hash, commitment } };
}

// Fetch a token as the member who is signed in. `store` (localStorage) survives a lost answer:
// the same blinded token is asked for again, and the server gives the same signature.
export async function fetchToken(url, offer, headers = {}, store = localStorage) {
  const name = `klankbord-ballot-${offer.round}`;
  const kept = JSON.parse(store.getItem(name) ?? "null") ?? (await makeToken(offer));
  if (kept.signature) return kept;
  store.setItem(name, JSON.stringify(kept));
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify({ blinded: kept.blinded }),
  });
  if (!answer.ok) throw new Error(`token-${answer.status}`);
  const finished = await finishToken(offer, kept, (await answer.json()).signed);
  store.setItem(name, JSON.stringify(finished));
  return finished;
}

// Cast without cookies and without the address of the page: nothing says who it is.
export async function castBallot(url, finished, choice) {
  const { ballot, receipt } = await fillIn(finished, choice);
  const answer = await fetch(url, {
    method: "POST",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(ballot),
  });
  if (!answer.ok) throw new Error(`ballot-${answer.status}`);
  if ((await answer.json()).commitment !== receipt.commitment) throw new Error("receipt-wrong");
  return receipt;
}
