import { setTimeout as sleep } from "node:timers/promises"
import { expect, onTestFinished, test } from "vitest"

import { startHubProcess, type StartedHub } from "../support/started-hub.ts"
import { toldBy, type PlayedRun } from "../support/scenario-player.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call } from "../support/test-hub.ts"

const KEY = "pd_the_key_of_killed_runs"

// oxlint-disable-next-line typescript/no-explicit-any -- answers of the API
async function api(hub: StartedHub, target: string, body?: object): Promise<any> {
  const answer = await call(hub, target, { key: KEY, ...(body !== undefined && { body }) })
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.json
}

async function begin(hub: StartedHub, accountId: string): Promise<string> {
  const body = { account_id: accountId, seed: 11, count: 8 }
  return (await api(hub, "POST /v1/sandbox/scenarios/storm", body)).id as string
}

function runOf(hub: StartedHub, id: string): Promise<PlayedRun> {
  return api(hub, `GET /v1/sandbox/runs/${id}`) as Promise<PlayedRun>
}

async function finish(hub: StartedHub, id: string): Promise<PlayedRun> {
  for (;;) {
    const run = await runOf(hub, id)
    if (run.state !== "running") return run
    await api(hub, "POST /v1/sandbox/clock", { advance_seconds: 5 })
  }
}

test(
  "a run goes on where a killed hub left it, and tells the story that it would have told",
  { timeout: 180_000 },
  async () => {
    const variables = { DATA_DIR: temporaryFolder(), PAIDOUT_API_KEY: KEY, LOG_LEVEL: "error" }
    let hub = await startHubProcess(undefined, variables)
    onTestFinished(() => hub.remove())
    const { id: account } = await api(hub, "POST /v1/sandbox/accounts", { provider: "xendit" })
    const id = await begin(hub, account as string)
    for (const share of [0.2, 0.5, 0.8]) {
      for (;;) {
        const { state, progress } = await runOf(hub, id)
        expect(state).toBe("running")
        if (progress.done >= progress.of * share) break
        await sleep(50)
      }
      await hub.end("SIGKILL")
      hub = await startHubProcess(undefined, variables)
    }
    const killed = await finish(hub, id)
    expect(killed.state).toBe("done")
    const { id: other } = await api(hub, "POST /v1/sandbox/accounts", { provider: "xendit" })
    const undisturbed = await finish(hub, await begin(hub, other as string))
    expect(toldBy(killed)).toEqual(toldBy(undisturbed))
    expect(killed.made).toHaveLength(8)
  },
)
