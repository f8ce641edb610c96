/** A simulated provider as the demo plays it: what it is asked for, and what must come of it. */
export interface DemoProvider {
  readonly name: string
  readonly title: string
  /** Endings that this provider has no word for, each with why. */
  readonly without: Readonly<Record<string, string>>
  /** What a viewer should know, in a sentence or two. */
  readonly note: string | null
  payouts(account: DemoAccount, tag: string): readonly DemoPayout[]
}

/** `GET /v1/sandbox/accounts/{id}`, as far as the demo reads it. */
export interface DemoAccount {
  readonly id: string
  readonly provider: string
  readonly external_id: string
  readonly base_url: string
  readonly source_id: string | null
  readonly credentials: Readonly<Record<string, string>>
}

export type DemoEnding = "paid" | "failed" | "reversed"

export interface DemoPayout {
  /** What it is, for people. */
  readonly text: string
  readonly ending: DemoEnding
  /** Asks the provider for it; returns its names there. */
  begin(call: ProviderCall): Promise<DemoNames>
  /** What a person or a bank does when the ledger has it there. */
  readonly intervention?: DemoIntervention
}

export interface DemoNames {
  readonly providerId: string
  /** The request that it is a part of. */
  readonly batchId?: string
}

export interface DemoIntervention {
  /** Of the payout, or of its batch: whichever stands there first. */
  readonly at: string
  readonly text: string
  /** A name of the simulator's actions, and its arguments. */
  readonly action: string
  args(names: DemoNames): object
}

/** A POST to the provider's API, over HTTP and told to the viewer. */
export type ProviderCall = <Answer>(
  path: string,
  request: ProviderRequest<Answer>,
) => Promise<Answer>

export interface ProviderRequest<Answer> {
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
  /** What of the answer a viewer wants to see. */
  tells(answer: Answer): string
}
