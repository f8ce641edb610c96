import { Button, Group, Stack, Text, TextInput } from "@mantine/core"
import { useState } from "react"

import { client, type Thing } from "../../api/client.ts"
import type { Problem } from "../../api/problem.ts"
import { useMay } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { useWords } from "../../words/words.ts"
import { TestAccepted, TestRefused } from "./test-outcome.tsx"
import { TestSteps } from "./test-steps.tsx"
import { useShowEndpoint } from "./use-show-endpoint.ts"
import { useWatchedTest } from "./use-watched-test.ts"

type Tested = Partial<Thing<"TestAnswer">> & Partial<Thing<"Endpoint">>

/** The test event, sent again, or to a new URL that is taken only when it answers HTTP 200. */
export function CallbackTest({ endpoint }: { readonly endpoint: Thing<"Endpoint"> }) {
  const settings = useWords().settings
  const words = settings.callback
  const test = useWatchedTest<Tested>()
  const show = useShowEndpoint()
  const [url, setUrl] = useState(endpoint.url)
  const [tested, setTested] = useState(endpoint.url)
  const params = { path: { id: endpoint.id } }
  if (!useMay("write")) return null
  const isRunning = test.state === "running"
  const { answer } = test
  // A change answers with the endpoint: who is refused gets a problem instead.
  const isAccepted = answer !== undefined && answer.accepted !== false

  async function change(): Promise<void> {
    setTested(url)
    const body = { url: url.trim() }
    await test.run((init) => client.PATCH("/v1/endpoints/{id}", { params, body, ...init }))
    await show()
  }

  async function testNow(): Promise<void> {
    setTested(endpoint.url)
    await test.run((init) => client.POST("/v1/endpoints/{id}/test", { params, ...init }))
  }

  return (
    <Card
      title={settings.callbacks.testing}
      actions={
        <Button size="xs" loading={isRunning} onClick={() => void testNow()}>
          {words.test}
        </Button>
      }
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {words.testWhy}
        </Text>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void change()
          }}
        >
          <Stack gap="xs" maw={640}>
            <TextInput
              label={words.newUrl}
              description={words.changeWhy}
              type="url"
              required
              maxLength={2_048}
              value={url}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
            <Group>
              <Button
                type="submit"
                variant="default"
                disabled={url.trim() === endpoint.url || isRunning}
              >
                {words.changeTwo}
              </Button>
            </Group>
          </Stack>
        </form>
        {test.state !== "idle" && (
          <TestSteps
            steps={test.steps}
            state={test.state}
            isSecure={tested.startsWith("https:")}
            isAccepted={isAccepted}
          />
        )}
        {test.problem !== undefined && <TestRefused problem={test.problem} />}
        {answer?.accepted === false && <TestRefused problem={refusalOf(answer)} />}
        {isAccepted && (
          <TestAccepted>
            <Text size="sm">{settings.steps.status(200)}</Text>
          </TestAccepted>
        )}
      </Stack>
    </Card>
  )
}

/** A test of an endpoint that is registered already refuses nothing: it tells the same as one. */
function refusalOf({ error, cause }: Tested): Problem {
  const problem = { type: "", title: "", status: 422, retryable: false, code: "endpoint_refused" }
  return { ...problem, detail: error ?? "", ...{ cause } }
}
