import { Group, Text, Title } from "@mantine/core"
import { IconBan, IconCheck, IconKey } from "@tabler/icons-react"

import { client, type Thing } from "../../api/client.ts"
import { ListView, type Column } from "../../list/list.tsx"
import { useList } from "../../list/use-list.ts"
import { Badge } from "../../parts/badge.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { EmptyState } from "../../parts/empty-state.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { useWords } from "../../words/words.ts"
import { NewApiKey } from "./new-api-key.tsx"
import classes from "./settings.module.css"

type ApiKey = Thing<"ApiKey">

/** The keys that programs call the API with; who made each, and when it was last used. */
export function ApiKeys() {
  const words = useWords().settings.credentials
  const list = useList<ApiKey>("/v1/api-keys")
  return (
    <section>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h5">
          {words.keys}
        </Title>
        <NewApiKey onMade={list.reload} />
      </Group>
      <ListView
        list={list}
        label={words.keysLabel}
        columns={useColumns(list.reload)}
        empty={
          <EmptyState icon={IconKey} title={words.none}>
            {words.noneWhy}
          </EmptyState>
        }
      />
    </section>
  )
}

function useColumns(onRevoked: () => void): readonly Column<ApiKey>[] {
  const words = useWords().settings.credentials
  return [
    {
      key: "name",
      label: words.name,
      width: "minmax(9rem, 1.4fr)",
      onCard: "head",
      cell: ({ name }) => name,
    },
    {
      key: "hint",
      label: words.key,
      width: "7rem",
      cell: ({ hint }) => <span className={classes["mono"]}>{hint}</span>,
    },
    {
      key: "scopes",
      label: words.scopes,
      width: "minmax(8rem, 1fr)",
      cell: ({ scopes }) => scopes.join(", "),
    },
    {
      key: "used",
      label: words.lastUsed,
      width: "7rem",
      cell: (key) => <Moment at={key.last_used_at} />,
    },
    {
      key: "by",
      label: words.createdBy,
      width: "9rem",
      cell: ({ created_by: by }) =>
        by === "start" ? words.start : <IdText id={by} what={words.createdBy} />,
    },
    {
      key: "state",
      label: words.state,
      width: "6rem",
      onCard: "end",
      cell: (key) =>
        key.revoked_at === null ? (
          <Badge look={{ tone: "green", icon: IconCheck }}>{words.active}</Badge>
        ) : (
          <Badge look={{ tone: "slate", icon: IconBan }}>{words.revoked}</Badge>
        ),
    },
    {
      key: "revoke",
      label: words.revoke,
      width: "6rem",
      align: "end",
      cell: (key) =>
        key.revoked_at === null && (
          <ConfirmAction
            label={words.revoke}
            size="compact-sm"
            variant="light"
            color="red"
            onConfirm={async () => {
              const params = { path: { id: key.id } }
              const { error } = await client.DELETE("/v1/api-keys/{id}", { params })
              if (error !== undefined) throw error as unknown
              onRevoked()
            }}
          >
            <Text size="sm">{words.revokeWhy(key.name)}</Text>
          </ConfirmAction>
        ),
    },
  ]
}
