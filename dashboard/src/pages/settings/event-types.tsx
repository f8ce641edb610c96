import { Checkbox, Group, Stack, Text } from "@mantine/core"

import { useWords } from "../../words/words.ts"
import { PRODUCTS, TYPES } from "./products.ts"
import classes from "./settings.module.css"

/** Which changes are sent, by product; a product's box takes all of its own. */
export function EventTypes({
  value,
  onChange,
}: {
  readonly value: readonly string[]
  readonly onChange: (types: readonly string[]) => void
}) {
  const words = useWords().settings.callbacks
  const has = (type: string): boolean => value.includes(type)
  const set = (types: readonly string[], isOn: boolean): void =>
    onChange([...value.filter((type) => !types.includes(type)), ...(isOn ? types : [])])
  return (
    <div role="group" aria-label={words.types}>
      <Text size="sm" fw={500}>
        {words.types}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        {value.length === 0 ? words.needOne : words.typesWhy}
      </Text>
      <Stack gap="sm">
        {PRODUCTS.map((product) => {
          const types = TYPES[product]
          const chosen = types.filter(has).length
          return (
            <div key={product}>
              <Checkbox
                label={words.products[product]}
                checked={chosen === types.length}
                indeterminate={chosen > 0 && chosen < types.length}
                onChange={(event) => set(types, event.currentTarget.checked)}
              />
              <Group gap="xs" mt={6} ms="lg">
                {types.map((type) => (
                  <Checkbox
                    key={type}
                    size="xs"
                    label={<span className={classes["mono"]}>{type}</span>}
                    checked={has(type)}
                    onChange={(event) => set([type], event.currentTarget.checked)}
                  />
                ))}
              </Group>
            </div>
          )
        })}
      </Stack>
    </div>
  )
}
