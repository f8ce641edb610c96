const HINT_CHARACTERS_MAX = 4
/** Of a secret's characters at most one in so many is shown. */
const SHARE = 6

/** Its last characters, by which who has it recognises it; none of a short one. */
export function secretHint(secret: string): string {
  const shown = Math.min(HINT_CHARACTERS_MAX, Math.floor(secret.length / SHARE))
  return shown === 0 ? "…" : `…${secret.slice(-shown)}`
}
