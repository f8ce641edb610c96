import { Button, Group, Stack, Text, Tooltip } from "@mantine/core"
import { useEffect, useState } from "react"

import { client, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { Copy } from "../../parts/copy.tsx"
import { Facts } from "../../parts/facts.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"

const revealedSeconds = 60

/** Masked; whole for a minute, for who may, and the audit log says so. */
export function Destination({ payout }: { readonly payout: Thing<"ListedPayout"> }) {
  const words = useWords().payouts
  const mayReveal = useMay("raw")
  const [whole, setWhole] = useState<Thing<"WholeDestination">>()
  const [left, setLeft] = useState(0)
  const [error, setError] = useState<unknown>()

  useEffect(() => {
    if (whole === undefined) return undefined
    if (left <= 0) {
      setWhole(undefined)
      return undefined
    }
    const timer = window.setTimeout(() => setLeft(left - 1), 1_000)
    return () => window.clearTimeout(timer)
  }, [whole, left])

  async function reveal(): Promise<void> {
    const { data, error: refused } = await client.POST("/v1/payouts/{id}/reveal", {
      params: { path: { id: payout.id } },
    })
    setError(refused)
    setWhole(data)
    setLeft(data === undefined ? 0 : revealedSeconds)
  }

  const shown = whole ?? payout.destination
  const own = words.detail
  return (
    <Stack gap="xs">
      <Facts
        facts={[
          [
            own.account,
            <Value key="account" text={shown?.account_number} isWhole={whole !== undefined} />,
          ],
          [
            own.holder,
            <Value key="holder" text={shown?.account_holder_name} isWhole={whole !== undefined} />,
          ],
          ...(shown?.account_type ? [[own.accountType, shown.account_type] as const] : []),
        ]}
      />
      {mayReveal && payout.destination !== null && (
        <Group gap="xs">
          {whole === undefined ? (
            <Tooltip label={words.reveal.why} multiline maw={260}>
              <Button size="compact-xs" variant="default" onClick={() => void reveal()}>
                {words.reveal.show}
              </Button>
            </Tooltip>
          ) : (
            <>
              <Button size="compact-xs" variant="default" onClick={() => setWhole(undefined)}>
                {words.reveal.hide}
              </Button>
              <Text size="xs" c="dimmed" className="numbers">
                {words.reveal.left(left)}
              </Text>
            </>
          )}
        </Group>
      )}
      {error !== undefined && <ProblemNote error={error} />}
    </Stack>
  )
}

function Value({
  text,
  isWhole,
}: {
  readonly text: string | null | undefined
  readonly isWhole: boolean
}) {
  const words = useWords().payouts.detail
  if (text === null || text === undefined) return <>{words.none}</>
  return (
    <span className="numbers">
      {text}
      {isWhole && <Copy value={text} what={words.account} />}
    </span>
  )
}
