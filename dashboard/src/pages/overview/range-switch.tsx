import { SegmentedControl } from "@mantine/core"

import { useWords } from "../../words/words.ts"
import { RANGES, type Range } from "./use-overview.ts"

/** In the URL, so that a link shows what its sender saw. */
export function RangeSwitch({
  range,
  onChoose,
}: {
  readonly range: Range
  readonly onChoose: (next: string) => void
}) {
  const words = useWords().overview.range
  return (
    <SegmentedControl
      size="xs"
      aria-label={words.label}
      value={range}
      onChange={onChoose}
      data={RANGES.map((value) => ({ value, label: words[value] }))}
    />
  )
}
