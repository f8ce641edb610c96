import { Button, Group, Radio, Stack, Text, TextInput, Title } from "@mantine/core"
import { useState, type FormEvent } from "react"

import { api } from "../../../api/client.ts"
import { Card } from "../../../parts/card.tsx"
import { ProblemNote } from "../../../parts/problem-note.tsx"
import { useWords } from "../../../words/words.ts"
import { PROVIDER_FIELDS } from "../provider-fields.ts"
import { SecretFields } from "../secret-fields.tsx"

type Values = Readonly<Record<string, string>>

/** The fields as the provider's own console names them, and where to find them there. */
export function NameAndSecrets({
  provider,
  onBack,
  onMade,
}: {
  readonly provider: string
  readonly onBack: () => void
  readonly onMade: (id: string) => void
}) {
  const settings = useWords().settings
  const words = settings.connect
  const providerName = settings.providers[provider] ?? provider
  const [name, setName] = useState(providerName)
  const [mode, setMode] = useState("test")
  const [secrets, setSecrets] = useState<Values>({})
  const [credentials, setCredentials] = useState<Values>({})
  const connect = api.useMutation("post", "/v1/sources")
  const fields = PROVIDER_FIELDS[provider] ?? { secrets: [], credentials: [] }

  function submit(event: FormEvent): void {
    event.preventDefault()
    const opened = given(credentials)
    const body = {
      name,
      provider,
      secrets: given(secrets),
      ...(Object.keys(opened).length > 0 && { credentials: opened }),
      ...(mode !== "unknown" && { live: mode === "live" }),
    }
    connect.mutate({ body }, { onSuccess: ({ id }) => onMade(id) })
  }

  return (
    <Card title={providerName}>
      <form onSubmit={submit} autoComplete="off">
        <Stack gap="md">
          <TextInput
            label={words.name}
            description={words.nameWhy}
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Radio.Group
            label={words.account}
            description={words.accountWhy}
            value={mode}
            onChange={setMode}
          >
            <Group gap="md" mt="xs">
              <Radio value="test" label={words.test} />
              <Radio value="live" label={words.live} />
              <Radio value="unknown" label={words.unknown} />
            </Group>
          </Radio.Group>
          <Title order={3} size="h6">
            {words.secretsTitle}
          </Title>
          <SecretFields
            provider={provider}
            kinds={fields.secrets}
            values={secrets}
            onChange={setSecrets}
          />
          <Title order={3} size="h6">
            {words.credentialsTitle}
          </Title>
          <Text size="sm" c="dimmed">
            {words.credentialsWhy}
          </Text>
          <SecretFields
            provider={provider}
            kinds={fields.credentials}
            values={credentials}
            onChange={setCredentials}
          />
          {connect.error !== null && <ProblemNote error={connect.error} />}
          <Group justify="space-between">
            <Button variant="default" onClick={onBack}>
              {words.back}
            </Button>
            <Button type="submit" loading={connect.isPending}>
              {words.make}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}

function given(values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([kind, value]) =>
      value.trim() === "" ? [] : [[kind, value.trim()]],
    ),
  )
}
