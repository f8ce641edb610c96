import { expect } from "vitest"

import { FIRST_API_KEY } from "./test-hub.ts"

export interface Listening {
  readonly status: number
  readonly headers: Headers
  /** The topics of each event so far. */
  readonly told: readonly (readonly string[])[]
  /** All bytes so far. */
  text(): string
  isEnded(): boolean
  /** Until a topic was told of since the last call. */
  hears(topic: string): Promise<void>
  leave(): Promise<void>
}

/** Listens to GET /v1/changes as a browser does, from the moment it answers. */
export async function listen(
  base: { readonly url: string },
  options: { readonly key?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Listening> {
  const leaving = new AbortController()
  const response = await fetch(`${base.url}/v1/changes`, {
    headers: { authorization: `Bearer ${options.key ?? FIRST_API_KEY}`, ...options.headers },
    signal: leaving.signal,
  })
  let text = ""
  let isEnded = false
  let heard = 0
  const told: string[][] = []
  const reading = (async () => {
    const decoder = new TextDecoder()
    try {
      for await (const bytes of response.body ?? []) {
        text += decoder.decode(bytes, { stream: true })
        told.splice(0, told.length, ...topicsIn(text))
      }
    } catch {
      // it was left, or cut off
    }
    isEnded = true
  })()
  return {
    status: response.status,
    headers: response.headers,
    told,
    text: () => text,
    isEnded: () => isEnded,
    async hears(topic) {
      await expect.poll(() => told.slice(heard).flat(), { timeout: 10_000 }).toContain(topic)
      heard = told.length
    },
    async leave() {
      leaving.abort()
      await reading
    },
  }
}

function topicsIn(text: string): string[][] {
  return [...text.matchAll(/^event: changed\ndata: (.*)\n\n/gm)].map(
    ([, data = ""]) => (JSON.parse(data) as { topics: string[] }).topics,
  )
}
