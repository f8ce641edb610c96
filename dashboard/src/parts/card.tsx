import { Group, Title } from "@mantine/core"
import type { ReactNode } from "react"

/** A titled part of a page. */
export function Card({
  title,
  actions,
  children,
}: {
  readonly title?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section className="card" style={{ padding: "1rem" }}>
      {title !== undefined && (
        <Group justify="space-between" mb="sm">
          <Title order={2} size="h5">
            {title}
          </Title>
          {actions}
        </Group>
      )}
      {children}
    </section>
  )
}
