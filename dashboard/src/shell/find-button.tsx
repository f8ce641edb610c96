import { ActionIcon, Kbd, UnstyledButton } from "@mantine/core"
import { IconSearch } from "@tabler/icons-react"

import { useWords } from "../words/words.ts"
import classes from "./shell.module.css"

/** Ctrl K for who has no keyboard, or does not know of it. */
export function FindButton({ onFind }: { readonly onFind: () => void }) {
  const words = useWords().shell.find
  return (
    <>
      <UnstyledButton className={classes["find"]} onClick={onFind} visibleFrom="md">
        <IconSearch size={15} aria-hidden />
        {words.title}
        <Kbd size="xs" aria-hidden>
          {words.keys}
        </Kbd>
      </UnstyledButton>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={words.title}
        onClick={onFind}
        hiddenFrom="md"
      >
        <IconSearch size={20} />
      </ActionIcon>
    </>
  )
}
