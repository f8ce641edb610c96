import type { SeededRandom } from "../seeded-random.ts"

/** What can happen to a hub and its database, and how often of a hundred times each does. */
export const DISRUPTIONS = {
  "hub-kill": 26,
  "all-hubs-kill": 6,
  "worker-kill": 14,
  "hub-stand-still": 12,
  "hub-restart": 6,
  "hub-clock": 8,
  "postmaster-kill": 9,
  "backend-kill": 5,
  "backends-terminate": 10,
  "network-swallow": 8,
  "clock-ahead": 10,
} as const satisfies Record<string, number>
export type DisruptionKind = keyof typeof DISRUPTIONS

export const DISRUPTION_KINDS = Object.keys(DISRUPTIONS) as DisruptionKind[]

export interface Disruption {
  readonly kind: DisruptionKind
  /** It comes when this share of the webhooks was acknowledged. */
  readonly atShare: number
  /** Which hub, where it is about one, and which of its processes: 0 is the first. */
  readonly hub: number
  readonly process: number
  /** How long it lasts: down, standing still, cut off. */
  readonly lastsMs: number
  /** How far a clock is moved ahead; of a machine's clock it may be behind. */
  readonly clockMs: number
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** The whole plan of a run, in order: the same for the same seed. */
export function planDisruptions(
  random: SeededRandom,
  options: {
    readonly count: number
    readonly hubs: number
    readonly workers: number
    readonly kinds: readonly DisruptionKind[]
  },
): readonly Disruption[] {
  const { workers } = options
  const kinds = options.kinds.filter((kind) => workers > 1 || kind !== "worker-kill")
  const total = kinds.reduce((sum, kind) => sum + DISRUPTIONS[kind], 0)
  const drawKind = () => {
    let place = random.next() * total
    return kinds.find((kind) => (place -= DISRUPTIONS[kind]) < 0) ?? "hub-kill"
  }
  return Array.from({ length: options.count }, () => {
    const kind = drawKind()
    return {
      kind,
      atShare: 0.03 + random.next() * 0.94,
      hub: random.below(options.hubs),
      // A hub with workers is a process more.
      process: workers === 1 ? 0 : random.below(workers + 1),
      lastsMs: random.between(0, LASTS_MS_MAX[kind]),
      clockMs: drawClock(random, kind),
    }
  }).toSorted((a, b) => a.atShare - b.atShare)
}

/** Longer than a worker may be silent (8 s) and than a session may idle in a transaction (10 s). */
const LASTS_MS_MAX: Readonly<Record<DisruptionKind, number>> = {
  "hub-kill": 1_500,
  "all-hubs-kill": 1_500,
  "worker-kill": 0,
  "hub-stand-still": 12_000,
  "hub-restart": 500,
  "hub-clock": 500,
  "postmaster-kill": 2_000,
  "backend-kill": 0,
  "backends-terminate": 0,
  "network-swallow": 4_000,
  "clock-ahead": 0,
}

function drawClock(random: SeededRandom, kind: DisruptionKind): number {
  // An NTP daemon's step, an hour of a wrong time zone, a month of a dead battery.
  const spans = [2_000, 61 * MINUTE_MS, 40 * DAY_MS] as const
  const span = random.pick(spans)
  if (kind === "hub-clock") return random.chance(0.5) ? span : -span
  return random.pick([MINUTE_MS, 3 * 60 * MINUTE_MS, 4 * DAY_MS])
}
