import { Button, Group, NativeSelect, Stack, Text, TextInput, Title } from "@mantine/core"
import { useState, type FormEvent } from "react"

import { api, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { useRefreshLab } from "./use-lab.ts"

/** A story, who can play it, and with which seed. */
export function ScenarioCard({
  scenario,
  onRun,
}: {
  readonly scenario: Thing<"SandboxScenario">
  readonly onRun: (run: string) => void
}) {
  const words = useWords().lab
  const mayWrite = useMay("write")
  const refresh = useRefreshLab()
  const [provider, setProvider] = useState(scenario.providers[0] ?? "")
  const [seed, setSeed] = useState("")
  const { mutate, isPending, error } = api.useMutation("post", "/v1/sandbox/scenarios/{name}", {
    onSuccess({ id }) {
      refresh()
      onRun(id)
    },
  })

  function run(event: FormEvent): void {
    event.preventDefault()
    const given = seed.trim() === "" ? {} : { seed: Number(seed) }
    mutate({ params: { path: { name: scenario.name } }, body: { provider, ...given } })
  }

  return (
    <section className="card" style={{ padding: "1rem" }}>
      <Stack gap="xs" h="100%" justify="space-between">
        <div>
          <Title order={3} size="h6">
            {wordOf({}, scenario.name.replaceAll("-", " "))}
          </Title>
          <Text size="sm">{scenario.summary}</Text>
          <Text size="sm" c="dimmed" mt={4}>
            {words.scenarios.shows}: {scenario.shows}
          </Text>
        </div>
        {mayWrite && (
          <form onSubmit={run}>
            <Group gap="xs" align="flex-end">
              <NativeSelect
                size="xs"
                w={104}
                label={words.scenarios.provider}
                aria-label={words.scenarios.providerOf(scenario.name)}
                data={scenario.providers.map((each) => ({
                  value: each,
                  label: wordOf(words.provider, each),
                }))}
                value={provider}
                onChange={(event) => setProvider(event.currentTarget.value)}
              />
              <TextInput
                size="xs"
                w={92}
                label={words.scenarios.seed}
                aria-label={words.scenarios.seedOf(scenario.name)}
                title={words.scenarios.seedWhy}
                inputMode="numeric"
                pattern="[0-9]{1,15}"
                value={seed}
                onChange={(event) => setSeed(event.currentTarget.value)}
              />
              <Button
                size="xs"
                type="submit"
                loading={isPending}
                aria-label={words.scenarios.runOf(scenario.name)}
              >
                {words.scenarios.run}
              </Button>
            </Group>
            {error !== null && <ProblemNote error={error} />}
          </form>
        )}
      </Stack>
    </section>
  )
}
