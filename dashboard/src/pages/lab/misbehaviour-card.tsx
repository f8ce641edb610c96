import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core"

import { api, type Thing } from "../../api/client.ts"
import { problemOf } from "../../api/problem.ts"
import { useMay } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { toastFailure } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { useRefreshLab, type Account } from "./use-lab.ts"

type Misbehaviour = Thing<"SandboxAccount">["misbehaviour"]

const KINDS = [
  "duplicate",
  "delay",
  "reorder",
  "drop",
  "wrong_token",
  "truncate",
  "wrong_amount",
  "failed_after_succeeded",
  "reverse",
  "api_down",
  "api_slow",
] as const satisfies readonly (keyof Misbehaviour)[]
type Kind = (typeof KINDS)[number]

const PERCENTS = [25, 50, 100] as const

/** How often what goes wrong at an account. */
export function MisbehaviourCard({ account }: { readonly account: Account }) {
  const words = useWords().lab.misbehaviour
  const mayWrite = useMay("write")
  const refresh = useRefreshLab()
  const { mutate, isPending } = api.useMutation("patch", "/v1/sandbox/accounts/{id}", {
    onSettled: refresh,
    onError: (error: unknown) => toastFailure(problemOf(error).detail),
  })
  const set = (misbehaviour: Partial<Record<Kind, number | null>>): void =>
    mutate({ params: { path: { id: account.id } }, body: { misbehaviour } })
  const isQuiet = KINDS.every((kind) => (account.misbehaviour[kind] ?? 0) === 0)
  return (
    <Card
      title={words.title}
      actions={
        mayWrite &&
        !isQuiet && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => set(Object.fromEntries(KINDS.map((kind) => [kind, null])))}
          >
            {words.quiet}
          </Button>
        )
      }
    >
      <Text size="xs" c="dimmed" mb="xs">
        {words.why}
      </Text>
      <Stack gap={6}>
        {KINDS.map((kind) => {
          const percent = Math.round((account.misbehaviour[kind] ?? 0) * 100)
          const choices = new Set([...PERCENTS, ...(percent === 0 ? [] : [percent])])
          return (
            <Group key={kind} justify="space-between" wrap="nowrap" gap="xs">
              <Text size="sm" component="label" htmlFor={`misbehaviour-${kind}`}>
                {words.kinds[kind]}
              </Text>
              <NativeSelect
                id={`misbehaviour-${kind}`}
                size="xs"
                w={96}
                style={{ flexShrink: 0 }}
                disabled={!mayWrite || isPending}
                data={[
                  { value: "0", label: words.never },
                  ...[...choices].map((each) => ({
                    value: String(each),
                    label: words.chance(each),
                  })),
                ]}
                value={String(percent)}
                onChange={(event) => {
                  const chance = Number(event.currentTarget.value) / 100
                  set({ [kind]: chance === 0 ? null : chance })
                }}
              />
            </Group>
          )
        })}
      </Stack>
    </Card>
  )
}
