import {
  ActionIcon,
  Alert,
  Group,
  Progress,
  SimpleGrid,
  Skeleton,
  Text,
  Title,
} from "@mantine/core"
import { IconX } from "@tabler/icons-react"

import { api, client, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { useRefresh } from "../../live/changes.ts"
import { Card } from "../../parts/card.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { Facts } from "../../parts/facts.tsx"
import { Moment } from "../../parts/moment.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { MadeList } from "./made-list.tsx"
import { RunState } from "./run-state.tsx"
import { StoryList } from "./story-list.tsx"
import { useRefreshLab } from "./use-lab.ts"

const lookAgainMs = 2_000

/** One run: how far it is, what it made and how it went; live until it has ended. */
export function RunCard({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const words = useWords().lab
  const refresh = useRefreshLab()
  const mayWrite = useMay("write")
  useRefresh(["payouts"], "/v1/payouts", "/v1/batches", "/v1/payments")
  const params = { path: { id } }
  const found = api.useQuery(
    "get",
    "/v1/sandbox/runs/{id}",
    { params },
    { refetchInterval: ({ state }) => (state.data?.finished_at === null ? lookAgainMs : false) },
  )
  const run = found.data

  async function cancel(): Promise<void> {
    const { error } = await client.POST("/v1/sandbox/runs/{id}/cancel", { params })
    if (error !== undefined) throw error as unknown
    refresh()
  }

  return (
    <Card
      title={`${words.scenarios.current}: ${run?.scenario.replaceAll("-", " ") ?? "…"}`}
      actions={
        <Group gap="xs">
          {run?.finished_at === null && mayWrite && (
            <ConfirmAction
              label={words.scenarios.cancel}
              size="xs"
              variant="default"
              onConfirm={cancel}
            >
              {words.scenarios.cancelWhat}
            </ConfirmAction>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.scenarios.close}
            onClick={onClose}
          >
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Group>
      }
    >
      {found.error !== null && run === undefined ? (
        <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
      ) : run === undefined ? (
        <Skeleton height={200} aria-busy />
      ) : (
        <>
          <Group gap="sm" mb={6}>
            <RunState state={run.state} />
            <Text size="sm" className="numbers">
              {words.scenarios.progress(run.progress.done, run.progress.of)}
            </Text>
          </Group>
          <Progress
            value={(run.progress.done / run.progress.of) * 100}
            aria-label={words.scenarios.progress(run.progress.done, run.progress.of)}
            mb="sm"
          />
          {run.failure !== null && (
            <Alert color="red" title={words.scenarios.failure} mb="sm">
              {run.failure}
            </Alert>
          )}
          <RunFacts run={run} />
          <SimpleGrid cols={{ base: 1, md: 2 }} mt="md">
            <div>
              <Title order={3} size="sm" mb={6}>
                {words.scenarios.made}
              </Title>
              <MadeList accountId={run.account_id} made={run.made} />
            </div>
            <div>
              <Title order={3} size="sm" mb={6}>
                {words.scenarios.story}
              </Title>
              <div
                tabIndex={0}
                role="region"
                aria-label={words.scenarios.story}
                style={{ maxHeight: 300, overflowY: "auto" }}
              >
                <StoryList lines={run.story} none={words.story.none} />
              </div>
            </div>
          </SimpleGrid>
        </>
      )}
    </Card>
  )
}

function RunFacts({ run }: { readonly run: Thing<"WholeSandboxRun"> }) {
  const words = useWords().lab
  const hasEnded = run.finished_at !== null
  const begun = [
    [words.scenarios.provider, wordOf(words.provider, run.provider)],
    [words.scenarios.seed, String(run.seed)],
    [words.scenarios.started, <Moment key="started" at={run.created_at} />],
  ] as const
  const next = [
    [words.scenarios.waits, run.waits_for ?? words.scenarios.nothing],
    [words.scenarios.nextStep, <Moment key="next" at={run.next_step_at} whole />],
  ] as const
  const ended = [[words.scenarios.finished, <Moment key="ended" at={run.finished_at} />]] as const
  return <Facts facts={[...begun, ...(hasEnded ? ended : next)]} />
}
