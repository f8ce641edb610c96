import { Button } from "@mantine/core"
import { IconPlugConnected } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import type { Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { ListView, type Column } from "../../list/list.tsx"
import { useList } from "../../list/use-list.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"
import { SettingsTabs } from "./settings-tabs.tsx"
import { ApiState, ModeBadge, QuarantinedLink, SourceState } from "./source-badges.tsx"

type Source = Thing<"Source">

/** The merchant's accounts at providers: do their webhooks arrive, and are they authentic? */
export function SourcesPage() {
  const words = useWords().settings.sources
  const list = useList<Source>("/v1/sources", { topics: ["messages"] })
  return (
    <Page title={words.title} tabs={<SettingsTabs />} actions={<ConnectButton />}>
      <ListView
        list={list}
        columns={useColumns()}
        label={words.label}
        linkOf={(source) => `/settings/sources/${source.id}`}
        linkText={(source) => source.name}
        empty={
          <EmptyState icon={IconPlugConnected} title={words.emptyTitle} actions={<ConnectButton />}>
            {words.empty}
          </EmptyState>
        }
      />
    </Page>
  )
}

function ConnectButton() {
  const words = useWords().settings.sources
  if (!useMay("write")) return null
  return (
    <Button component={Link} to="/settings/sources/connect">
      {words.connect}
    </Button>
  )
}

function useColumns(): readonly Column<Source>[] {
  const settings = useWords().settings
  const words = settings.sources
  return [
    {
      key: "name",
      label: words.name,
      width: "minmax(9rem, 1.4fr)",
      onCard: "head",
      cell: (source) => source.name,
    },
    {
      key: "provider",
      label: words.provider,
      width: "6rem",
      cell: ({ provider }) => settings.providers[provider] ?? provider,
    },
    {
      key: "mode",
      label: words.mode,
      width: "9rem",
      cell: (source) => (
        <>
          <ModeBadge live={source.live} /> <SourceState source={source} onlyOff />
        </>
      ),
    },
    {
      key: "last",
      label: words.lastMessage,
      width: "8rem",
      cell: ({ activity }) =>
        activity.last_message_at === null ? (
          words.nothing
        ) : (
          <Moment at={activity.last_message_at} />
        ),
    },
    {
      key: "verified",
      label: words.verified,
      width: "8rem",
      cell: ({ activity }) => (
        <span className="numbers">{words.verifiedOf(activity.verified, activity.received)}</span>
      ),
    },
    {
      key: "quarantined",
      label: words.quarantined,
      width: "7rem",
      cell: (source) => <QuarantinedLink source={source} />,
    },
    {
      key: "api",
      label: words.api,
      width: "minmax(8rem, 1fr)",
      onCard: "end",
      cell: (source) => <ApiState source={source} />,
    },
  ]
}
