/** What the shell learns. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  /** `verify` and `decode`: not authentic, or not understood. */
  refused: 3,
  /** `reconcile`: the ledger and the provider disagree. */
  differences: 4,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Ends a command with a message for people. `code` is the API's or the catalogue's, where it has one. */
export class CommandFailure extends Error {
  readonly exit: ExitCode
  readonly code: string | undefined
  readonly advice: string | undefined

  constructor(
    exit: ExitCode,
    message: string,
    options: { readonly code?: string; readonly advice?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = "CommandFailure"
    this.exit = exit
    this.code = options.code
    this.advice = options.advice
  }
}
