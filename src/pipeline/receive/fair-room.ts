/** Room that several share, so that no one of them can take it all. */
export interface FairRoom {
  /** Undefined: there is no room for that now. Call what is returned, once, to leave. */
  enter(name: string, size: number): (() => void) | undefined
}

/** Whoever is alone gets three quarters; with each who comes, the parts grow smaller by themselves. */
const PART_OF_FREE = 3

/**
 * Nobody may hold more than three times what is free. So something is always free, and who holds
 * little gets in whatever the others hold; nothing has to be known of how many there are.
 */
export function createFairRoom(sizeMax: number): FairRoom {
  const held = new Map<string, number>()
  let heldByAll = 0
  return {
    enter(name, size) {
      const own = (held.get(name) ?? 0) + size
      const free = sizeMax - heldByAll - size
      if (free < 0 || own > PART_OF_FREE * free) return undefined
      held.set(name, own)
      heldByAll += size
      return () => {
        const left = (held.get(name) ?? 0) - size
        if (left > 0) held.set(name, left)
        else held.delete(name)
        heldByAll -= size
      }
    },
  }
}
