/** Tokens, signatures and access keys as they look in the wild: long base64 or hex, or 20 capitals. */
const credentialLike = [
  /\b(?:Access|Signature|X-Auth-Token|X-Security-Token)\s*[=:]\s*[^\s,;]+/gi,
  /[A-Za-z0-9+/_-]{40,}={0,2}/g,
  /\b(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*[0-9])[A-Z0-9]{20}\b/g,
];

// Shorter values would blank out ordinary words, and no real credential is that short.
const SHORTEST_SECRET = 4;

/** `text` without `secrets` and without anything that looks like a credential. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let redacted = text;
  for (const secret of secrets) {
    if (secret.length >= SHORTEST_SECRET) redacted = redacted.replaceAll(secret, '[secret]');
  }
  for (const pattern of credentialLike) redacted = redacted.replace(pattern, '[secret]');
  return redacted;
}

/** At most `length` characters on one line, fit for a message that people and logs read. */
export function brief(text: string, length: number): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}
