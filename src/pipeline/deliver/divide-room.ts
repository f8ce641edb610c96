export interface RoomWish<Key> {
  readonly key: Key
  /** Groups share first, then the wishes within each. */
  readonly group: string
  /** How many it could take. */
  readonly wanted: number
}

export interface GivenRoom<Key> {
  readonly key: Key
  readonly room: number
}

/**
 * Divides `room` evenly over the groups, and each group's part evenly over its wishes; what one does
 * not want goes to the others. Where there is too little for all, the first ones get it: pass those
 * that have waited longest first.
 */
export function divideRoom<Key>(
  wishes: readonly RoomWish<Key>[],
  room: number,
): readonly GivenRoom<Key>[] {
  const groups = [...Map.groupBy(wishes, ({ group }) => group).values()]
  const parts = fillEvenly(
    groups.map((group) => group.reduce((sum, { wanted }) => sum + wanted, 0)),
    room,
  )
  return groups.flatMap((group, index) => {
    const given = fillEvenly(
      group.map(({ wanted }) => wanted),
      parts[index] ?? 0,
    )
    return group
      .map(({ key }, place) => ({ key, room: given[place] ?? 0 }))
      .filter((each) => each.room > 0)
  })
}

/** Everyone gets the same, or all that is wanted; what cannot be divided goes to the first ones. */
function fillEvenly(wanted: readonly number[], room: number): readonly number[] {
  let left = Math.max(0, room)
  let level = 0
  const ascending = wanted.toSorted((a, b) => a - b)
  for (const [index, want] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index))
    level = Math.min(want, share)
    left -= level
    if (want > share) {
      left -= share * (ascending.length - index - 1)
      break
    }
  }
  return wanted.map((want) => {
    if (want <= level || left === 0) return Math.min(want, level)
    left -= 1
    return level + 1
  })
}
