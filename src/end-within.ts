/** Waits for the work, but not longer than `timeoutMs`: then `onLate` is told, once. */
export async function endWithin(
  timeoutMs: number,
  work: Promise<unknown>,
  onLate: () => void,
): Promise<void> {
  const late = Symbol("late")
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs, late)))
  const first = await Promise.race([work, timeout])
  clearTimeout(timer)
  if (first === late) onLate()
}
