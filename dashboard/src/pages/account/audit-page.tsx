import { Anchor, Button, Group } from "@mantine/core"
import { IconDownload, IconHistory } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { useMay, useMe } from "../../api/use-me.ts"
import type { Thing } from "../../api/client.ts"
import { FilterBar } from "../../list/filter-bar.tsx"
import { ListView, type Column } from "../../list/list.tsx"
import { useFilters } from "../../list/use-filters.ts"
import { useList } from "../../list/use-list.ts"
import { Actor, useActors } from "../../parts/actor.tsx"
import { EmptyState } from "../../parts/empty-state.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"
import { SettingsTabs } from "../settings/settings-tabs.tsx"
import { AuditChange } from "./audit-change.tsx"
import { pathOfObject } from "./path-of-object.ts"

type AuditEntry = Thing<"AuditEntry">

const FILTERS = ["actor", "action", "object", "from", "to"] as const

/** Who did what, newest first. */
export function AuditPage() {
  const { audit: words, members } = useWords().account
  const isAllowed = useMay("admin")
  const me = useMe()
  return (
    <Page title={words.title} tabs={<SettingsTabs />}>
      {me === undefined ? null : isAllowed ? <AuditList /> : members.forbidden}
    </Page>
  )
}

function AuditList() {
  const words = useWords().account.audit
  const filters = useFilters(FILTERS)
  const { from, to, ...others } = filters.values
  const times = {
    from: from === undefined ? undefined : startOfDay(from, 0),
    // The day itself is meant, too.
    to: to === undefined ? undefined : startOfDay(to, 1),
  }
  const query: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries({ ...others, ...times }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )
  const list = useList<AuditEntry>("/v1/audit", { query })
  const actors = useActors()
  return (
    <>
      <Group justify="space-between" align="flex-end">
        <FilterBar
          filters={filters}
          fields={[
            {
              kind: "choice",
              name: "actor",
              label: words.who,
              choices: actors.map(({ id, name }) => ({ value: id, label: name })),
            },
            { kind: "text", name: "action", label: words.what },
            { kind: "text", name: "object", label: words.object, width: 240 },
            { kind: "day", name: "from", label: words.from },
            { kind: "day", name: "to", label: words.to },
          ]}
        />
        <Button
          component="a"
          href={`/v1/audit.csv?${new URLSearchParams(query).toString()}`}
          download
          size="xs"
          variant="default"
          mb="sm"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {words.csv}
        </Button>
      </Group>
      <ListView
        list={list}
        columns={useColumns()}
        label={words.list}
        filters={filters}
        empty={
          <EmptyState icon={IconHistory} title={words.empty}>
            {words.emptyWhy}
          </EmptyState>
        }
      />
    </>
  )
}

function useColumns(): readonly Column<AuditEntry>[] {
  const words = useWords().account.audit
  return [
    {
      key: "when",
      label: words.when,
      width: "9rem",
      onCard: "end",
      cell: (entry) => <Moment at={entry.at} />,
    },
    {
      key: "who",
      label: words.who,
      width: "minmax(9rem, 1fr)",
      onCard: "head",
      cell: (entry) => <Actor id={entry.actor} />,
    },
    {
      key: "what",
      label: words.what,
      width: "minmax(10rem, 1fr)",
      cell: (entry) => entry.action,
    },
    {
      key: "object",
      label: words.object,
      width: "minmax(11rem, 1fr)",
      cell: (entry) => <ChangedObject id={entry.object} what={words.object} />,
    },
    {
      key: "change",
      label: words.change,
      width: "6rem",
      cell: (entry) => <AuditChange entry={entry} />,
    },
  ]
}

function ChangedObject({ id, what }: { readonly id: string; readonly what: string }) {
  if (id.startsWith("per_") || id.startsWith("key_")) return <Actor id={id} />
  const path = pathOfObject(id)
  return path === undefined ? (
    <IdText id={id} what={what} />
  ) : (
    <Anchor component={Link} to={path}>
      <IdText id={id} what={what} />
    </Anchor>
  )
}

/** Midnight in the person's zone, some days on. */
function startOfDay(day: string, later: number): string | undefined {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number)
  const moment = new Date(year, month - 1, date + later)
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()
}
