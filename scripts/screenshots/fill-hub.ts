/** Calls the API of a running hub with its key; throws what it said where it said no. */
export type CallHub = (target: string, body?: object) => Promise<Answer>

// oxlint-disable-next-line typescript/no-explicit-any -- an answer of the API, whatever it is
type Answer = any

/** What is played at each provider that can play it, in this order, so that every page has a story. */
const SCENARIOS = [
  "happy",
  "failed",
  "reversed",
  "duplicates",
  "insufficient-balance",
  "wrong-token",
  "bulk",
  "payments",
  "failed-after-succeeded",
  "storm",
] as const
const seed = 7
const stepsMax = 60

/** Receivers, endpoints, payouts in every state, and things that need somebody. */
export async function fillHub(call: CallHub): Promise<void> {
  const receiver = await call("POST /v1/sandbox/echo", { name: "My service" })
  await call("POST /v1/endpoints", { url: receiver.url, description: "My service" })
  const accounts = await call("GET /v1/sandbox/accounts")
  for (const scenario of SCENARIOS) {
    const runs: string[] = []
    for (const { id } of accounts.data) {
      const body = { account_id: id, seed }
      const run = await call(`POST /v1/sandbox/scenarios/${scenario}`, body).catch(() => undefined)
      if (run !== undefined) runs.push(run.id)
    }
    for (let step = 0; step < stepsMax && (await areRunning(call, runs)); step += 1) {
      await call("POST /v1/sandbox/clock", { advance: "1m" })
    }
  }
  const failing = await call("POST /v1/sandbox/echo", { name: "Old service" })
  await call("POST /v1/endpoints", { url: failing.url, description: "Old service" })
  await call(`PUT /v1/sandbox/echo/${failing.id}`, {
    name: "Old service",
    answer: { status: 500, delay_ms: 0, body: "down for maintenance" },
  })
  for (const { id } of accounts.data) {
    await call("POST /v1/sandbox/scenarios/happy", { account_id: id, seed: seed + 1 })
  }
  await call("POST /v1/sandbox/clock", { advance: "2m" })
}

async function areRunning(call: CallHub, runs: readonly string[]): Promise<boolean> {
  const found = await Promise.all(runs.map((id) => call(`GET /v1/sandbox/runs/${id}`)))
  return found.some(({ state }) => state === "running")
}
