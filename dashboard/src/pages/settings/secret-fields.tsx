import { PasswordInput, Stack } from "@mantine/core"

import { useWords } from "../../words/words.ts"
import { fieldWords } from "./provider-fields.ts"

/** A field per secret, named as the provider names it. */
export function SecretFields({
  provider,
  kinds,
  values,
  onChange,
}: {
  readonly provider: string
  readonly kinds: readonly string[]
  readonly values: Readonly<Record<string, string>>
  readonly onChange: (values: Readonly<Record<string, string>>) => void
}) {
  const words = useWords().settings
  return (
    <Stack gap="sm">
      {kinds.map((kind) => (
        <SecretField
          key={kind}
          {...fieldWords(words, provider, kind)}
          value={values[kind] ?? ""}
          onChange={(value) => onChange({ ...values, [kind]: value })}
        />
      ))}
    </Stack>
  )
}

/** What is typed can be looked at, and no browser offers to remember it. */
export function SecretField({
  label,
  where,
  value,
  onChange,
}: {
  readonly label: string
  readonly where: string
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const words = useWords().settings
  return (
    <PasswordInput
      label={label}
      description={where}
      maxLength={4_096}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ "aria-label": words.look(label), tabIndex: 0 }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
