import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useSyncExternalStore } from "react"

/** What the hub says has changed; what exactly is found by looking. */
export const TOPICS = ["payouts", "messages", "deliveries", "attention", "sandbox"] as const
export type Topic = (typeof TOPICS)[number]

export type LiveState = "live" | "paused" | "reconnecting"

const listeners = new Set<(topics: readonly Topic[]) => void>()
const stateListeners = new Set<() => void>()
let state: LiveState = "reconnecting"
let stream: EventSource | undefined

/** Calls back when one of the topics changed, at most once a second; none: never. */
export function useChanges(topics: readonly Topic[], onChange: () => void): void {
  const wanted = topics.join(" ")
  useEffect(() => {
    if (wanted === "") return undefined
    const listener = (changed: readonly Topic[]): void => {
      if (state !== "paused" && changed.some((topic) => wanted.split(" ").includes(topic)))
        onChange()
    }
    return listen(listener)
  })
}

/** Reads these queries again when one of the topics changed: the first words of their keys. */
export function useRefresh(topics: readonly Topic[], ...paths: readonly string[]): void {
  const queries = useQueryClient()
  useChanges(topics, () => {
    for (const path of paths) void queries.invalidateQueries({ queryKey: ["get", path] })
  })
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    () => state,
  )
}

export function pauseLive(paused: boolean): void {
  setState(paused ? "paused" : stream?.readyState === EventSource.OPEN ? "live" : "reconnecting")
  if (!paused) tell(TOPICS)
}

function listen(listener: (topics: readonly Topic[]) => void): () => void {
  listeners.add(listener)
  open()
  return () => listeners.delete(listener)
}

function tell(topics: readonly Topic[]): void {
  for (const each of listeners) each(topics)
}

/** After an answer that is no stream a browser asks no more: too many listen, or the hub restarts. */
const AGAIN_MS = 5_000
let again: ReturnType<typeof setTimeout> | undefined
let wasLost = false

/**
 * One stream for the whole page, from the first listener on. A page that nobody sees lets go of it:
 * a browser keeps only six connections to one host, and each open tab would hold one.
 */
function open(): void {
  if (stream !== undefined || document.hidden) return
  clearTimeout(again)
  stream = new EventSource("/v1/changes")
  stream.addEventListener("open", () => {
    if (state !== "paused") setState("live")
    // Nobody told what happened meanwhile.
    if (wasLost) tell(TOPICS)
    wasLost = false
  })
  stream.addEventListener("error", () => {
    wasLost = true
    if (state !== "paused") setState("reconnecting")
    if (stream?.readyState !== EventSource.CLOSED) return
    close()
    again = setTimeout(open, AGAIN_MS)
  })
  stream.addEventListener("changed", (event: MessageEvent<string>) => {
    const { topics } = JSON.parse(event.data) as { readonly topics: readonly Topic[] }
    tell(topics)
  })
}

function close(): void {
  stream?.close()
  stream = undefined
  wasLost = true
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) close()
  else if (listeners.size > 0) open()
})

function setState(next: LiveState): void {
  if (next === state) return
  state = next
  for (const each of stateListeners) each()
}
