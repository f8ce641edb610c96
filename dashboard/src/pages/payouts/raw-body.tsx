import { Button, Group, Stack, Text } from "@mantine/core"
import { useState } from "react"

import { client, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { CodeView } from "../../parts/code-view.tsx"
import { Copy } from "../../parts/copy.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"

export interface Body {
  readonly text: string | null
  readonly base64: string | null
}

/** The bytes as they came, once somebody who may asks for them: that is audited. */
export function RawBody({
  message,
  body,
  mark,
  onReveal,
}: {
  readonly message: Thing<"WholeMessage">
  readonly body: Body
  readonly mark: string | null
  readonly onReveal: (body: Body) => void
}) {
  const words = useWords().payouts.raw
  return (
    <Stack gap="xs">
      {message.body_pruned ? (
        <Text size="sm">{words.pruned}</Text>
      ) : body.base64 === null ? (
        <Reveal id={message.id} onReveal={onReveal} />
      ) : (
        <>
          {body.text === null ? (
            <Text size="sm">{words.binary}</Text>
          ) : (
            <CodeView text={body.text} label={words.raw} mark={mark} />
          )}
          <Group>
            <Button size="compact-xs" variant="default" onClick={() => save(message.id, body)}>
              {words.download}
            </Button>
          </Group>
        </>
      )}
      <Group gap="md">
        <Text size="xs" c="dimmed">
          {words.size(message.body_bytes)}
        </Text>
        {message.body_sha256 !== null && (
          <Group gap={4} wrap="nowrap">
            <Text size="xs" c="dimmed">
              {words.sha256}
            </Text>
            <IdText id={message.body_sha256} what={words.sha256} />
            <Copy value={message.body_sha256} what={words.sha256} />
          </Group>
        )}
      </Group>
    </Stack>
  )
}

function Reveal({
  id,
  onReveal,
}: {
  readonly id: string
  readonly onReveal: (body: Body) => void
}) {
  const words = useWords().payouts
  const mayReveal = useMay("raw")
  const [error, setError] = useState<unknown>()
  if (!mayReveal) return <Text size="sm">{words.raw.notAllowed}</Text>
  async function reveal(): Promise<void> {
    const { data, error: refused } = await client.POST("/v1/messages/{id}/reveal", {
      params: { path: { id } },
    })
    setError(refused)
    if (data !== undefined) onReveal({ text: data.body_text, base64: data.body_base64 })
  }
  return (
    <>
      <Group>
        <Button size="compact-sm" variant="default" onClick={() => void reveal()}>
          {words.raw.reveal}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {words.raw.revealWhy}
      </Text>
      {error !== undefined && <ProblemNote error={error} />}
    </>
  )
}

function save(id: string, { base64 }: Body): void {
  if (base64 === null) return
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const url = URL.createObjectURL(new Blob([bytes]))
  const link = document.createElement("a")
  link.href = url
  link.download = `${id}.body`
  link.click()
  URL.revokeObjectURL(url)
}
