import { findEndpointBacklogs } from "../../delivery/find-endpoint-backlogs.ts"
import { findHealthOfEndpoints } from "../../delivery/find-endpoint-health.ts"
import { findEndpointTraffic } from "../../delivery/find-endpoint-traffic.ts"
import { listEndpoints } from "../../delivery/list-endpoints.ts"
import { sumAttempts } from "../../delivery/sum-attempts.ts"
import { countParkedOfSources } from "../../inbox/count-parked-of-sources.ts"
import { countWaitingOfSources } from "../../inbox/count-waiting-of-sources.ts"
import { findSourceTraffic } from "../../inbox/find-source-traffic.ts"
import { sumReceived } from "../../inbox/sum-received.ts"
import { findNow } from "../../ledger/find-now.ts"
import { hasTallyFill } from "../../ledger/find-tally-fill.ts"
import { sumPayoutTallies } from "../../ledger/sum-payout-tallies.ts"
import { sumTimeToPaid } from "../../ledger/sum-time-to-paid.ts"
import { findHealthMail } from "../../merchants/find-health-mail.ts"
import { listSourceFacts, type SourceFacts } from "../../merchants/list-source-facts.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { overviewSpan, RANGES, type Range } from "./overview-span.ts"

/** Rows of the two tables of health. */
const SOURCES_MAX = 100
const ENDPOINTS_MAX = 100
/** Of what waits and what stands aside: beyond it the figure is a lower bound. */
export const COUNTED_MAX = 1_000

/** Whose payouts are summed up: real money, real accounts in test mode, or the sandbox's. */
export const MODES = ["live", "test", "sandbox"] as const
export type Mode = (typeof MODES)[number]

/** An account in test mode and one that is live may be one source to another provider. */
const LIVE_OF_MODES: Readonly<Record<Mode, boolean | null>> = {
  live: true,
  test: false,
  sandbox: null,
}

export type Overview = Awaited<ReturnType<typeof gatherOverview>>

/** How payouts stand and move, of one merchant and time; read off tallies, never off payouts. */
export async function gatherOverview(
  queryable: Queryable,
  request: {
    readonly merchantId: string
    readonly range: Range
    /** Instead of the range. */
    readonly from?: Date | undefined
    readonly to?: Date | undefined
    /** Default: real money where there is any, else what comes nearest to it. */
    readonly mode?: Mode | undefined
  },
) {
  const { merchantId, range } = request
  const now = await findNow(queryable)
  const to = request.to ?? now
  const from = request.from ?? new Date(to.getTime() - RANGES[range])
  const span = overviewSpan({ from, to, now })
  const sources = await listSourceFacts(queryable, merchantId, SOURCES_MAX)
  const mode = request.mode ?? modeOf(sources)
  const sourceIds = sources.filter((source) => isOfMode(source, mode)).map(({ id }) => id)
  const ofMode = { ...span, sourceIds, live: LIVE_OF_MODES[mode] }
  const endpoints = await listEndpoints(queryable, { merchantId, limit: ENDPOINTS_MAX })
  const ids = endpoints.map(({ id }) => id)
  // One after another: a page that many look at must not take every connection.
  const payouts = await sumPayoutTallies(queryable, merchantId, ofMode)
  const timeToPaid = await sumTimeToPaid(queryable, merchantId, ofMode)
  const received = await sumReceived(queryable, merchantId, ofMode)
  const attempts = await sumAttempts(queryable, merchantId, span)
  const traffic = await findSourceTraffic(queryable, merchantId)
  return {
    ...{ span, mode, payouts, timeToPaid, received, attempts, endpoints, sources, traffic },
    parked: await countParkedOfSources(queryable, merchantId, COUNTED_MAX),
    waiting: await countWaitingOfSources(queryable, merchantId, COUNTED_MAX),
    health: await findHealthOfEndpoints(queryable, { merchantId, ids }),
    endpointTraffic: await findEndpointTraffic(queryable, merchantId),
    backlogs: await findEndpointBacklogs(queryable, merchantId, { ids, limit: COUNTED_MAX }),
    isFilling: await hasTallyFill(queryable, merchantId),
    hasMail: (await findHealthMail(queryable, merchantId)).recipients.length > 0,
  }
}

function modeOf(sources: readonly SourceFacts[]): Mode {
  const real = sources.filter((source) => !source.isSandbox)
  if (real.length === 0) return "sandbox"
  return real.some(({ live }) => live === true) ? "live" : "test"
}

/** Test payouts of an account that is live stay out of the sums by their own mark. */
function isOfMode(source: SourceFacts, mode: Mode): boolean {
  switch (mode) {
    case "live":
    case "test":
      return !source.isSandbox
    case "sandbox":
      return source.isSandbox
  }
}
