import { Card } from "../../parts/card.tsx"
import { Facts } from "../../parts/facts.tsx"
import { Moment } from "../../parts/moment.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { endpointName, useEndpoints } from "../../api/use-names.ts"

/** What a resend takes, in words. */
export function ResendFilter({ filter }: { readonly filter: Readonly<Record<string, unknown>> }) {
  const all = useWords()
  const words = all.webhooks.resend
  const endpoints = useEndpoints()
  const { delivery_ids: ids, never_delivered: never, ...others } = filter
  const shown = (name: string, value: unknown): React.ReactNode => {
    const values = [value].flat().map(String)
    const text = values.join(", ")
    switch (name) {
      case "endpoint_id": {
        const endpoint = endpoints.find(({ id }) => id === text)
        return endpoint === undefined ? text : endpointName(endpoint)
      }
      case "state":
        return values.map((state) => wordOf(all.status.delivery, state)).join(", ")
      case "cause":
        return wordOf(all.webhooks.delivery.cause, text)
      case "answer":
        return wordOf(all.webhooks.sent.answers, text)
      case "created_after":
      case "created_before":
        return <Moment at={text} whole />
      default:
        return text
    }
  }
  const facts = Object.entries(others).map(
    ([name, value]) => [words.field[name] ?? name, shown(name, value)] as const,
  )
  return (
    <Card title={words.filter}>
      {Array.isArray(ids) && <div>{words.selected(ids.length)}</div>}
      {never === true && <div>{words.neverDelivered}</div>}
      {facts.length > 0 && <Facts facts={facts} />}
    </Card>
  )
}
