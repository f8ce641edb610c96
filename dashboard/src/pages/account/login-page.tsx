import { Anchor, Alert, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core"
import { Link, useSearch } from "@tanstack/react-router"
import { useEffect, useState, type FormEvent } from "react"

import { login, pathAfterLogin, startAnew } from "../../api/login.ts"
import { problemOf } from "../../api/problem.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { CodeForm } from "./code-form.tsx"
import { Outside } from "./outside.tsx"
import { useWork } from "./use-work.ts"

export function LoginPage() {
  const words = useWords().account.login
  const search: Readonly<Record<string, string>> = useSearch({ strict: false })
  const [needsCode, setNeedsCode] = useState(false)
  const done = (): void => startAnew(pathAfterLogin(search["next"]))
  return (
    <Outside title={needsCode ? words.codeTitle : words.title}>
      {needsCode ? (
        <CodeForm onDone={done} onAgain={() => setNeedsCode(false)} />
      ) : (
        <PasswordForm onDone={done} onCodeNeeded={() => setNeedsCode(true)} />
      )}
    </Outside>
  )
}

function PasswordForm({
  onDone,
  onCodeNeeded,
}: {
  readonly onDone: () => void
  readonly onCodeNeeded: () => void
}) {
  const words = useWords().account
  const work = useWork()
  const [email, setEmail] = useState("")
  const [password, setPassword] = useState("")

  function submit(event: FormEvent): void {
    event.preventDefault()
    void work.run(async () => {
      const { needs_code: needsCode } = await login.logIn(email.trim(), password)
      if (needsCode) onCodeNeeded()
      else onDone()
    })
  }

  const isRefused = work.error !== undefined && problemOf(work.error).code === "login_refused"
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <NoOwnerYet />
        <TextInput
          label={words.email}
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={words.password}
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {isRefused && (
          <Alert color="red" variant="light" role="alert">
            {words.login.refused}
          </Alert>
        )}
        {work.error !== undefined && !isRefused && <ProblemNote error={work.error} />}
        <Button type="submit" loading={work.isWorking} fullWidth mt="xs">
          {words.login.submit}
        </Button>
        <Text size="sm" c="dimmed">
          {words.login.forgot}
        </Text>
      </Stack>
    </form>
  )
}

/** Before the first owner is made a login can only fail. */
function NoOwnerYet() {
  const words = useWords().account.login
  const [isNeeded, setNeeded] = useState(false)
  useEffect(() => {
    login.needsOwner().then(
      (state) => setNeeded(state.needs_owner),
      () => {},
    )
  }, [])
  if (!isNeeded) return null
  return (
    <Text size="sm">
      {words.toSetup}{" "}
      <Anchor component={Link} to="/setup" size="sm" underline="always">
        {words.howSetup}
      </Anchor>
    </Text>
  )
}
