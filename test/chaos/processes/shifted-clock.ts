/**
 * For `node --import`: this process's clock is ahead of the others' by CHAOS_CLOCK_AHEAD_MS, as on a
 * machine whose clock nobody sets. Ids are made by it.
 */
const aheadMs = Number(process.env["CHAOS_CLOCK_AHEAD_MS"] ?? "0")
const TrueDate = Date

class ShiftedDate extends TrueDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(TrueDate.now() + aheadMs)
    else super(...(given as [number]))
  }

  static override now(): number {
    return TrueDate.now() + aheadMs
  }
}

globalThis.Date = ShiftedDate as DateConstructor
