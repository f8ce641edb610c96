import { createAddressPolicy } from "../../src/delivery/address-guard.ts"
import { updateSource } from "../../src/merchants/update-source.ts"
import { announcePayouts } from "../../src/pipeline/announce/announce-payouts.ts"
import { markPayout } from "../../src/pipeline/attention/mark-payout.ts"
import { rotateEndpointSecret } from "../../src/pipeline/endpoints/rotate-endpoint-secret.ts"
import { switchEndpoint } from "../../src/pipeline/endpoints/switch-endpoint.ts"
import { resendDelivery } from "../../src/pipeline/resend/resend-delivery.ts"
import { resendMany } from "../../src/pipeline/resend/resend-many.ts"
import type { WebhookRequest } from "../../src/providers/provider.ts"
import { finishTransactions, restartLater } from "./run-statement.ts"
import type { SimulatedHub } from "./simulated-hub.ts"
import type { SimulatedPayout } from "./simulated-provider.ts"
import type { Simulation } from "./simulation.ts"

const ACTOR = "key_simulated"
const PAUSE_MS_MAX = 25_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const LEAPS_MS = [5_000, MINUTE_MS, 20 * MINUTE_MS, 3 * HOUR_MS, 26 * HOUR_MS, 70 * HOUR_MS]

/** How often each comes, in relation to the others. */
const WEIGHTS = {
  ...{ newPayout: 14, tellNext: 24, tellAgain: 12, sendAgain: 10, forge: 3, malform: 3 },
  ...{ mark: 3, announce: 3, resendOne: 4, resendMany: 1, rotateSource: 3, rotateEndpoint: 1 },
  ...{ switchEndpoint: 2, moodOfEndpoint: 5, kill: 3, stop: 1, pause: 5, start: 1, leap: 5 },
} as const
type Happening = keyof typeof WEIGHTS

/** Something comes from outside. */
export async function happen(simulation: Simulation): Promise<void> {
  const hub = anyHub(simulation)
  const happening = simulation.world.choices.weighted(WEIGHTS)
  // Without any process nobody is reached: somebody starts one.
  if (hub === undefined) return HAPPENINGS.start(simulation)
  await HAPPENINGS[happening](simulation, hub)
}

function anyHub({ running, world }: Simulation): SimulatedHub | undefined {
  return running.length === 0 ? undefined : world.choices.pick(running)
}

