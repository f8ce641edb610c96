/** Random numbers that a seed repeats: what is drawn in the same order is the same again. */
export interface SeededRandom {
  /** In [0, 1). */
  next(): number
  /** A whole number from 0 to `count` - 1. */
  below(count: number): number
  between(least: number, most: number): number
  chance(share: number): boolean
  pick<const Item>(items: readonly [Item, ...Item[]]): Item
  /** `count` hexadecimal digits. */
  hex(count: number): string
  /** Of its own: what is drawn from it depends on nothing that is drawn elsewhere. */
  fork(name: string): SeededRandom
}

/** Mulberry32: small and fast, and good enough to draw stories. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (count: number) => Math.floor(next() * count)
  const eightDigits = () => below(0x1_0000_0000).toString(16).padStart(8, "0")
  return {
    next,
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (share) => next() < share,
    pick: (items) => items[below(items.length)] ?? items[0],
    hex(count) {
      let digits = ""
      while (digits.length < count) digits += eightDigits()
      return digits.slice(0, count)
    },
    fork: (name) => seededRandom(mixText(seed, name)),
  }
}

/** FNV-1a over the name, begun at the seed. */
function mixText(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) | 0
  for (const character of name) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return hash
}
