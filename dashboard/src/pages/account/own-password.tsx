import { Button, Group, PasswordInput, Stack } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { useState, type FormEvent } from "react"

import { login } from "../../api/login.ts"
import { Card } from "../../parts/card.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { toast } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { useWork } from "./use-work.ts"

export function OwnPassword() {
  const words = useWords().account.me
  const queries = useQueryClient()
  const work = useWork()
  const [current, setCurrent] = useState("")
  const [next, setNext] = useState("")

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!(await work.run(() => login.changePassword(current, next)))) return
    setCurrent("")
    setNext("")
    toast(words.changed)
    await queries.invalidateQueries({ queryKey: ["own-sessions"] })
  }

  return (
    <Card title={words.passwordTitle}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <PasswordInput
            label={words.current}
            autoComplete="current-password"
            required
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            label={words.next}
            description={words.nextWhy}
            autoComplete="new-password"
            required
            minLength={12}
            maxLength={128}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
          />
          {work.error !== undefined && <ProblemNote error={work.error} />}
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={work.isWorking}>
              {words.change}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}
