import { pino, type Logger } from "pino"

export type Log = Logger

/** JSON lines on standard error; `level` as pino names it. `error` is for what a person must act on. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ["headers", "authorization", "secret", "*.secret", "*.authorization"],
    },
    pino.destination({ dest: 2, sync: false }),
  )
}
