import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs"

/** At a start a longer log is set aside, replacing the one set aside before. */
const logBytesMax = 10 * 1024 * 1024

export interface ServerLog {
  readonly descriptor: number
  /** The last lines written since it was opened. */
  tail(): string
  close(): void
}

export function openServerLog(file: string): ServerLog {
  if (sizeOf(file) > logBytesMax) renameSync(file, `${file}.1`)
  const start = sizeOf(file)
  const descriptor = openSync(file, "a", 0o600)
  return {
    descriptor,
    tail: () => readFileSync(file).subarray(start).toString().slice(-2_000).trim(),
    close: () => closeSync(descriptor),
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
