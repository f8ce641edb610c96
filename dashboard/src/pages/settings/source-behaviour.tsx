import { Button, Group, SegmentedControl, Stack, Switch, Text, TextInput } from "@mantine/core"
import { useState, type FormEvent } from "react"

import type { Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { useSourceChange } from "./use-source-change.ts"

type Source = Thing<"Source">

/** What is believed of it, where its API is, and which account it may speak of. */
export function SourceBehaviour({ source }: { readonly source: Source }) {
  const settings = useWords().settings
  const words = settings.source
  const change = useSourceChange(source.id)
  const mayWrite = useMay("write")
  const before = source.settings
  const [account, setAccount] = useState(before.account ?? "")
  const [baseUrl, setBaseUrl] = useState(before.base_url ?? "")
  const [presume, setPresume] = useState(String(before.presume_after_business_days ?? ""))
  const [confirms, setConfirms] = useState(before.confirm === "final")
  const [reconciles, setReconciles] = useState(before.reconcile_daily === true)
  const [mode, setMode] = useState(modeOf(source.live))
  const [error, setError] = useState<unknown>()
  const [isSaving, setSaving] = useState(false)

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    setSaving(true)
    setError(undefined)
    const { account: _a, base_url: _b, presume_after_business_days: _p, ...others } = before
    try {
      await change({
        settings: {
          ...others,
          ...(account.trim() !== "" && { account: account.trim() }),
          ...(baseUrl.trim() !== "" && { base_url: baseUrl.trim() }),
          ...(presume.trim() !== "" && { presume_after_business_days: daysOf(presume.trim()) }),
          confirm: confirms ? "final" : "never",
          reconcile_daily: reconciles,
        },
        ...(mode !== "unknown" && { live: mode === "live" }),
      })
    } catch (failure) {
      setError(failure)
    } finally {
      setSaving(false)
    }
  }

  return (
    <Card title={words.behaviour}>
      <form onSubmit={(event) => void save(event)}>
        <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <Stack gap="md" maw={560}>
            <div>
              <Text size="sm" fw={500} id="source-mode" mb={4}>
                {settings.connect.account}
              </Text>
              <SegmentedControl
                aria-labelledby="source-mode"
                value={mode}
                onChange={setMode}
                data={[
                  { value: "test", label: settings.mode.test },
                  { value: "live", label: settings.mode.live },
                  ...(source.live === null
                    ? [{ value: "unknown", label: settings.mode.unknown }]
                    : []),
                ]}
              />
            </div>
            <TextInput
              label={words.account}
              description={words.accountWhy}
              value={account}
              maxLength={200}
              onChange={(event) => setAccount(event.currentTarget.value)}
            />
            <TextInput
              label={words.baseUrl}
              description={words.baseUrlWhy}
              type="url"
              value={baseUrl}
              onChange={(event) => setBaseUrl(event.currentTarget.value)}
            />
            {source.provider === "adyen" ? (
              <TextInput
                label={words.presume}
                description={words.presumeWhy}
                pattern="never|[0-9]{1,2}"
                value={presume}
                onChange={(event) => setPresume(event.currentTarget.value)}
              />
            ) : (
              <Switch
                label={words.confirm}
                description={words.confirmWhy}
                checked={confirms}
                onChange={(event) => setConfirms(event.currentTarget.checked)}
              />
            )}
            <Switch
              label={words.reconcile}
              description={words.reconcileWhy}
              checked={reconciles}
              onChange={(event) => setReconciles(event.currentTarget.checked)}
            />
            {error !== undefined && <ProblemNote error={error} />}
            {mayWrite && (
              <Group>
                <Button type="submit" loading={isSaving}>
                  {settings.save}
                </Button>
              </Group>
            )}
          </Stack>
        </fieldset>
      </form>
    </Card>
  )
}

function modeOf(live: boolean | null): string {
  return live === null ? "unknown" : live ? "live" : "test"
}

function daysOf(text: string): number | "never" {
  return text === "never" ? "never" : Number(text)
}
