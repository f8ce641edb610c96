import { Card } from "../../parts/card.tsx"
import { Facts } from "../../parts/facts.tsx"
import { useWords } from "../../words/words.ts"

/** As received; in place of a secret only whether it is today's. */
export function MessageHeaders({
  headers,
}: {
  readonly headers: Readonly<Record<string, readonly string[]>>
}) {
  const words = useWords().webhooks.message
  const said = (value: string): string =>
    value === "matches" ? words.matches : value === "differs" ? words.differs : value
  return (
    <Card title={words.tab.headers}>
      <Facts
        facts={Object.entries(headers).map(([name, values]) => [
          name,
          <span key="tab" style={{ overflowWrap: "anywhere" }}>
            {values.map(said).join(", ")}
          </span>,
        ])}
      />
    </Card>
  )
}
