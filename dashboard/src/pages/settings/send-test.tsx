import { Button, Stack, Text } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"

import { api, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"

/** A sample through the receive URL, and what that said; only of a test account. */
export function SendTest({ source }: { readonly source: Thing<"Source"> }) {
  const words = useWords().settings.connect
  const queries = useQueryClient()
  const send = api.useMutation("post", "/v1/sources/{id}/test", {
    onSuccess: () => queries.invalidateQueries({ queryKey: ["get", "/v1/messages"] }),
  })
  const isTest = source.live === false
  if (!useMay("write")) return null
  return (
    <Stack gap={4}>
      <Button
        variant="default"
        disabled={!isTest}
        loading={send.isPending}
        onClick={() => send.mutate({ params: { path: { id: source.id } } })}
        style={{ alignSelf: "flex-start" }}
      >
        {words.sendTest}
      </Button>
      <Text size="xs" c="dimmed" role="status">
        {send.data === undefined
          ? isTest
            ? words.sendTestWhy
            : words.testRefused
          : (send.data.error ?? words.answered(send.data.response_status, send.data.duration_ms))}
      </Text>
      {send.error !== null && <ProblemNote error={send.error} />}
    </Stack>
  )
}
