import { ActionIcon, Group, SimpleGrid, Text } from "@mantine/core"
import { IconX } from "@tabler/icons-react"

import { api } from "../../api/client.ts"
import { problemOf } from "../../api/problem.ts"
import { useRefresh } from "../../live/changes.ts"
import { Card } from "../../parts/card.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Money } from "../../parts/money.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { HubHops } from "./hub-hops.tsx"
import { ProviderHop, SentHop } from "./provider-hops.tsx"
import { ThingActions } from "./thing-actions.tsx"
import { ThingStatus } from "./thing-status.tsx"
import type { Account } from "./use-lab.ts"

/** The way of one thing: from the provider over its webhooks and the ledger to the endpoints. */
export function TravelCard({
  account,
  thing: id,
  onClose,
}: {
  readonly account: Account
  /** `kind/name` */
  readonly thing: string
  readonly onClose: () => void
}) {
  const words = useWords().lab
  const [kind, name] = splitOnce(id)
  useRefresh(
    ["payouts", "messages", "deliveries"],
    "/v1/payouts",
    "/v1/payouts/{id}",
    "/v1/batches",
    "/v1/batches/{id}",
    "/v1/payments",
    "/v1/payments/{id}",
    "/v1/deliveries",
    "/v1/sandbox/accounts/{id}/webhooks",
  )
  const params = { path: { id: account.id, kind, name } }
  const found = api.useQuery("get", "/v1/sandbox/accounts/{id}/things/{kind}/{name}", { params })
  const thing = found.data
  const isGone = found.error !== null && problemOf(found.error).code === "not_found"
  // Pivot tells of a request; its payouts have no webhooks of their own.
  const isPart =
    account.provider === "pivot" && kind === "payout" && (thing?.parent ?? null) !== null
  const told = isPart ? { kind: "batch", name: thing?.parent ?? "" } : { kind, name }
  return (
    <Card
      title={words.travel.title(wordOf(words.things.kinds, kind))}
      actions={
        <Group gap="xs">
          {thing !== undefined && <ThingActions account={account} thing={thing} />}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.travel.close}
            onClick={onClose}
          >
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Group>
      }
    >
      {found.error !== null && thing === undefined ? (
        isGone ? (
          <Text size="sm">{words.travel.missing}</Text>
        ) : (
          <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
        )
      ) : (
        <>
          <Group gap="sm" mb="sm" mih={28}>
            {thing !== undefined && (
              <>
                <ThingStatus status={thing.status} />
                {thing.amount !== null && <Money amount={thing.amount} />}
                <IdText id={thing.name} what={words.things.name} whole />
              </>
            )}
          </Group>
          <SimpleGrid cols={{ base: 1, sm: 2, xl: 5 }} spacing="md" component="ol" p={0} m={0}>
            <ProviderHop account={account} thing={told} />
            <SentHop account={account} thing={told} />
            {thing === undefined ? null : <HubHops account={account} thing={thing} />}
          </SimpleGrid>
        </>
      )}
    </Card>
  )
}

/** A name may hold slashes, a kind does not. */
function splitOnce(id: string): readonly [string, string] {
  const at = id.indexOf("/")
  return [id.slice(0, at), id.slice(at + 1)]
}
