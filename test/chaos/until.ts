import { setTimeout as sleep } from "node:timers/promises"

/** Looks again and again until it is so. Throws when it is not in time; a failed look is a no. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  options: { readonly ms: number; readonly what: string; readonly everyMs?: number },
): Promise<void> {
  const deadline = performance.now() + options.ms
  for (;;) {
    const so = await Promise.resolve()
      .then(isSo)
      .catch(() => false)
    if (so) return
    if (performance.now() >= deadline) throw new Error(`Waited in vain for ${options.what}.`)
    await sleep(options.everyMs ?? 50)
  }
}
