import { Button, Grid, Group, NativeSelect, Skeleton, Stack, Text } from "@mantine/core"
import { IconChecklist } from "@tabler/icons-react"

import { api } from "../../api/client.ts"
import { problemOf } from "../../api/problem.ts"
import { useMay } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { EmptyState } from "../../parts/empty-state.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { toastFailure } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import type { WaitingList } from "./approval-page.tsx"
import { BalancesCard } from "./balances-card.tsx"
import { useAct, type Account } from "./use-lab.ts"
import { WaitingItem } from "./waiting-item.tsx"

const waitingMax = 50

/** A provider's list of what waits for a person, with what there is to spend beside it. */
export function ApprovalList({
  title,
  why,
  account,
  accounts,
  onPick,
  list,
}: {
  readonly title: string
  readonly why: string
  readonly account: Account
  readonly accounts: readonly Account[]
  readonly onPick: (id: string) => void
  readonly list: WaitingList
}) {
  const words = useWords().lab
  const params = { path: { id: account.id }, query: { ...list.query, limit: waitingMax } }
  const found = api.useQuery("get", "/v1/sandbox/accounts/{id}/things", { params })
  const things = found.data?.data
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 8 }}>
        <Card title={title} actions={<MakeOne account={account} list={list} />}>
          <Group justify="space-between" align="flex-end" mb="sm" gap="sm">
            <Text size="sm" c="dimmed" maw={560}>
              {why}
            </Text>
            {accounts.length > 1 && (
              <NativeSelect
                size="xs"
                label={words.account.label}
                data={accounts.map((each) => ({ value: each.id, label: each.name }))}
                value={account.id}
                onChange={(event) => onPick(event.currentTarget.value)}
              />
            )}
          </Group>
          {found.error !== null && things === undefined ? (
            <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
          ) : things === undefined ? (
            <Skeleton height={120} aria-busy />
          ) : things.length === 0 ? (
            <NothingWaits list={list} />
          ) : (
            <Stack gap="xs" component="ul" m={0} p={0}>
              {things.map((thing) => (
                <WaitingItem key={thing.id} account={account} thing={thing} list={list} />
              ))}
            </Stack>
          )}
        </Card>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>
        <BalancesCard account={account} />
      </Grid.Col>
    </Grid>
  )
}

function NothingWaits({ list }: { readonly list: WaitingList }) {
  const words = useWords().lab.approval
  const isPivot = list.provider === "pivot"
  return (
    <EmptyState icon={IconChecklist} title={isPivot ? words.nonePivot : words.noneAdyen}>
      {isPivot ? words.nonePivotWhy : words.noneAdyenWhy}
    </EmptyState>
  )
}

function MakeOne({ account, list }: { readonly account: Account; readonly list: WaitingList }) {
  const words = useWords().lab.approval
  const mayWrite = useMay("write")
  const { act, isActing } = useAct()
  if (!mayWrite) return null
  return (
    <Button
      size="xs"
      variant="default"
      loading={isActing}
      onClick={() => {
        act(account.id, "create_payout", list.make).catch((failure: unknown) =>
          toastFailure(problemOf(failure).detail),
        )
      }}
    >
      {list.provider === "pivot" ? words.makeWaiting : words.makeReview}
    </Button>
  )
}
