import { Button, Code, Group, Stack, Text, TextInput } from "@mantine/core"
import { useState, type FormEvent } from "react"
import { encode } from "uqr"

import { login, type SecondFactor } from "../../api/login.ts"
import { Copy } from "../../parts/copy.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { BackupCodes } from "./backup-codes.tsx"
import { useWork } from "./use-work.ts"

/** It counts only once a code shows that the app has taken the key. */
export function ScanForm({
  made,
  onDone,
}: {
  readonly made: SecondFactor
  readonly onDone: () => void
}) {
  const words = useWords().account.me
  const work = useWork()
  const [code, setCode] = useState("")
  const key = new URL(made.uri).searchParams.get("secret") ?? ""

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (await work.run(() => login.confirmSecondFactor(code.replaceAll(" ", "")))) onDone()
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <Text size="sm">{words.scan}</Text>
        <QrCode text={made.uri} label={words.qr} />
        <Group gap="xs" wrap="nowrap">
          <Code style={{ overflowWrap: "anywhere" }}>{key}</Code>
          <Copy value={key} what={words.secret} />
        </Group>
        <BackupCodes codes={made.backup_codes} />
        <TextInput
          label={words.confirmCode}
          autoComplete="one-time-code"
          inputMode="numeric"
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {work.error !== undefined && <ProblemNote error={work.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={work.isWorking}>
            {words.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Dark on light in both schemes: cameras expect it. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, data } = encode(text, { border: 2 })
  const squares = data.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")),
  )
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      width={200}
      height={200}
      shapeRendering="crispEdges"
      style={{ background: "#ffffff" }}
    >
      <path d={squares.join("")} fill="#000000" />
    </svg>
  )
}
