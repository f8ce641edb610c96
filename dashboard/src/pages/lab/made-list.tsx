import { Group, Stack, Text } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import { api, type Thing } from "../../api/client.ts"
import { IdText } from "../../parts/id-text.tsx"
import { PayoutStatus, wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { thingLink } from "./thing-link.ts"
import { ThingStatus } from "./thing-status.tsx"

type Made = Thing<"WholeSandboxRun">["made"][number]

/** Of each its place in the ledger is looked up; of a run of many only the first. */
const lookedUpMax = 20
const shownMax = 100

/** What a run made, with links to its way and to where it stands in the ledger. */
export function MadeList({
  accountId,
  made,
}: {
  readonly accountId: string
  readonly made: readonly Made[]
}) {
  const words = useWords().lab
  if (made.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {words.scenarios.madeNone}
      </Text>
    )
  }
  return (
    <Stack gap={6} component="ul" m={0} p={0}>
      {made.slice(0, shownMax).map((each, place) => (
        <Group
          key={`${each.kind} ${each.provider_id}`}
          component="li"
          gap="xs"
          style={{ listStyle: "none" }}
        >
          <Text size="sm" component="span">
            {wordOf(words.things.kinds, each.kind)}
          </Text>
          <Link to={thingLink(accountId, `${each.kind}/${each.provider_id}`)}>
            <IdText
              id={each.reference ?? each.provider_id}
              what={wordOf(words.things.kinds, each.kind)}
            />
          </Link>
          <ThingStatus status={each.status} />
          {isPayout(each) && place < lookedUpMax && <InLedger providerId={each.provider_id} />}
        </Group>
      ))}
      {made.length > shownMax && (
        <Text size="sm" component="li">
          {words.travel.more(made.length - shownMax)}
        </Text>
      )}
    </Stack>
  )
}

function isPayout({ kind }: Made): boolean {
  return kind === "payout" || kind === "payout_v3" || kind === "transfer"
}

function InLedger({ providerId }: { readonly providerId: string }) {
  const words = useWords().lab.travel
  const params = { query: { provider_id: providerId, limit: 1 } }
  const payout = api.useQuery("get", "/v1/payouts", { params }).data?.data[0]
  if (payout === undefined) return null
  return (
    <span>
      <Link to={`/payouts/${payout.id}`} aria-label={`${words.ledger}: ${payout.id}`}>
        {words.ledger}
      </Link>{" "}
      <PayoutStatus payout={payout} />
    </span>
  )
}
