import { Group, SegmentedControl, Stack, Title } from "@mantine/core"
import { IconBuildingBank } from "@tabler/icons-react"

import { ListView, type Column } from "../../list/list.tsx"
import { useList } from "../../list/use-list.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Money } from "../../parts/money.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { ThingActions } from "./thing-actions.tsx"
import { ThingStatus } from "./thing-status.tsx"
import { thingLink } from "./thing-link.ts"
import type { Account, SandboxThing } from "./use-lab.ts"

const KINDS: Readonly<Record<string, readonly string[]>> = {
  pivot: ["batch", "payout", "payment", "top_up"],
  xendit: ["payout", "payout_v3"],
  adyen: ["payout", "transfer"],
}

/** What an account holds at its provider, with what can be done to each. */
export function ThingsCard({
  account,
  kind,
  onKind,
}: {
  readonly account: Account
  readonly kind: string | undefined
  readonly onKind: (kind: string | undefined) => void
}) {
  const words = useWords().lab.things
  const list = useList<SandboxThing>(`/v1/sandbox/accounts/${account.id}/things`, {
    query: kind === undefined ? {} : { kind },
  })
  const kinds = KINDS[account.provider] ?? []
  const columns = useColumns(account)
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {words.title}
        </Title>
        {kinds.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={words.kind}
            data={[
              { value: "", label: words.all },
              ...kinds.map((each) => ({ value: each, label: wordOf(words.kinds, each) })),
            ]}
            value={kind ?? ""}
            onChange={(value) => onKind(value === "" ? undefined : value)}
          />
        )}
      </Group>
      <ListView
        list={list}
        columns={columns}
        label={words.title}
        linkOf={(thing) => thingLink(account.id, thing.id, kind)}
        linkText={(thing) => words.open(thing.reference ?? thing.name)}
        empty={
          <EmptyState icon={IconBuildingBank} title={words.none}>
            {words.noneWhy}
          </EmptyState>
        }
      />
    </Stack>
  )
}

function useColumns(account: Account): readonly Column<SandboxThing>[] {
  const words = useWords().lab.things
  return [
    {
      key: "status",
      label: words.status,
      width: "minmax(8.5rem, 1fr)",
      onCard: "head",
      cell: ({ status }) => <ThingStatus status={status} />,
    },
    {
      key: "amount",
      label: words.amount,
      width: "minmax(7rem, 0.8fr)",
      align: "end",
      onCard: "end",
      cell: ({ amount }) => <Money amount={amount} />,
    },
    {
      key: "reference",
      label: words.reference,
      width: "minmax(8rem, 1.2fr)",
      cell: (thing) => <IdText id={thing.reference} what={words.reference} />,
    },
    {
      key: "kind",
      label: words.kind,
      width: "minmax(7rem, 0.7fr)",
      cell: (thing) => wordOf(words.kinds, thing.kind),
    },
    {
      key: "next",
      label: words.next,
      width: "minmax(6rem, 0.7fr)",
      cell: (thing) => <Moment at={thing.next_step_at} />,
    },
    {
      key: "actions",
      label: words.actions,
      width: "4.5rem",
      align: "end",
      // Above the link that covers the row.
      cell: (thing) => (
        <span style={{ position: "relative", zIndex: 1 }}>
          <ThingActions account={account} thing={thing} />
        </span>
      ),
    },
  ]
}
