import { Grid, Group, Skeleton, Stack } from "@mantine/core"

import { useNavigate } from "@tanstack/react-router"

import { api } from "../../api/client.ts"
import { useFilters } from "../../list/use-filters.ts"
import { Card } from "../../parts/card.tsx"
import { useWords } from "../../words/words.ts"
import { AccountCard } from "./account-card.tsx"
import { AccountPicker, NoAccount } from "./account-picker.tsx"
import { BalancesCard } from "./balances-card.tsx"
import { CreateButtons } from "./create-buttons.tsx"
import { LabFrame } from "./lab-frame.tsx"
import { MisbehaviourCard } from "./misbehaviour-card.tsx"
import { StoryList } from "./story-list.tsx"
import { ThingsCard } from "./things-card.tsx"
import { TravelCard } from "./travel-card.tsx"
import { useAccounts, type Account } from "./use-lab.ts"

const storyLines = 40

/** A simulated account: what it has, holds, does and gets wrong. */
export function LabPage() {
  const words = useWords().lab
  return (
    <LabFrame title={words.title}>
      <Accounts />
    </LabFrame>
  )
}

function Accounts() {
  const accounts = useAccounts()
  const filters = useFilters(["account", "kind", "thing"])
  const navigate = useNavigate()
  if (accounts === undefined) return <Skeleton height={420} aria-busy />
  const { account: id, thing, kind } = filters.values
  // The first of the hub's own accounts is Pivot's: the newest are listed first.
  const account = accounts.find((each) => each.id === id) ?? accounts.at(-1)
  const show = (search: Readonly<Record<string, string>>): void =>
    void navigate({ to: "/lab", search, resetScroll: false })
  const pick = (picked: string): void => show({ account: picked })
  if (account === undefined) return <NoAccount onMade={pick} />
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <AccountPicker accounts={accounts} account={account} onPick={pick} />
        <Group gap="xs">
          <CreateButtons
            key={account.id}
            account={account}
            onMade={(made) => show({ account: account.id, thing: made })}
          />
        </Group>
      </Group>
      {thing !== undefined && (
        <TravelCard
          key={thing}
          account={account}
          thing={thing}
          onClose={() => filters.set("thing", undefined)}
        />
      )}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <ThingsCard
            account={account}
            kind={kind}
            onKind={(picked) => filters.set("kind", picked)}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="md">
            <BalancesCard account={account} />
            <Story account={account} />
            <MisbehaviourCard account={account} />
            <AccountCard account={account} onGone={() => filters.clear()} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  )
}

function Story({ account }: { readonly account: Account }) {
  const words = useWords().lab.story
  const params = { path: { id: account.id }, query: { limit: storyLines } }
  const story = api.useQuery("get", "/v1/sandbox/accounts/{id}/story", { params }).data
  return (
    <Card title={words.title}>
      <div
        tabIndex={0}
        role="region"
        aria-label={words.title}
        style={{ maxHeight: 320, overflowY: "auto", minHeight: 80 }}
      >
        {story === undefined ? (
          <Skeleton height={72} />
        ) : (
          <StoryList lines={story.data} none={words.none} />
        )}
      </div>
    </Card>
  )
}
