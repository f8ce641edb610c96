import { PaidoutError } from "../errors.ts"
import { idText } from "../ids.ts"
import type { AccountWorld } from "./account-world.ts"
import type { SandboxAccount } from "./account.ts"
import type { Misbehaviour } from "./misbehaviour.ts"
import { playAccount } from "./play-account.ts"
import type { HostedSandbox } from "./sandbox-context.ts"
import type { Simulator } from "./simulator.ts"

export interface AccountChange {
  readonly name?: string | undefined
  readonly seed?: bigint | undefined
  /** Those that are named; null gives one its default again. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined
  /** Those that are named; null: never again. */
  readonly misbehaviour?: { readonly [Kind in keyof Misbehaviour]?: number | null } | undefined
}

/**
 * Changes what is named, for what comes from now on: what was due before moves on as it was.
 * @throws PaidoutError not_found, request_invalid
 */
export async function changeAccount(
  context: HostedSandbox,
  request: {
    readonly merchantId: string
    readonly id: string
    readonly actor: string
    readonly change: AccountChange
  },
): Promise<void> {
  const { change, actor } = request
  const played = await playAccount(context, request, async (world, simulator, client) => {
    const before = world.stored
    const after = { ...before, ...changesOf(before, change, simulator) }
    world.changeAccount(after)
    tellChange(world, change)
    await context.host.audit(client, {
      merchantId: request.merchantId,
      actor,
      action: "sandbox_account.change",
      object: idText("sandboxAccount", request.id),
      before: audited(before),
      after: audited(after),
    })
  })
  if (played === undefined) throw new PaidoutError("not_found")
}

function changesOf(
  before: SandboxAccount,
  change: AccountChange,
  simulator: Simulator,
): Pick<SandboxAccount, "name" | "seed" | "settings" | "misbehaviour"> {
  const settings = merged(before.settings, change.settings ?? {})
  const fault = simulator.faultOfSettings(settings)
  if (fault !== undefined) throw new PaidoutError("request_invalid", fault)
  return {
    name: change.name ?? before.name,
    seed: change.seed ?? before.seed,
    settings,
    misbehaviour: merged({ ...before.misbehaviour }, change.misbehaviour ?? {}),
  }
}

function merged(
  before: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries({ ...before, ...change })
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined))
}

/** Who reads the story sees why it goes on otherwise. */
function tellChange(world: AccountWorld, { seed, settings, misbehaviour }: AccountChange): void {
  const told = Object.entries({ seed: seed?.toString(), settings, misbehaviour })
  const detail = Object.fromEntries(told.filter(([, value]) => value !== undefined))
  if (Object.keys(detail).length > 0) world.writeStory("action", "configure", { detail })
}

function audited({ name, seed, settings, misbehaviour }: SandboxAccount): object {
  return { name, seed: seed.toString(), settings, misbehaviour }
}
