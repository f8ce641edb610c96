import { notifications } from "@mantine/notifications"
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react"

const shownMs = 5_000
/** Long enough to be read twice. */
const failureShownMs = 12_000

/**
 * Says in one line what happened: `toast(words.resend.queued)` after a call that answered. Eyes see
 * it at the lower right, screen readers hear it: the list of toasts is a polite live region.
 */
export function toast(text: string): void {
  show(text, { color: "green.8", icon: <IconCheck size={18} aria-hidden />, autoClose: shownMs })
}

/** What did not work and stands nowhere else on the page; else a ProblemNote says it in place. */
export function toastFailure(text: string): void {
  const icon = <IconAlertTriangle size={18} aria-hidden />
  show(text, { color: "red.8", icon, autoClose: failureShownMs })
}

/** The region is what is announced: a role of its own would have it read twice. It goes by itself. */
function show(
  message: string,
  look: { readonly color: string; readonly icon: React.ReactNode; readonly autoClose: number },
): void {
  notifications.show({
    message,
    role: "group",
    withBorder: true,
    // Its button would have no name: words stand in the catalogue, which only components can read.
    withCloseButton: false,
    ...look,
  })
}
