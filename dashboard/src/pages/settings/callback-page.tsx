import { Group, Stack } from "@mantine/core"
import { useNavigate, useParams } from "@tanstack/react-router"

import { api, client, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { useRefresh } from "../../live/changes.ts"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { CallbackFacts } from "./callback-facts.tsx"
import { CallbackSecret } from "./callback-secret.tsx"
import { CallbackTest } from "./callback-test.tsx"
import { SettingsTabs } from "./settings-tabs.tsx"
import { useShowEndpoint } from "./use-show-endpoint.ts"

/** One URL of the merchant's: how it does, its test, its secret. */
export function CallbackPage() {
  const words = useWords().settings.callback
  const { id } = useParams({ strict: false }) as { readonly id: string }
  useRefresh(["deliveries"], "/v1/endpoints/{id}")
  const found = api.useQuery("get", "/v1/endpoints/{id}", { params: { path: { id } } })
  const endpoint = found.data
  return (
    <Page
      title={endpoint?.description ?? words.title}
      tabs={<SettingsTabs />}
      actions={endpoint && <Actions endpoint={endpoint} />}
    >
      {found.error !== null && (
        <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
      )}
      {endpoint === undefined ? (
        <div style={{ minHeight: 480 }} aria-busy={found.isPending} />
      ) : (
        <Stack gap="md">
          <CallbackFacts endpoint={endpoint} />
          <CallbackTest endpoint={endpoint} />
          <CallbackSecret endpoint={endpoint} />
        </Stack>
      )}
    </Page>
  )
}

function Actions({ endpoint }: { readonly endpoint: Thing<"Endpoint"> }) {
  const words = useWords().settings.callback
  const navigate = useNavigate()
  const show = useShowEndpoint()
  const params = { path: { id: endpoint.id } }
  if (!useMay("write")) return null

  async function done(answer: { readonly error?: unknown }): Promise<void> {
    if (answer.error !== undefined) throw answer.error as unknown
    await show()
  }

  return (
    <Group gap="xs">
      <ConfirmAction
        label={words.missed}
        variant="default"
        onConfirm={async () => {
          const path = "/v1/endpoints/{id}/resend-missed"
          const { data, error } = await client.POST(path, { params })
          if (error !== undefined) throw error as unknown
          await navigate({ to: `/webhooks/resends/${data.id}` })
        }}
      >
        {words.missedWhy}
      </ConfirmAction>
      {endpoint.state === "active" ? (
        <ConfirmAction
          label={words.disable}
          variant="default"
          onConfirm={async () => done(await client.POST("/v1/endpoints/{id}/disable", { params }))}
        >
          {words.disableWhy}
        </ConfirmAction>
      ) : (
        <ConfirmAction
          label={words.enable}
          onConfirm={async () => done(await client.POST("/v1/endpoints/{id}/enable", { params }))}
        >
          {words.enableWhy}
        </ConfirmAction>
      )}
      <ConfirmAction
        label={words.remove}
        color="red"
        variant="light"
        onConfirm={async () => {
          const { error } = await client.DELETE("/v1/endpoints/{id}", { params })
          if (error !== undefined) throw error as unknown
          await navigate({ to: "/settings/developer/callbacks" })
        }}
      >
        {words.removeWhy}
      </ConfirmAction>
    </Group>
  )
}
