import type { Money } from "../payout/money.ts"
import type { AnswerAfterTrials, SandboxAnswer, SandboxRequest } from "./exchange.ts"
import type { Balance, Thing } from "./thing.ts"
import type { World } from "./world.ts"

export type { SandboxAnswer, SandboxRequest } from "./exchange.ts"
export type { Balance, Thing } from "./thing.ts"

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
  /**
   * May a product have several URLs, each with a secret of its own (Adyen)? Default: one URL per
   * product, and one secret for all of an account's webhooks.
   */
  readonly severalUrls?: boolean
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
  handle(request: SandboxRequest, world: World): Promise<SandboxAnswer | AnswerAfterTrials>
  /** Moves a thing on whose `nextStepAt` has come; `world.now` is that moment. */
  step(thing: Thing, world: World): Promise<void>
  /** How much money a thing is about; null: none. Pure. */
  amountOf(thing: Thing): Money | null
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

export type Identity =
  /** Whoever knows it is the account. */
  | { readonly by: "credential"; readonly kind: string; readonly value: string }
  /** A token that names the account; `handle` verifies it. */
  | { readonly by: "account"; readonly externalId: string }

export interface SandboxAction {
  /** One sentence for people. */
  readonly summary: string
  /** JSON Schema of `args`, for the API's check and for whoever draws a form. */
  readonly args: Readonly<Record<string, unknown>>
  /** What it is done to; missing: it makes something new, or concerns the account. */
  readonly on?: ActionSubject
  /** @throws PaidoutError sandbox_action_refused with what to do instead */
  run(args: Readonly<Record<string, unknown>>, world: World): Promise<ActionResult>
}

export interface ActionSubject {
  readonly kinds: readonly string[]
  /** The argument that names it. */
  readonly argument: string
  /** While it stands so; missing: whenever. */
  readonly statuses?: readonly string[]
}

/** A value of an argument and what comes of it, for a form: its schema's `suggestions`. */
export interface Suggestion {
  readonly value: string
  readonly title: string
}

export interface ActionResult {
  /** The thing it was done to or that it made. */
  readonly thing?: { readonly kind: string; readonly name: string }
  /** In a sentence, for the person who asked. */
  readonly said: string
  readonly detail?: Readonly<Record<string, unknown>>
}
