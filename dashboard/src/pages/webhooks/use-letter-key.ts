import { useEffect } from "react"

import { letterKeysAreOn, typesText } from "../../shell/letter-keys.ts"

/** A letter clicks the button that carries it as `data-letter-key`: the button is always there, too. */
export function useLetterKey(letter: string): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key !== letter || !letterKeysAreOn() || typesText(event.target)) return
      const button = document.querySelector<HTMLElement>(`[data-letter-key="${letter}"]`)
      if (button === null) return
      event.preventDefault()
      button.click()
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [letter])
}
