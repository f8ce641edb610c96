/**
 * One HTTP call to a provider's API. Its own leaf, because who asks (a provider's client) and who
 * carries the question (`src/reconcile/call-vendor.ts`) may not import each other.
 */

/** One HTTP call: bounded in time and size, redirects not followed, addresses checked. */
export type CallVendor = (request: VendorRequest) => Promise<VendorReply>

export interface VendorRequest {
  readonly method: "GET" | "POST"
  readonly url: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export type VendorReply =
  | { readonly outcome: "answered"; readonly answer: VendorAnswer }
  | {
      readonly outcome: "failed"
      readonly finding: "unreachable" | "timeout" | "answer_too_large"
      /** Without a credential. */
      readonly detail: string
    }

export interface VendorAnswer {
  readonly method: "GET" | "POST"
  /** Path and query; no host, no credential. */
  readonly path: string
  readonly status: number
  /** Lower-case names; those that hold a credential are left out. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}
