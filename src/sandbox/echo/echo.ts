/** A receiver of the sandbox's own: a URL that takes anything, shows it, and answers as it is told. */
export interface Echo {
  readonly merchantId: string
  readonly id: string
  /** The last part of its URL. */
  readonly token: string
  readonly name: string
  readonly answer: EchoAnswer
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface EchoAnswer {
  readonly status: number
  readonly delayMs: number
  readonly body: string
}

/** Only the newest are kept; what is older than a week goes, too. */
export const ECHO_LIMITS = {
  echoesMax: 20,
  requestsMax: 100,
  /** Of a body; the rest is counted, and held against the signature, but not kept. */
  keptBytesMax: 64 * 1024,
  keptDays: 7,
  delayMsMax: 30_000,
  answerCharactersMax: 10_000,
  /** Answers of a process that wait at the same time. */
  delayedMax: 200,
  ratePerSecond: 20,
  rateBurst: 200,
  /** Tokens whose rate is remembered. */
  ratesMax: 10_000,
} as const

/**
 * `unsigned`: an endpoint has this URL whose requests carry no credential of Paidout's own.
 * `unknown`: no endpoint of the merchant has it.
 */
export const ECHO_VERDICTS = ["good", "bad", "unsigned", "unknown"] as const
export type EchoVerdict = (typeof ECHO_VERDICTS)[number]

export interface EchoJudgement {
  readonly verdict: EchoVerdict
  /** Why it is bad: a RefusalReason. */
  readonly reason: string | null
  readonly endpointId: string | null
}

export interface EchoRequest extends EchoJudgement {
  readonly echoId: string
  readonly id: string
  readonly method: string
  /** Of the body as it came. */
  readonly bodyBytes: number
  readonly answeredStatus: number
  readonly receivedAt: Date
}

/** What is sealed of a request besides its body. Credentials stand hashed, as in messages. */
export interface EchoHead {
  /** What followed the token: a path and a query, or nothing. */
  readonly rest: string
  readonly headers: Readonly<Record<string, readonly string[]>>
}
