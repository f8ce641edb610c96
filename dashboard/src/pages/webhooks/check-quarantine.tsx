import { Button, Group, Modal, Stack, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { useState } from "react"

import { client, type Thing } from "../../api/client.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { toast } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"

interface Found {
  readonly verified: number
  readonly refused: number
}

/** After a key was mended: how many quarantined verify now, and those are let go. */
export function CheckQuarantine({
  source,
  onReleased,
}: {
  readonly source: Thing<"Source"> | undefined
  readonly onReleased: () => void
}) {
  const words = useWords().webhooks.check
  const [isOpen, { open, close }] = useDisclosure()
  const [found, setFound] = useState<Found>()
  const [looked, setLooked] = useState(0)
  const [isReleasing, setReleasing] = useState(false)
  const [error, setError] = useState<unknown>()

  async function walk(isDryRun: boolean): Promise<Found> {
    setError(undefined)
    const only = source === undefined ? {} : { source_id: source.id }
    return checkAll({ ...only, dry_run: isDryRun }, setLooked)
  }

  async function begin(): Promise<void> {
    open()
    setFound(undefined)
    setLooked(0)
    await walk(true).then(setFound, setError)
  }

  async function release(): Promise<void> {
    setReleasing(true)
    try {
      const { verified } = await walk(false)
      toast(words.released(verified))
      close()
      onReleased()
    } catch (failure) {
      setError(failure)
    } finally {
      setReleasing(false)
    }
  }

  return (
    <>
      <Button variant="default" size="xs" onClick={() => void begin()}>
        {words.open}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={words.title}
        closeButtonProps={{ "aria-label": words.close }}
      >
        <Stack gap="sm">
          {source !== undefined && <Text size="sm">{words.ofSource(source.name)}</Text>}
          {error !== undefined ? (
            <ProblemNote error={error} onAgain={() => void begin()} />
          ) : (
            <Text size="sm" role="status">
              {found === undefined ? words.looking(looked) : wordsOf(found, words)}
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {words.close}
            </Button>
            {found !== undefined && found.verified > 0 && (
              <Button loading={isReleasing} onClick={() => void release()}>
                {words.release(found.verified)}
              </Button>
            )}
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

function wordsOf(
  { verified, refused }: Found,
  words: ReturnType<typeof useWords>["webhooks"]["check"],
): string {
  if (verified + refused === 0) return words.none
  return verified === 0 ? words.noneVerifies(refused) : words.result(verified, refused)
}

/** The API looks at a bounded number per call: it is called until all were looked at. */
async function checkAll(
  wish: { readonly source_id?: string; readonly dry_run: boolean },
  onLooked: (looked: number) => void,
): Promise<Found> {
  let verified = 0
  let refused = 0
  let after: string | null = null
  do {
    const body: typeof wish & { after?: string } = after === null ? wish : { ...wish, after }
    const { data, error } = await client.POST("/v1/messages/release", { body })
    if (error !== undefined) throw error as unknown
    verified += data.verified
    refused += data.refused
    after = data.next_after
    onLooked(verified + refused)
  } while (after !== null)
  return { verified, refused }
}
