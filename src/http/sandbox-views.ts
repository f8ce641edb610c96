import { SANDBOX_TYPE, type Delivery } from "../delivery/delivery.ts"
import { idText } from "../ids.ts"
import { moneyToWire } from "../payout/money.ts"
import type { SandboxAccount } from "../sandbox/account.ts"
import type { Callback } from "../sandbox/callbacks.ts"
import { sandboxUrl } from "../sandbox/connect-account.ts"
import type { ActionResult, SandboxAction, Simulator } from "../sandbox/simulator.ts"
import type { StoryLine } from "../sandbox/story.ts"
import type { Balance, Thing } from "../sandbox/thing.ts"

export type SandboxAccountView = ReturnType<typeof sandboxAccountView>
export type WholeSandboxAccountView = ReturnType<typeof wholeSandboxAccountView>
export type SandboxCallbackView = ReturnType<typeof sandboxCallbackView>
export type SandboxThingView = ReturnType<typeof sandboxThingView>
export type SandboxActionView = ReturnType<typeof sandboxActionView>
export type SandboxActionResultView = ReturnType<typeof sandboxActionResultView>
export type SandboxStoryLineView = ReturnType<typeof sandboxStoryLineView>
export type SandboxWebhookView = ReturnType<typeof sandboxWebhookView>

export function sandboxAccountView(account: SandboxAccount, baseUrl: string) {
  return {
    id: idText("sandboxAccount", account.id),
    provider: account.provider,
    name: account.name,
    external_id: account.externalId,
    base_url: sandboxUrl(baseUrl, account.provider),
    // The API takes none that a number does not hold.
    seed: Number(account.seed),
    settings: account.settings,
    misbehaviour: account.misbehaviour,
    source_id: account.sourceId === null ? null : idText("source", account.sourceId),
    created_at: account.createdAt.toISOString(),
    updated_at: account.updatedAt.toISOString(),
  }
}

export function wholeSandboxAccountView(
  account: SandboxAccount,
  of: {
    readonly baseUrl: string
    readonly credentials: Readonly<Record<string, string>>
    readonly balances: readonly Balance[]
    readonly callbacks: readonly Callback[]
    readonly products: readonly string[]
  },
) {
  return {
    ...sandboxAccountView(account, of.baseUrl),
    credentials: of.credentials,
    balances: of.balances.map(({ name, ...money }) => ({ name, amount: moneyToWire(money) })),
    callbacks: of.callbacks.map(sandboxCallbackView),
    products: of.products,
  }
}

export function sandboxCallbackView(callback: Callback) {
  return {
    id: idText("sandboxCallback", callback.id),
    product: callback.product,
    url: callback.url,
    settings: callback.settings,
    has_basic: callback.hasBasic,
    state: callback.state,
    source_id: callback.sourceId === null ? null : idText("source", callback.sourceId),
    created_at: callback.createdAt.toISOString(),
  }
}

export function sandboxThingView(thing: Thing, simulator: Pick<Simulator, "amountOf"> | undefined) {
  const money = simulator?.amountOf(thing) ?? null
  return {
    id: `${thing.kind}/${thing.name}`,
    kind: thing.kind,
    name: thing.name,
    ordinal: thing.ordinal,
    status: thing.status,
    amount: money && moneyToWire(money),
    reference: thing.reference,
    parent: thing.parent,
    state: thing.state,
    webhooks_told: thing.told,
    next_step_at: thing.nextStepAt?.toISOString() ?? null,
    created_at: thing.createdAt.toISOString(),
    updated_at: thing.updatedAt.toISOString(),
  }
}

export function sandboxActionView(name: string, { summary, args, on }: SandboxAction) {
  const subject = on && { ...on, statuses: on.statuses ?? null }
  return { name, summary, args, on: subject ?? null }
}

export function sandboxActionResultView({ said, thing, detail }: ActionResult) {
  return { said, thing: thing ?? null, detail: detail ?? {} }
}

export function sandboxStoryLineView(line: StoryLine) {
  return {
    id: idText("sandboxLine", line.id),
    kind: line.kind,
    said: line.said,
    thing: line.thing,
    detail: line.detail,
    run_id: line.run === null ? null : idText("sandboxRun", line.run),
    at: line.at.toISOString(),
  }
}

/** A webhook of a simulated provider. `thing` is null where it is gone with its account's past. */
export function sandboxWebhookView(
  delivery: Delivery,
  of: {
    readonly callbackId: string | null
    readonly thing: { readonly kind: string; readonly name: string } | null
  },
) {
  return {
    id: idText("delivery", delivery.id),
    callback_id: of.callbackId === null ? null : idText("sandboxCallback", of.callbackId),
    product: delivery.type.slice(SANDBOX_TYPE.length),
    wire_event: delivery.wireEvent ?? "",
    thing: of.thing,
    state: delivery.state,
    attempt_count: delivery.attempts,
    last_status: delivery.lastStatus,
    last_cause: delivery.lastCause,
    next_attempt_at: delivery.dueAt?.toISOString() ?? null,
    created_at: delivery.createdAt.toISOString(),
    finished_at: delivery.finishedAt?.toISOString() ?? null,
  }
}
