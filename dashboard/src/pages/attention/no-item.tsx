import { Text } from "@mantine/core"

import { useWords } from "../../words/words.ts"

/** Beside a list of which nothing is chosen: for the moment until the first one is. */
export function NoItem() {
  return (
    <Text c="dimmed" p="md">
      {useWords().attention.noItem}
    </Text>
  )
}
