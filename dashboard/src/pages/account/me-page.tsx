import { Alert, Skeleton, Stack, Switch } from "@mantine/core"
import { useState } from "react"

import { useMe } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { Page } from "../../parts/page.tsx"
import { letterKeysAreOn, switchLetterKeys } from "../../shell/letter-keys.ts"
import { useWords } from "../../words/words.ts"
import { SettingsTabs } from "../settings/settings-tabs.tsx"
import { OwnName } from "./own-name.tsx"
import { OwnPassword } from "./own-password.tsx"
import { OwnSessions } from "./own-sessions.tsx"
import { SecondFactorCard } from "./second-factor-card.tsx"

export function MePage() {
  const words = useWords().account.me
  const me = useMe()
  return (
    <Page title={words.title} tabs={<SettingsTabs />}>
      <Stack gap="md" maw={720}>
        {me === undefined && <Skeleton height={420} />}
        {me?.kind === "apiKey" && <Alert variant="light">{words.key}</Alert>}
        {me?.kind === "person" && (
          <>
            <OwnName me={me} />
            <OwnPassword />
            <SecondFactorCard isOn={me.two_factor} />
            <OwnSessions />
          </>
        )}
        <LetterKeys />
      </Stack>
    </Page>
  )
}

function LetterKeys() {
  const words = useWords()
  const [isOn, setOn] = useState(letterKeysAreOn)
  return (
    <Card title={words.account.me.keysTitle}>
      <Switch
        label={words.shell.keys.enabled}
        description={words.shell.keys.enabledWhy}
        checked={isOn}
        onChange={(event) => {
          switchLetterKeys(event.currentTarget.checked)
          setOn(event.currentTarget.checked)
        }}
      />
    </Card>
  )
}
