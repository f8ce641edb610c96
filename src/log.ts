import { pino, type DestinationStream, type Logger } from "pino"

export type Log = Logger

/** JSON lines on standard error; `level` as pino names it. `error` is for what a person must act on. */
export function createLog(level: string, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ["headers", "authorization", "secret", "*.secret", "*.authorization"],
      serializers: { err: loggedError },
    },
    destination ?? standardError(),
  )
}

/** What waits to be written; where nobody takes the lines, later ones are dropped. */
const waitingBytesMax = 4 * 1024 * 1024

function standardError(): DestinationStream {
  const destination = pino.destination({ dest: 2, sync: false, maxLength: waitingBytesMax })
  // A log on a disk that is full must not end the hub, nor keep it from ending: at an exit pino would
  // try for ever. It writes on once there is room.
  let isFailing = false
  destination.on("error", () => (isFailing = true))
  destination.on("write", () => (isFailing = false))
  const flush = destination.flushSync.bind(destination)
  destination.flushSync = () => {
    if (!isFailing) flush()
  }
  return destination
}

/** What PostgreSQL adds to an error's message: rows and values, whose account it is among them. */
const VALUES_OF_DATABASE = ["detail", "where", "internalQuery", "dataType", "parameters"]
/** `invalid input syntax for type numeric: "…"`: data exceptions quote what was given. */
const QUOTED_VALUE = /: ".*"/s

/** An error without the values that it quotes; its causes are part of its message and stack. */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const shown: Record<string, unknown> = { ...pino.stdSerializers.err(withoutValues(error)) }
  for (const name of VALUES_OF_DATABASE) delete shown[name]
  return shown
}

function withoutValues(error: Error): Error {
  const copy = Object.create(error, {
    message: { value: cleaned(error, error.message) },
    stack: { value: cleaned(error, error.stack ?? "") },
  }) as Error
  if (error.cause instanceof Error) {
    Object.defineProperty(copy, "cause", { value: withoutValues(error.cause) })
  }
  return copy
}

function cleaned(error: Error, text: string): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : ""
  return /^2[23]...$/.test(code) ? text.replace(QUOTED_VALUE, ': "…"') : text
}
