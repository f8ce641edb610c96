import { Text } from "@mantine/core"

import type { Thing } from "../../api/client.ts"
import { Facts } from "../../parts/facts.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import classes from "./timeline.module.css"

type Told = NonNullable<Thing<"WholeMessage">["decoded"]>["events"][number]

/** What the message says of this subject; a value points to where it stands in the raw text. */
export function Decoded({
  message,
  subjectId,
  text,
  mark,
  onMark,
}: {
  readonly message: Thing<"WholeMessage">
  readonly subjectId: string
  readonly text: string | null
  readonly mark: string | null
  readonly onMark: (mark: string | null) => void
}) {
  const words = useWords().payouts.raw
  const told = message.decoded?.events.filter((each) => each.subject_id === subjectId) ?? []
  if (told.length === 0) return <Text size="sm">{words.nothingDecoded}</Text>
  return (
    <>
      {told.map((event, place) => (
        <Facts
          key={place}
          facts={factsOf(event).map(([field, value]) => {
            const name = wordOf(words.fields, field)
            const found = text === null ? undefined : placeIn(text, value)
            return [
              name,
              found === undefined ? (
                value
              ) : (
                <button
                  key={field}
                  type="button"
                  className={classes["marking"]}
                  aria-label={`${value}. ${words.highlight(name)}`}
                  aria-pressed={mark === found}
                  onClick={() => onMark(mark === found ? null : found)}
                >
                  {value}
                </button>
              ),
            ] as const
          })}
        />
      ))}
      {text !== null && (
        <Text size="xs" c="dimmed" mt={6}>
          {words.decodedWhy}
        </Text>
      )}
    </>
  )
}

function factsOf(event: Told): readonly (readonly [string, string])[] {
  const { amount, failure, details } = event
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ["wire_event", event.wire_event],
    ["status", event.status],
    ["reason", event.reason],
    ["provider_id", event.provider_id],
    ["reference", event.reference],
    ["amount", amount?.value],
    ["currency", amount?.currency],
    ["account", event.account],
    ["occurred_at", event.occurred_at],
    ["failure", failure?.provider_reason ?? failure?.provider_code ?? failure?.code],
    ...Object.entries(details),
  ]
  return facts.filter((fact): fact is [string, string] => (fact[1] ?? "") !== "")
}

/** As it stands there: amounts are also written without decimals, or in minor units. */
function placeIn(text: string, value: string): string | undefined {
  const whole = /^(\d+)\.(\d+)$/.exec(value)
  const spellings =
    whole === null
      ? [value, value.replace(/\.000Z$/, "Z").replace(/Z$/, "")]
      : [
          value,
          ...(/^0+$/.test(whole[2] ?? "") ? [whole[1] ?? ""] : []),
          (whole[1] ?? "") + (whole[2] ?? ""),
        ]
  return spellings.find((each) => each !== "" && text.includes(each))
}
