import { Anchor, Group, Stack, Text } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"

import { api, client, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { useRefresh } from "../../live/changes.ts"
import { Card } from "../../parts/card.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { Moment } from "../../parts/moment.tsx"
import { toast } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { Conflict } from "./conflict.tsx"
import type { WholePayout } from "./payout.ts"

type Item = Thing<"AttentionItem">

/** What somebody must do about it, with what can be done here. */
export function OpenItems({
  subjectId,
  payout,
}: {
  readonly subjectId: string
  readonly payout?: WholePayout
}) {
  const query = { params: { query: { subject_id: subjectId, state: "open" as const } } }
  const items = api.useQuery("get", "/v1/attention", query).data?.data ?? []
  useRefresh(["attention"], "/v1/attention")
  return (
    <>
      {items.map((item) => (
        <OpenItem key={item.id} item={item}>
          {item.kind === "conflict" && payout !== undefined && (
            <Conflict payout={payout} item={item} />
          )}
        </OpenItem>
      ))}
    </>
  )
}

function OpenItem({ item, children }: { readonly item: Item; readonly children: React.ReactNode }) {
  const words = useWords().payouts
  const own = words.items
  const mayWrite = useMay("write")
  const queries = useQueryClient()

  async function act(action: string, reason: string | undefined): Promise<void> {
    const { error } = await client.POST("/v1/attention/{id}/{action}", {
      params: { path: { id: item.id, action } },
      body: reason === undefined ? {} : { reason },
    })
    if (error !== undefined) throw error as unknown
    toast(own.done)
    await queries.invalidateQueries({ queryKey: ["get", "/v1/attention"] })
    await queries.invalidateQueries({ queryKey: ["get", "/v1/payouts/{id}"] })
  }

  return (
    <div style={{ borderInlineStart: "4px solid var(--tone-orange)", borderRadius: 8 }}>
      <Card
        title={item.kind === "conflict" ? words.conflict.title : own.open}
        actions={
          <Text size="sm" c="dimmed">
            <Moment at={item.since} />
          </Text>
        }
      >
        <Stack gap="sm">
          <Text>{item.advice}</Text>
          {children}
          <Group gap="xs">
            {mayWrite &&
              item.actions.map(({ action, label, needs_reason: needsReason }) => (
                <ConfirmAction
                  key={action}
                  size="xs"
                  label={label}
                  reason={needsReason ? "needed" : "optional"}
                  onConfirm={(reason) => act(action, reason)}
                >
                  {item.advice}
                </ConfirmAction>
              ))}
            {item.links.map(({ label, url }) => (
              <Anchor key={url} href={url} target="_blank" rel="noreferrer" size="sm">
                {label}
              </Anchor>
            ))}
            <Anchor component={Link} to={`/attention/${item.id}`} size="sm">
              {own.see}
            </Anchor>
          </Group>
        </Stack>
      </Card>
    </div>
  )
}
