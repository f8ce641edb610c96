import { Stack } from "@mantine/core"

import { useMay } from "../../api/use-me.ts"
import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"
import { ApiKeys } from "./api-keys.tsx"
import { SettingsTabs } from "./settings-tabs.tsx"
import { SecretsOverview } from "./secrets-overview.tsx"

/** Developer settings: keys of programs, and what webhooks are checked with. */
export function CredentialsPage() {
  const words = useWords().settings
  return (
    <Page title={words.credentials.title} tabs={<SettingsTabs />}>
      <Stack gap="xl">
        {useMay("admin") && <ApiKeys />}
        <SecretsOverview />
      </Stack>
    </Page>
  )
}
