import { Alert, Code, Group, Stack, Text } from "@mantine/core"
import { IconFlask, IconFlaskOff } from "@tabler/icons-react"
import type { ReactNode } from "react"

import { api } from "../../api/client.ts"
import { problemOf } from "../../api/problem.ts"
import { useChanges } from "../../live/changes.ts"
import { Copy } from "../../parts/copy.tsx"
import { EmptyState } from "../../parts/empty-state.tsx"
import { PageTabs } from "../../parts/page-tabs.tsx"
import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { ClockBar } from "./clock-bar.tsx"
import { useRefreshLab } from "./use-lab.ts"

/** What every page of the sandbox is: said to be simulated, its clock in sight, and live. */
export function LabFrame({
  title,
  actions,
  children,
}: {
  readonly title: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  const words = useWords().lab
  const clock = api.useQuery("get", "/v1/sandbox/clock", {}, { refetchInterval: 15_000 })
  const refresh = useRefreshLab()
  useChanges(["sandbox"], refresh)
  const tabs = [
    { to: "/lab", label: words.tabs.accounts, isExact: true },
    { to: "/lab/approval", label: words.tabs.approval },
    { to: "/lab/scenarios", label: words.tabs.scenarios },
    { to: "/lab/echo", label: words.tabs.echo },
  ]
  const isOff = clock.error !== null && problemOf(clock.error).code === "sandbox_off"
  return (
    <Page
      title={title}
      actions={isOff ? undefined : actions}
      tabs={<PageTabs tabs={tabs} label={words.tabs.label} />}
    >
      {isOff ? (
        <SandboxOff />
      ) : clock.error !== null && clock.data === undefined ? (
        <ProblemNote error={clock.error} onAgain={() => void clock.refetch()} />
      ) : (
        <Stack gap="md">
          <Alert color="violet" variant="light" py="xs" icon={<IconFlask aria-hidden />}>
            <Text size="sm" c="var(--tone-violet)">
              {words.simulated}
            </Text>
          </Alert>
          <ClockBar clock={clock.data} readAtMs={clock.dataUpdatedAt} />
          {children}
        </Stack>
      )}
    </Page>
  )
}

function SandboxOff() {
  const words = useWords().lab.off
  return (
    <div className="card">
      <EmptyState icon={IconFlaskOff} title={words.title}>
        <Text>{words.why}</Text>
        <Text mt="sm">{words.how}</Text>
        <Group justify="center" gap={4} my="xs">
          <Code>{words.variable}</Code>
          <Copy value={words.variable} what={words.variableName} />
        </Group>
        <Text size="sm">{words.caution}</Text>
      </EmptyState>
    </div>
  )
}
