import { Button, Grid, Group, NativeSelect, Skeleton, Stack, Text } from "@mantine/core"
import { IconBroadcast, IconPlus } from "@tabler/icons-react"

import { api } from "../../api/client.ts"
import { problemOf } from "../../api/problem.ts"
import { useMay } from "../../api/use-me.ts"
import { useFilters } from "../../list/use-filters.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { toastFailure } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { EchoAnswerCard } from "./echo-answer-card.tsx"
import { EchoRequestCard } from "./echo-request-card.tsx"
import { EchoRequests } from "./echo-requests.tsx"
import { EchoUrlCard } from "./echo-url-card.tsx"
import { LabFrame } from "./lab-frame.tsx"
import { useRefreshLab } from "./use-lab.ts"

/** The built-in receiver: what came to a URL of one's own, and what it answers. */
export function EchoPage() {
  const words = useWords().lab
  return (
    <LabFrame title={words.titles.echo}>
      <Echoes />
    </LabFrame>
  )
}

function Echoes() {
  const words = useWords().lab.echo
  const filters = useFilters(["echo", "request"])
  const found = api.useQuery("get", "/v1/sandbox/echo")
  const echoes = found.data?.data
  if (echoes === undefined) {
    if (found.error !== null) {
      return <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
    }
    return <Skeleton height={420} aria-busy />
  }
  const echo = echoes.find(({ id }) => id === filters.values.echo) ?? echoes[0]
  const pick = (id: string): void => filters.set("echo", id)
  if (echo === undefined) {
    return (
      <div className="card">
        <EmptyState
          icon={IconBroadcast}
          title={words.none}
          actions={<MakeEcho label={words.make} onMade={pick} />}
        >
          {words.what}
        </EmptyState>
      </div>
    )
  }
  const { request } = filters.values
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end" gap="sm">
        <Text size="sm" c="dimmed" maw={620}>
          {words.what}
        </Text>
        <Group gap="xs" align="flex-end">
          {echoes.length > 1 && (
            <NativeSelect
              size="xs"
              label={words.choose}
              data={echoes.map(({ id, name }, place) => ({
                value: id,
                label: `${name} ${echoes.length - place}`,
              }))}
              value={echo.id}
              onChange={(event) => pick(event.currentTarget.value)}
            />
          )}
          <MakeEcho label={words.another} onMade={pick} isSmall />
        </Group>
      </Group>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <EchoUrlCard echo={echo} onGone={() => filters.clear()} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <EchoAnswerCard key={echo.id} echo={echo} />
        </Grid.Col>
      </Grid>
      {request !== undefined && (
        <EchoRequestCard
          key={request}
          echoId={echo.id}
          requestId={request}
          onClose={() => filters.set("request", undefined)}
        />
      )}
      <EchoRequests echoId={echo.id} />
    </Stack>
  )
}

function MakeEcho({
  label,
  onMade,
  isSmall = false,
}: {
  readonly label: string
  readonly onMade: (id: string) => void
  readonly isSmall?: boolean
}) {
  const mayWrite = useMay("write")
  const refresh = useRefreshLab()
  const { mutate, isPending } = api.useMutation("post", "/v1/sandbox/echo", {
    onSuccess({ id }) {
      refresh()
      onMade(id)
    },
    onError: (error: unknown) => toastFailure(problemOf(error).detail),
  })
  if (!mayWrite) return null
  return (
    <Button
      loading={isPending}
      onClick={() => mutate({ body: {} })}
      {...(isSmall ? { size: "xs", variant: "default" } : {})}
      leftSection={<IconPlus size={14} aria-hidden />}
    >
      {label}
    </Button>
  )
}
