import crypto from "node:crypto"
import { syncBuiltinESMExports } from "node:module"
import timers from "node:timers"
import timersPromises from "node:timers/promises"

import { currentProcess } from "./simulated-world.ts"

type Callback = (...values: unknown[]) => void

/**
 * Clock, timers and randomness of this program, replaced for whoever runs inside a simulated process
 * and left alone for everyone else. So the hub's own code runs as it is, with nothing handed in.
 */
export function replaceAmbient(): void {
  replaceClock()
  replaceTimers()
  replaceRandomness()
  syncBuiltinESMExports()
}

function replaceClock(): void {
  const RealDate = Date
  globalThis.Date = new Proxy(RealDate, {
    construct(target, values, newTarget) {
      const inside = currentProcess()
      const given = values.length === 0 && inside ? [inside.world.nowMs] : values
      return Reflect.construct(target, given, newTarget) as object
    },
  })
  const realNow = RealDate.now.bind(RealDate)
  RealDate.now = () => currentProcess()?.world.nowMs ?? realNow()
  const realElapsed = performance.now.bind(performance)
  performance.now = () => currentProcess()?.world.elapsedMs ?? realElapsed()
  const realLoad = performance.eventLoopUtilization.bind(performance)
  performance.eventLoopUtilization = (...values) => {
    const inside = currentProcess()
    if (inside === undefined) return realLoad(...values)
    return { idle: 0, active: 0, utilization: inside.world.load }
  }
}

function replaceTimers(): void {
  const real = { ...timers }
  const sleep = timersPromises.setTimeout

  function begin(run: Callback, delayMs: number | undefined, values: unknown[], repeats: boolean) {
    const inside = currentProcess()
    if (inside === undefined) {
      return (repeats ? real.setInterval : real.setTimeout)(run, delayMs, ...values)
    }
    const { world, process } = inside
    const timer = world.addTimer(process, {
      label: repeats ? "interval" : "timeout",
      delayMs: delayMs ?? 1,
      repeats,
      run: () => run(...values),
    })
    return new SimulatedHandle(() => world.removeTimer(timer.id))
  }
  function end(handle: unknown): void {
    if (handle instanceof SimulatedHandle) handle.close()
    else real.clearTimeout(handle as NodeJS.Timeout | undefined)
  }
  function immediate(run: Callback, ...values: unknown[]) {
    const inside = currentProcess()
    if (inside === undefined) return real.setImmediate(run, ...values)
    inside.world.addImmediate(inside.process, () => run(...values))
    return undefined
  }

  const replaced = {
    setTimeout: (run: Callback, delayMs?: number, ...values: unknown[]) =>
      begin(run, delayMs, values, false),
    setInterval: (run: Callback, delayMs?: number, ...values: unknown[]) =>
      begin(run, delayMs, values, true),
    clearTimeout: end,
    clearInterval: end,
    setImmediate: immediate,
  }
  Object.assign(globalThis, replaced)
  Object.assign(timers, replaced)
  Object.assign(timersPromises, {
    setTimeout: (delayMs?: number, value?: unknown, options?: object) =>
      currentProcess() === undefined
        ? sleep(delayMs, value, options)
        : new Promise((resolve) => begin(resolve, delayMs, [value], false)),
  })
}

class SimulatedHandle {
  readonly #end: () => void

  constructor(end: () => void) {
    this.#end = end
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  close(): void {
    this.#end()
  }
}

function replaceRandomness(): void {
  const real = { ...crypto }
  const realRandom = Math.random.bind(Math)
  Math.random = () => currentProcess()?.world.draws.fraction() ?? realRandom()
  Object.assign(crypto, {
    randomBytes(size: number, ...others: []) {
      const inside = currentProcess()
      if (inside === undefined) return real.randomBytes(size, ...others)
      const bytes = Buffer.alloc(size)
      inside.world.draws.fill(bytes)
      return bytes
    },
    randomFillSync(bytes: Uint8Array, ...others: []) {
      const inside = currentProcess()
      if (inside === undefined) return real.randomFillSync(bytes, ...others)
      inside.world.draws.fill(bytes)
      return bytes
    },
    randomUUID(...others: []) {
      const inside = currentProcess()
      if (inside === undefined) return real.randomUUID(...others)
      const hex = (crypto.randomBytes(16) as Buffer).toString("hex")
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
    },
    randomInt(max: number) {
      return currentProcess()?.world.draws.integer(0, max - 1) ?? real.randomInt(max)
    },
  })
}
