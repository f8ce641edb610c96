import { Autocomplete, NativeSelect, NumberInput, TextInput } from "@mantine/core"

import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import type { ActionField } from "./action-fields.ts"

/** One argument of an action. */
export function ActionInput({
  field,
  value,
  onChange,
}: {
  readonly field: ActionField
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const words = useWords().lab.action
  const { kind, choices, suggestions, isRequired, fallback } = field
  const shared = {
    size: "xs" as const,
    label: wordOf(words.fields, field.name),
    description: field.description,
    required: isRequired,
    inputWrapperOrder: ["label", "input", "description", "error"] as (
      | "label"
      | "input"
      | "description"
      | "error"
    )[],
  }
  switch (kind) {
    case "choice":
    case "yesNo": {
      const all =
        kind === "yesNo"
          ? [
              { value: "true", label: words.on },
              { value: "false", label: words.off },
            ]
          : choices.map((each) => ({ value: each, label: each }))
      const label = fallback === undefined ? words.any : `${words.any}: ${fallback}`
      return (
        <NativeSelect
          {...shared}
          data={isRequired ? all : [{ value: "", label }, ...all]}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    }
    case "whole":
    case "number":
      return (
        <NumberInput
          {...shared}
          min={0}
          allowDecimal={kind === "number"}
          placeholder={fallback ?? ""}
          value={value}
          onChange={(next) => onChange(String(next))}
        />
      )
    case "text": {
      if (suggestions.length === 0) {
        return (
          <TextInput
            {...shared}
            placeholder={fallback ?? ""}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )
      }
      const titles = new Map(suggestions.map((each) => [each.value, each.title]))
      return (
        <Autocomplete
          {...shared}
          placeholder={fallback ?? ""}
          data={suggestions.map((each) => each.value)}
          // All of them, whatever is typed: they are few, and each is a story of its own.
          filter={({ options }) => options}
          renderOption={({ option }) => <Suggested value={option.value} titles={titles} />}
          value={value}
          onChange={onChange}
        />
      )
    }
    default:
      return kind satisfies never
  }
}

function Suggested({
  value,
  titles,
}: {
  readonly value: string
  readonly titles: ReadonlyMap<string, string>
}) {
  const title = titles.get(value) ?? value
  return <span className="numbers">{title === value ? value : `${value} · ${title}`}</span>
}
