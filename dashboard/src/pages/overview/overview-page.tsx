import { Alert, Badge as Tag, Group, Skeleton, Stack, Tooltip } from "@mantine/core"

import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { Charts } from "./charts.tsx"
import { EndpointsCard } from "./endpoints-card.tsx"
import { Figures } from "./figures.tsx"
import { FirstSteps } from "./first-steps.tsx"
import { NeedsYou } from "./needs-you.tsx"
import { RangeSwitch } from "./range-switch.tsx"
import { SourcesCard } from "./sources-card.tsx"
import { SumsCard } from "./sums-card.tsx"
import { useOverview, useRange, type Overview } from "./use-overview.ts"

/** Is money moving, and who must act? */
export function OverviewPage() {
  const words = useWords().overview
  const { range, choose } = useRange()
  const { data, error, refetch } = useOverview(range)
  return (
    <Page
      title={words.title}
      actions={
        <>
          {data !== undefined && <ModeTag mode={data.mode} />}
          <RangeSwitch range={range} onChoose={choose} />
        </>
      }
    >
      <Stack gap="md">
        {error !== null && <ProblemNote error={error} onAgain={() => void refetch()} />}
        <NeedsYou />
        {data === undefined ? error === null && <Loading /> : <Shown data={data} />}
      </Stack>
    </Page>
  )
}

function Shown({ data }: { readonly data: Overview }) {
  const words = useWords().overview
  return (
    <>
      {!data.is_complete && (
        <Alert variant="light" color="gray">
          {words.incomplete}
        </Alert>
      )}
      {!data.setup.webhook && <FirstSteps setup={data.setup} />}
      <Figures data={data} />
      <SumsCard data={data} />
      <Charts data={data} />
      <SourcesCard data={data} />
      <EndpointsCard data={data} />
    </>
  )
}

function ModeTag({ mode }: { readonly mode: Overview["mode"] }) {
  const words = useWords().overview.mode
  if (mode === "live") return null
  return (
    <Tooltip label={words[`${mode}Why`]} multiline maw={280}>
      <Tag
        component="button"
        type="button"
        variant="outline"
        color="var(--tone-violet)"
        style={{ cursor: "help" }}
      >
        {words[mode]}
      </Tag>
    </Tooltip>
  )
}

/** As high as what comes, so that nothing jumps. */
function Loading() {
  return (
    <Stack gap="md" aria-busy>
      <Group grow>
        {[1, 2, 3, 4].map((each) => (
          <Skeleton key={each} height={112} />
        ))}
      </Group>
      <Skeleton height={180} />
      <Skeleton height={320} />
      <Skeleton height={180} />
    </Stack>
  )
}
