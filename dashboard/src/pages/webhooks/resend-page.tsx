import { Anchor, Progress, Skeleton, Stack, Text } from "@mantine/core"
import { Link, useParams } from "@tanstack/react-router"

import { api, client, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { useRefresh } from "../../live/changes.ts"
import { Actor } from "../../parts/actor.tsx"
import { Card } from "../../parts/card.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { Facts } from "../../parts/facts.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { toast } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { leftOf } from "./left-of.ts"
import { ResendFilter } from "./resend-filter.tsx"
import { ResendState } from "./resend-state.tsx"

/** While it runs; the live stream tells of deliveries, not of a resend's own end. */
const runningLookMs = 1_000

/** One resend of many: how far it is, and how to stop it. It goes on without this page. */
export function ResendPage() {
  const all = useWords().webhooks
  const words = all.resend
  const { id = "" } = useParams({ strict: false }) as { readonly id?: string }
  const found = api.useQuery(
    "get",
    "/v1/resends/{id}",
    { params: { path: { id } } },
    {
      refetchInterval: ({ state }) =>
        state.data !== undefined && state.data.finished_at === null ? runningLookMs : false,
    },
  )
  useRefresh(["deliveries"], "/v1/resends/{id}")
  const mayWrite = useMay("write")
  const resend = found.data
  return (
    <Page
      title={words.title}
      actions={
        <>
          <Anchor component={Link} to="/webhooks/resends" size="sm">
            {all.tabs.resends}
          </Anchor>
          {mayWrite && resend?.state === "running" && (
            <ConfirmAction
              size="xs"
              color="red.8"
              label={words.cancel}
              onConfirm={async () => {
                await cancel(resend.id)
                toast(words.cancelled)
                await found.refetch()
              }}
            >
              <Text size="sm">{words.cancelWhy}</Text>
            </ConfirmAction>
          )}
        </>
      }
    >
      {resend !== undefined ? (
        <Stack gap="md">
          <ResendProgress resend={resend} />
          <ResendFilter filter={resend.filter} />
        </Stack>
      ) : found.error === null ? (
        <Stack gap="md" aria-busy>
          <Skeleton height={220} />
          <Skeleton height={120} />
        </Stack>
      ) : (
        <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
      )}
    </Page>
  )
}

function ResendProgress({ resend }: { readonly resend: Thing<"Resend"> }) {
  const all = useWords().webhooks
  const words = all.resend
  const left = leftOf(resend)
  const isOver = resend.finished_at !== null
  const through = resend.delivered + resend.failed + resend.withdrawn + resend.skipped
  const known = through + (left ?? 0)
  const percent = isOver
    ? 100
    : known === 0 || left === null
      ? 0
      : Math.floor((through / known) * 100)
  const number = (value: number | null) => (
    <span className="numbers">{value?.toLocaleString() ?? all.resends.uncounted}</span>
  )
  return (
    <Card title={words.progress} actions={<ResendState state={resend.state} />}>
      <Stack gap="sm">
        <Progress value={percent} size="lg" aria-label={words.percent(percent)} />
        {resend.state === "cancelled" && !isOver && <Text size="sm">{words.withdrawing}</Text>}
        <Facts
          facts={[
            [words.delivered, number(resend.delivered)],
            [words.failed, number(resend.failed)],
            [words.left, number(left)],
            ...(resend.retrying > 0 ? [[words.retrying, number(resend.retrying)] as const] : []),
            ...(resend.skipped > 0 ? [[words.skipped, number(resend.skipped)] as const] : []),
            ...(resend.withdrawn > 0 ? [[words.withdrawn, number(resend.withdrawn)] as const] : []),
            [words.total, number(resend.total)],
            [words.by, <Actor key="by" id={resend.created_by} />],
            [words.begun, <Moment key="begun" at={resend.created_at} whole />],
            ...(isOver
              ? [[words.finished, <Moment key="finished" at={resend.finished_at} whole />] as const]
              : []),
          ]}
        />
      </Stack>
    </Card>
  )
}

async function cancel(id: string): Promise<void> {
  const { error } = await client.POST("/v1/resends/{id}/cancel", { params: { path: { id } } })
  if (error !== undefined) throw error as unknown
}
