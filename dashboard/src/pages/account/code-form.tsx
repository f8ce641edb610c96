import { Alert, Anchor, Button, Group, Stack, TextInput } from "@mantine/core"
import { useState, type FormEvent } from "react"

import { login } from "../../api/login.ts"
import { problemOf } from "../../api/problem.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { useWork } from "./use-work.ts"

/** The second step of a login: a code of the app, or one that was kept for when it is lost. */
export function CodeForm({
  onDone,
  onAgain,
}: {
  readonly onDone: () => void
  readonly onAgain: () => void
}) {
  const words = useWords().account.login
  const work = useWork()
  const [code, setCode] = useState("")
  const [isBackup, setBackup] = useState(false)

  function submit(event: FormEvent): void {
    event.preventDefault()
    void work.run(async () => {
      const typed = code.trim()
      await (isBackup ? login.sendBackupCode(typed) : login.sendCode(typed.replaceAll(" ", "")))
      onDone()
    })
  }

  const isRefused = work.error !== undefined && problemOf(work.error).code === "code_refused"
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          key={String(isBackup)}
          label={isBackup ? words.backupCode : words.code}
          autoComplete="one-time-code"
          inputMode={isBackup ? "text" : "numeric"}
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {isRefused && (
          <Alert color="red" variant="light" role="alert">
            {words.codeRefused}
          </Alert>
        )}
        {work.error !== undefined && !isRefused && <ProblemNote error={work.error} />}
        <Button type="submit" loading={work.isWorking} fullWidth>
          {words.confirm}
        </Button>
        <Group justify="space-between">
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => {
              setBackup(!isBackup)
              setCode("")
            }}
          >
            {isBackup ? words.useApp : words.useBackup}
          </Anchor>
          <Anchor component="button" type="button" size="sm" onClick={onAgain}>
            {words.again}
          </Anchor>
        </Group>
      </Stack>
    </form>
  )
}
