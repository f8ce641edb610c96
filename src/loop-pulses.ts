/** `hanging`: it has not come round for so long that it will not by itself. */
export type LoopState = "running" | "hanging"

/**
 * No round takes longer by itself: statements end after 10 s, and a loop rests for 30 s at most,
 * after many failures in a row.
 */
export const hangsAfterMs = 60_000

/** The loops of one process, and whether each still comes round. */
export class LoopPulses {
  readonly #beats = new Map<symbol, { readonly loop: string; readonly atMs: number }>()
  readonly #clockMs: () => number

  /** `clockMs` in milliseconds; by default the process's monotonic clock. */
  constructor(clockMs: () => number = () => performance.now()) {
    this.#clockMs = clockMs
  }

  /** Returns what the loop calls each time it comes round. Each of a loop's lanes has its own. */
  begin(loop: string): () => void {
    const lane = Symbol(loop)
    const beat = () => void this.#beats.set(lane, { loop, atMs: this.#clockMs() })
    beat()
    return beat
  }

  /** By name of the loop; one lane that hangs makes its loop hang. */
  states(): Readonly<Record<string, LoopState>> {
    const latestMs = this.#clockMs() - hangsAfterMs
    const states: Record<string, LoopState> = {}
    for (const { loop, atMs } of this.#beats.values()) {
      if (atMs < latestMs) states[loop] = "hanging"
      else states[loop] ??= "running"
    }
    return states
  }
}
