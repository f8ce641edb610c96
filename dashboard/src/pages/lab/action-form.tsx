import { Button, Group, SimpleGrid, Stack, Text } from "@mantine/core"
import { IconDice5 } from "@tabler/icons-react"
import { useState, type FormEvent } from "react"

import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import {
  argumentsOf,
  fieldsOf,
  firstValues,
  randomDestination,
  type ActionValues,
} from "./action-fields.ts"
import { ActionInput } from "./action-input.tsx"
import { useAct, type Account, type Action } from "./use-lab.ts"

/** What an action asks for, and its button. */
export function ActionForm({
  account,
  action,
  label,
  fixed = {},
  onDone,
}: {
  readonly account: Pick<Account, "id" | "provider">
  readonly action: Action
  /** On the button. */
  readonly label: string
  /** What it is done to. */
  readonly fixed?: ActionValues
  readonly onDone: (thing: { readonly kind: string; readonly name: string } | null) => void
}) {
  const words = useWords().lab.action
  const fields = fieldsOf(action)
  const [values, setValues] = useState<ActionValues>(() => firstValues(fields, account.provider))
  const [error, setError] = useState<unknown>()
  const { act, isActing } = useAct()
  const hasDestination = fields.some(({ name }) => name === "account_number")

  async function run(event: FormEvent): Promise<void> {
    event.preventDefault()
    setError(undefined)
    try {
      const args = { ...argumentsOf(fields, values), ...fixed }
      const { thing } = await act(account.id, action.name, args)
      onDone(thing)
    } catch (failure) {
      setError(failure)
    }
  }

  return (
    <form onSubmit={(event) => void run(event)}>
      <Stack gap="sm">
        <Text size="sm">{action.summary}</Text>
        <SimpleGrid cols={{ base: 1, xs: fields.length > 2 ? 2 : 1 }} spacing="sm">
          {fields.map((field) => (
            <ActionInput
              key={field.name}
              field={field}
              value={values[field.name] ?? ""}
              onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
            />
          ))}
        </SimpleGrid>
        {fields.some(({ isRequired }) => !isRequired) && (
          <Text size="xs" c="dimmed">
            {words.optional}
          </Text>
        )}
        {error !== undefined && <ProblemNote error={error} />}
        <Group justify="flex-end" gap="xs">
          {hasDestination && (
            <Button
              variant="default"
              leftSection={<IconDice5 size={16} aria-hidden />}
              onClick={() => setValues((before) => ({ ...before, ...randomDestination(fields) }))}
            >
              {words.random}
            </Button>
          )}
          <Button type="submit" loading={isActing}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
