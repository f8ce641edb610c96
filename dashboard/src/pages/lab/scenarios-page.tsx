import { SimpleGrid, Skeleton, Stack, Title } from "@mantine/core"
import { useNavigate } from "@tanstack/react-router"

import { api } from "../../api/client.ts"
import { useFilters } from "../../list/use-filters.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { LabFrame } from "./lab-frame.tsx"
import { RunCard } from "./run-card.tsx"
import { RunsList } from "./runs-list.tsx"
import { ScenarioCard } from "./scenario-card.tsx"

const scenariosKeptMs = 5 * 60_000

/** Named stories: what each shows, running one, and what came of it. */
export function ScenariosPage() {
  const words = useWords().lab
  return (
    <LabFrame title={words.titles.scenarios}>
      <Scenarios />
    </LabFrame>
  )
}

function Scenarios() {
  const words = useWords().lab.scenarios
  const filters = useFilters(["run"])
  const navigate = useNavigate()
  const options = { staleTime: scenariosKeptMs }
  const scenarios = api.useQuery("get", "/v1/sandbox/scenarios", {}, options)
  const { run } = filters.values
  return (
    <Stack gap="lg">
      {run !== undefined && (
        <RunCard key={run} id={run} onClose={() => filters.set("run", undefined)} />
      )}
      <Stack gap="sm">
        <Title order={2} size="h5">
          {words.list}
        </Title>
        {scenarios.error !== null && scenarios.data === undefined ? (
          <ProblemNote error={scenarios.error} onAgain={() => void scenarios.refetch()} />
        ) : scenarios.data === undefined ? (
          <Skeleton height={360} aria-busy />
        ) : (
          <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} spacing="md">
            {scenarios.data.data.map((scenario) => (
              <ScenarioCard
                key={scenario.name}
                scenario={scenario}
                onRun={(id) => void navigate({ to: "/lab/scenarios", search: { run: id } })}
              />
            ))}
          </SimpleGrid>
        )}
      </Stack>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {words.past}
        </Title>
        <RunsList />
      </Stack>
    </Stack>
  )
}
