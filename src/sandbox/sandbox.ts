import type { Pool } from "../postgres/pool.ts"
import type { DataKey } from "../seal.ts"
import type { Log } from "../log.ts"
import type { ActionResult, SandboxAnswer, SandboxRequest } from "./simulator.ts"

/** What the sandbox stands on: made by the composition root, or by a test. */
export interface SandboxContext {
  readonly pool: Pool
  readonly keyring: SandboxKeyring
  readonly log: Log
  /** A hint that webhooks are to be delivered; called after the commit. */
  readonly wakeDeliver: () => void
}

/** The part of the hub's keyring that the sandbox may use. */
export interface SandboxKeyring {
  sealingKey(merchantId: string): Promise<DataKey>
  open(merchantId: string, sealed: Uint8Array): Promise<Buffer>
  hash(text: string): Buffer
}

export interface Sandbox {
  /** A client's call of a provider's API. Null: there is no such provider. */
  handle(provider: string, request: SandboxRequest): Promise<SandboxAnswer | null>
  /**
   * What a person does at the provider's dashboard.
   * @throws PaidoutError not_found, sandbox_action_unknown, sandbox_action_refused, request_invalid
   */
  act(
    account: { readonly merchantId: string; readonly id: string },
    action: { readonly name: string; readonly args: Readonly<Record<string, unknown>> },
  ): Promise<ActionResult>
  /** Begins to move things on by themselves. */
  start(): SandboxLoop
}

export interface SandboxLoop {
  /** A hint that something may be due. */
  wake(): void
  stop(): Promise<void>
}
