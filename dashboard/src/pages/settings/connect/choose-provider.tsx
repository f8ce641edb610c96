import { Text, UnstyledButton } from "@mantine/core"

import { Card } from "../../../parts/card.tsx"
import { useWords } from "../../../words/words.ts"
import { PROVIDER_FIELDS } from "../provider-fields.ts"
import classes from "../settings.module.css"

export function ChooseProvider({ onChoose }: { readonly onChoose: (provider: string) => void }) {
  const words = useWords().settings
  return (
    <Card title={words.connect.choose}>
      <div className={classes["choices"]}>
        {Object.keys(PROVIDER_FIELDS).map((provider) => (
          <UnstyledButton
            key={provider}
            className={`card ${classes["choice"]}`}
            onClick={() => onChoose(provider)}
          >
            <Text fw={600}>{words.providers[provider] ?? provider}</Text>
            <Text size="sm" c="dimmed">
              {words.connect.about[provider]}
            </Text>
          </UnstyledButton>
        ))}
      </div>
    </Card>
  )
}
