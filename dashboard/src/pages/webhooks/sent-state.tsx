import { Text } from "@mantine/core"

import type { Thing } from "../../api/client.ts"
import { DeliveryState } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"

type Placed = Pick<
  Thing<"ListedDelivery">,
  | "state"
  | "sending"
  | "held_because"
  | "waits_for_sequence"
  | "tries"
  | "tries_max"
  | "next_attempt_at"
>

/** Where a delivery stands, and what comes next: "3 of 7, next 14:05". */
export function SentState({ delivery }: { readonly delivery: Placed }) {
  const words = useWords().webhooks.sent
  const { sending, held_because: held } = delivery
  const state = sending ? "sending" : held === null ? delivery.state : "held"
  const soft = held === null || sending ? progressText(delivery, words) : heldText(delivery, words)
  return (
    <>
      <DeliveryState state={state} />
      {soft !== null && (
        <Text span size="sm" c="dimmed" ms={6} className="numbers">
          {soft}
        </Text>
      )}
    </>
  )
}

type SentWords = ReturnType<typeof useWords>["webhooks"]["sent"]

function progressText(delivery: Placed, words: SentWords): string | null {
  const { tries, tries_max: max, next_attempt_at: next, state } = delivery
  if (state !== "retrying" || tries === null) return null
  const progress = words.ofTries(tries, max)
  return next === null ? progress : `${progress}, ${words.next(timeOfDay(new Date(next)))}`
}

function heldText(delivery: Placed, words: SentWords): string | null {
  const { held_because: held, waits_for_sequence: sequence } = delivery
  if (sequence !== null && held === "order") return words.waitsFor(sequence)
  return held === null ? null : (words.held[held] ?? null)
}

/** Within a day only the time; later the day, too. */
function timeOfDay(at: Date): string {
  const isToday = at.toDateString() === new Date().toDateString()
  return new Intl.DateTimeFormat(undefined, {
    ...(isToday ? {} : { day: "numeric", month: "short" }),
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at)
}
