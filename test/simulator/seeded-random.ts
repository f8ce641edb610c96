/** Random numbers that follow from a seed alone (sfc32). */
export class SeededRandom {
  readonly #state: Uint32Array

  /** `stream` keeps sequences of one seed apart: a draw more in one moves no other. */
  constructor(seed: number, stream: number) {
    this.#state = Uint32Array.of(seed, stream, 0x9e3779b9, 1)
    for (let draw = 0; draw < 16; draw += 1) this.next()
  }

  /** 0 to 2³² - 1. */
  next(): number {
    const state = this.#state
    const [a = 0, b = 0, c = 0, count = 0] = state
    const sum = (a + b + count) >>> 0
    state[0] = b ^ (b >>> 9)
    state[1] = c + (c << 3)
    state[2] = ((c << 21) | (c >>> 11)) + sum
    state[3] = count + 1
    return sum
  }

  /** In [0, 1). */
  fraction(): number {
    return this.next() / 2 ** 32
  }

  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1))
  }

  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.fraction() * items.length)]
    if (item === undefined) throw new Error("Nothing to pick from.")
    return item
  }

  /** One of the keys, each as likely as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries<number>(weights)
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of entries) {
      left -= weight
      if (left < 0) return name as Name
    }
    return entries.at(-1)?.[0] as Name
  }

  fill(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = this.next() & 0xff
  }
}
