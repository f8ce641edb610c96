import { useEffect, useState } from "react"

import { client, type Thing } from "../../api/client.ts"

/** So long bytes that were asked for stay on the screen. */
const shownMs = 60_000

export interface Revealed {
  /** Undefined: not asked for, or its time is over. */
  readonly body: Thing<"RevealedBody"> | undefined
  readonly error: unknown
  readonly isAsking: boolean
  reveal(): void
  hide(): void
}

/** The bytes of a request: asked for by a person, which the audit log keeps, and hidden again. */
export function useRevealed(
  path: "/v1/messages/{id}/reveal" | "/v1/deliveries/{id}/reveal",
  id: string,
): Revealed {
  const [body, setBody] = useState<Thing<"RevealedBody">>()
  const [error, setError] = useState<unknown>()
  const [isAsking, setAsking] = useState(false)
  useEffect(() => setBody(undefined), [id])
  useEffect(() => {
    if (body === undefined) return undefined
    const timer = window.setTimeout(() => setBody(undefined), shownMs)
    return () => window.clearTimeout(timer)
  }, [body])

  async function ask(): Promise<void> {
    setAsking(true)
    setError(undefined)
    const told = await client.POST(path, { params: { path: { id } } })
    setAsking(false)
    if (told.error !== undefined) setError(told.error)
    else setBody(told.data)
  }

  return { body, error, isAsking, reveal: () => void ask(), hide: () => setBody(undefined) }
}
