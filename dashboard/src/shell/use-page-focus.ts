import { useRouter } from "@tanstack/react-router"
import { useEffect } from "react"

/**
 * A new page takes the focus, so that screen readers say its title and the keyboard goes on there.
 * A page that has put the focus inside itself, as a work list beside its item, keeps it.
 */
export function usePageFocus(): void {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
        if (fromLocation === undefined || !pathChanged) return
        const main = document.getElementById("content")
        if (main?.contains(document.activeElement) !== true) main?.focus({ preventScroll: true })
      }),
    [router],
  )
}
