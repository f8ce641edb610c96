import { useEffect, type RefObject } from "react"

import { letterKeysAreOn, typesText } from "../shell/letter-keys.ts"
import type { Selection } from "./list.tsx"

/** j, k and the arrows move over the rows' links, x selects, Esc clears; Enter is the link's own. */
export function useRowKeys(table: RefObject<HTMLElement | null>, selection?: Selection): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (typesText(event.target)) return
      const step = STEPS[event.key]
      const letters = letterKeysAreOn()
      if (step !== undefined && (event.key.length > 1 ? isInTable(event) : letters)) {
        move(step)
        event.preventDefault()
      } else if (event.key === "x" && letters) {
        const id = rowOf(document.activeElement)
        if (id !== undefined) selection?.toggle(id)
      } else if (event.key === "Escape") selection?.clear()
    }

    function isInTable(event: KeyboardEvent): boolean {
      return event.target instanceof Node && table.current?.contains(event.target) === true
    }

    function move(step: number): void {
      const links = [...(table.current?.querySelectorAll<HTMLElement>("[data-row-link]") ?? [])]
      const at = links.findIndex((link) => rowOf(link) === rowOf(document.activeElement))
      links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus()
    }

    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [table, selection])
}

const STEPS: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }

function rowOf(element: Element | null): string | undefined {
  return element?.closest<HTMLElement>("[data-row]")?.dataset["row"]
}
