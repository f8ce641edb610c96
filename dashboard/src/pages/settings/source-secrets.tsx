import { Group, Stack, Text } from "@mantine/core"
import { IconCheck, IconClock } from "@tabler/icons-react"
import { useState } from "react"

import type { Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { Badge } from "../../parts/badge.tsx"
import { Card } from "../../parts/card.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { useWords } from "../../words/words.ts"
import { fieldWords, PROVIDER_FIELDS } from "./provider-fields.ts"
import { SecretFields } from "./secret-fields.tsx"
import classes from "./settings.module.css"
import { TwoSteps } from "./two-steps.tsx"
import { useSourceChange } from "./use-source-change.ts"

type Values = Readonly<Record<string, string>>

/** What its webhooks are checked with: a new one is added first, the old one removed later. */
export function SourceSecrets({ source }: { readonly source: Thing<"Source"> }) {
  const words = useWords().settings.source
  const mayWrite = useMay("write")
  return (
    <Card title={words.secrets} actions={mayWrite && <AddSecret source={source} />}>
      <Stack gap="md">
        <div>
          {source.live_secrets.map((secret, at) => {
            const isNewest =
              source.live_secrets.findIndex(({ kind }) => kind === secret.kind) === at
            return (
              <LiveSecret key={secret.id} source={source} secret={secret} isNewest={isNewest} />
            )
          })}
        </div>
        <Group justify="space-between" gap="xs">
          <div>
            <Text fw={600} size="sm">
              {words.credentials}
            </Text>
            <Text size="sm" c="dimmed">
              {source.has_credentials ? words.credentialsSet : words.credentialsNone}
            </Text>
          </div>
          {mayWrite && <ReplaceCredentials source={source} />}
        </Group>
      </Stack>
    </Card>
  )
}

function LiveSecret({
  source,
  secret,
  isNewest,
}: {
  readonly source: Thing<"Source">
  readonly secret: Thing<"Source">["live_secrets"][number]
  readonly isNewest: boolean
}) {
  const settings = useWords().settings
  const words = settings.source
  const change = useSourceChange(source.id)
  const { label } = fieldWords(settings, source.provider, secret.kind)
  const isOnly = (source.secrets[secret.kind] ?? 0) < 2
  const mayWrite = useMay("write")
  return (
    <div className={classes["secret"]}>
      <span>{label}</span>
      <span className={classes["mono"]}>{secret.hint}</span>
      {isNewest ? (
        <Badge look={{ tone: "green", icon: IconCheck }}>{words.newest}</Badge>
      ) : (
        <Badge look={{ tone: "grey", icon: IconClock }}>{words.older}</Badge>
      )}
      {mayWrite && !isOnly && (
        <ConfirmAction
          label={words.remove}
          size="xs"
          variant="light"
          color="red"
          onConfirm={() => change({ remove_secrets: [secret.id] })}
        >
          {words.removeWhy(secret.hint)}
        </ConfirmAction>
      )}
    </div>
  )
}

function AddSecret({ source }: { readonly source: Thing<"Source"> }) {
  const words = useWords().settings.source
  const change = useSourceChange(source.id)
  const [values, setValues] = useState<Values>({})
  const added = filled(values)
  return (
    <TwoSteps
      label={words.add}
      confirmLabel={words.addTwo}
      size="xs"
      canConfirm={Object.keys(added).length > 0}
      onOpen={() => setValues({})}
      onConfirm={() => change({ add_secrets: added })}
    >
      <Text size="sm">{words.addWhy}</Text>
      <SecretFields
        provider={source.provider}
        kinds={PROVIDER_FIELDS[source.provider]?.secrets ?? []}
        values={values}
        onChange={setValues}
      />
    </TwoSteps>
  )
}

function ReplaceCredentials({ source }: { readonly source: Thing<"Source"> }) {
  const words = useWords().settings.source
  const change = useSourceChange(source.id)
  const [values, setValues] = useState<Values>({})
  const given = filled(values)
  return (
    <TwoSteps
      label={words.replace}
      confirmLabel={words.replace}
      size="xs"
      variant="default"
      canConfirm={Object.keys(given).length > 0}
      onOpen={() => setValues({})}
      onConfirm={() => change({ credentials: given })}
    >
      <Text size="sm">{words.replaceWhy}</Text>
      <SecretFields
        provider={source.provider}
        kinds={PROVIDER_FIELDS[source.provider]?.credentials ?? []}
        values={values}
        onChange={setValues}
      />
    </TwoSteps>
  )
}

function filled(values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .map(([kind, value]) => [kind, value.trim()])
      .filter(([, value]) => value !== ""),
  )
}
