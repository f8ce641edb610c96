import { Button, Group, NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core"
import { useState, type FormEvent } from "react"

import { useMay } from "../../api/use-me.ts"
import type { paths } from "../../api/openapi.d.ts"
import { Card } from "../../parts/card.tsx"
import { useWords } from "../../words/words.ts"
import { EventTypes } from "./event-types.tsx"
import { TYPES } from "./products.ts"
import { SecretField } from "./secret-fields.tsx"

type Body = paths["/v1/endpoints"]["post"]["requestBody"]["content"]["application/json"]
export type NewEndpoint = Body & { readonly dialect: string }

const ALL = [...TYPES.payout, ...TYPES.payment]

export function RegisterForm({
  product,
  url: firstUrl = "",
  isTesting,
  onSubmit,
}: {
  /** Whose events are chosen at first; default: of all. */
  readonly product: string | undefined
  /** Where another page has one to register, the sandbox's receiver for one. */
  readonly url: string | undefined
  readonly isTesting: boolean
  readonly onSubmit: (body: NewEndpoint) => void
}) {
  const words = useWords().settings.callbacks
  const mayRaw = useMay("raw")
  const [url, setUrl] = useState(firstUrl)
  const [description, setDescription] = useState("")
  const [dialect, setDialect] = useState("paidout")
  const [types, setTypes] = useState<readonly string[]>(
    product === "payout" || product === "payment" ? TYPES[product] : ALL,
  )
  const [isOrdered, setOrdered] = useState(false)
  const [secret, setSecret] = useState("")
  const [rate, setRate] = useState<number | string>("")
  const [concurrency, setConcurrency] = useState<number | string>("")
  const isRaw = dialect === "raw"

  function submit(event: FormEvent): void {
    event.preventDefault()
    onSubmit({
      url: url.trim(),
      dialect,
      ...(description.trim() !== "" && { description: description.trim() }),
      ...(!isRaw && { event_types: types.length === ALL.length ? ["*"] : [...types] }),
      ...(!isRaw && { ordering: isOrdered ? "payout" : "none" }),
      ...(secret !== "" && { secret }),
      settings: {
        ...(typeof rate === "number" && { rate_per_second: rate }),
        ...(typeof concurrency === "number" && { concurrency }),
      },
    })
  }

  return (
    <Card>
      <form onSubmit={submit} autoComplete="off">
        <Stack gap="md">
          <TextInput
            label={words.url}
            description={words.urlWhy}
            type="url"
            required
            maxLength={2_048}
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <TextInput
            label={words.description}
            description={words.descriptionWhy}
            maxLength={500}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Select
            label={words.dialect}
            description={words.dialectWhy}
            allowDeselect={false}
            value={dialect}
            onChange={(chosen) => setDialect(chosen ?? "paidout")}
            data={Object.entries(words.dialects)
              .filter(([name]) => name !== "raw" || mayRaw)
              .map(([value, label]) => ({ value, label }))}
          />
          {!isRaw && <EventTypes value={types} onChange={setTypes} />}
          {!isRaw && (
            <Switch
              label={words.ordering}
              description={words.orderingWhy}
              checked={isOrdered}
              onChange={(event) => setOrdered(event.currentTarget.checked)}
            />
          )}
          {!isRaw && (
            <SecretField
              label={words.secret}
              where={words.secretWhy}
              value={secret}
              onChange={setSecret}
            />
          )}
          <Group grow align="flex-start">
            <NumberInput
              label={words.rate}
              description={words.unlimited}
              min={1}
              allowDecimal={false}
              hideControls
              value={rate}
              onChange={setRate}
            />
            <NumberInput
              label={words.concurrency}
              description={words.concurrencyWhy}
              min={1}
              allowDecimal={false}
              hideControls
              value={concurrency}
              onChange={setConcurrency}
            />
          </Group>
          <Group justify="flex-end">
            <Button type="submit" loading={isTesting} disabled={!isRaw && types.length === 0}>
              {words.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}
