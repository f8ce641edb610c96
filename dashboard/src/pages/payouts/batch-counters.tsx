import { Alert, Group, Table, Text } from "@mantine/core"
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react"

import { Card } from "../../parts/card.tsx"
import { Money } from "../../parts/money.tsx"
import { useWords } from "../../words/words.ts"
import { agrees, knownOf, PLACES, totalOf, type Counters } from "./batch-counts.ts"
import type { WholeBatch } from "./payout.ts"

/** The provider's four counters, held against the payouts that are known. */
export function BatchCounters({ batch }: { readonly batch: WholeBatch }) {
  const words = useWords().payouts.batch
  const { counters } = batch
  return (
    <Card title={words.counters}>
      {counters === null ? (
        <Text c="dimmed">{words.noCounters}</Text>
      ) : (
        <>
          <Verdict batch={batch} counters={counters} />
          <CounterTable batch={batch} counters={counters} />
        </>
      )}
    </Card>
  )
}

function Verdict({ batch, counters }: { readonly batch: WholeBatch; readonly counters: Counters }) {
  const words = useWords().payouts.batch
  const total = totalOf(counters).count
  const verdict = agrees(batch)
  const known = batch.payouts.truncated
    ? words.knownAtLeast(batch.payouts.known.toLocaleString())
    : words.known(batch.payouts.known.toLocaleString(), total.toLocaleString())
  return (
    <Group mb="sm" gap="md">
      <Text fw={600} className="numbers">
        {known}
      </Text>
      {verdict === undefined ? (
        <Text size="sm" c="dimmed">
          {words.waits}
        </Text>
      ) : (
        <Alert
          py={4}
          px="xs"
          variant="light"
          color={verdict ? "green" : "red"}
          icon={verdict ? <IconCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
        >
          {verdict ? words.agree : words.differ}
        </Alert>
      )}
    </Group>
  )
}

function CounterTable({
  batch,
  counters,
}: {
  readonly batch: WholeBatch
  readonly counters: Counters
}) {
  const words = useWords().payouts.batch
  const { currency } = counters
  const known = knownOf(batch, currency)
  const total = totalOf(counters)
  return (
    <Table.ScrollContainer minWidth={300}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.counter}</Table.Th>
            <Table.Th ta="end">{words.told}</Table.Th>
            <Table.Th ta="end">{words.ours}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {PLACES.map((place) => (
            <Table.Tr key={place}>
              <Table.Th scope="row" fw={400}>
                {words[place]}
              </Table.Th>
              <Pair
                count={counters[place].count}
                amount={{ value: counters[place].value, currency }}
              />
              <Pair {...known[place]} />
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row">{words.sum}</Table.Th>
            <Pair {...total} />
            <Table.Td ta="end" className="numbers">
              {batch.payouts.known.toLocaleString()}
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Pair({
  count,
  amount,
}: {
  readonly count: number
  readonly amount: { readonly value: string; readonly currency: string }
}) {
  return (
    <Table.Td ta="end" className="numbers">
      {count.toLocaleString()}
      <Text size="xs" c="dimmed" span display="block">
        <Money amount={amount} />
      </Text>
    </Table.Td>
  )
}
