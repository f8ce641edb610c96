import { Stack, Stepper } from "@mantine/core"

import { api } from "../../api/client.ts"
import { useFilters } from "../../list/use-filters.ts"
import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { ChooseProvider } from "./connect/choose-provider.tsx"
import { FirstWebhook } from "./connect/first-webhook.tsx"
import { NameAndSecrets } from "./connect/name-and-secrets.tsx"
import { ReceiveUrl } from "./connect/receive-url.tsx"
import { PROVIDER_FIELDS } from "./provider-fields.ts"
import { SettingsTabs } from "./settings-tabs.tsx"
import classes from "./settings.module.css"

/** From "who pays out for you" to the first webhook; how far one is stands in the URL. */
export function ConnectPage() {
  const words = useWords().settings.connect
  const { values, set } = useFilters(["provider", "source"])
  const { provider, source: id } = values
  const isChosen = provider !== undefined && provider in PROVIDER_FIELDS
  const step = id !== undefined ? 3 : isChosen ? 1 : 0
  return (
    <Page title={words.title} tabs={<SettingsTabs />}>
      <Stack gap="md" maw={760}>
        <Stepper active={step} size="sm" className={classes["stepper"] ?? ""}>
          {words.steps.map((label) => (
            <Stepper.Step key={label} label={label} />
          ))}
        </Stepper>
        {id !== undefined ? (
          <Waiting id={id} />
        ) : isChosen ? (
          <NameAndSecrets
            key={provider}
            provider={provider}
            onBack={() => set("provider", undefined)}
            onMade={(made) => set("source", made)}
          />
        ) : (
          <ChooseProvider onChoose={(chosen) => set("provider", chosen)} />
        )}
      </Stack>
    </Page>
  )
}

function Waiting({ id }: { readonly id: string }) {
  const found = api.useQuery("get", "/v1/sources/{id}", { params: { path: { id } } })
  if (found.error !== null) {
    return <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
  }
  if (found.data === undefined) return <div style={{ minHeight: 320 }} aria-busy />
  return (
    <>
      <ReceiveUrl source={found.data} />
      <FirstWebhook source={found.data} />
    </>
  )
}