const HAPPENINGS = {
  newPayout(simulation, hub) {
    const { providers, sources, world } = simulation
    const payout = providers.add(world.choices.pick(sources))
    tellNext(simulation, hub, payout)
  },
  tellNext(simulation, hub) {
    const open = simulation.providers.payouts.filter(({ told, life }) => told < life.length)
    if (open.length > 0) tellNext(simulation, hub, simulation.world.choices.pick(open))
  },
  /** A duplicate, or one that comes late. */
  tellAgain(simulation, hub) {
    const { providers, world } = simulation
    if (providers.payouts.length === 0) return
    const payout = world.choices.pick(providers.payouts)
    if (payout.told > 0)
      tell(simulation, hub, { payout, place: world.choices.integer(0, payout.told - 1) })
  },
  sendAgain(simulation, hub) {
    const [first] = simulation.unacknowledged
    if (first !== undefined) sendAgain(simulation, hub)
  },
  forge(simulation, hub) {
    const { providers, world } = simulation
    if (providers.payouts.length === 0) return
    const { source, life, ...rest } = world.choices.pick(providers.payouts)
    const forger = { ...source, secrets: wrong(source.secrets) }
    const request = providers.webhook({ ...rest, life, source: forger }, world.choices.pick(life))
    simulation.send(hub, request, { sourceId: source.id, kind: "forged", event: null })
  },
  malform(simulation, hub) {
    const source = simulation.sources.find(({ provider }) => provider === "xendit")
    const [token = ""] = source?.secrets["callback_token"] ?? []
    const request: WebhookRequest = {
      headers: { "x-callback-token": [token], "content-type": ["application/json"] },
      body: Buffer.from(`{"event": "payout.succeeded", "n": ${simulation.webhooks.length}, `),
    }
    simulation.send(hub, request, { sourceId: source?.id ?? "", kind: "malformed", event: null })
  },
  async mark(simulation, hub) {
    const payouts = await simulation.rows<{ id: string; provider_id: string }>(
      "select id, provider_id from payouts where provider_id is not null order by id",
    )
    if (payouts.length === 0) return
    const { id: payoutId, provider_id: providerId } = simulation.world.choices.pick(payouts)
    const what = simulation.world.choices.pick(["mark_paid", "mark_failed"] as const)
    const { merchantId } = simulation
    const wish = { merchantId, payoutId, mark: what, actor: ACTOR, reason: null }
    const words = `${what} ${providerId}`
    simulation.call(hub, { what, providerId, words }, () => markPayout(contextOf(hub), wish))
  },
  announce(simulation, hub) {
    const { providers, sources, world, merchantId } = simulation
    const payout = providers.add(world.choices.pick(sources))
    const { source, providerId, life } = payout
    const [first] = life
    if (first?.amount === null || first?.amount === undefined) return
    const announcement = {
      ...{ sourceId: source.id, providerId, reference: first.reference, batchProviderId: null },
      amount: { value: String(first.amount.amount / 10_000n), currency: first.amount.currency },
      ...{ details: {}, replaces: null },
    }
    const asked = { what: "announce", providerId, words: `announces ${providerId}` } as const
    simulation.call(hub, asked, () =>
      announcePayouts(contextOf(hub), { merchantId, actor: ACTOR, announcements: [announcement] }),
    )
  },
  async resendOne(simulation, hub) {
    const deliveries = await simulation.rows<{ id: string }>(
      "select id from deliveries order by id",
    )
    if (deliveries.length === 0) return
    const { id } = simulation.world.choices.pick(deliveries)
    const { merchantId } = simulation
    other(simulation, hub, `resends ${id}`, () =>
      resendDelivery(contextOf(hub), { merchantId, id, actor: ACTOR }),
    )
  },
  resendMany(simulation, hub) {
    const { merchantId, endpoints, world } = simulation
    const { id: endpointId } = world.choices.pick(endpoints.endpoints)
    const filter = world.choices.pick([
      { endpointId, neverDelivered: true as const },
      { endpointId },
    ])
    const context = { pool: hub.pool.asPool(), wakeResend: hub.wakeResend }
    other(simulation, hub, `resends many of ${endpointId}`, () =>
      resendMany(context, { merchantId, filter, actor: ACTOR }),
    )
  },
  /** The hub learns the new secret first, and keeps the old one for a while. */
  rotateSource(simulation, hub) {
    const { world, merchantId } = simulation
    const source = world.choices.pick(simulation.sources)
    const next = renewed(source.secrets, world.choices.integer(1, 9_999))
    const secrets = Object.fromEntries(
      Object.entries(next).map(([kind, [newest = ""]]) => [
        kind,
        [newest, ...(source.secrets[kind] ?? [])].slice(0, 5),
      ]),
    )
    other(simulation, hub, `rotates the secret of ${source.provider}`, async () => {
      const change = { secrets }
      await updateSource(hub.pool.asPool(), hub.keyring, { merchantId, id: source.id, change })
      if (hub.process.state !== "dead") source.secrets = secrets
    })
  },
  rotateEndpoint(simulation, hub) {
    const { world, merchantId } = simulation
    const { id } = world.choices.pick(simulation.endpoints.endpoints)
    other(simulation, hub, `rotates the secret of ${id}`, () =>
      rotateEndpointSecret(endpointContextOf(simulation, hub), { merchantId, id, actor: ACTOR }),
    )
  },
  switchEndpoint(simulation, hub) {
    const { world, merchantId } = simulation
    const { id } = world.choices.pick(simulation.endpoints.endpoints)
    const state = world.choices.chance(0.7) ? "active" : "disabled"
    const context = endpointContextOf(simulation, hub)
    other(simulation, hub, `switches ${id} ${state}`, () =>
      switchEndpoint(context, { merchantId, id, state, actor: ACTOR }),
    )
  },
  moodOfEndpoint({ world, endpoints }) {
    const endpoint = world.choices.pick(endpoints.endpoints)
    endpoint.mood = world.choices.weighted({ well: 4, shaky: 5, down: 2, gone: 0.3 })
    world.trace.note(`${endpoint.url} is ${endpoint.mood}`)
  },
  kill(simulation, hub) {
    simulation.world.trace.note(`${hub.process.name} is killed`)
    simulation.kill(hub)
    restartLater(simulation)
  },
  /** A rolling restart. */
  stop(simulation, hub) {
    if (hub.stop === null) return
    const { world } = simulation
    world.trace.note(`${hub.process.name} is stopped`)
    const stopping = hub.stop
    hub.stop = null
    const end = (how: string) => {
      if (hub.process.state === "dead") return
      world.trace.note(`  ${hub.process.name} ${how}`)
      simulation.kill(hub)
    }
    // What it could not give back is taken over, as of one that was killed.
    void world.enter(hub.process, stopping).then(
      () => end("has stopped"),
      () => end("could not stop in order"),
    )
    restartLater(simulation)
  },
  /** A machine that stands still and comes back, believing that nothing happened. */
  pause({ world }, hub) {
    hub.process.state = "paused"
    const delayMs = world.choices.integer(100, PAUSE_MS_MAX)
    world.trace.note(`${hub.process.name} stands still for ${delayMs} ms`)
    world.addTimer(null, {
      label: `${hub.process.name} goes on`,
      delayMs,
      run: () => {
        if (hub.process.state === "paused") hub.process.state = "running"
      },
    })
  },
  start(simulation) {
    if (simulation.hubs.length < 3) simulation.startHub()
  },
  async leap(simulation) {
    await leap(simulation, simulation.world.choices.pick(LEAPS_MS))
  },
} as const satisfies Record<
  Happening,
  (simulation: Simulation, hub: SimulatedHub) => void | Promise<void>
