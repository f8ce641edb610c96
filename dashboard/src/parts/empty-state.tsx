import { Group, Stack, Text, Title } from "@mantine/core"
import type { ReactNode } from "react"

import type { Icon } from "./badge.tsx"

/** Nothing yet: what would stand here, and how to get the first of it. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  actions,
}: {
  readonly icon: Icon
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <Icon size={36} aria-hidden />
      <Title order={2} size="h4">
        {title}
      </Title>
      {children !== undefined && (
        <Text c="dimmed" maw={520} component="div">
          {children}
        </Text>
      )}
      {actions !== undefined && <Group mt="xs">{actions}</Group>}
    </Stack>
  )
}
