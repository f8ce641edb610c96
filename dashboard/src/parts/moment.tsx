import { Tooltip } from "@mantine/core"
import { useSyncExternalStore } from "react"

import { useWords } from "../words/words.ts"
import { localText, relativeText, utcText } from "./time-text.ts"

const tickMs = 10_000

/** A time of the API: relative under a day, in the person's zone; hover and focus tell UTC. */
export function Moment({
  at,
  whole = false,
}: {
  readonly at: string | null | undefined
  /** Date and time to the second, as a detail page shows it. */
  readonly whole?: boolean
}) {
  const words = useWords().shell.time
  const now = useNow()
  if (at === null || at === undefined) return <span>{words.none}</span>
  const date = new Date(at)
  return (
    <Tooltip label={<TimeFacts at={date} />} multiline>
      <time dateTime={at} tabIndex={0} style={{ whiteSpace: "nowrap" }} className="numbers">
        {whole ? localText(date) : relativeText(date, now, words.now)}
      </time>
    </Tooltip>
  )
}

function TimeFacts({ at }: { readonly at: Date }) {
  return (
    <>
      {localText(at)}
      <br />
      {utcText(at)}
    </>
  )
}

/** One clock for all of a page's relative times; it moves every ten seconds. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now)
}

let now = new Date()
const listeners = new Set<() => void>()
let timer: number | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= window.setInterval(() => {
    now = new Date()
    for (const each of listeners) each()
  }, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    window.clearInterval(timer)
    timer = undefined
  }
}
