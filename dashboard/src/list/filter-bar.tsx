import { Button, Group, Select, TextInput } from "@mantine/core"
import { useDisclosure, useMediaQuery } from "@mantine/hooks"
import { IconFilter, IconSearch } from "@tabler/icons-react"
import { useEffect, useState, type ReactNode } from "react"

import { useWords } from "../words/words.ts"
import type { Filters } from "./use-filters.ts"

export type FilterField<Name extends string> =
  | {
      readonly kind: "search"
      readonly name: Name
      readonly label: string
      readonly placeholder?: string
    }
  | {
      readonly kind: "choice"
      readonly name: Name
      readonly label: string
      readonly choices: readonly { readonly value: string; readonly label: string }[]
    }
  | { readonly kind: "text"; readonly name: Name; readonly label: string; readonly width?: number }
  | { readonly kind: "day"; readonly name: Name; readonly label: string }

/** Where rows are cards, all but the search folds away. */
const NARROW = "(max-width: 48em)"

/** What narrows a list; each field is a part of the URL. */
export function FilterBar<Name extends string>({
  fields,
  filters,
  children,
}: {
  readonly fields: readonly FilterField<Name>[]
  readonly filters: Filters<Name>
  /** Beside them: what shows more of them. */
  readonly children?: ReactNode
}) {
  const words = useWords().shell
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false })
  const [isOpen, { toggle }] = useDisclosure(false)
  const folded = isNarrow ? fields.filter(({ kind }) => kind !== "search") : []
  const shown = isOpen ? fields : fields.filter((field) => !folded.includes(field))
  const set = folded.filter(({ name }) => filters.values[name] !== undefined).length
  return (
    <Group gap="xs" mb="sm" role="search" align="flex-end">
      {shown.map((field) => (
        <Field key={field.name} field={field} filters={filters} />
      ))}
      {folded.length > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFilter size={14} aria-hidden />}
          aria-expanded={isOpen}
          onClick={toggle}
        >
          {words.filter.fold(set)}
        </Button>
      )}
      {(folded.length === 0 || isOpen) && children}
      {!filters.isEmpty && (
        <Button size="xs" variant="subtle" onClick={filters.clear}>
          {words.list.clearFilters}
        </Button>
      )}
    </Group>
  )
}

function Field<Name extends string>({
  field,
  filters,
}: {
  readonly field: FilterField<Name>
  readonly filters: Filters<Name>
}) {
  const words = useWords().shell.filter
  const value = filters.values[field.name] ?? ""
  const set = (next: string): void => filters.set(field.name, next)
  switch (field.kind) {
    case "search":
      return <Typed field={field} value={value} onDone={set} isSearch />
    case "text":
      return <Typed field={field} value={value} onDone={set} />
    case "choice":
      return (
        <Select
          size="xs"
          w={170}
          label={field.label}
          placeholder={words.any}
          clearable
          data={field.choices.map((choice) => ({ ...choice }))}
          value={value === "" ? null : value}
          onChange={(next) => set(next ?? "")}
        />
      )
    case "day":
      return (
        <TextInput
          size="xs"
          type="date"
          w={140}
          label={field.label}
          value={value.slice(0, 10)}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )
    default:
      return field satisfies never
  }
}

/** Told when it is finished, by Enter or by leaving: half a reference finds nothing. */
function Typed({
  field,
  value,
  onDone,
  isSearch = false,
}: {
  readonly field: {
    readonly name: string
    readonly label: string
    readonly placeholder?: string
    readonly width?: number
  }
  readonly value: string
  readonly onDone: (value: string) => void
  readonly isSearch?: boolean
}) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  const done = (): void => {
    if (typed.trim() !== value) onDone(typed.trim())
  }
  return (
    <TextInput
      size="xs"
      w={field.width ?? (isSearch ? 260 : 150)}
      label={field.label}
      placeholder={field.placeholder}
      leftSection={isSearch ? <IconSearch size={14} aria-hidden /> : undefined}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => event.key === "Enter" && done()}
      {...(isSearch ? { "data-page-search": true } : {})}
    />
  )
}
