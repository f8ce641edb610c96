import { useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"

import { letterKeysAreOn, typesText } from "./letter-keys.ts"
import { ENTRIES } from "./navigation.tsx"

const secondKeyMsMax = 1_000

/**
 * Ctrl or Cmd and K finds, wherever one types. Of letters: `g` and then a page's letter goes there,
 * `/` goes to the search of the page, or where it has none finds, `?` tells the keys, and any other
 * presses the button of the page that has it as `data-key`: so no key does what no button does.
 */
export function useShellKeys({
  onFind,
  onHelp,
}: {
  readonly onFind: () => void
  readonly onHelp: () => void
}): void {
  const navigate = useNavigate()
  useEffect(() => {
    let armedUntil = 0
    function onKey(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault()
        onFind()
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || typesText(event.target)) return
      if (!letterKeysAreOn()) return
      if (Date.now() < armedUntil) {
        armedUntil = 0
        const entry = ENTRIES.find(({ key }) => key === event.key)
        if (entry === undefined) return
        // The page that is left must not take the letter for one of its own.
        event.stopImmediatePropagation()
        void navigate({ to: entry.to })
      } else if (event.key === "g") armedUntil = Date.now() + secondKeyMsMax
      else if (event.key === "?") onHelp()
      else if (event.key === "/") {
        event.preventDefault()
        const search = document.querySelector<HTMLInputElement>("[data-page-search]")
        if (search === null) onFind()
        else search.focus()
      } else if (!event.repeat) pressButton(event)
    }
    // Before the page's own keys.
    window.addEventListener("keydown", onKey, { capture: true })
    return () => window.removeEventListener("keydown", onKey, { capture: true })
  }, [navigate, onFind, onHelp])
}

function pressButton(event: KeyboardEvent): void {
  const button = document.querySelector<HTMLElement>(
    `#content [data-key="${CSS.escape(event.key)}"]:not(:disabled)`,
  )
  if (button === null) return
  event.preventDefault()
  button.focus()
  button.click()
}
