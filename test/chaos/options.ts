import { parseArgs } from "node:util"
import { DISRUPTION_KINDS, type DisruptionKind } from "./processes/disruptions.ts"

export interface ChaosOptions {
  readonly seed: number
  /** So many runs: this seed and the ones after it. */
  readonly seeds: number
  /** Webhooks, redeliveries not counted. */
  readonly events: number
  /** The load lasts at least so long, so that there is time for what goes wrong. */
  readonly seconds: number
  readonly kills: number
  readonly kinds: readonly DisruptionKind[]
  readonly hubs: number
  /** Processes per hub that work; 1: the hub does it all. */
  readonly workers: number
}

export const DEFAULT_OPTIONS = {
  seeds: 1,
  events: 4_000,
  seconds: 25,
  kills: 14,
  kinds: DISRUPTION_KINDS,
  hubs: 2,
  workers: 1,
} as const

const PER_SECOND_MAX = 1_200

/** @throws Error in words, for a person who mistyped. */
export function readOptions(words: readonly string[]): ChaosOptions {
  const text = { type: "string" } as const
  const { values } = parseArgs({
    args: [...words],
    options: {
      seed: text,
      seeds: text,
      events: text,
      seconds: text,
      kills: text,
      only: text,
      hubs: text,
      workers: text,
    },
  })
  const events = wholeNumber("events", values.events, DEFAULT_OPTIONS.events)
  const seconds = Math.max(DEFAULT_OPTIONS.seconds, Math.ceil(events / PER_SECOND_MAX))
  return {
    seed: wholeNumber("seed", values.seed, Date.now() % 1_000_000),
    seeds: wholeNumber("seeds", values.seeds, DEFAULT_OPTIONS.seeds),
    events,
    seconds: wholeNumber("seconds", values.seconds, seconds),
    kills: wholeNumber("kills", values.kills, Math.ceil((DEFAULT_OPTIONS.kills * seconds) / 25)),
    kinds: values.only === undefined ? DISRUPTION_KINDS : values.only.split(",").map(readKind),
    hubs: wholeNumber("hubs", values.hubs, DEFAULT_OPTIONS.hubs),
    workers: wholeNumber("workers", values.workers, DEFAULT_OPTIONS.workers),
  }
}

/** The command that runs one seed of them again. */
export function replayCommand(options: ChaosOptions): string {
  const { seed, events, seconds, kills, hubs, workers, kinds } = options
  const only = kinds.length === DISRUPTION_KINDS.length ? "" : ` --only ${kinds.join(",")}`
  return (
    `npm run chaos -- --seed ${seed} --events ${events} --seconds ${seconds} --kills ${kills}` +
    ` --hubs ${hubs} --workers ${workers}${only}`
  )
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number, not "${text}".`)
  return Number(text)
}

function readKind(text: string): DisruptionKind {
  const kind = DISRUPTION_KINDS.find((known) => known === text)
  if (kind === undefined) throw new Error(`--only takes some of ${DISRUPTION_KINDS.join(",")}.`)
  return kind
}
