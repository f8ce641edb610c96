import type { Mischief } from "./alter-webhook.ts"
import { draw, happens, type Misbehaviour, type MisbehaviourKind } from "./misbehaviour.ts"

const DELAY_SECONDS_MAX = 600
const REORDER_SECONDS = 30

/** What becomes of the webhook with this number of a thing, and the words for it. */
export function chooseMischief(of: {
  readonly seed: bigint
  readonly misbehaviour: Misbehaviour
  readonly ordinal: number
  readonly number: number
}): { readonly mischief: Mischief; readonly done: readonly MisbehaviourKind[] } {
  const is = (kind: MisbehaviourKind) => happens(kind, of)
  const kinds = (
    ["duplicate", "delay", "reorder", "drop", "wrong_token", "truncate"] as const
  ).filter(is)
  const { misbehaviour } = of
  const late = kinds.includes("delay")
    ? draw(of.seed, ["delay_by", of.ordinal, of.number]) *
      (misbehaviour.delay_seconds_max ?? DELAY_SECONDS_MAX)
    : 0
  const held = kinds.includes("reorder") ? (misbehaviour.reorder_seconds ?? REORDER_SECONDS) : 0
  const mischief = {
    drop: kinds.includes("drop"),
    wrongToken: kinds.includes("wrong_token"),
    truncate: kinds.includes("truncate"),
    copies: kinds.includes("duplicate") ? 2 : 1,
    delayMs: Math.round(Math.max(late, held) * 1_000),
  }
  return { mischief, done: kinds }
}
