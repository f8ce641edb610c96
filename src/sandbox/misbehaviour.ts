import { createHash } from "node:crypto"

/** What goes wrong on demand. Every chance is from 0 to 1; a missing field means never. */
export interface Misbehaviour {
  /** A webhook comes twice. */
  readonly duplicate?: number
  /** It comes late, by up to `delay_seconds_max` (default 600). */
  readonly delay?: number
  readonly delay_seconds_max?: number
  /** It comes after the next one of the same thing (it is held for `reorder_seconds`, default 30). */
  readonly reorder?: number
  readonly reorder_seconds?: number
  /** It does not come at all; it can be resent by hand. */
  readonly drop?: number
  /** It carries a wrong token or signature. */
  readonly wrong_token?: number
  /** Its body ends in the middle. */
  readonly truncate?: number
  /** It tells another amount. */
  readonly wrong_amount?: number
  /** A payout that succeeded is told as failed afterwards. */
  readonly failed_after_succeeded?: number
  /** A payout that succeeded comes back, `reverse_after_seconds` later (default 60). */
  readonly reverse?: number
  readonly reverse_after_seconds?: number
  /** A call of the provider's API is answered as if it were down; and slowly. */
  readonly api_down?: number
  readonly api_slow?: number
  readonly api_slow_ms?: number
}

export type MisbehaviourKind = keyof Misbehaviour

/**
 * Does it happen? The same seed, ordinal and number give the same answer, whatever happens at the
 * same time: so a seed tells a whole story.
 */
export function happens(
  kind: MisbehaviourKind,
  of: {
    readonly seed: bigint
    readonly misbehaviour: Misbehaviour
    readonly ordinal: number
    readonly number: number
  },
): boolean {
  const chance = of.misbehaviour[kind] ?? 0
  if (chance <= 0) return false
  return chance >= 1 || draw(of.seed, [kind, of.ordinal, of.number]) < chance
}

/** From 0 (included) to 1 (excluded), evenly. */
export function draw(seed: bigint, parts: readonly (string | number)[]): number {
  const hash = createHash("sha256")
    .update([seed, ...parts].join("\n"))
    .digest()
  return hash.readUIntBE(0, 6) / 2 ** 48
}
