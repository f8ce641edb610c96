import { Button, Group, NumberInput, Radio, Stack, Textarea } from "@mantine/core"
import { useState, type FormEvent } from "react"

import { api, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { toast } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { useRefreshLab } from "./use-lab.ts"

type Echo = Thing<"SandboxEcho">
type Answer = Echo["answer"]

const PRESETS = {
  ok: { status: 200, delay_ms: 0 },
  fails: { status: 500, delay_ms: 0 },
  slow: { status: 200, delay_ms: 10_000 },
  late: { status: 200, delay_ms: 30_000 },
} as const
type Preset = keyof typeof PRESETS
const NAMES = Object.keys(PRESETS) as readonly Preset[]

const delaySecondsMax = 30

/** What a receiver answers: one click for the usual, a form for anything else. */
export function EchoAnswerCard({ echo }: { readonly echo: Echo }) {
  const words = useWords().lab.echo
  const mayWrite = useMay("write")
  const refresh = useRefreshLab()
  const kept = presetOf(echo.answer)
  const [isCustom, setCustom] = useState(kept === undefined)
  const { mutate, isPending, error, variables } = api.useMutation("put", "/v1/sandbox/echo/{id}", {
    onSuccess() {
      toast(words.saved)
      refresh()
    },
  })
  // What was chosen stands at once; where it is refused, what is kept stands again.
  const preset = isPending ? presetOf(variables.body.answer) : kept
  const answer = (wanted: Answer): void =>
    mutate({ params: { path: { id: echo.id } }, body: { name: echo.name, answer: wanted } })

  function choose(value: string): void {
    const chosen = NAMES.find((name) => name === value)
    setCustom(chosen === undefined)
    if (chosen !== undefined) answer({ ...PRESETS[chosen], body: "" })
  }

  return (
    <Card title={words.answers}>
      <Radio.Group
        value={isCustom ? "custom" : (preset ?? "custom")}
        onChange={choose}
        aria-label={words.answers}
      >
        <Stack gap={8}>
          {NAMES.map((name) => (
            <Radio
              key={name}
              size="xs"
              value={name}
              label={words[name]}
              disabled={!mayWrite || isPending}
            />
          ))}
          <Radio size="xs" value="custom" label={words.custom} disabled={!mayWrite} />
        </Stack>
      </Radio.Group>
      {isCustom && mayWrite && (
        <CustomAnswer answer={echo.answer} isSaving={isPending} onSave={answer} />
      )}
      {error !== null && <ProblemNote error={error} />}
    </Card>
  )
}

function CustomAnswer({
  answer,
  isSaving,
  onSave,
}: {
  readonly answer: Answer
  readonly isSaving: boolean
  readonly onSave: (answer: Answer) => void
}) {
  const words = useWords().lab.echo
  const [status, setStatus] = useState<string | number>(answer.status)
  const [delay, setDelay] = useState<string | number>(answer.delay_ms / 1_000)
  const [body, setBody] = useState(answer.body)

  function save(event: FormEvent): void {
    event.preventDefault()
    onSave({ status: Number(status), delay_ms: Math.round(Number(delay) * 1_000), body })
  }

  return (
    <form onSubmit={save}>
      <Stack gap="xs" mt="sm">
        <Group gap="xs" grow>
          <NumberInput
            size="xs"
            label={words.status}
            min={200}
            max={599}
            allowDecimal={false}
            required
            value={status}
            onChange={setStatus}
          />
          <NumberInput
            size="xs"
            label={words.delay}
            min={0}
            max={delaySecondsMax}
            required
            value={delay}
            onChange={setDelay}
          />
        </Group>
        <Textarea
          size="xs"
          label={words.body}
          maxLength={10_000}
          autosize
          minRows={2}
          maxRows={8}
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button size="xs" type="submit" loading={isSaving}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function presetOf(answer: Answer): Preset | undefined {
  return NAMES.find(
    (name) =>
      answer.body === "" &&
      PRESETS[name].status === answer.status &&
      PRESETS[name].delay_ms === answer.delay_ms,
  )
}
