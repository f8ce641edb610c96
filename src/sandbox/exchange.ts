/** A call of a provider's API, and its answer. */
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
