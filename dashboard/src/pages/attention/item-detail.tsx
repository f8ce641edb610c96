import { Anchor, Text, Title } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import { Facts } from "../../parts/facts.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { pathOf, type KindWithPage } from "../../shell/path-of.ts"
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
          capitalised(wordOf(words.field, field)),
          <Value key={field} field={field} value={value} />,
        ])}
      />
    </section>
  )
}

/** Ids of what has a page. */
const LINKS: Readonly<Record<string, KindWithPage>> = {
  message_id: "message",
  other_payout: "payout",
}

function Value({ field, value }: { readonly field: string; readonly value: unknown }) {
  const text = valueText(value)
  const kind = LINKS[field]
  return (
    <Text span size="sm" style={{ overflowWrap: "anywhere" }}>
      {kind === undefined ? (
        text
      ) : (
        <Anchor component={Link} to={pathOf(kind, text)} size="sm">
          {text}
        </Anchor>
      )}
    </Text>
  )
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value)
}
