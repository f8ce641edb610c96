import type { World } from "./world.ts"

/**
 * How a provider behaves on its own side of the wire: what its API answers, what happens behind it,
 * and which webhooks it sends. It sees nothing but its world: one account, its things, balances and
 * clock, in one transaction. Adding one is a folder here and a line in `simulators.ts`.
 */
export interface Simulator {
  readonly provider: string
  /** Which webhooks have a URL of their own (`payout`, `payment`, …), the first one main. */
  readonly products: readonly string[]
  /** Must a callback URL answer exactly 200 to be registered (Pivot), or any 2xx? */
  readonly registersOn: "200" | "2xx"
  /** A new account: its id at the provider, its API credentials, what it has to spend. */
  newAccount(): NewAccount
  /** What is wrong with the account's settings, in a sentence; undefined: nothing. */
  faultOfSettings(settings: Readonly<Record<string, unknown>>): string | undefined
  /** Which account does a request name? Null: it presents nothing usable. */
  identify(request: SandboxRequest): Identity | null
  /** The answer to a request without valid credentials. Pure. */
  refuse(request: SandboxRequest): SandboxAnswer
  /** The answer while the account's API is down (misbehaviour). Pure. */
  unavailable(request: SandboxRequest): SandboxAnswer
  /** Answers a request of an account that `identify` found. Throws only for what is impossible. */
  handle(request: SandboxRequest, world: World): Promise<SandboxAnswer>
  /** Moves a thing on whose `nextStepAt` has come; `world.now` is that moment. */
  step(thing: Thing, world: World): Promise<void>
  /**
   * What a person does at the provider's dashboard, or a scenario on the account's behalf, by name
   * (`create_payout`, `top_up`, `retry`, `confirm`, …).
   */
  readonly actions: Readonly<Record<string, SandboxAction>>
}

export interface NewAccount {
  readonly externalId: string
  /** By kind, as the source's `credentials` name them. */
  readonly credentials: Readonly<Record<string, string>>
  readonly balances: readonly Balance[]
  readonly settings?: Readonly<Record<string, unknown>>
}

export interface Balance {
  /** The provider's word: `DISBURSEMENT`, `CASH`, a balance account's id. */
  readonly name: string
  readonly currency: string
  /** Units of 1/10,000. */
  readonly amount: bigint
}

export type Identity =
  /** Whoever knows it is the account. */
  | { readonly by: "credential"; readonly kind: string; readonly value: string }
  /** A token that names the account; `handle` verifies it. */
  | { readonly by: "account"; readonly externalId: string }

export interface SandboxRequest {
  readonly method: string
  /** Below `/sandbox/<provider>`: `/v2/payouts`. Begins with a slash, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names; a header that came twice has its values joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface SandboxAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface SandboxAction {
  /** One sentence for people. */
  readonly summary: string
  /** JSON Schema of `args`, for the API's check and for whoever draws a form. */
  readonly args: Readonly<Record<string, unknown>>
  /** @throws PaidoutError sandbox_action_refused with what to do instead */
  run(args: Readonly<Record<string, unknown>>, world: World): Promise<ActionResult>
}

export interface ActionResult {
  /** The thing it was done to or that it made. */
  readonly thing?: { readonly kind: string; readonly name: string }
  /** In a sentence, for the person who asked. */
  readonly said: string
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Something an account holds at its provider. `kind` and `name` are its key. */
export interface Thing {
  /** `payout`, `batch`, `payment`, `transfer`, `detail`, `inquiry`, … */
  readonly kind: string
  /** The provider's id of it. */
  readonly name: string
  /** Counts the account's things, from 1: with the seed it decides all misbehaviour. */
  readonly ordinal: number
  /** Our own id: the order and the deliveries of its webhooks go by it. */
  readonly id: string
  readonly reference: string | null
  /** The name of what it is a part of, a batch for one. */
  readonly parent: string | null
  /** The provider's own word for where it stands. */
  readonly status: string
  /** Plain JSON; amounts as decimal or minor-unit text, never numbers that a float rounds. */
  readonly state: Readonly<Record<string, unknown>>
  /** When `step` is next; null: nothing happens by itself. */
  readonly nextStepAt: Date | null
  /** How many webhooks were told of it. */
  readonly told: number
  readonly createdAt: Date
  readonly updatedAt: Date
}
