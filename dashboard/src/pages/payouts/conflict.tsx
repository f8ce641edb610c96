import { SimpleGrid, Text } from "@mantine/core"

import type { Thing } from "../../api/client.ts"
import { Facts } from "../../parts/facts.tsx"
import { Moment } from "../../parts/moment.tsx"
import { PayoutStatusWord } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import type { Entry, WholePayout } from "./payout.ts"
import { useProviderName } from "../../api/use-names.ts"

/** Both claims side by side, which of them stands, and who is asked. */
export function Conflict({
  payout,
  item,
}: {
  readonly payout: WholePayout
  readonly item: Thing<"AttentionItem">
}) {
  const words = useWords().payouts
  const own = words.conflict
  const provider = useProviderName()(payout.provider)
  const { poll, history } = payout
  const other = [item.detail["claimed"], item.detail["stands"]].find(
    (status) => typeof status === "string" && status !== payout.status,
  )
  const stands = history.findLast((entry) => entry.applied && entry.status === payout.status)
  const claimed = history.findLast((entry) => entry.status === other)
  const asked: readonly (readonly [string, React.ReactNode])[] = [
    ...(poll?.asked_at
      ? [[own.asked(provider), <Moment key="asked" at={poll.asked_at} />] as const]
      : []),
    ...(poll?.next_at
      ? [[own.asksNext(provider), <Moment key="next" at={poll.next_at} />] as const]
      : []),
  ]
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Claim title={own.stands} entry={stands} />
        <Claim title={own.claimed} entry={claimed} />
      </SimpleGrid>
      {asked.length > 0 ? (
        <Facts facts={asked} />
      ) : (
        <Text size="sm" c="dimmed">
          {own.notAsked(provider)}
        </Text>
      )}
    </>
  )
}

function Claim({ title, entry }: { readonly title: string; readonly entry: Entry | undefined }) {
  const words = useWords().payouts.timeline
  if (entry === undefined) return null
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed" mb={4}>
        {title}
      </Text>
      <PayoutStatusWord status={entry.status} />
      <Text size="sm" mt={4}>
        {words.by(words.told[entry.via] ?? entry.via)}, {entry.wire_event}{" "}
        <Moment at={entry.occurred_at ?? entry.recorded_at} whole />
      </Text>
    </div>
  )
}
