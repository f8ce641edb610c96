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
}

function listen(listener: (topics: readonly Topic[]) => void): () => void {
  listeners.add(listener)
  open()
  return () => listeners.delete(listener)
}

/** One stream for the whole page, from the first listener on; the browser reconnects by itself. */
function open(): void {
  if (stream !== undefined) return
  stream = new EventSource("/v1/changes")
  stream.addEventListener("open", () => state !== "paused" && setState("live"))
  stream.addEventListener("error", () => state !== "paused" && setState("reconnecting"))
  stream.addEventListener("changed", (event: MessageEvent<string>) => {
    const { topics } = JSON.parse(event.data) as { readonly topics: readonly Topic[] }
    for (const each of listeners) each(topics)
  })
}

function setState(next: LiveState): void {
  if (next === state) return
  state = next
  for (const each of stateListeners) each()
}
