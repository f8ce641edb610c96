import { Code, Group, Stack, Text } from "@mantine/core"

import { Copy } from "../../parts/copy.tsx"
import { useWords } from "../../words/words.ts"

export function BackupCodes({ codes }: { readonly codes: readonly string[] }) {
  const words = useWords().account.me
  const text = codes.join("\n")
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Text fw={600} size="sm">
          {words.codes}
        </Text>
        <Copy value={text} what={words.codes} />
      </Group>
      <Text size="sm">{words.codesWhy}</Text>
      <Code block style={{ columns: 2 }}>
        {text}
      </Code>
    </Stack>
  )
}
