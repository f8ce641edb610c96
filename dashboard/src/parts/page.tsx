import { Box, Group, Stack, Title } from "@mantine/core"
import { useDocumentTitle } from "@mantine/hooks"
import type { ReactNode } from "react"

import { countText, useOpenCount } from "../shell/open-count.ts"
import { useWords } from "../words/words.ts"

/** What every page is: one title, its actions, maybe tabs, and its content. */
export function Page({
  title,
  actions,
  tabs,
  children,
}: {
  readonly title: string
  readonly actions?: ReactNode
  readonly tabs?: ReactNode
  readonly children: ReactNode
}) {
  const words = useWords().shell
  const open = useOpenCount()
  const count = open.count === 0 ? "" : `(${countText(open)}) `
  useDocumentTitle(`${count}${title} · ${words.product}`)
  return (
    <Stack gap="md">
      <Group justify="space-between" align="center" mih={36}>
        <Title order={1} size="h2" id="page-title" style={{ overflowWrap: "anywhere" }}>
          {title}
        </Title>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {tabs}
      <Box>{children}</Box>
    </Stack>
  )
}
