import type { AddressPolicy } from "../delivery/address-guard.ts"
import type { AttemptSender } from "../delivery/send-attempt.ts"
import type { Log } from "../log.ts"
import type { LoopState } from "../loop-pulses.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { Mailer } from "../mail/smtp-mailer.ts"
import type { Metrics } from "../metrics.ts"
import type { Importer } from "../pipeline/import/import-messages.ts"
import type { ProviderAsker } from "../pipeline/poll/provider-asker.ts"
import type { Receiver } from "../pipeline/receive.ts"
import type { Pool } from "../postgres/pool.ts"
import type { Role } from "../roles.ts"
import type { SandboxClock } from "../sandbox/clock/sandbox-clock.ts"
import type { HostedSandbox } from "../sandbox/sandbox-context.ts"
import type { Sandbox } from "../sandbox/sandbox.ts"

/** What the HTTP server stands on: made by the composition root, or by a test. */
export interface Hub {
  readonly version: string
  readonly pool: Pool
  readonly keyring: Keyring
  readonly log: Log
  readonly metrics: Metrics
  readonly receiver: Pick<Receiver, "receive">
  /** A hint that there is something to settle; call it after the commit. */
  readonly onCommitted: () => void
  /** Sends test events, to addresses that the policy allows. */
  readonly sender: AttemptSender
  readonly policy: AddressPolicy
  /** A hint that there is something to deliver. */
  readonly wakeDeliver: () => void
  /** A hint that a resend of many was begun or cancelled. */
  readonly wakeResend?: () => void
  /** Asks the providers' APIs, for routes that need an answer at once. */
  readonly asker: ProviderAsker
  /** Takes saved webhooks in; missing in tests that import nothing. */
  readonly importer?: Importer
  /** A hint that something is to be asked for, or can be asked for again. */
  readonly wakeReconcile?: () => void
  /** The URL that a provider is given for a source; takes the UUID. */
  readonly receiveUrl: (sourceId: string) => string
  /** Where people reach this hub: PUBLIC_URL, else where it listens. */
  readonly url: () => string
  readonly mail: {
    /** Null: no SMTP server is configured. */
    readonly mailer: Mailer | null
    /** For a report's statements: bounds how long each takes, and how many there are at once. */
    readonly reportPool: Pool
    /** Where people reach this hub; null: not configured. */
    readonly publicUrl: string | null
  }
  /** The providers' sending side; missing where it is switched off. */
  readonly sandbox?: Sandbox & { readonly context: HostedSandbox }
  /** Of the whole installation; missing where the sandbox is switched off. */
  readonly sandboxClock?: SandboxClock
  /** What each API key may call a second, in this process; null or missing: as often as it likes. */
  readonly apiRatePerSecond?: number | null
  /** Proxies before this hub, whose `X-Forwarded-For` is believed. */
  readonly trustedProxyCidrs?: readonly string[]
  readonly readiness: () => Promise<Readiness>
  /** What this process does; default: everything. */
  readonly roles?: readonly Role[]
  /** It still answers, but takes leave: each answer ends its connection. */
  readonly isStopping?: () => boolean
  /** What `/metrics` tells; default: this process alone. */
  readonly metricsText?: () => Promise<string>
}

export interface Readiness {
  readonly migrated: boolean
  readonly database: boolean
  /** By name: the loops of this process's roles. */
  readonly loops: Readonly<Record<string, LoopState>>
  readonly isStopping: boolean
}
