import "@mantine/core/styles.css"
import "@mantine/notifications/styles.css"
import "./theme/page.css"
import { createRoot } from "react-dom/client"

import { App } from "./app.tsx"
import { giveStyleNonce } from "./theme/style-nonce.ts"

const RELOADED_AT = "paidout.reloaded-at"
const reloadsApartMs = 60_000

giveStyleNonce()
reloadAfterUpgrade()

const root = document.getElementById("root")
if (root === null) throw new Error("index.html has no #root.")
createRoot(root).render(<App />)

/** A page from before an upgrade asks for files that are gone: it is read again, once. */
function reloadAfterUpgrade(): void {
  window.addEventListener("vite:preloadError", (event) => {
    const at = Number(window.sessionStorage.getItem(RELOADED_AT) ?? 0)
    if (Date.now() - at < reloadsApartMs) return
    window.sessionStorage.setItem(RELOADED_AT, String(Date.now()))
    event.preventDefault()
    window.location.reload()
  })
}
