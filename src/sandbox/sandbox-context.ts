import type { AttemptSender } from "../delivery/send-attempt.ts"
import type { Log } from "../log.ts"
import type { Pool, Queryable } from "../postgres/pool.ts"
import type { DataKey } from "../seal.ts"
import type { HubSide } from "./hub-side.ts"
import type { Receipt } from "./world.ts"

/** What the sandbox stands on: made by the composition root, or by a test. */
export interface SandboxContext {
  readonly pool: Pool
  readonly keyring: SandboxKeyring
  readonly log: Log
  /** A hint that webhooks are to be delivered; called after the commit. */
  readonly wakeDeliver: () => void
  /** For webhooks that are tried while somebody waits for what comes back. */
  readonly sender: AttemptSender
  /** Puts a receipt into the outbox of the sandbox's merchant. Missing: none is sent. */
  readonly insertReceipt?: (
    queryable: Queryable,
    receipt: Receipt & { readonly merchantId: string },
  ) => Promise<unknown>
}

/** What operations on accounts need besides. */
export interface HostedSandbox extends SandboxContext {
  readonly host: HubSide
}

/** The part of the hub's keyring that the sandbox may use. */
export interface SandboxKeyring {
  sealingKey(merchantId: string): Promise<DataKey>
  open(merchantId: string, sealed: Uint8Array): Promise<Buffer>
  hash(text: string): Buffer
}
