/** Requests that wait are refused rather than kept: the provider sends them again. */
export class Overloaded extends Error {
  constructor(message: string) {
    super(message)
    this.name = "Overloaded"
  }
}

export interface GroupCommitOptions<Row> {
  readonly write: (rows: readonly Row[]) => Promise<void>
  readonly batchMax: number
  /** Rows that may wait for a write to begin. */
  readonly waitingMax: number
  /** Both bounds also hold for the bytes of rows, where `bytesOf` says how many a row has. */
  readonly bytesOf?: (row: Row) => number
  readonly batchBytesMax?: number
  readonly waitingBytesMax?: number
  /** Writes that may run side by side. */
  readonly writesMax: number
  /** Rows that must wait before another write begins beside one that runs. Default: 1. */
  readonly besideMin?: number
  /** After a write that was not full, how long to let the next one grow. Default: not at all. */
  readonly restMs?: () => number
  /** A row that is not stored by then is given up, though it may still be stored. */
  readonly deadlineMs: number
  /** Is this the fault of one row, rather than of the database? Then the others are kept. */
  readonly isRowFault: (error: unknown) => boolean
}

export interface GroupCommit<Row> {
  /** Resolves when the row is committed. @throws Overloaded, or what `write` threw. */
  add(row: Row): Promise<void>
  /** Rows that wait for their commit now. */
  pending(): number
  /** Stops taking rows and waits for those that wait. */
  stop(): Promise<void>
}

interface Waiting<Row> {
  readonly row: Row
  readonly bytes: number
  readonly since: number
  resolve: () => void
  reject: (error: unknown) => void
}

/**
 * Many requests, one transaction: whatever has come while the last write ran goes into the next
 * one. A single request waits for nobody; under load the batches grow by themselves.
 */
export function createGroupCommit<Row>(options: GroupCommitOptions<Row>): GroupCommit<Row> {
  const besideMin = options.besideMin ?? 1
  let waiting: Waiting<Row>[] = []
  const writing = new Set<Waiting<Row>[]>()
  let writes = 0
  let waitingBytes = 0
  let resting = false
  let stopped = false
  const whenIdle: (() => void)[] = []

  const watch = setInterval(giveUpLate, 250)
  watch.unref()

  function add(row: Row): Promise<void> {
    if (stopped) return Promise.reject(new Overloaded("stopping"))
    if (waiting.length >= options.waitingMax) return Promise.reject(new Overloaded("queue full"))
    const bytes = options.bytesOf?.(row) ?? 0
    if (waitingBytes > 0 && waitingBytes + bytes > (options.waitingBytesMax ?? Infinity)) {
      return Promise.reject(new Overloaded("queue full"))
    }
    waitingBytes += bytes
    return new Promise((resolve, reject) => {
      waiting.push({ row, bytes, since: performance.now(), resolve, reject })
      // Requests parsed in the same turn of the event loop join the same batch.
      if (waiting.length === 1 || waiting.length === besideMin) setImmediate(pump)
    })
  }

  function pump(): void {
    while (
      !resting &&
      writes < options.writesMax &&
      waiting.length >= (writes > 0 ? besideMin : 1)
    ) {
      const batch = takeBatch()
      writes += 1
      writing.add(batch)
      void store(batch).finally(() => {
        writes -= 1
        writing.delete(batch)
        rest(batch.length)
        pump()
        tellIdle()
      })
    }
  }

  /** From the front, as many as both bounds allow, but at least one. */
  function takeBatch(): Waiting<Row>[] {
    let bytes = 0
    let count = 0
    for (const each of waiting) {
      bytes += each.bytes
      if (count === options.batchMax) break
      if (count > 0 && bytes > (options.batchBytesMax ?? Infinity)) break
      count += 1
    }
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    for (const each of batch) waitingBytes -= each.bytes
    return batch
  }

  function tellIdle(): void {
    if (writes > 0 || waiting.length > 0) return
    for (const done of whenIdle.splice(0)) done()
  }

  function rest(lastCount: number): void {
    const ms = lastCount >= options.batchMax || stopped ? 0 : (options.restMs?.() ?? 0)
    if (ms < 1 || resting) return
    resting = true
    setTimeout(() => {
      resting = false
      pump()
      tellIdle()
    }, ms)
  }

  /** A fault of one row is found by halving, so that it cannot take others with it. */
  async function store(batch: readonly Waiting<Row>[]): Promise<void> {
    try {
      await options.write(batch.map((each) => each.row))
      for (const each of batch) each.resolve()
    } catch (error) {
      if (batch.length === 1 || !options.isRowFault(error)) {
        for (const each of batch) each.reject(error)
        return
      }
      const middle = batch.length >> 1
      await store(batch.slice(0, middle))
      await store(batch.slice(middle))
    }
  }

  function giveUpLate(): void {
    const latest = performance.now() - options.deadlineMs
    for (const batch of writing) {
      for (const each of batch) if (each.since < latest) each.reject(new Overloaded("too slow"))
    }
    const late = waiting.filter((each) => each.since < latest)
    if (late.length === 0) return
    waiting = waiting.filter((each) => each.since >= latest)
    for (const each of late) {
      waitingBytes -= each.bytes
      each.reject(new Overloaded("too slow"))
    }
    tellIdle()
  }

  return {
    add,
    pending() {
      let rows = waiting.length
      for (const batch of writing) rows += batch.length
      return rows
    },
    async stop() {
      stopped = true
      if (writes > 0 || waiting.length > 0) {
        await new Promise<void>((done) => whenIdle.push(done))
      }
      clearInterval(watch)
    },
  }
}
