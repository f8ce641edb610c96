import { Group, Stack, Text } from "@mantine/core"
import {
  IconAlertTriangle,
  IconApi,
  IconBolt,
  IconHandClick,
  IconPointFilled,
  IconSend,
} from "@tabler/icons-react"

import type { Thing } from "../../api/client.ts"
import type { Icon } from "../../parts/badge.tsx"
import { Moment } from "../../parts/moment.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"

type Line = Thing<"SandboxStoryLine">

/** Lines of what happened at a simulated provider. */
export function StoryList({
  lines,
  none,
  isNarrow = false,
}: {
  readonly lines: readonly Line[]
  readonly none: string
  /** Each time stands below its line. */
  readonly isNarrow?: boolean
}) {
  if (lines.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    )
  }
  return (
    <Stack component="ol" gap={6} m={0} p={0} style={{ listStyle: "none" }}>
      {lines.map((line) => (
        <StoryLine key={line.id} line={line} isNarrow={isNarrow} />
      ))}
    </Stack>
  )
}

function StoryLine({ line, isNarrow }: { readonly line: Line; readonly isNarrow: boolean }) {
  const words = useWords().lab
  const Mark = MARKS[line.kind]
  const said =
    line.kind === "action"
      ? wordOf(words.action.names, line.said)
      : line.kind === "misbehaviour" && line.said in words.misbehaviour.kinds
        ? wordOf(words.misbehaviour.kinds, line.said)
        : line.said
  return (
    <Group component="li" gap="xs" wrap="nowrap" align="flex-start">
      <span style={{ color: `var(--tone-${TONES[line.kind]})`, lineHeight: 1.5 }}>
        <Mark size={16} aria-hidden />
      </span>
      <Text size="sm" component="div" style={{ flex: 1, minWidth: 0, overflowWrap: "anywhere" }}>
        <Text span size="xs" c="dimmed">
          {words.story.kinds[line.kind]}{" "}
        </Text>
        {said}
        {isNarrow && (
          <Text size="xs" c="dimmed" component="div">
            <Moment at={line.at} />
          </Text>
        )}
      </Text>
      {!isNarrow && (
        <Text size="xs" c="dimmed" component="span">
          <Moment at={line.at} />
        </Text>
      )}
    </Group>
  )
}

const MARKS: Readonly<Record<Line["kind"], Icon>> = {
  request: IconApi,
  action: IconHandClick,
  note: IconPointFilled,
  webhook: IconSend,
  misbehaviour: IconBolt,
  failure: IconAlertTriangle,
}
const TONES: Readonly<Record<Line["kind"], string>> = {
  request: "blue",
  action: "violet",
  note: "grey",
  webhook: "blue",
  misbehaviour: "amber",
  failure: "red",
}
