import { Group, Text } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import { api, type Thing } from "../../api/client.ts"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import {
  BatchStatus,
  DeliveryState,
  PaymentStatus,
  PayoutStatus,
  PayoutStatusWord,
} from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { Hop } from "./hop.tsx"
import { useSubject, type Subject } from "./use-subject.ts"
import type { Account, SandboxThing } from "./use-lab.ts"

const deliveriesMax = 30
const payoutsMax = 5

/** What this hub received of a thing, where it stands in the ledger, and who was told. */
export function HubHops({
  account,
  thing,
}: {
  readonly account: Account
  readonly thing: SandboxThing
}) {
  const subject = useSubject(account, thing)
  return (
    <>
      <ReceivedHop subject={subject} />
      <LedgerHop subject={subject} />
      <DeliveredHop subject={subject} />
    </>
  )
}

function ReceivedHop({ subject }: { readonly subject: Subject }) {
  const words = useWords().lab.travel
  const entries = subject.history.filter(({ message_id: message }) => message !== null)
  const byMessage = new Map(entries.map((entry) => [entry.message_id, entry]))
  return (
    <Hop
      title={words.received}
      isLoading={subject.isLoading}
      {...(byMessage.size === 0 ? { none: words.noMessage } : {})}
    >
      {[...byMessage].map(([message, entry]) => (
        <div key={message}>
          <Group gap={6} justify="space-between" wrap="nowrap">
            <Link to={`/webhooks/received/${message}`}>
              <IdText id={message} what={words.message} />
            </Link>
            <Text size="xs" c="dimmed" component="span">
              <Moment at={entry.recorded_at} />
            </Text>
          </Group>
          <Text size="xs" ff="monospace" style={{ overflowWrap: "anywhere" }}>
            {entry.wire_event}
          </Text>
        </div>
      ))}
    </Hop>
  )
}

function LedgerHop({ subject }: { readonly subject: Subject }) {
  const words = useWords().lab.travel
  const { payouts, batch, payment, history } = subject
  const isUnknown = payouts.length === 0 && batch === undefined && payment === undefined
  return (
    <Hop
      title={words.ledger}
      isLoading={subject.isLoading}
      {...(isUnknown ? { none: words.noLedger } : {})}
    >
      {batch !== undefined && (
        <div>
          <Link to={`/batches/${batch.id}`}>{words.batch}</Link>{" "}
          <BatchStatus status={batch.status} />
        </div>
      )}
      {payment !== undefined && (
        <div>
          <Link to={`/payments/${payment.id}`}>{words.payment}</Link>{" "}
          <PaymentStatus status={payment.status} />
        </div>
      )}
      {payouts.slice(0, payoutsMax).map((payout) => (
        <div key={payout.id}>
          <Link to={`/payouts/${payout.id}`}>
            <IdText id={payout.id} what={payout.reference ?? payout.id} />
          </Link>{" "}
          <PayoutStatus payout={payout} />
        </div>
      ))}
      {payouts.length > payoutsMax && (
        <Text size="sm">{words.more(payouts.length - payoutsMax)}</Text>
      )}
      {history.map((entry, place) => (
        <LedgerEntry key={`${entry.recorded_at} ${place}`} entry={entry} />
      ))}
    </Hop>
  )
}

function LedgerEntry({ entry }: { readonly entry: Thing<"HistoryEntry"> }) {
  const words = useWords().lab.travel
  return (
    <Text size="xs" component="div">
      <Group gap={6} wrap="nowrap" justify="space-between">
        <span>
          {entry.applied && entry.sequence !== null && words.sequence(entry.sequence)}{" "}
          <PayoutStatusWord status={entry.status} />
        </span>
        <Text size="xs" c="dimmed" component="span">
          <Moment at={entry.recorded_at} />
        </Text>
      </Group>
      <Text size="xs" c="dimmed" span>
        {words.via(entry.via)}
        {entry.refused_because !== null && `, ${words.notApplied(entry.refused_because)}`}
      </Text>
    </Text>
  )
}

function DeliveredHop({ subject }: { readonly subject: Subject }) {
  const words = useWords().lab.travel
  const payout = subject.payouts[0]
  const params = { query: { payout_id: payout?.id ?? "", limit: deliveriesMax } }
  const found = api.useQuery("get", "/v1/deliveries", { params }, { enabled: payout !== undefined })
    .data?.data
  const isNone = payout === undefined || found?.length === 0
  const none = (
    <>
      {words.noDelivery} <Link to="/settings/developer/callbacks">{words.register}</Link>
    </>
  )
  return (
    <Hop
      title={words.delivered}
      isLoading={subject.isLoading || (payout !== undefined && found === undefined)}
      {...(isNone ? { none } : {})}
    >
      {found?.map((delivery) => (
        <div key={delivery.id}>
          <Group gap={6} justify="space-between" wrap="nowrap">
            <DeliveryState
              state={
                delivery.state === "queued" && delivery.attempt_count > 0
                  ? "retrying"
                  : delivery.state
              }
            />
            <Text size="xs" c="dimmed" component="span">
              <Moment at={delivery.created_at} />
            </Text>
          </Group>
          <Link to={`/webhooks/sent/${delivery.id}`}>
            <Text size="xs" ff="monospace" span>
              {delivery.type}
            </Text>
          </Link>
          <Text size="xs" c="dimmed">
            {delivery.attempt_count > 0 &&
              words.tries(delivery.attempt_count, delivery.last_status)}
          </Text>
        </div>
      ))}
    </Hop>
  )
}
