import { expect, test } from "vitest"

import { DEFAULT_OPTIONS, replayCommand } from "../chaos/options.ts"
import { resultLine, violationText } from "../chaos/report.ts"
import { runSeed } from "../chaos/run-seed.ts"

/** Another one each time finds more; CHAOS_SEED replays one. */
const SEED = Number(process.env["CHAOS_SEED"] ?? Date.now() % 1_000_000)

/** `npm run chaos` plays longer ones. */
const SHORT = { events: 2_400, seconds: 15, kills: 9 } as const

/** Each wait of a run is bounded; this is for a machine that is busy with much else. */
const TIMEOUT_MS = 900_000

test(
  `hubs and database are killed, stopped and cut off under load, and the model agrees (seed ${SEED})`,
  { timeout: TIMEOUT_MS },
  async () => {
    const options = { ...DEFAULT_OPTIONS, ...SHORT, seed: SEED }
    process.stdout.write(`chaos: CHAOS_SEED=${SEED}\n`)
    const result = await runSeed(options)
    process.stdout.write(`${resultLine(result)}\n`)
    const told = result.violations.length > 0 ? violationText(result, replayCommand(options)) : ""
    expect(told).toBe("")
    expect(Object.values(result.disruptions).length).toBeGreaterThan(0)
    expect(result.webhooks).toBe(options.events)
  },
)
