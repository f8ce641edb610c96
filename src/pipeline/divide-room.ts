export interface RoomWish<Key> {
  readonly key: Key
  /** How many it could take. */
  readonly wanted: number
}

/** Divides `room` evenly; what one does not want goes to the others. Nobody gets 0. */
export function divideRoom<Key>(
  wishes: readonly RoomWish<Key>[],
  room: number,
): readonly { readonly key: Key; readonly room: number }[] {
  const given: { key: Key; room: number }[] = []
  let left = room
  const ascending = wishes.filter(({ wanted }) => wanted > 0).sort((a, b) => a.wanted - b.wanted)
  for (const [index, wish] of ascending.entries()) {
    const share = Math.ceil(left / (ascending.length - index))
    const part = Math.min(wish.wanted, share, left)
    if (part <= 0) break
    given.push({ key: wish.key, room: part })
    left -= part
  }
  return given
}
