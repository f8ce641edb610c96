import { Group, Stack, Text, TextInput } from "@mantine/core"
import { Link, useParams } from "@tanstack/react-router"
import { useState } from "react"

import { api, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { useRefresh } from "../../live/changes.ts"
import { Card } from "../../parts/card.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { Facts } from "../../parts/facts.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { fact } from "./fact.ts"
import classes from "./settings.module.css"
import { SendTest } from "./send-test.tsx"
import { SettingsTabs } from "./settings-tabs.tsx"
import { ApiState, ModeBadge, QuarantinedLink, SourceState } from "./source-badges.tsx"
import { SourceBehaviour } from "./source-behaviour.tsx"
import { SourceSecrets } from "./source-secrets.tsx"
import { TwoSteps } from "./two-steps.tsx"
import { useSourceChange } from "./use-source-change.ts"

/** One account at a provider: what it is, what its webhooks are checked with, how it behaves. */
export function SourcePage() {
  const words = useWords().settings
  const { id } = useParams({ strict: false }) as { readonly id: string }
  useRefresh(["messages"], "/v1/sources/{id}")
  const found = api.useQuery("get", "/v1/sources/{id}", { params: { path: { id } } })
  const source = found.data
  return (
    <Page
      title={source?.name ?? words.sources.title}
      tabs={<SettingsTabs />}
      actions={source && <Actions source={source} />}
    >
      {found.error !== null && (
        <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
      )}
      {source === undefined ? (
        <div style={{ minHeight: 480 }} aria-busy={found.isPending} />
      ) : (
        <Stack gap="md">
          <SourceFacts source={source} />
          <SourceSecrets source={source} />
          <SourceBehaviour key={source.updated_at} source={source} />
        </Stack>
      )}
    </Page>
  )
}

function SourceFacts({ source }: { readonly source: Thing<"Source"> }) {
  const settings = useWords().settings
  const words = settings.source
  const { activity } = source
  const verified =
    activity.received === 0
      ? settings.sources.nothing
      : settings.sources.verifiedOf(activity.verified, activity.received)
  return (
    <Card
      title={words.facts}
      actions={
        <Link to="/webhooks/received" search={{ source_id: source.id }} className={classes["link"]}>
          {words.messages}
        </Link>
      }
    >
      <Stack gap="md">
        <Facts
          facts={[
            [words.provider, settings.providers[source.provider] ?? source.provider],
            fact(words.mode, <ModeBadge live={source.live} />),
            fact(words.state, <SourceState source={source} />),
            fact(
              words.receiveUrl,
              <IdText id={source.receive_url} what={words.receiveUrl} whole />,
            ),
            fact(words.id, <IdText id={source.id} what={words.id} whole />),
            fact(words.lastMessage, <Moment at={activity.last_message_at} />),
            fact(words.lastVerified, <Moment at={activity.last_verified_at} />),
            [words.verified, verified],
            fact(words.quarantined, <QuarantinedLink source={source} />),
            fact(words.api, <ApiState source={source} />),
            ...(source.api.failing_since === null
              ? []
              : [fact(words.failingSince, <ApiTrouble source={source} />)]),
            fact(words.created, <Moment at={source.created_at} />),
          ]}
        />
        <SendTest source={source} />
      </Stack>
    </Card>
  )
}

function ApiTrouble({ source }: { readonly source: Thing<"Source"> }) {
  return (
    <>
      <Moment at={source.api.failing_since} /> <Text size="sm">{source.api.detail}</Text>
    </>
  )
}

function Actions({ source }: { readonly source: Thing<"Source"> }) {
  const words = useWords().settings.source
  const change = useSourceChange(source.id)
  const [name, setName] = useState(source.name)
  const isOff = source.disabled_at !== null
  if (!useMay("write")) return null
  return (
    <Group gap="xs">
      <TwoSteps
        label={words.rename}
        confirmLabel={words.rename}
        variant="default"
        canConfirm={name.trim() !== ""}
        onOpen={() => setName(source.name)}
        onConfirm={() => change({ name: name.trim() })}
      >
        <TextInput
          label={words.rename}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
      </TwoSteps>
      {isOff ? (
        <ConfirmAction label={words.enable} onConfirm={() => change({ disabled: false })}>
          {words.enableWhy}
        </ConfirmAction>
      ) : (
        <ConfirmAction
          label={words.disable}
          color="red"
          variant="light"
          onConfirm={() => change({ disabled: true })}
        >
          {words.disableWhy}
        </ConfirmAction>
      )}
    </Group>
  )
}
