/** What a person reads. `subject` is one line. */
export interface WrittenMail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

export type MailKind = "health" | "endpoint_disabled" | "receipt"

/** A mail of the outbox that this process may send, until `leaseMs` after it was claimed. */
export interface ClaimedMail {
  readonly merchantId: string
  readonly id: string
  readonly kind: MailKind
  /** Of a health mail: where the time that it tells of begins. */
  readonly windowStart: Date | null
  /** Everybody it was made for. */
  readonly recipients: readonly string[]
  /** Those of them who get a copy, and those whom no header names. */
  readonly cc: readonly string[]
  readonly bcc: readonly string[]
  /** Those whose server has it; those whose server will never take it. */
  readonly accepted: readonly string[]
  readonly refused: readonly string[]
  /** Null: it is still to be written. */
  readonly written: WrittenMail | null
  /** With this one. */
  readonly tries: number
  readonly createdAt: Date
}
