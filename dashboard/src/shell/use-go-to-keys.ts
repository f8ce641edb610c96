import { useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"

import { letterKeysAreOn, typesText } from "./letter-keys.ts"
import { ENTRIES } from "./navigation.tsx"

const secondKeyMsMax = 1_000

/** `g` and then a page's letter goes there; `/` goes to the search of the page. */
export function useGoToKeys(): void {
  const navigate = useNavigate()
  useEffect(() => {
    let armedUntil = 0
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || typesText(event.target)) return
      if (!letterKeysAreOn()) return
      if (event.key === "/") {
        const search = document.querySelector<HTMLInputElement>("[data-page-search]")
        search?.focus()
        if (search !== null) event.preventDefault()
      } else if (event.key === "g") armedUntil = Date.now() + secondKeyMsMax
      else if (Date.now() < armedUntil) {
        armedUntil = 0
        const entry = ENTRIES.find(({ key }) => key === event.key)
        if (entry !== undefined) void navigate({ to: entry.to })
      }
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [navigate])
}
