import { Button, Group, Stack, Text } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useEffect, useRef, useState } from "react"

import { client, type Thing } from "../../api/client.ts"
import { useFilters } from "../../list/use-filters.ts"
import { Card } from "../../parts/card.tsx"
import { CodeView } from "../../parts/code-view.tsx"
import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"
import { RegisterForm, type NewEndpoint } from "./register-form.tsx"
import { SettingsTabs } from "./settings-tabs.tsx"
import { ShownOnce } from "./shown-once.tsx"
import { TestAccepted, TestRefused } from "./test-outcome.tsx"
import { TestSteps } from "./test-steps.tsx"
import { useWatchedTest, type WatchedTest } from "./use-watched-test.ts"
import { verifySnippet } from "./verify-snippet.ts"

type Made = Thing<"NewEndpoint">

/** A URL is tested before it is registered, step by step, and its secret is shown once. */
export function RegisterPage() {
  const words = useWords().settings.callbacks
  const { values } = useFilters(["product", "url"])
  const queries = useQueryClient()
  const test = useWatchedTest<Made>()
  const [wanted, setWanted] = useState<NewEndpoint>()

  async function register(body: NewEndpoint): Promise<void> {
    setWanted(body)
    await test.run((init) => client.POST("/v1/endpoints", { body, ...init }))
    void queries.invalidateQueries({ queryKey: ["get", "/v1/endpoints"] })
  }

  return (
    <Page title={words.register} tabs={<SettingsTabs />}>
      <Stack gap="md" maw={760}>
        {test.answer === undefined && (
          <RegisterForm
            product={values.product}
            url={values.url}
            isTesting={test.state === "running"}
            onSubmit={(body) => void register(body)}
          />
        )}
        {test.state !== "idle" && wanted !== undefined && (
          <TestCard test={test} url={wanted.url} dialect={wanted.dialect} />
        )}
      </Stack>
    </Page>
  )
}

function TestCard({
  test,
  url,
  dialect,
}: {
  readonly test: WatchedTest<Made>
  readonly url: string
  readonly dialect: string
}) {
  const words = useWords().settings.callbacks
  const { answer, problem, state } = test
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Some browsers return a promise, which is no clean-up.
    place.current?.scrollIntoView({ block: "nearest" })
  }, [state])
  const snippet = verifySnippet(dialect)
  return (
    <Card title={words.testing}>
      <Stack gap="md" ref={place}>
        <TestSteps
          steps={test.steps}
          state={state === "running" ? "running" : "done"}
          isSecure={url.startsWith("https:")}
          isAccepted={answer !== undefined}
        />
        {problem !== undefined && <TestRefused problem={problem} />}
        {answer !== undefined && (
          <>
            <TestAccepted>
              <Text size="sm">{words.acceptedWhy}</Text>
            </TestAccepted>
            {answer.secret !== null && <ShownOnce secret={answer.secret} />}
            {snippet !== undefined && <CodeView text={snippet} label={words.snippet} />}
            <Group justify="flex-end">
              <Button component={Link} to={`/settings/developer/callbacks/${answer.id}`}>
                {words.open}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Card>
  )
}
