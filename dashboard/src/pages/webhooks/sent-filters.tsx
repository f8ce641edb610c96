import { FilterBar, type FilterField } from "../../list/filter-bar.tsx"
import type { Filters } from "../../list/use-filters.ts"
import { useWords } from "../../words/words.ts"
import { endpointName, useEndpoints } from "../../api/use-names.ts"
import { dayRange } from "./day-range.ts"

export const SENT_FILTERS = [
  ...(["state", "endpoint_id", "type", "dialect", "answer", "cause"] as const),
  ...(["payout_id", "from", "to"] as const),
] as const
export type SentFilterName = (typeof SENT_FILTERS)[number]
export type SentFilterValues = Filters<SentFilterName>["values"]

const DIALECTS = ["paidout", "pivot", "xendit", "adyen", "raw"]

/** Everything that narrows the list but the state, which has buttons of its own. */
export function SentFilters({ filters }: { readonly filters: Filters<SentFilterName> }) {
  const { webhooks } = useWords()
  const words = webhooks.sent
  const endpoints = useEndpoints()
  const asChoices = (words: Readonly<Record<string, string>>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  const fields: readonly FilterField<SentFilterName>[] = [
    {
      kind: "choice",
      name: "endpoint_id",
      label: words.filter.endpoint,
      choices: endpoints.map((endpoint) => ({ value: endpoint.id, label: endpointName(endpoint) })),
    },
    { kind: "text", name: "type", label: words.filter.type },
    {
      kind: "choice",
      name: "answer",
      label: words.filter.answer,
      choices: asChoices(words.answers),
    },
    {
      kind: "choice",
      name: "cause",
      label: words.filter.cause,
      choices: asChoices(webhooks.delivery.cause),
    },
    {
      kind: "choice",
      name: "dialect",
      label: words.filter.dialect,
      choices: DIALECTS.map((value) => ({ value, label: value })),
    },
    { kind: "text", name: "payout_id", label: words.filter.payout },
    { kind: "day", name: "from", label: words.filter.from },
    { kind: "day", name: "to", label: words.filter.to },
  ]
  return <FilterBar fields={fields} filters={filters} />
}

/** What the API is asked, for what the URL says. */
export function sentQuery(values: SentFilterValues): Readonly<Record<string, string | undefined>> {
  const { from, to, ...others } = values
  const range = dayRange(from, to)
  return { ...others, created_after: range.from, created_before: range.to }
}
