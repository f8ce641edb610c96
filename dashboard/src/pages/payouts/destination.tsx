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
  const [error, setError] = useState<unknown>()
  const [left, countDown] = useCountdown(() => setWhole(undefined))

  async function reveal(): Promise<void> {
    const { data, error: refused } = await client.POST("/v1/payouts/{id}/reveal", {
      params: { path: { id: payout.id } },
    })
    setError(refused)
    setWhole(data)
    countDown()
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

/** Seconds that are left, by the clock: a page in the background does not tick. */
function useCountdown(onEnd: () => void): readonly [number, () => void] {
  const [endsAt, setEndsAt] = useState<number>()
  const [left, setLeft] = useState(0)
  useEffect(() => {
    if (endsAt === undefined) return undefined
    const tick = (): void => {
      const seconds = Math.ceil((endsAt - Date.now()) / 1_000)
      setLeft(seconds)
      if (seconds > 0) return
      setEndsAt(undefined)
      onEnd()
    }
    tick()
    const timer = window.setInterval(tick, 1_000)
    return () => window.clearInterval(timer)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what it ends with does not restart it
  }, [endsAt])
  return [left, () => setEndsAt(Date.now() + revealedSeconds * 1_000)]
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
