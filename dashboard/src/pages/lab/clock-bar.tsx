import { Button, Group, Skeleton, Text } from "@mantine/core"
import { IconClock } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { useEffect, useState } from "react"

import { api, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { Moment } from "../../parts/moment.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { localText, spanText } from "../../parts/time-text.ts"
import { toast } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { useRefreshLab } from "./use-lab.ts"

const HOUR_SECONDS = 3_600
const DAY_SECONDS = 24 * HOUR_SECONDS
const tickMs = 1_000

type Clock = Thing<"SandboxClock">

/** The clock of the sandbox and how to move it; why not, where it cannot be moved. */
export function ClockBar({
  clock,
  readAtMs,
}: {
  readonly clock: Clock | undefined
  readonly readAtMs: number
}) {
  const words = useWords().lab.clock
  const mayMove = useMay("admin")
  const { move, isMoving, error } = useMove()
  const untilNextSeconds =
    clock === undefined || clock.next_at === null
      ? null
      : Math.max(1, Math.ceil((Date.parse(clock.next_at) - Date.parse(clock.now)) / 1_000))
  return (
    <section className="card" style={{ padding: "0.75rem 1rem" }} aria-label={words.label}>
      <Group justify="space-between" gap="sm">
        <Group gap="xs" wrap="nowrap" mih={42}>
          <IconClock size={20} aria-hidden />
          {clock === undefined ? (
            <Skeleton height={34} width={240} />
          ) : (
            <div>
              <Text size="sm" fw={600} className="numbers">
                {words.now} <RunningTime from={clock.now} readAtMs={readAtMs} />
              </Text>
              <Text size="xs" c="dimmed" className="numbers">
                {clock.ahead_seconds < 1
                  ? words.real
                  : words.ahead(spanText(clock.ahead_seconds * 1_000))}
                {" · "}
                {clock.next_at === null ? (
                  words.nothing
                ) : (
                  <>
                    {words.nextAt} <Moment at={clock.next_at} whole />
                  </>
                )}
              </Text>
            </div>
          )}
        </Group>
        {clock !== undefined && clock.held_by === null && mayMove && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              disabled={isMoving}
              onClick={() => move(HOUR_SECONDS)}
            >
              {words.hour}
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={isMoving}
              onClick={() => move(DAY_SECONDS)}
            >
              {words.day}
            </Button>
            <Button
              size="xs"
              loading={isMoving}
              disabled={untilNextSeconds === null}
              onClick={() => untilNextSeconds !== null && move(untilNextSeconds)}
            >
              {words.next}
            </Button>
          </Group>
        )}
      </Group>
      {clock !== undefined && <WhyNot clock={clock} mayMove={mayMove} />}
      {error !== null && <ProblemNote error={error} />}
    </section>
  )
}

function useMove() {
  const words = useWords().lab.clock
  const refresh = useRefreshLab()
  const { mutate, isPending, error } = api.useMutation("post", "/v1/sandbox/clock", {
    onSuccess({ reached, stops }) {
      toast(reached ? words.moved(stops) : words.notReached)
      refresh()
    },
  })
  const move = (seconds: number): void => mutate({ body: { advance_seconds: seconds } })
  return { move, isMoving: isPending, error }
}

function WhyNot({ clock, mayMove }: { readonly clock: Clock; readonly mayMove: boolean }) {
  const words = useWords().lab.clock
  const { held_by: heldBy } = clock
  if (heldBy === null) {
    if (mayMove) return null
    return (
      <Text size="sm" c="dimmed" mt={4}>
        {words.needsOwner}
      </Text>
    )
  }
  return (
    <Text size="sm" mt={4}>
      {heldBy.source_id === null ? words.heldOther : words.heldOwn}{" "}
      {heldBy.source_id !== null && (
        <Link to={`/settings/sources/${heldBy.source_id}`}>{words.heldSource}</Link>
      )}
    </Text>
  )
}

/** It goes on between two readings. */
function RunningTime({ from, readAtMs }: { readonly from: string; readonly readAtMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNowMs(Date.now()), tickMs)
    return () => window.clearInterval(timer)
  }, [])
  const at = new Date(Date.parse(from) + Math.max(0, nowMs - readAtMs))
  return <time dateTime={at.toISOString()}>{localText(at)}</time>
}
