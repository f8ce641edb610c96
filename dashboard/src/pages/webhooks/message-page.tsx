import { Anchor, Skeleton, Stack } from "@mantine/core"
import { IconHourglassOff } from "@tabler/icons-react"
import { Link, useParams } from "@tanstack/react-router"

import { api } from "../../api/client.ts"
import { problemOf } from "../../api/problem.ts"
import { useRefresh } from "../../live/changes.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { localText } from "../../parts/time-text.ts"
import { useWords } from "../../words/words.ts"
import { MessageFacts } from "./message-facts.tsx"
import { MessageTabs } from "./message-tabs.tsx"
import { MessageVerdict } from "./message-verdict.tsx"

/** One request as received: was it authentic, what does it say, what did it do? */
export function MessagePage() {
  const words = useWords().webhooks.message
  const { id = "" } = useParams({ strict: false }) as { readonly id?: string }
  const found = api.useQuery("get", "/v1/messages/{id}", { params: { path: { id } } })
  useRefresh(["messages"], "/v1/messages/{id}")
  const message = found.data
  return (
    <Page
      title={message?.wire_event ?? words.title}
      actions={
        <Anchor component={Link} to="/webhooks/received" size="sm">
          {words.back}
        </Anchor>
      }
    >
      {message !== undefined ? (
        <Stack gap="md">
          <MessageVerdict message={message} onChanged={() => void found.refetch()} />
          <MessageFacts message={message} />
          <MessageTabs message={message} />
        </Stack>
      ) : found.error === null ? (
        <Stack gap="md" aria-busy>
          <Skeleton height={120} />
          <Skeleton height={200} />
          <Skeleton height={320} />
        </Stack>
      ) : (
        <Missing error={found.error} onAgain={() => void found.refetch()} />
      )}
    </Page>
  )
}

function Missing({ error, onAgain }: { readonly error: unknown; readonly onAgain: () => void }) {
  const words = useWords().webhooks.message
  const problem = problemOf(error)
  if (problem.code !== "message_pruned") return <ProblemNote error={error} onAgain={onAgain} />
  const prunedAt = (problem as { readonly pruned_at?: string }).pruned_at
  return (
    <div className="card">
      <EmptyState icon={IconHourglassOff} title={words.goneTitle}>
        {prunedAt === undefined ? problem.detail : words.gone(localText(new Date(prunedAt)))}
      </EmptyState>
    </div>
  )
}
