import { Checkbox, Stack, Text, TextInput } from "@mantine/core"
import { useState } from "react"

import { client, type Thing } from "../../api/client.ts"
import { useMe, type Scope } from "../../api/use-me.ts"
import { useWords } from "../../words/words.ts"
import { ShownOnce } from "./shown-once.tsx"
import { TwoSteps } from "./two-steps.tsx"

/** What a key may do is chosen first; then it is made, and shown once. */
export function NewApiKey({ onMade }: { readonly onMade: () => void }) {
  const words = useWords().settings.credentials
  const mine = useMe()?.scopes ?? []
  const [name, setName] = useState("")
  const [scopes, setScopes] = useState<readonly Scope[]>(["read"])

  async function create(): Promise<Thing<"NewApiKey">> {
    const body = { name: name.trim(), scopes: [...scopes] }
    const { data, error } = await client.POST("/v1/api-keys", { body })
    if (error !== undefined) throw error as unknown
    onMade()
    return data
  }

  return (
    <TwoSteps
      label={words.create}
      confirmLabel={words.create}
      canConfirm={name.trim() !== "" && scopes.length > 0}
      onOpen={() => {
        setName("")
        setScopes(["read"])
      }}
      onConfirm={create}
      renderMade={(made) => <ShownOnce secret={made.key} label={words.key} />}
    >
      <Text size="sm">{words.createWhy}</Text>
      <TextInput
        label={words.name}
        description={words.nameWhy}
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Checkbox.Group
        label={words.scopes}
        value={[...scopes]}
        onChange={(chosen) => setScopes(chosen)}
      >
        <Stack gap="xs" mt="xs">
          {mine.map((scope) => (
            <Checkbox key={scope} value={scope} label={words.scope[scope] ?? scope} />
          ))}
        </Stack>
      </Checkbox.Group>
    </TwoSteps>
  )
}
