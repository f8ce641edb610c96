import { findSourceById } from "../../merchants/find-source.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { Overloaded } from "./group-commit.ts"

export interface SourceCache {
  /** The source, at most `freshMs` old; undefined when there is none. @throws Overloaded */
  find(id: string): Promise<Source | undefined>
  /** The source as the database has it now: read after the call began. */
  findAfresh(id: string): Promise<Source | undefined>
}

interface Cached {
  readonly source: Source
  readonly readAt: number
}

const freshMs = 2_000
const sourcesMax = 10_000
/** Of different sources at once: made-up ids must not fill the pool. */
const readsMax = 64
/** Beyond them those of sources that are known: made-up ids must not hold them up either. */
const readsOfKnownMax = 128

/** Sources are read for every webhook and hardly ever change; a refusal always reads them afresh. */
export function createSourceCache(queryable: Queryable, keyring: Keyring): SourceCache {
  const cached = new Map<string, Cached>()
  const running = new Map<string, Promise<Source | undefined>>()
  const next = new Map<string, Promise<Source | undefined>>()

  async function read(id: string): Promise<Source | undefined> {
    const source = await findSourceById(queryable, keyring, id)
    if (source === undefined) cached.delete(id)
    else {
      if (cached.size >= sourcesMax) cached.clear()
      cached.set(id, { source, readAt: Date.now() })
    }
    return source
  }

  function start(id: string): Promise<Source | undefined> {
    if (running.size >= (cached.has(id) ? readsOfKnownMax : readsMax)) {
      return Promise.reject(new Overloaded("too many sources at once"))
    }
    const reading = read(id).finally(() => {
      if (running.get(id) === reading) running.delete(id)
    })
    running.set(id, reading)
    return reading
  }

  return {
    async find(id) {
      const known = cached.get(id)
      if (known === undefined) return running.get(id) ?? start(id)
      if (Date.now() - known.readAt > freshMs && !running.has(id)) {
        // A database that stalls must not stall what the cache can answer.
        start(id).catch(() => {})
      }
      return known.source
    },
    findAfresh(id) {
      const current = running.get(id)
      if (current === undefined) return start(id)
      // A read that is under way may have begun before the change: all wait for the one after it.
      const queued = next.get(id)
      if (queued !== undefined) return queued
      const after = current
        .catch(() => undefined)
        .then(() => {
          next.delete(id)
          return start(id)
        })
      next.set(id, after)
      return after
    },
  }
}