>

/**
 * Time passes in which nothing happens, as when a machine sleeps: everybody's timers are late. What
 * is in a transaction gets to its end first, or the server's timeouts would end every one.
 */
export async function leap(simulation: Simulation, ms: number): Promise<void> {
  const { world } = simulation
  if (!(await finishTransactions(simulation))) return
  world.trace.note(`${ms} ms pass`)
  world.nowMs += ms
}

/** The provider says the next thing of it; its request may get lost on the way. */
export function tellNext(simulation: Simulation, hub: SimulatedHub, payout: SimulatedPayout): void {
  payout.told += 1
  tell(simulation, hub, { payout, place: payout.told - 1 })
}

function tell(
  simulation: Simulation,
  hub: SimulatedHub,
  { payout, place }: { readonly payout: SimulatedPayout; readonly place: number },
): void {
  const event = payout.life[place]
  if (event === undefined) return
  const request = simulation.providers.webhook(payout, event)
  simulation.send(hub, request, { sourceId: payout.source.id, kind: "told", event })
}

/** The provider tries the first again that nobody has acknowledged. */
export function sendAgain(simulation: Simulation, hub: SimulatedHub): void {
  const first = simulation.unacknowledged.shift()
  const payout = simulation.providers.payouts.find(
    ({ source, providerId }) =>
      source.id === first?.sourceId && providerId === first.event?.providerId,
  )
  if (payout === undefined || first?.event === null || first?.event === undefined) return
  tell(simulation, hub, { payout, place: payout.life.indexOf(first.event) })
}

function other(
  simulation: Simulation,
  hub: SimulatedHub,
  words: string,
  work: () => Promise<unknown>,
): void {
  simulation.call(hub, { what: "other", providerId: null, words }, work)
}

function contextOf(hub: SimulatedHub) {
  const { keyring, metrics } = hub
  const wakeDeliver = () => hub.wake("deliver")
  const onCommitted = () => hub.wake("settle")
  return { pool: hub.pool.asPool(), keyring, metrics, wakeDeliver, onCommitted }
}

export function endpointContextOf({ endpoints }: Simulation, hub: SimulatedHub) {
  const sender = endpoints.senderOf(hub.process)
  return { ...contextOf(hub), sender, policy: createAddressPolicy([]) }
}

function renewed(secrets: SimulatedSecrets, number: number): SimulatedSecrets {
  const digits = String(number).padStart(4, "0")
  return mapped(secrets, (secret) => secret.slice(0, -4) + digits)
}

function wrong(secrets: SimulatedSecrets): SimulatedSecrets {
  return mapped(secrets, (secret) => secret.slice(0, -4) + "AAAA")
}

type SimulatedSecrets = Readonly<Record<string, readonly string[]>>

function mapped(secrets: SimulatedSecrets, change: (secret: string) => string): SimulatedSecrets {
  return Object.fromEntries(
    Object.entries(secrets).map(([kind, live]) => [kind, live.slice(0, 1).map(change)]),
  )
}
