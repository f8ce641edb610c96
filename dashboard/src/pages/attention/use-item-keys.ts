import { useEffect } from "react"

import { letterKeysAreOn, typesText } from "../../shell/letter-keys.ts"

const STEPS: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }

/** j and k show the next item and the one before, wherever the focus is; arrows within the list. */
export function useItemKeys(onStep: (step: number) => void): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const step = STEPS[event.key]
      if (step === undefined || typesText(event.target)) return
      const isLetter = event.key.length === 1
      if (isLetter ? !letterKeysAreOn() : !isOnRow(event.target)) return
      event.preventDefault()
      onStep(step)
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [onStep])
}

function isOnRow(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-row]") !== null
}
