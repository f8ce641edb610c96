import { Button, Group, Skeleton, Stack, Text } from "@mantine/core"
import { Link, useParams } from "@tanstack/react-router"

import { api } from "../../api/client.ts"
import { useRefresh } from "../../live/changes.ts"
import { Card } from "../../parts/card.tsx"
import { Facts } from "../../parts/facts.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { BatchStatus, wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { BatchCounters } from "./batch-counters.tsx"
import { nextPoll } from "./future.ts"
import { OpenItems } from "./open-items.tsx"
import classes from "./payout-page.module.css"
import { PayoutTabs } from "./payout-tabs.tsx"
import type { WholeBatch } from "./payout.ts"
import { SourceName } from "./source-name.tsx"
import { Timeline } from "./timeline.tsx"
import { useProviderName } from "../../api/use-names.ts"

/** A bulk payout: its counters, and what is known of the payouts in it. */
export function BatchPage() {
  const words = useWords().payouts
  const { id = "" } = useParams({ strict: false })
  const found = api.useQuery("get", "/v1/batches/{id}", { params: { path: { id } } })
  useRefresh(["payouts", "attention"], "/v1/batches/{id}")
  const batch = found.data
  return (
    <Page title={words.batch.title} tabs={<PayoutTabs />}>
      {batch !== undefined ? (
        <Batch batch={batch} />
      ) : found.isError ? (
        <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
      ) : (
        <Skeleton height={400} aria-busy="true" />
      )}
    </Page>
  )
}

function Batch({ batch }: { readonly batch: WholeBatch }) {
  const words = useWords()
  const own = words.payouts.batch
  const provider = useProviderName()(batch.provider)
  return (
    <div className={classes["columns"]}>
      <Stack gap="md" miw={0}>
        <Card>
          <BatchStatus status={batch.status} />
          <Text mt={6}>
            {batch.reason === null
              ? own.sentence[batch.status]?.(provider)
              : wordOf(words.status.reason, batch.reason)}
          </Text>
        </Card>
        <OpenItems subjectId={batch.id} />
        <BatchCounters batch={batch} />
        <Timeline
          subject={batch}
          history={batch.history}
          isTruncated={batch.history_truncated}
          future={nextPoll(batch, provider, words.payouts.timeline)}
        />
      </Stack>
      <aside className={classes["side"]}>
        <BatchFacts batch={batch} />
      </aside>
    </div>
  )
}

function BatchFacts({ batch }: { readonly batch: WholeBatch }) {
  const words = useWords().payouts
  return (
    <Card title={words.detail.about}>
      <Facts
        facts={[
          [words.detail.source, <SourceName key="source" of={batch} isLink />],
          [
            words.detail.providerId,
            <IdText key="provider" id={batch.provider_id} what={words.detail.providerId} whole />,
          ],
          [words.detail.id, <IdText key="id" id={batch.id} what={words.detail.id} whole />],
          [words.detail.created, <Moment key="created" at={batch.created_at} whole />],
          [words.detail.updated, <Moment key="updated" at={batch.updated_at} whole />],
        ]}
      />
      <Group mt="sm">
        <Button
          component={Link}
          to="/payouts"
          search={{ batch_id: batch.id } as never}
          size="xs"
          variant="default"
        >
          {words.batch.seePayouts}
        </Button>
      </Group>
    </Card>
  )
}
