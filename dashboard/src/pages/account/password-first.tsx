import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core"
import { useState, type FormEvent } from "react"

import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { useWork } from "./use-work.ts"

/** Who found an open browser does not know the password. */
export function PasswordFirst({
  label,
  why,
  onPassword,
}: {
  readonly label: string
  readonly why?: string
  readonly onPassword: (password: string) => Promise<unknown>
}) {
  const words = useWords().account
  const work = useWork()
  const [password, setPassword] = useState("")
  function submit(event: FormEvent): void {
    event.preventDefault()
    void work.run(() => onPassword(password))
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {why !== undefined && <Text size="sm">{why}</Text>}
        <PasswordInput
          label={words.me.current}
          autoComplete="current-password"
          required
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {work.error !== undefined && <ProblemNote error={work.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={work.isWorking}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
