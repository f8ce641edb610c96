import { pino, type Logger } from "pino"

export type Log = Logger

/** What waits to be written; where nobody takes the lines, later ones are dropped. */
const waitingBytesMax = 4 * 1024 * 1024

/** JSON lines on standard error; `level` as pino names it. `error` is for what a person must act on. */
export function createLog(level: string): Log {
  const destination = pino.destination({ dest: 2, sync: false, maxLength: waitingBytesMax })
  // A log on a disk that is full must not end the hub. It writes on once there is room.
  destination.on("error", () => {})
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ["headers", "authorization", "secret", "*.secret", "*.authorization"],
    },
    destination,
  )
}
