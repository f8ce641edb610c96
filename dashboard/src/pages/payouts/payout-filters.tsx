import { Button } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"

import { FilterBar, type FilterField } from "../../list/filter-bar.tsx"
import type { Filters } from "../../list/use-filters.ts"
import { useWords } from "../../words/words.ts"
import { useProviderName, useSources } from "../../api/use-names.ts"

export const PAYOUT_FILTERS = [
  ...(["search", "status", "provider", "source_id", "certainty", "failure_code"] as const),
  ...(["has_attention", "currency", "amount_from", "amount_to", "from", "to"] as const),
  "batch_id",
] as const
export type PayoutFilterName = (typeof PAYOUT_FILTERS)[number]

const FIRST = new Set<string>(["search", "from", "to", "has_attention"])

/** Everything that narrows the list but the status, which has buttons of its own. */
export function PayoutFilters({ filters }: { readonly filters: Filters<PayoutFilterName> }) {
  const words = useWords()
  const own = words.payouts.list
  const sources = useSources()
  const providerName = useProviderName()
  const fields: readonly FilterField<PayoutFilterName>[] = [
    { kind: "search", name: "search", label: own.search, placeholder: own.searchHint },
    { kind: "day", name: "from", label: own.from },
    { kind: "day", name: "to", label: own.to },
    {
      kind: "choice",
      name: "has_attention",
      label: own.hasItem,
      choices: [
        { value: "true", label: own.itemOpen },
        { value: "false", label: own.itemNone },
      ],
    },
    {
      kind: "choice",
      name: "provider",
      label: own.provider,
      choices: Object.keys(words.payouts.providers).map((value) => ({
        value,
        label: providerName(value),
      })),
    },
    {
      kind: "choice",
      name: "source_id",
      label: own.filterSource,
      choices: sources.map(({ id, name }) => ({ value: id, label: name })),
    },
    {
      kind: "choice",
      name: "certainty",
      label: own.certainty,
      choices: [
        { value: "confirmed", label: own.confirmed },
        { value: "presumed", label: own.presumed },
      ],
    },
    {
      kind: "choice",
      name: "failure_code",
      label: own.failure,
      choices: Object.entries(words.status.failure).map(([value, label]) => ({ value, label })),
    },
    { kind: "text", name: "currency", label: own.currency, width: 90 },
    { kind: "text", name: "amount_from", label: own.amountFrom, width: 120 },
    { kind: "text", name: "amount_to", label: own.amountTo, width: 120 },
    { kind: "text", name: "batch_id", label: own.batch, width: 260 },
  ]
  const isHiddenSet = Object.keys(filters.values).some(
    (name) => !FIRST.has(name) && name !== "status",
  )
  const [isOpen, { toggle }] = useDisclosure(isHiddenSet)
  return (
    <FilterBar
      fields={isOpen ? fields : fields.filter(({ name }) => FIRST.has(name))}
      filters={filters}
    >
      <Button size="xs" variant="subtle" aria-expanded={isOpen} onClick={toggle}>
        {isOpen ? own.fewer : own.more}
      </Button>
    </FilterBar>
  )
}

/** What the API is asked, for what the URL says: whole days of the person's zone. */
export function payoutQuery(
  values: Filters<PayoutFilterName>["values"],
): Readonly<Record<string, string | undefined>> {
  const { from, to, currency, ...others } = values
  return {
    ...others,
    currency: currency?.toUpperCase(),
    created_from: from === undefined ? undefined : startOfDay(from, 0),
    created_to: to === undefined ? undefined : startOfDay(to, 1),
  }
}

function startOfDay(day: string, plusDays: number): string | undefined {
  const [year = 0, month = 1, date = 1] = day.slice(0, 10).split("-").map(Number)
  const at = new Date(year, month - 1, date + plusDays)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
