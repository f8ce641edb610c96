import { Skeleton, Stack, Text, Title } from "@mantine/core"
import type { ReactNode } from "react"

/** One station of the way; `none` says that nothing has come there. */
export function Hop({
  title,
  isLoading = false,
  none,
  children,
}: {
  readonly title: string
  readonly isLoading?: boolean
  /** Shown in the place of nothing. */
  readonly none?: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <li
      style={{ listStyle: "none", borderTop: "2px solid var(--line)", paddingTop: 8, minWidth: 0 }}
    >
      <Title order={3} size="sm" mb={6}>
        {title}
      </Title>
      <Stack gap={8} mih={48} style={{ maxHeight: 300, overflowY: "auto" }}>
        {isLoading ? (
          <Skeleton height={40} />
        ) : none === undefined ? (
          children
        ) : (
          <Text size="sm" c="dimmed" component="div">
            {none}
          </Text>
        )}
      </Stack>
    </li>
  )
}
