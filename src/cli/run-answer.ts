/** `GET /v1/sandbox/runs/{id}`, as far as the command line reads it. */
export interface RunAnswer {
  readonly id: string
  readonly scenario: string
  readonly account_id: string
  readonly provider: string
  readonly seed: number
  readonly state: "running" | "done" | "failed" | "cancelled"
  readonly progress: { readonly done: number; readonly of: number }
  readonly waits_for: string | null
  readonly next_step_at: string | null
  readonly failure: string | null
  readonly created_at: string
}

export interface WholeRunAnswer extends RunAnswer {
  readonly made: readonly MadeAnswer[]
  readonly story: readonly StoryLineAnswer[]
}

export interface MadeAnswer {
  readonly kind: string
  readonly provider_id: string
  readonly part_of: string | null
  readonly reference: string | null
  readonly status: string
}

export interface StoryLineAnswer {
  readonly id: string
  readonly kind: string
  readonly said: string
  readonly thing: { readonly kind: string; readonly name: string } | null
  readonly at: string
}

export function runRoute(id: string): string {
  return `/v1/sandbox/runs/${encodeURIComponent(id)}`
}
