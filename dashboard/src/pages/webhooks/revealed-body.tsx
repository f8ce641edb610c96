import { Button, Group, Stack, Text } from "@mantine/core"
import { IconDownload, IconEye, IconEyeOff } from "@tabler/icons-react"

import { useMay } from "../../api/use-me.ts"
import { CodeView } from "../../parts/code-view.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import type { Revealed } from "./use-revealed.ts"

/** Bytes behind a button: as text where they are one, and as a file. */
export function RevealedBody({
  revealed,
  fileName,
  mark = null,
}: {
  readonly revealed: Revealed
  readonly fileName: string
  readonly mark?: string | null
}) {
  const words = useWords().webhooks.message
  const mayReveal = useMay("raw")
  const { body, error, isAsking } = revealed
  if (body === undefined) {
    return (
      <Stack gap="xs" align="flex-start">
        <Text size="sm" c="dimmed">
          {mayReveal ? words.revealWhy : words.revealNever}
        </Text>
        {mayReveal && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconEye size={16} aria-hidden />}
            loading={isAsking}
            onClick={revealed.reveal}
          >
            {words.reveal}
          </Button>
        )}
        {error !== undefined && <ProblemNote error={error} />}
      </Stack>
    )
  }
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => download(body.body_base64, fileName)}
        >
          {words.download}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconEyeOff size={16} aria-hidden />}
          onClick={revealed.hide}
        >
          {words.hide}
        </Button>
      </Group>
      {body.body_text === null ? (
        <Text size="sm">{words.binary}</Text>
      ) : (
        <CodeView text={body.body_text} label={words.body} mark={mark} />
      )}
    </Stack>
  )
}

/** The exact bytes as a file, whatever they are. */
function download(base64: string, fileName: string): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0)
  const url = URL.createObjectURL(new Blob([bytes]))
  const link = document.createElement("a")
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
