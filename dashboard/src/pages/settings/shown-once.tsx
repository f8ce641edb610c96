import { Alert, Stack, Text } from "@mantine/core"
import { IconKey } from "@tabler/icons-react"

import { CodeView } from "../../parts/code-view.tsx"
import { useWords } from "../../words/words.ts"

/** A secret that was just made: copied now or never. */
export function ShownOnce({ secret, label }: { readonly secret: string; readonly label?: string }) {
  const words = useWords().settings.once
  return (
    <Alert color="yellow" variant="light" icon={<IconKey />} title={words.title}>
      <Stack gap="xs">
        <Text size="sm">{words.why}</Text>
        <CodeView text={secret} label={label ?? words.what} />
      </Stack>
    </Alert>
  )
}
