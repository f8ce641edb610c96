import { Box, Paper, Stack, Title } from "@mantine/core"
import { useDocumentTitle } from "@mantine/hooks"
import type { ReactNode } from "react"

import { useWords } from "../../words/words.ts"

/** A page for who is not logged in: one card in the middle, below the name of the product. */
export function Outside({
  title,
  children,
}: {
  readonly title: string
  readonly children: ReactNode
}) {
  const { product } = useWords().shell
  useDocumentTitle(`${title} · ${product}`)
  return (
    <Box component="main" maw={440} mx="auto" px="md" py={{ base: "xl", sm: 72 }}>
      <Stack gap="md">
        <Box
          style={{ display: "flex", alignItems: "center", gap: "0.5rem", fontWeight: 700 }}
          fz="lg"
        >
          <img src="/icon.svg" alt="" width={28} height={28} />
          {product}
        </Box>
        <Paper className="card" p="lg">
          <Stack gap="md">
            <Title order={1} size="h3">
              {title}
            </Title>
            {children}
          </Stack>
        </Paper>
      </Stack>
    </Box>
  )
}
