import { Button, PasswordInput, Stack, TextInput } from "@mantine/core"
import { useState, type FormEvent } from "react"

import { login, startAnew } from "../../api/login.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { useWork } from "./use-work.ts"

const passwordCharacters = { min: 12, max: 128 }

/** A name, an address and a password make the login that the link is for. */
export function JoinForm({
  token,
  email: fixedEmail,
}: {
  readonly token: string
  /** Null: the person says. */
  readonly email: string | null
}) {
  const words = useWords().account
  const work = useWork()
  const [name, setName] = useState("")
  const [email, setEmail] = useState(fixedEmail ?? "")
  const [password, setPassword] = useState("")

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    const joining = { token, name: name.trim(), email: email.trim(), password }
    if (await work.run(() => login.accept(joining))) startAnew("/")
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput
          label={words.name}
          autoComplete="name"
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={words.email}
          type="email"
          autoComplete="username"
          required
          readOnly={fixedEmail !== null}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={words.password}
          description={words.invite.passwordWhy}
          autoComplete="new-password"
          required
          minLength={passwordCharacters.min}
          maxLength={passwordCharacters.max}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {work.error !== undefined && <ProblemNote error={work.error} />}
        <Button type="submit" loading={work.isWorking} fullWidth mt="xs">
          {words.invite.join}
        </Button>
      </Stack>
    </form>
  )
}
