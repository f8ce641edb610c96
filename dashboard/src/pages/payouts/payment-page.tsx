import { Skeleton, Stack, Table, Text } from "@mantine/core"
import { useParams } from "@tanstack/react-router"

import { api } from "../../api/client.ts"
import { useRefresh } from "../../live/changes.ts"
import { Card } from "../../parts/card.tsx"
import { Facts } from "../../parts/facts.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { moneyText } from "../../parts/money-text.ts"
import { Money } from "../../parts/money.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { PaymentStatus } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { nextPoll } from "./future.ts"
import { OpenItems } from "./open-items.tsx"
import classes from "./payout-page.module.css"
import { PayoutTabs } from "./payout-tabs.tsx"
import type { WholePayment } from "./payout.ts"
import { SourceName } from "./source-name.tsx"
import { Timeline } from "./timeline.tsx"
import { useProviderName } from "../../api/use-names.ts"

/** A payment session with its charges. */
export function PaymentPage() {
  const words = useWords().payouts
  const { id = "" } = useParams({ strict: false })
  const found = api.useQuery("get", "/v1/payments/{id}", { params: { path: { id } } })
  useRefresh(["payouts", "attention"], "/v1/payments/{id}")
  const payment = found.data
  const amount = payment?.amount ?? null
  const title =
    amount === null
      ? words.payment.title
      : moneyText(amount.value, amount.currency, navigator.language)
  return (
    <Page title={title} tabs={<PayoutTabs />}>
      {payment !== undefined ? (
        <Payment payment={payment} />
      ) : found.isError ? (
        <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
      ) : (
        <Skeleton height={400} aria-busy="true" />
      )}
    </Page>
  )
}

function Payment({ payment }: { readonly payment: WholePayment }) {
  const words = useWords().payouts
  const provider = useProviderName()(payment.provider)
  return (
    <div className={classes["columns"]}>
      <Stack gap="md" miw={0}>
        <Card>
          <PaymentStatus status={payment.status} />
          <Text mt={6}>{payment.advice}</Text>
        </Card>
        <OpenItems subjectId={payment.id} />
        <Charges payment={payment} />
        <Timeline
          subject={payment}
          history={payment.history}
          isTruncated={payment.history_truncated}
          future={nextPoll(payment, provider, words.timeline)}
        />
      </Stack>
      <aside className={classes["side"]}>
        <Card title={words.payment.session}>
          <Facts facts={factsOf(payment, words.detail)} />
        </Card>
      </aside>
    </div>
  )
}

function factsOf(
  payment: WholePayment,
  own: ReturnType<typeof useWords>["payouts"]["detail"],
): readonly (readonly [string, React.ReactNode])[] {
  const { payment_type: kind, cancellation_reason: why } = payment
  return [
    [own.source, <SourceName key="source" of={payment} isLink />],
    [own.reference, <IdText key="reference" id={payment.reference} what={own.reference} whole />],
    [
      own.providerId,
      <IdText key="provider" id={payment.provider_id} what={own.providerId} whole />,
    ],
    [own.id, <IdText key="id" id={payment.id} what={own.id} whole />],
    [own.kind, kind === null ? own.none : own[kind]],
    ...(why === null ? [] : [[own.cancelled, why] as const]),
    [own.expires, <Moment key="expires" at={payment.expires_at} whole />],
    [own.created, <Moment key="created" at={payment.created_at} whole />],
    [own.updated, <Moment key="updated" at={payment.updated_at} whole />],
  ]
}

function Charges({ payment }: { readonly payment: WholePayment }) {
  const words = useWords().payouts.payment
  return (
    <Card title={words.charges}>
      {payment.charges.length === 0 ? (
        <Text c="dimmed">{words.noCharges}</Text>
      ) : (
        <Table.ScrollContainer minWidth={420}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.chargeId}</Table.Th>
                <Table.Th>{words.status}</Table.Th>
                <Table.Th ta="end">{words.amount}</Table.Th>
                <Table.Th>{words.paidAt}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {payment.charges.map((charge) => (
                <Table.Tr key={charge.provider_id}>
                  <Table.Td>
                    <IdText id={charge.provider_id} what={words.chargeId} />
                  </Table.Td>
                  <Table.Td>{charge.status}</Table.Td>
                  <Table.Td ta="end">
                    <Money amount={charge.amount} />
                  </Table.Td>
                  <Table.Td>
                    <Moment at={charge.paid_at} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Card>
  )
}
