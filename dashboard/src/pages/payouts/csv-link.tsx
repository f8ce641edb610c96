import { Button, Tooltip } from "@mantine/core"
import { IconDownload } from "@tabler/icons-react"

import { useWords } from "../../words/words.ts"

/** What is filtered, as a file: the browser downloads it, however long it is. */
export function CsvLink({
  path,
  query,
}: {
  readonly path: string
  readonly query: Readonly<Record<string, string | undefined>>
}) {
  const words = useWords().payouts
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const search = new URLSearchParams(given).toString()
  return (
    <Tooltip label={words.csvWhy}>
      <Button
        component="a"
        href={search === "" ? path : `${path}?${search}`}
        download
        variant="default"
        size="xs"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {words.csv}
      </Button>
    </Tooltip>
  )
}
