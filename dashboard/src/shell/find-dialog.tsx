import { Modal, Text, TextInput, UnstyledButton } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { IconSearch } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useState, type ClipboardEvent, type KeyboardEvent } from "react"

import { useWords } from "../words/words.ts"
import { findThings, matching, pageEntries, type FindEntry } from "./find-entries.ts"
import classes from "./find-dialog.module.css"

const typingEndsMs = 200

/** Things, pages and actions by what is typed; a pasted id opens what it names at once. */
export function FindDialog({
  isOpen,
  onClose,
  actions,
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly actions: readonly FindEntry[]
}) {
  const { title } = useWords().shell.find
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size="lg"
      centered={false}
      yOffset="8vh"
      returnFocus={false}
    >
      <Find onClose={onClose} actions={actions} />
    </Modal>
  )
}

function Find({
  onClose,
  actions,
}: {
  readonly onClose: () => void
  readonly actions: readonly FindEntry[]
}) {
  const catalogue = useWords()
  const words = catalogue.shell.find
  const navigate = useNavigate()
  const [typed, setTyped] = useState("")
  const [chosen, setChosen] = useState(0)
  const [settled] = useDebouncedValue(typed.trim(), typingEndsMs)
  const found = useQuery({
    queryKey: ["get", "/v1/find", settled],
    queryFn: () => findThings(settled, words.kinds),
  })
  const things = settled === typed.trim() ? (found.data ?? []) : []
  const entries = [...things, ...matching([...pageEntries(catalogue), ...actions], typed.trim())]
  const at = Math.min(chosen, entries.length - 1)

  function open({ go }: FindEntry): void {
    onClose()
    if (typeof go === "string") void navigate({ to: go })
    else go()
  }

  async function openPasted(event: ClipboardEvent): Promise<void> {
    const text = event.clipboardData.getData("text").trim()
    const [only, ...others] = await findThings(text, words.kinds).catch(() => [])
    if (only !== undefined && others.length === 0) open(only)
  }

  /** Who is quicker than the search means what it would find. */
  async function openTyped(): Promise<void> {
    const isAhead = settled !== typed.trim() || found.isFetching
    const named = isAhead ? await findThings(typed.trim(), words.kinds).catch(() => []) : []
    const entry = named[0] ?? entries[at]
    if (entry !== undefined) open(entry)
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && entries.length > 0) {
      setChosen((at + step + entries.length) % entries.length)
      event.preventDefault()
    } else if (event.key === "Enter") void openTyped()
  }

  return (
    <>
      <TextInput
        data-autofocus
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setChosen(0)
        }}
        onPaste={(event) => void openPasted(event)}
        onKeyDown={onKeyDown}
        placeholder={words.placeholder}
        aria-label={words.title}
        leftSection={<IconSearch size={16} aria-hidden />}
        role="combobox"
        aria-expanded
        aria-controls="found"
        aria-activedescendant={entries[at] === undefined ? undefined : `found-${at}`}
        autoComplete="off"
        spellCheck={false}
        maxLength={600}
      />
      <div id="found" role="listbox" aria-label={words.title} className={classes["found"]}>
        {entries.map((entry, place) => (
          <UnstyledButton
            key={entry.key}
            id={`found-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === at}
            className={classes["entry"]}
            onClick={() => open(entry)}
            onPointerMove={() => setChosen(place)}
          >
            <span className={classes["title"]}>{entry.title}</span>
            <span className={classes["detail"]}>{entry.detail}</span>
          </UnstyledButton>
        ))}
      </div>
      <Text size="sm" c="dimmed" role="status" mt="xs">
        {statusText()}
      </Text>
    </>
  )

  function statusText(): string {
    if (found.isFetching) return words.looking
    if (entries.length === 0) return words.nothing
    return words.hint
  }
}
