import { Button, Group, Stack, Text, TextInput } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { useState, type FormEvent } from "react"

import { client } from "../../api/client.ts"
import type { Me } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { toast } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { useWork } from "./use-work.ts"

export function OwnName({ me }: { readonly me: Me }) {
  const { me: words, roles, ...account } = useWords().account
  const queries = useQueryClient()
  const work = useWork()
  const [name, setName] = useState(me.name ?? "")

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    const isDone = await work.run(async () => {
      const { error } = await client.PATCH("/v1/me", { body: { name: name.trim() } })
      if (error !== undefined) throw error as unknown
    })
    if (!isDone) return
    toast(words.saved)
    await queries.invalidateQueries({ queryKey: ["get", "/v1/me"] })
    await queries.invalidateQueries({ queryKey: ["get", "/v1/actors"] })
  }

  return (
    <Card title={words.profile}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {me.email}
            {me.role === null ? "" : ` · ${roles[me.role]} · ${me.merchant.name}`}
          </Text>
          <Group align="flex-end" gap="sm">
            <TextInput
              label={account.name}
              autoComplete="name"
              required
              maxLength={200}
              style={{ flex: 1 }}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={work.isWorking}>
              {words.save}
            </Button>
          </Group>
          {work.error !== undefined && <ProblemNote error={work.error} />}
        </Stack>
      </form>
    </Card>
  )
}
