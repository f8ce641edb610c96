const tickMs = 50

export interface TurnPlace {
  /**
   * How long it may have waited in its socket, in ms: since this turn of the event loop began, and
   * for as long as the turn before held it up. No other clock has seen that.
   */
  readonly waitedMs: number
  /** How many came before it in this turn. */
  readonly before: number
}

/** For all that one server takes. */
export function watchTurns(): () => TurnPlace {
  let begunAt = performance.now()
  let heldUpMs = 0
  let count = 0
  setInterval(() => {
    const now = performance.now()
    heldUpMs = Math.max(0, now - begunAt - tickMs)
    begunAt = now
    count = 0
  }, tickMs).unref()
  return () => ({ waitedMs: performance.now() - begunAt + heldUpMs, before: count++ })
}
