import type { LookupAddress } from "node:dns"
import { lookup } from "node:dns/promises"

/** Every address of a name; rejects with an error of node:dns when there is none. */
export type ResolveName = (host: string) => Promise<readonly LookupAddress[]>

export interface NameResolverLimits {
  /** Lookups at once. The system's way of resolving has half of libuv's threads. */
  readonly lookupsMax: number
  /** How long an answer serves without another look. */
  readonly freshMs: number
  /** From then on a lookup is late: an older answer stands in, and the name counts as slow. */
  readonly lateMs: number
  /** How old an answer that stands in may be. */
  readonly staleMs: number
  /** How long a connection waits for its name. */
  readonly timeoutMs: number
  readonly namesMax: number
}

const LIMITS: NameResolverLimits = {
  lookupsMax: Math.max(2, Math.ceil((Number(process.env["UV_THREADPOOL_SIZE"]) || 4) / 2)),
  freshMs: 10_000,
  lateMs: 1_000,
  staleMs: 600_000,
  timeoutMs: 5_000,
  namesMax: 5_000,
}

interface Name {
  readonly host: string
  /** The last lookup was late. */
  slow: boolean
  answer: { readonly addresses: readonly LookupAddress[]; readonly atMs: number } | undefined
  lookup: Lookup | undefined
}

/** One question to the system; all who need the name wait for the same. */
interface Lookup {
  readonly name: Name
  readonly done: PromiseWithResolvers<readonly LookupAddress[]>
  readonly slow: boolean
  waiting: number
}

/**
 * Resolves names so that one whose servers hang takes nothing from the others. A lookup cannot be
 * ended and the system does only a few at once, so each name is looked up once at a time, names
 * that were slow never take the last place, and an answer known before stands in for one that is
 * late. Whoever connects checks the addresses each time, however old they are.
 */
export function createNameResolver(
  options: {
    readonly lookup?: ResolveName
    readonly limits?: Partial<NameResolverLimits>
  } = {},
): ResolveName {
  const ask = options.lookup ?? systemLookup
  const limits = { ...LIMITS, ...options.limits }
  const names = new Map<string, Name>()
  const queue = new Set<Lookup>()
  const running = new Set<Lookup>()

  async function resolve(host: string): Promise<readonly LookupAddress[]> {
    const name = nameOf(host)
    const ageMs = name.answer === undefined ? Infinity : performance.now() - name.answer.atMs
    const known = ageMs <= limits.staleMs ? name.answer?.addresses : undefined
    if (known !== undefined && ageMs <= limits.freshMs) return known
    const current = (name.lookup ??= enqueue(name))
    current.waiting += 1
    try {
      return await within(known === undefined ? limits.timeoutMs : limits.lateMs, current)
    } catch (error) {
      if (known !== undefined && isPassing(error)) return known
      throw error
    } finally {
      current.waiting -= 1
    }
  }

  function nameOf(host: string): Name {
    const name = names.get(host) ?? { host, slow: false, answer: undefined, lookup: undefined }
    // The last one asked for is the last one forgotten.
    names.delete(host)
    names.set(host, name)
    for (const [oldest, { lookup: current }] of names) {
      if (names.size <= limits.namesMax) break
      if (current === undefined) names.delete(oldest)
    }
    return name
  }

  function enqueue(name: Name): Lookup {
    const made = {
      name,
      slow: name.slow,
      waiting: 0,
      done: Promise.withResolvers<readonly LookupAddress[]>(),
    }
    // Whoever waited may have gone.
    made.done.promise.catch(() => {})
    queue.add(made)
    queueMicrotask(next)
    return made
  }

  function next(): void {
    for (const each of queue) {
      if (running.size >= limits.lookupsMax) return
      if (each.waiting === 0) {
        queue.delete(each)
        each.name.lookup = undefined
      } else if (!each.slow || countSlow(running) < limits.lookupsMax - 1) {
        queue.delete(each)
        void run(each)
      }
    }
  }

  async function run(current: Lookup): Promise<void> {
    const { name, done } = current
    const startedAtMs = performance.now()
    running.add(current)
    try {
      const addresses = await ask(name.host)
      name.answer = { addresses, atMs: performance.now() }
      done.resolve(addresses)
    } catch (error) {
      done.reject(error)
    }
    name.slow = performance.now() - startedAtMs >= limits.lateMs
    name.lookup = undefined
    running.delete(current)
    next()
  }

  return resolve
}

function countSlow(lookups: ReadonlySet<Lookup>): number {
  let count = 0
  for (const { slow } of lookups) if (slow) count += 1
  return count
}

function within(timeoutMs: number, current: Lookup): Promise<readonly LookupAddress[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly LookupAddress[]>()
  const timer = setTimeout(() => {
    const error = new Error(`No address of ${current.name.host} within ${timeoutMs} ms.`)
    reject(Object.assign(error, { code: "ETIMEOUT" }))
  }, timeoutMs)
  current.done.promise.then(resolve, reject).finally(() => clearTimeout(timer))
  return promise
}

/** The resolver is in trouble; it did not say that the name has no address. */
function isPassing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  return code === "ETIMEOUT" || code === "EAI_AGAIN" || code === "EAI_FAIL"
}

/** As every program of the machine does: the hosts file, search domains and name services count. */
function systemLookup(host: string): Promise<readonly LookupAddress[]> {
  return lookup(host, { all: true })
}

/** One for the process, as libuv's threads are. */
export const resolveName: ResolveName = createNameResolver()
