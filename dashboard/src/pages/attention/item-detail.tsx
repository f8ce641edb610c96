import { Text, Title } from "@mantine/core"

import { Facts } from "../../parts/facts.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"

/** What the hub itself needs of it. */
const INTERNAL = new Set(["begun", "release_place", "since"])

/** What was noted when it was opened, whatever its kind is. */
export function ItemDetail({ detail }: { readonly detail: Readonly<Record<string, unknown>> }) {
  const words = useWords().attention.detail
  const facts = Object.entries(detail).filter(
    ([field, value]) => value !== null && !INTERNAL.has(field),
  )
  if (facts.length === 0) return null
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {words.title}
      </Title>
      <Facts
        facts={facts.map(([field, value]) => [
          wordOf(words.field, field),
          <Text key={field} span size="sm" style={{ overflowWrap: "anywhere" }}>
            {valueText(value)}
          </Text>,
        ])}
      />
    </section>
  )
}

function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value)
}
