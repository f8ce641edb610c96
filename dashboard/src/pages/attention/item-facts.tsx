import type { ReactNode } from "react"

import { Facts } from "../../parts/facts.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Money } from "../../parts/money.tsx"
import { BatchStatus, PaymentStatus, PayoutStatus } from "../../parts/status-badges.tsx"
import type { Thing } from "../../api/client.ts"
import { useWords } from "../../words/words.ts"
import type { AttentionItem } from "./use-work-list.ts"

/** What stands of its subject just now; what is not known is left out. */
export function ItemFacts({ item }: { readonly item: AttentionItem }) {
  const words = useWords().attention.item
  const { about, subject } = item
  const { amount, reference, provider, name, provider_id: providerId } = about
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.since, <Moment key="since" at={item.since} whole />],
    ...known(words.status, about.status !== null && <SubjectStatus item={item} />),
    ...known(words.amount, amount !== null && <Money amount={amount} />),
    ...known(words.reference, reference !== null && <Id id={reference} what={words.reference} />),
    ...known(
      words.providerId,
      providerId !== null && <Id id={providerId} what={words.providerId} />,
    ),
    ...known(words.provider, provider),
    ...known(subject === "endpoint" ? words.endpoint : words.source, name),
    [words.id, <Id key="id" id={item.id} what={words.id} />],
  ]
  return <Facts facts={facts} />
}

function Id(props: { readonly id: string; readonly what: string }) {
  return <IdText {...props} whole />
}

function known(label: string, value: ReactNode): readonly (readonly [string, ReactNode])[] {
  return value === null || value === false ? [] : [[label, value]]
}

function SubjectStatus({ item: { subject, about } }: { readonly item: AttentionItem }) {
  const status = about.status ?? ""
  if (subject === "batch") return <BatchStatus status={status} />
  if (subject === "payment") return <PaymentStatus status={status} />
  const { reason, certainty } = about
  return <PayoutStatus payout={{ status, reason, certainty } as Thing<"Payout">} />
}
